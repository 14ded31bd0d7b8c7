package caisson.sdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The gateway's live channels over one WebSocket. Every message names the message before it in its
 * channel; a gap, a lost connection or a restarted gateway leads to a resubscription after the last
 * message delivered, so a reader sees each message once and in order, or a new snapshot. Readers
 * are called on one thread and must not block.
 */
public final class EventStream implements AutoCloseable {
  private static final long RECONNECT_MS = 250;

  private final HttpClient http;
  private final URI address;
  private final ScheduledExecutorService worker;
  // All below belongs to the worker thread.
  private final Map<String, Channel> channels = new HashMap<>();
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
  private WebSocket socket;
  private int connection;
  private long lastId;
  private volatile long gaps;
  private volatile boolean closed;

  private EventStream(HttpClient http, URI address) {
    this.http = http;
    this.address = address;
    this.worker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "caisson-stream");
              thread.setDaemon(true);
              return thread;
            });
  }

  static EventStream open(HttpClient http, URI address) {
    EventStream stream = new EventStream(http, address);
    stream.worker.execute(stream::connect);
    return stream;
  }

  public void book(int market, Consumer<Json> reader) {
    subscribe(new Channel("book", market, null, null, reader));
  }

  public void trades(int market, Consumer<Json> reader) {
    subscribe(new Channel("trades", market, null, null, reader));
  }

  public void marks(int market, Consumer<Json> reader) {
    subscribe(new Channel("marks", market, null, null, reader));
  }

  public void batches(Consumer<Json> reader) {
    subscribe(new Channel("batches", null, null, null, reader));
  }

  /**
   * Orders, fills and balances of the account.
   *
   * @param token logs on; asked again when the gateway no longer knows the session
   */
  public void account(int account, Supplier<String> token, Consumer<Json> reader) {
    subscribe(new Channel("account", null, account, token, reader));
  }

  /** How often a message was missing and the channel was resumed. */
  public long gaps() {
    return gaps;
  }

  @Override
  public void close() {
    closed = true;
    worker.execute(
        () -> {
          if (socket != null) {
            socket.abort();
          }
        });
    worker.shutdown();
  }

  private void subscribe(Channel channel) {
    worker.execute(
        () -> {
          String id = Long.toString(++lastId);
          channels.put(id, channel);
          if (socket != null) {
            send(id, channel);
          }
        });
  }

  private void connect() {
    if (closed) {
      return;
    }
    int mine = ++connection;
    socket = null;
    http.newWebSocketBuilder()
        .connectTimeout(Duration.ofSeconds(5))
        .buildAsync(address, new Listener(mine))
        .whenComplete(
            (opened, failure) ->
                post(
                    () -> {
                      if (failure != null) {
                        reconnect(mine);
                      } else if (mine == connection) {
                        socket = opened;
                        sent = CompletableFuture.completedFuture(null);
                        channels.forEach(this::send);
                      } else {
                        opened.abort();
                      }
                    }));
  }

  private void reconnect(int of) {
    if (of == connection && !closed) {
      connection++;
      socket = null;
      worker.schedule(this::connect, RECONNECT_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void send(String id, Channel channel) {
    int mine = connection;
    WebSocket to = socket;
    String text;
    try {
      text = Json.write(channel.subscribe(id));
    } catch (GatewayException noSession) {
      worker.schedule(() -> resend(mine, id), RECONNECT_MS, TimeUnit.MILLISECONDS);
      return;
    }
    // A WebSocket takes one message after the other.
    sent =
        sent.thenCompose(previous -> to.sendText(text, true))
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    post(() -> reconnect(mine));
                  }
                });
  }

  private void resend(int of, String id) {
    Channel channel = channels.get(id);
    if (of == connection && socket != null && channel != null) {
      send(id, channel);
    }
  }

  private void onText(int from, String text) {
    if (from != connection) {
      return;
    }
    Json message = Json.parse(text);
    if (message.has("op")) {
      if ("error".equals(message.text("op")) && message.has("id")) {
        onRefused(message);
      }
      return;
    }
    for (Map.Entry<String, Channel> entry : channels.entrySet()) {
      Channel channel = entry.getValue();
      if (!channel.carries(message)) {
        continue;
      }
      switch (channel.accept(message)) {
        case DELIVER -> channel.deliver(message);
        case GAP -> {
          gaps++;
          send(entry.getKey(), channel);
        }
        case DUPLICATE -> {}
      }
    }
  }

  private void onRefused(Json message) {
    String id = message.text("id");
    Channel channel = channels.get(id);
    if (channel == null) {
      return;
    }
    channel.forget();
    int mine = connection;
    worker.schedule(() -> resend(mine, id), RECONNECT_MS, TimeUnit.MILLISECONDS);
  }

  private void post(Runnable task) {
    if (!worker.isShutdown()) {
      worker.execute(task);
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final int mine;
    private final StringBuilder text = new StringBuilder();

    Listener(int mine) {
      this.mine = mine;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        String message = text.toString();
        text.setLength(0);
        post(() -> EventStream.this.onText(mine, message));
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      post(() -> reconnect(mine));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      post(() -> reconnect(mine));
    }
  }
}
