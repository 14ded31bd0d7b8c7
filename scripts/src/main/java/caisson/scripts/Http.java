package caisson.scripts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Plain questions to the venue's own processes. */
final class Http {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  private Http() {}

  /** The body of a 200; empty when nobody answers or the answer is another. */
  static Optional<String> get(URI address) {
    return ask(HttpRequest.newBuilder(address), 200);
  }

  /** Whether a POST without a body was taken. */
  static boolean post(URI address) {
    var request = HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.noBody());
    return ask(request, 204).isPresent();
  }

  private static Optional<String> ask(HttpRequest.Builder request, int expected) {
    URI address = request.build().uri();
    try {
      HttpResponse<String> answer =
          CLIENT.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == expected ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VenueException("interrupted while asking " + address, e);
    }
  }
}
