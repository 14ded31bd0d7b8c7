package caisson.oracle.publish;

import caisson.client.CommandClient;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.oracle.OracleConfig;
import caisson.oracle.OracleConfig.Instrument;
import caisson.oracle.source.PriceSource;
import caisson.oracle.source.demo.DemoSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jboss.logging.Logger;

/**
 * The thread that cuts a round each second and sends it into the log, and computes again what the
 * engine made of it.
 *
 * <p>It publishes only after it has read the log to its end, so its next round is above every round
 * there. A round lost on the way is not sent again: the next one replaces it.
 */
@ApplicationScoped
public class Publisher {
  private static final Logger LOG = Logger.getLogger(Publisher.class);
  private static final int DEMO_SOURCES = 3;
  private static final int EVENTS_PER_POLL = 1_000;
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

  /** First 16 bits of the request ids of this process. */
  static final long REQUEST_SOURCE = 3L << 48;

  private final OracleConfig config;
  private final Map<String, Instrument> instruments;
  private final List<PriceSource> sources;
  private final LogView log = new LogView();
  private final PriceCheck check = new PriceCheck();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
  private long lastSentRound;
  private long nextRoundNs;
  private volatile PriceReport report = PriceReport.NONE;
  private volatile String failure = "";
  private volatile boolean live;
  private volatile boolean running = true;
  private final Thread thread = new Thread(this::run, "oracle-publisher");

  @Inject
  Publisher(OracleConfig config) {
    this.config = config;
    this.instruments = config.oracle().instruments();
    Map<String, Long> starts =
        instruments.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().startMicros()));
    this.sources =
        IntStream.rangeClosed(1, DEMO_SOURCES)
            .<PriceSource>mapToObj(n -> new DemoSource(n, config.oracle().seed(), starts))
            .toList();
  }

  /** The last round cut. */
  public PriceReport report() {
    return report;
  }

  /** Moves what the demo sources say of an instrument; false when none of them knows it. */
  public boolean moveDemo(String instrument, long ppm) {
    boolean moved = false;
    for (PriceSource source : sources) {
      moved |= source instanceof DemoSource demo && demo.move(instrument, ppm);
    }
    return moved;
  }

  /** Why the thread ended; empty while it runs. */
  public String failure() {
    return failure;
  }

  /** The first mark or funding rate in the log that is not what its inputs give; or empty. */
  public String wrongPrice() {
    return check.difference();
  }

  /** Whether the end of the log was reached. */
  public boolean live() {
    return live;
  }

  void onStart(@Observes StartupEvent event) {
    thread.start();
  }

  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    running = false;
    LockSupport.unpark(thread);
    thread.join(TimeUnit.SECONDS.toMillis(10));
  }

  private void run() {
    NodeEndpoints node = new NodeEndpoints(config.host(), config.portBase());
    Path clientDir = config.data().resolve("oracle");
    nextRoundNs = System.nanoTime();
    try (EventLog events = EventLog.open(node, clientDir, Cursor.START, this::onEvent);
        CommandClient commands = CommandClient.connect(node, clientDir)) {
      while (running) {
        int work = events.poll(EVENTS_PER_POLL) + commands.poll();
        live = events.live();
        long nowNs = System.nanoTime();
        if (live && commands.connected()) {
          publish(commands, nowNs);
        }
        if (work == 0) {
          LockSupport.parkNanos(IDLE_NS);
        }
      }
    } catch (RuntimeException e) {
      LOG.error("the oracle stops publishing", e);
      failure = e.toString();
    }
  }

  private void onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer event,
      int offset,
      int length) {
    log.onEvent(sequence, index, last, templateId, event, offset, length);
    check.onEvent(sequence, index, last, templateId, event, offset, length);
  }

  private void publish(CommandClient commands, long nowNs) {
    if (nowNs - nextRoundNs < 0) {
      return;
    }
    nextRoundNs = nowNs + TimeUnit.MILLISECONDS.toNanos(config.oracle().roundMillis());
    long number = Math.max(log.lastRound(), lastSentRound) + 1;
    long wallNs = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
    Round round = Round.cut(number, wallNs, sources, instruments, log);
    if (round.hasFresh()) {
      int length = round.encode(buffer, REQUEST_SOURCE | number);
      if (commands.offer(buffer, 0, length)) {
        lastSentRound = number;
      }
    }
    report = round.report();
  }
}
