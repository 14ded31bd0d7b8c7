package caisson.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * An Ethereum node. A verifier is as honest as the node it asks, so it should be the reader's own.
 */
final class JsonRpc {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI node;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  JsonRpc(URI node) {
    this.node = node;
  }

  JsonNode ask(String method, Object... parameters) {
    JsonNode answer = exchange(method, parameters);
    if (answer.hasNonNull("error")) {
      throw new OutsideFailure(method + ": " + answer.get("error"));
    }
    return answer.path("result");
  }

  /** The whole answer, result or error. */
  JsonNode exchange(String method, Object... parameters) {
    ObjectNode body = JSON.createObjectNode();
    body.put("jsonrpc", "2.0").put("id", 1).put("method", method);
    ArrayNode list = body.putArray("params");
    for (Object parameter : parameters) {
      list.addPOJO(parameter);
    }
    try {
      HttpRequest request =
          HttpRequest.newBuilder(node)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
              .build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return JSON.readTree(response.body());
    } catch (IOException noAnswer) {
      throw new OutsideFailure("no answer from " + node, noAnswer);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new OutsideFailure("interrupted", interrupted);
    }
  }
}
