package caisson.gateway;

import caisson.client.CommandClient;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.signing.SigningDomain;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * The running parts of this process: a thread that reads the event log into the {@link Venue}, a
 * thread that sends commands from the {@link CommandDesk}. Two, because reading may wait for a lost
 * node while the command session still has to be kept. When either fails, the process ends.
 */
@Singleton
public final class Gateway {
  private static final int EVENTS_PER_POLL = 512;

  private final GatewayConfig config;
  private final Deployment deployment;
  private final SigningDomain domain;
  private final Venue venue;
  private final CommandDesk desk;
  private volatile boolean live;
  private volatile long lastSequence;
  private volatile boolean stopping;
  private boolean announced;
  private final List<Thread> threads = new ArrayList<>();

  Gateway(GatewayConfig config) {
    this.config = config;
    this.deployment = Deployment.read(config.deployment());
    this.domain = new SigningDomain(deployment.chainId(), deployment.clearingHouse());
    this.venue = new Venue(config.gateway().perpetualLotSize());
    int source =
        config.gateway().source().orElseGet(() -> 0x4000 + new SecureRandom().nextInt(0x4000));
    this.desk =
        new CommandDesk(
            source,
            System.currentTimeMillis() << 7,
            config.gateway().maxPending(),
            config.gateway().deadline().toNanos());
  }

  void start(@Observes StartupEvent event) {
    NodeEndpoints node = new NodeEndpoints(config.host(), config.portBase());
    Path folder = folder(config.data().resolve("gateway"));
    threads.add(thread("event-log", () -> read(node, folder)));
    threads.add(thread("commands", () -> send(node, folder)));
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    desk.close();
    for (Thread thread : threads) {
      thread.join(5_000);
    }
  }

  Venue venue() {
    return venue;
  }

  CommandDesk desk() {
    return desk;
  }

  Deployment deployment() {
    return deployment;
  }

  SigningDomain domain() {
    return domain;
  }

  /** Whether the log was read to its end once. */
  boolean live() {
    return live;
  }

  /** Of the log, as far as it is read; may be a command ahead of the venue. */
  long lastSequence() {
    return lastSequence;
  }

  boolean ready() {
    return live && desk.connected();
  }

  void requireLive() {
    if (!live) {
      throw Problem.of(503, "NOT_READY", "still reading the event log");
    }
  }

  private void read(NodeEndpoints node, Path folder) {
    IdleStrategy idle = new SleepingMillisIdleStrategy(1);
    try (EventLog log = EventLog.open(node, folder, Cursor.START, new EventAdapter(venue, desk))) {
      while (!stopping) {
        int events = log.poll(EVENTS_PER_POLL);
        live = log.live();
        lastSequence = log.cursor().sequence();
        if (!announced && ready()) {
          announced = true;
          System.out.println("READY gateway");
        }
        idle.idle(events);
      }
    }
  }

  private void send(NodeEndpoints node, Path folder) {
    try (CommandClient client = CommandClient.connect(node, folder)) {
      desk.run(client);
    }
  }

  private Thread thread(String name, Runnable body) {
    return Thread.ofPlatform()
        .name(name)
        .uncaughtExceptionHandler((thread, failure) -> failed(name, failure))
        .start(body);
  }

  /** What is shown would be wrong from here on; a restart folds the log anew. */
  private void failed(String thread, Throwable failure) {
    if (!stopping) {
      System.err.println("gateway: " + thread + " stopped: " + failure);
      failure.printStackTrace();
      Quarkus.asyncExit(1);
    }
  }

  private static Path folder(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
