package caisson.chain;

import caisson.fixtures.ChainFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Anvil's own methods, which only tests call, and a bounded wait. */
final class Rpc {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Rpc() {}

  static String call(ChainFixture chain, String method, String parameters) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
            .formatted(method, parameters);
    String answer = post(chain, body);
    if (answer.contains("\"error\"")) {
      throw new AssertionError(method + ": " + answer);
    }
    return answer;
  }

  /** One request or a batch of them, as it is; the answer with its errors. */
  static String post(ChainFixture chain, String body) {
    try {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(chain.url()))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return response.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void await(String what, Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain: " + what);
      }
      LockSupport.parkNanos(20_000_000L);
    }
  }
}
