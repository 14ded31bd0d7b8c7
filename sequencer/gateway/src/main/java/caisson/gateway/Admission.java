package caisson.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The first thing a request meets: at most so many are inside at once, so that the worker threads'
 * queue is bounded; more are refused before they are read. Streams have their own bound.
 */
@Singleton
public final class Admission {
  static final long MAX_BODY = 64 * 1024;

  private final int maxRequests;
  private final AtomicInteger inside = new AtomicInteger();

  Admission(GatewayConfig config) {
    maxRequests = config.gateway().maxRequests();
  }

  void route(@Observes Router router) {
    router.route("/v1/*").order(Integer.MIN_VALUE).handler(this::admit);
  }

  private void admit(RoutingContext context) {
    if (context.request().path().equals("/v1/stream")) {
      context.next();
      return;
    }
    if (bodyLength(context) > MAX_BODY) {
      refuse(context, Problem.of(413, "BODY_TOO_LARGE", "at most " + MAX_BODY + " bytes"));
      return;
    }
    if (inside.incrementAndGet() > maxRequests) {
      inside.decrementAndGet();
      refuse(context, Problem.of(503, "OVERLOADED", "too many requests at once; nothing was sent"));
      return;
    }
    context.addEndHandler(done -> inside.decrementAndGet());
    context.next();
  }

  /** Before anything of the body is read; so the connection is of no further use. */
  private static void refuse(RoutingContext context, Problem problem) {
    HttpServerResponse response = context.response();
    if (context.request().version() != HttpVersion.HTTP_2) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    send(response, problem);
  }

  static void send(HttpServerResponse response, Problem problem) {
    response.setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
    if (problem.status() == 503) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    response.end(problem.document().toString());
  }

  /** 0 when the sender does not tell; the server's own limit cuts such a body. */
  private static long bodyLength(RoutingContext context) {
    String text = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
