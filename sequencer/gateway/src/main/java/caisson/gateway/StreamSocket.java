package caisson.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * GET /v1/stream: one WebSocket, many channels. The event loop only parses and hands over;
 * snapshots are made on a worker, in the order of the requests. Messages are written by the log's
 * reader; a connection that does not take them is closed, so that it holds up nobody.
 */
@Singleton
public final class StreamSocket {
  private static final Logger LOG = Logger.getLogger(StreamSocket.class);
  private static final int MAX_CHANNELS = 64;
  private static final short TRY_AGAIN_LATER = 1013;
  private static final long STATUS_MS = 1_000;
  private static final Set<String> FIELDS =
      new LinkedHashSet<>(List.of("op", "id", "channel", "market", "account", "token", "after"));

  private final Gateway gateway;
  private final Sessions sessions;
  private final Vertx vertx;
  private final int maxConnections;
  private final int maxUnsent;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  StreamSocket(Gateway gateway, Sessions sessions, Vertx vertx, GatewayConfig config) {
    this.gateway = gateway;
    this.sessions = sessions;
    this.vertx = vertx;
    this.maxConnections = config.gateway().maxConnections();
    this.maxUnsent = config.gateway().maxUnsent();
  }

  void route(@Observes Router router) {
    router
        .get("/v1/stream")
        .order(-1)
        .handler(
            context -> {
              if (!"websocket".equalsIgnoreCase(context.request().getHeader("Upgrade"))) {
                Admission.send(
                    context.response(), Problem.of(426, "UPGRADE_REQUIRED", "this is a WebSocket"));
              } else if (!gateway.live() || connections.size() >= maxConnections) {
                Admission.send(
                    context.response(),
                    gateway.live()
                        ? Problem.of(503, "OVERLOADED", "too many stream connections")
                        : Problem.of(503, "NOT_READY", "still reading the event log"));
              } else {
                context.request().toWebSocket().onSuccess(this::open);
              }
            });
    vertx.setPeriodic(STATUS_MS, timer -> connections.forEach(c -> c.send(status())));
  }

  private void open(ServerWebSocket socket) {
    Connection connection = new Connection(socket);
    connections.add(connection);
    socket.textMessageHandler(connection::received);
    socket.exceptionHandler(failure -> LOG.debugf("stream connection failed: %s", failure));
    socket.closeHandler(
        ignored -> {
          connections.remove(connection);
          vertx.executeBlocking(
              () -> {
                gateway.venue().unsubscribe(connection);
                return null;
              });
        });
  }

  /** Once a second to everybody: a page can tell a quiet market from a dead one. */
  private String status() {
    return JsonWriter.object()
        .put("op", "status")
        .put("connected", gateway.desk().connected())
        .put("sequence", Long.toString(gateway.lastSequence()))
        .toString();
  }

  private final class Connection implements Stream.Subscriber {
    private final ServerWebSocket socket;
    private final AtomicInteger unsent = new AtomicInteger();
    private final Set<Stream.Channel> channels = ConcurrentHashMap.newKeySet();

    Connection(ServerWebSocket socket) {
      this.socket = socket;
    }

    @Override
    public void send(String text) {
      if (socket.isClosed()) {
        return;
      }
      if (unsent.incrementAndGet() > maxUnsent) {
        socket.close(TRY_AGAIN_LATER, "slow reader");
        return;
      }
      socket.writeTextMessage(text).onComplete(done -> unsent.decrementAndGet());
    }

    /** On the event loop. */
    void received(String text) {
      // Ordered: one connection's requests are served in turn.
      vertx.executeBlocking(
          () -> {
            serve(text);
            return null;
          });
    }

    private void serve(String text) {
      @Nullable String id = null;
      try {
        RequestReader request = RequestReader.of(text.getBytes(StandardCharsets.UTF_8), FIELDS);
        id = request.has("id") ? request.text("id") : null;
        switch (request.text("op")) {
          case "subscribe" -> subscribe(id, request);
          case "unsubscribe" -> unsubscribe(id, request);
          case "ping" -> send(answer("pong", id).toString());
          default ->
              throw Problem.field("BAD_FIELD", "op", "expected subscribe, unsubscribe or ping");
        }
      } catch (Problem problem) {
        send(answer("error", id).set("problem", problem.document()).toString());
      } catch (RuntimeException e) {
        LOG.error("stream request failed", e);
        Problem problem = Problem.of(500, "INTERNAL", "an error of the gateway; it is in its log");
        send(answer("error", id).set("problem", problem.document()).toString());
      }
    }

    private void subscribe(@Nullable String id, RequestReader request) {
      Stream.Channel channel = channel(request);
      if (channel.kind() == Stream.Kind.ACCOUNT) {
        sessions.require(request.has("token") ? request.text("token") : null, channel.id());
      }
      if (!channels.contains(channel) && channels.size() >= MAX_CHANNELS) {
        throw Problem.of(
            429, "TOO_MANY_REQUESTS", "at most " + MAX_CHANNELS + " channels a connection");
      }
      long after = request.has("after") ? request.unsigned("after") : 0;
      gateway
          .venue()
          .subscribe(
              channel,
              this,
              after,
              resumed -> {
                ObjectNode node = answer("subscribed", id);
                Stream.describe(node, channel);
                send(node.put("resumed", resumed).toString());
              });
      channels.add(channel);
      if (socket.isClosed()) {
        gateway.venue().unsubscribe(this);
      }
    }

    private void unsubscribe(@Nullable String id, RequestReader request) {
      Stream.Channel channel = channel(request);
      gateway.venue().unsubscribe(channel, this);
      channels.remove(channel);
      ObjectNode node = answer("unsubscribed", id);
      Stream.describe(node, channel);
      send(node.toString());
    }

    private static Stream.Channel channel(RequestReader request) {
      Stream.Kind kind;
      try {
        kind = Stream.Kind.valueOf(request.text("channel").toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw Problem.field(
            "BAD_FIELD", "channel", "expected book, trades, marks, batches or account");
      }
      return new Stream.Channel(
          kind,
          switch (kind) {
            case BOOK, TRADES, MARKS -> request.market("market");
            case ACCOUNT -> request.account("account");
            case BATCHES -> 0;
          });
    }

    private static ObjectNode answer(String op, @Nullable String id) {
      return JsonWriter.object().put("op", op).put("id", id);
    }
  }
}
