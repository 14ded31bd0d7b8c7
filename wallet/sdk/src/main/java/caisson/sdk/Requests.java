package caisson.sdk;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/**
 * Calls of one gateway. A request without a clear answer (connection lost, gateway starting,
 * outcome unknown) is sent again, byte for byte, until the deadline.
 */
final class Requests {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final long RETRY_PAUSE_MS = 100;

  private final URI gateway;
  private final Duration deadline;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REQUEST_TIMEOUT)
          .build();

  Requests(URI gateway, Duration deadline) {
    this.gateway = gateway;
    this.deadline = deadline;
  }

  Json get(String path) {
    return send(HttpRequest.newBuilder(gateway.resolve(path)).GET());
  }

  Json post(String path, Map<String, Object> body) {
    return send(
        HttpRequest.newBuilder(gateway.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(body))));
  }

  EventStream stream() {
    String text = gateway.toString().replaceFirst("^http", "ws");
    return EventStream.open(http, URI.create(text).resolve("/v1/stream"));
  }

  private Json send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(REQUEST_TIMEOUT).build();
    long endNs = System.nanoTime() + deadline.toNanos();
    while (true) {
      GatewayException failure;
      try {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return Json.parse(response.body());
        }
        failure = GatewayException.of(response.statusCode(), response.body());
        if (!worthRepeating(failure.status())) {
          throw failure;
        }
      } catch (IOException noAnswer) {
        failure = new GatewayException(0, "NO_ANSWER", "", "no answer from " + gateway);
        failure.initCause(noAnswer);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new GatewayException(0, "INTERRUPTED", "", "interrupted");
      }
      if (System.nanoTime() - endNs >= 0) {
        throw failure;
      }
      pause();
    }
  }

  private static boolean worthRepeating(int status) {
    return status == 429 || status == 503 || status == 504;
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_PAUSE_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new GatewayException(0, "INTERRUPTED", "", "interrupted");
    }
  }
}
