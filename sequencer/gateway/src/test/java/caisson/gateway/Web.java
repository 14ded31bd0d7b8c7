package caisson.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A client of the gateway on a port of this machine. */
final class Web {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  Web(int port) {
    this.port = port;
  }

  record Reply(int status, JsonNode body, String type) {
    String text(String field) {
      return body.path(field).asText();
    }
  }

  Reader stream() {
    return new Reader(http, URI.create("ws://127.0.0.1:" + port + "/v1/stream"));
  }

  Reply get(String path) {
    return send("GET", path, null, null, null);
  }

  Reply getAs(String path, String token) {
    return send("GET", path, null, null, token);
  }

  Reply post(String path, ObjectNode body) {
    return send("POST", path, body.toString(), "application/json", null);
  }

  Reply send(String method, String path, String body, String type, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (type != null) {
      request.header("Content-Type", type);
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      JsonNode json =
          response.body().startsWith("{") ? JSON.readTree(response.body()) : JSON.nullNode();
      return new Reply(
          response.statusCode(), json, response.headers().firstValue("Content-Type").orElse(""));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  HttpResponse<String> page(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(path, e);
    }
  }
}
