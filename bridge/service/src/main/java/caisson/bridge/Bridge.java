package caisson.bridge;

import caisson.chain.ChainClient;
import caisson.chain.ChainException;
import caisson.chain.Deployer;
import caisson.chain.Deployment;
import caisson.chain.KeyFile;
import caisson.chain.Sender;
import caisson.chain.SettlementContracts;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The three threads of the bridge: one follows the log and writes the ledger, one works with the
 * chain, one keeps the command session. The first two talk through the tables and {@link LogState}.
 *
 * <p>Outages are waited for, up to a limit; a broken invariant ends the process at once. Both end
 * with one sentence and a non-zero exit; everything needed to go on is in the tables.
 */
@ApplicationScoped
public class Bridge {
  private static final Logger LOG = Logger.getLogger(Bridge.class);
  private static final int EVENTS_PER_POLL = 1_000;
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long ROUND_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(5);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private final BridgeConfig config;
  private final Pool pool;
  private final LogState log = new LogState();
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile boolean running = true;
  private @Nullable ChainClient chain;
  private long fastDelayS;
  private long challengeWindowS;
  private final List<Thread> threads = new ArrayList<>();

  @Inject
  Bridge(BridgeConfig config, Pool pool) {
    this.config = config;
    this.pool = pool;
  }

  LogState log() {
    return log;
  }

  /** Seconds after the commit from which the contract pays. */
  long payoutDelayS(boolean fast) {
    return fast ? fastDelayS : challengeWindowS;
  }

  void onStart(@Observes StartupEvent event) {
    var database = new Database(pool, Duration.ofSeconds(config.bridge().outageLimitS()));
    Deployment deployment =
        Deployment.read(config.data(), config.chain().id())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no deployment file "
                            + Deployment.file(config.data(), config.chain().id())));
    KeyFile key =
        KeyFile.read(
            config.bridge().keyFile().orElse(config.data().resolve("bridge").resolve("key")));
    ChainClient chain = connect();
    this.chain = chain;
    Deployer.verify(chain, deployment);
    var contracts = new SettlementContracts(chain, deployment);
    fastDelayS = contracts.fastDelayS();
    challengeWindowS = contracts.challengeWindowS();
    Ledger.verify(database);
    var reader = new ChainReader(database, chain, contracts);
    var commands = new CommandQueue();
    var sender =
        new Sender(
            chain,
            key,
            new PgOutbox(database),
            Duration.ofSeconds(config.bridge().raiseFeeAfterS()),
            System::currentTimeMillis);
    var moves = new MoveFiles(config.data().resolve("bridge").resolve("log"));
    var responder = new Responder(database, contracts, sender, moves);
    var retention =
        new Retention(
            database, moves, contracts::windowEndS, challengeWindowS, config.bridge().keepMovesS());
    var work =
        new Settlement(
            database,
            chain,
            contracts,
            sender,
            responder,
            retention,
            new FinalityWatch(
                commands, config.bridge().finalityPatienceS(), config.bridge().outflowLimit()),
            new Attestors(config.bridge().attestors(), contracts.threshold()),
            commands,
            log,
            new Halt(config.bridge().haltAt().orElse("")),
            config.bridge().gasPerSecond());
    NodeEndpoints node = new NodeEndpoints(config.host(), config.portBase());
    Path clientDir = config.data().resolve("bridge").resolve("client");
    threads.add(start("bridge-chain", () -> settle(reader, work)));
    threads.add(start("bridge-log", () -> follow(database, moves, node, clientDir)));
    threads.add(start("bridge-commands", () -> commands.run(node, clientDir)));
    started.countDown();
  }

  /** Tells the launcher that requests are answered. */
  void onListening(@ObservesAsync HttpServerStart event) throws InterruptedException {
    if (started.await(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      System.out.println("READY bridge");
    }
  }

  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    running = false;
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(5));
    }
    if (chain != null) {
      chain.close();
    }
  }

  private ChainClient connect() {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try {
        return ChainClient.connect(config.chain().url(), config.chain().id(), CALL_LIMIT);
      } catch (ChainException e) {
        if (!e.mayRetry() || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(ROUND_NS);
      }
    }
  }

  private Thread start(String name, Runnable work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                if (running) {
                  stop(e);
                }
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void stop(Throwable failure) {
    LOG.error("stopping", failure);
    System.err.println(
        "bridge stops: " + String.valueOf(failure.getMessage()).replaceAll("\\s+", " "));
    Quarkus.asyncExit(1);
  }

  private void follow(Database database, MoveFiles moves, NodeEndpoints node, Path clientDir) {
    Path folder = config.data().resolve("bridge").resolve("log");
    try (var files = new BatchLogFiles(folder)) {
      var fold = new LogFollower(database, files, moves, log);
      try (EventLog events = EventLog.open(node, clientDir, Cursor.START, fold)) {
        while (running) {
          int polled = events.poll(EVENTS_PER_POLL);
          fold.onPolled(polled, events.live());
          if (polled == 0) {
            LockSupport.parkNanos(IDLE_NS);
          }
        }
      }
    }
  }

  /**
   * A refusal may come of an endpoint that is behind the others, or of a pause of the contracts,
   * and is believed when it lasts.
   */
  private void settle(ChainReader reader, Settlement work) {
    long awaySinceNs = 0;
    while (running) {
      try {
        while (reader.read()) {
          // Catch up with the chain before anything is decided.
        }
        work.round();
        awaySinceNs = 0;
      } catch (ChainException e) {
        if (!e.mayRetry() && e.kind() != ChainException.Kind.REFUSED) {
          throw e;
        }
        long nowNs = System.nanoTime();
        if (awaySinceNs == 0) {
          LOG.warnf("chain does not answer or refuses, waiting: %s", e.getMessage());
          awaySinceNs = nowNs;
        } else if (nowNs - awaySinceNs > TimeUnit.SECONDS.toNanos(config.bridge().outageLimitS())) {
          throw new OutageException(
              "chain does not answer or refuses for "
                  + config.bridge().outageLimitS()
                  + " s: "
                  + e.getMessage(),
              e);
        }
      }
      LockSupport.parkNanos(ROUND_NS);
    }
  }
}
