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
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
  private @Nullable WebSocket socket;
  private int connection;
  private long lastId;
  private final AtomicLong gaps = new AtomicLong();
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
    subscribe(Channel.ofMarket("book", market, reader));
  }

  public void trades(int market, Consumer<Json> reader) {
    subscribe(Channel.ofMarket("trades", market, reader));
  }

  public void marks(int market, Consumer<Json> reader) {
    subscribe(Channel.ofMarket("marks", market, reader));
  }

  public void batches(Consumer<Json> reader) {
    subscribe(Channel.ofVenue("batches", reader));
  }

  /**
   * Orders, fills and balances of the account.
   *
   * @param token logs on; asked again when the gateway no longer knows the session
   */
  public void account(int account, Supplier<String> token, Consumer<Json> reader) {
    subscribe(Channel.ofAccount(account, token, reader));
  }

  /** How often a message was missing and the channel was resumed. */
  public long gaps() {
    return gaps.get();
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
          send(id, channel);
        });
  }

  private void connect() {
    if (closed) {
      return;
    }
    int mine = ++connection;
    socket = null;
    CompletableFuture<?> unused =
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
      later(this::connect);
    }
  }

  /** Without a connection nothing is lost: a new one subscribes every channel. */
  private void send(String id, Channel channel) {
    int mine = connection;
    WebSocket to = socket;
    if (to == null) {
      return;
    }
    String text;
    try {
      text = Json.write(channel.subscribe(id));
    } catch (GatewayException noSession) {
      later(() -> resend(mine, id));
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
    if (of == connection && channel != null) {
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
          gaps.incrementAndGet();
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
    later(() -> resend(mine, id));
  }

  private void later(Runnable task) {
    Future<?> unused = worker.schedule(task, RECONNECT_MS, TimeUnit.MILLISECONDS);
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
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
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
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      post(() -> reconnect(mine));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      post(() -> reconnect(mine));
    }
  }
}
