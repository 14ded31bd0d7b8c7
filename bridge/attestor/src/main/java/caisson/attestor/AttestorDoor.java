package caisson.attestor;

import caisson.signing.Hex;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** HTTP of an attestor: POST /v1/attest, GET /v1/signer, GET /health. */
final class AttestorDoor implements AutoCloseable {
  private static final int MAX_BODY = 32 << 20;
  private static final int THREADS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Attestor attestor;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private AttestorDoor(Attestor attestor, HttpServer server) {
    this.attestor = attestor;
    this.server = server;
  }

  /** Port 0 takes a free one. */
  static AttestorDoor open(Attestor attestor, String host, int port) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
      AttestorDoor door = new AttestorDoor(attestor, server);
      server.createContext("/v1/attest", exchange -> door.answer(exchange, "POST"));
      server.createContext("/v1/signer", exchange -> door.answer(exchange, "GET"));
      server.createContext("/health", exchange -> door.answer(exchange, "GET"));
      server.setExecutor(door.threads);
      server.start();
      return door;
    } catch (IOException e) {
      throw new StartException("cannot listen on %s:%d: %s".formatted(host, port, e.getMessage()));
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange, String method) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    int status;
    try {
      if (!exchange.getRequestMethod().equals(method)) {
        status = refuse(body, new Refusal(405, "METHOD_NOT_ALLOWED", "use " + method));
      } else {
        status =
            switch (exchange.getHttpContext().getPath()) {
              case "/v1/attest" -> attest(exchange, body);
              case "/v1/signer" -> signer(body);
              default -> health(body);
            };
      }
    } catch (RuntimeException e) {
      System.err.println("attestor: request failed: " + e);
      body.removeAll();
      status = refuse(body, new Refusal(500, "INTERNAL", "see the log of the attestor"));
    }
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int attest(HttpExchange exchange, ObjectNode body) throws IOException {
    byte[] request = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (request.length > MAX_BODY) {
      return refuse(body, Refusal.malformed("body exceeds " + MAX_BODY + " bytes"));
    }
    Proposal proposal;
    try {
      proposal = Proposal.parse(request);
    } catch (IllegalArgumentException e) {
      return refuse(body, Refusal.malformed(String.valueOf(e.getMessage())));
    }
    switch (attestor.attest(proposal)) {
      case Attestor.Refused refused -> {
        return refuse(body, refused.reason());
      }
      case Attestor.Signed signed -> {
        body.put("no", signed.no());
        body.put("headerHash", Hex.encode(signed.headerHash()));
        body.put("signer", attestor.signer().toString());
        body.put("signature", Hex.encode(signed.signature()));
        return 200;
      }
    }
  }

  private int signer(ObjectNode body) {
    body.put("signer", attestor.signer().toString());
    return 200;
  }

  private int health(ObjectNode body) {
    boolean up = attestor.divergence().isEmpty();
    body.put("status", up ? "UP" : "DOWN");
    body.put("sequence", attestor.appliedSequence());
    body.put("sealed", attestor.lastSealedNo());
    attestor.divergence().ifPresent(refusal -> body.put("detail", refusal.detail()));
    return up ? 200 : 503;
  }

  private static int refuse(ObjectNode body, Refusal refusal) {
    body.put("error", refusal.error());
    body.put("detail", refusal.detail());
    return refusal.status();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
