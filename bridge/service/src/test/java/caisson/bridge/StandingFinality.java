package caisson.bridge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * Between a process and its chain: everything passes, and while finality stands still the block
 * that is called final stays the one it was, whatever comes after it.
 */
final class StandingFinality implements AutoCloseable {
  private static final String FINAL = "\"finalized\"";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI chain;
  private final HttpServer server;
  private volatile String named = FINAL;

  private StandingFinality(URI chain, HttpServer server) {
    this.chain = chain;
    this.server = server;
  }

  static StandingFinality before(String url) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var between = new StandingFinality(URI.create(url), server);
    server.createContext("/", between::pass);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return between;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void stand(long block) {
    named = "\"0x" + Long.toHexString(block) + "\"";
  }

  void goOn() {
    named = FINAL;
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(chain)
                  .header("content-type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body.replace(FINAL, named)))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      exchange.getResponseHeaders().add("content-type", "application/json");
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
