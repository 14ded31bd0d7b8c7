package caisson.oracle.reconcile;

import caisson.chain.ChainClient;
import caisson.chain.ChainException;
import caisson.chain.Deployment;
import caisson.chain.SettlementContracts;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.oracle.OracleConfig;
import caisson.oracle.reconcile.ReconciliationReport.State;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The thread that reads log, chain and tables and compares them: after each batch that became
 * final, and again after a while without one, since tables can change when nothing else does. When
 * several batches became final at once only the newest is compared; sides are what was held, not
 * what was moved, so an error of an earlier batch is in the later one too.
 *
 * <p>It writes nothing and keeps nothing: after a restart the sides are read anew from their
 * starts. What is away is waited for.
 */
@ApplicationScoped
public class Reconciler {
  private static final Logger LOG = Logger.getLogger(Reconciler.class);
  private static final int EVENTS_PER_POLL = 1_000;
  private static final int PASSES_KEPT = 16;
  private static final int DIFFERENCES_LOGGED = 20;
  private static final Duration CALL_LIMIT = Duration.ofSeconds(5);
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private final OracleConfig config;
  private final LedgerSide ledger;
  private final EngineSide engine = new EngineSide();
  private @Nullable ChainClient client;
  private @Nullable ChainSide chain;
  private long passedNo;
  private long passedNs;
  private volatile ReconciliationReport report = ReconciliationReport.NONE;
  private volatile boolean running = true;
  private final Thread thread = new Thread(this::run, "oracle-reconciliation");

  @Inject
  Reconciler(OracleConfig config, Pool pool) {
    this.config = config;
    this.ledger = new LedgerSide(pool);
  }

  public ReconciliationReport report() {
    return report;
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
    long nextLookNs = System.nanoTime();
    try (EventLog events = EventLog.open(node, clientDir, Cursor.START, engine)) {
      while (running) {
        int work = events.poll(EVENTS_PER_POLL);
        if (events.live() && System.nanoTime() - nextLookNs >= 0) {
          look();
          nextLookNs = System.nanoTime() + LOOK_NS;
        }
        if (work == 0) {
          LockSupport.parkNanos(IDLE_NS);
        }
      }
    } catch (RuntimeException e) {
      LOG.error("reconciliation stops", e);
      say(State.BROKEN, String.valueOf(e.getMessage()));
    } finally {
      if (client != null) {
        client.close();
      }
    }
  }

  /** A pass when one is due and all sides have reached its cut. */
  private void look() {
    try {
      ChainSide side = chain();
      if (side == null) {
        waitFor("the deployment file");
        return;
      }
      while (running && side.read()) {
        // The head decides which batch is compared, so the chain is read to its end.
      }
      if (side.batchNo() == 0) {
        waitFor("the first batch in a final block");
      } else if (due(side.batchNo())) {
        compare(side);
      }
    } catch (ChainException e) {
      if (!e.mayRetry()) {
        throw e;
      }
      waitFor("the chain: " + e.getMessage());
    }
  }

  private boolean due(long batchNo) {
    long pauseNs = TimeUnit.SECONDS.toNanos(config.oracle().reconcileSeconds());
    return batchNo != passedNo || System.nanoTime() - passedNs >= pauseNs;
  }

  private void compare(ChainSide side) {
    if (!engine.knows(side.batchNo())) {
      waitFor("the log to tell the window of batch " + side.batchNo());
      return;
    }
    if (!side.readVault()) {
      return; // a block came between; the next look is for that one
    }
    Optional<LedgerSide.Books> books;
    try {
      books = ledger.at(side.cut(), side.depositNo());
    } catch (LedgerSide.AwayException e) {
      waitFor("the tables: " + e.getMessage());
      return;
    }
    if (books.isEmpty()) {
      waitFor(
          "the tables to reach sequence %d and block %d"
              .formatted(side.cut().sequence(), side.cut().block()));
      return;
    }
    engine.mergeTo(side.batchNo());
    publish(Pass.of(engine, side, books.get()));
    passedNo = side.batchNo();
    passedNs = System.nanoTime();
  }

  private void publish(Pass pass) {
    List<Pass> passes = new ArrayList<>();
    passes.add(pass);
    report.passes().stream().limit(PASSES_KEPT - 1).forEach(passes::add);
    StatePass state = engine.statePass();
    if (state != null && !state.equals(report.checkpoint())) {
      log(state, state.differences());
    }
    report = ReconciliationReport.of(passes, state);
    log(pass, pass.differences());
  }

  /** One line for the pass and one for each of its first differences. */
  private static void log(Record pass, List<Found> differences) {
    LOG.log(differences.isEmpty() ? Logger.Level.INFO : Logger.Level.ERROR, pass);
    differences.stream()
        .limit(DIFFERENCES_LOGGED)
        .forEach(difference -> LOG.error(difference.text()));
  }

  private void waitFor(String what) {
    say(report.state(), what);
  }

  private void say(State state, String waitingFor) {
    report = report.waiting(state, waitingFor);
  }

  /** Null until the contracts are deployed. */
  private @Nullable ChainSide chain() {
    if (chain == null) {
      Optional<Deployment> deployment = Deployment.read(config.data(), config.chain().id());
      if (deployment.isEmpty()) {
        return null;
      }
      String url =
          config.chain().url().orElse("http://" + config.host() + ":" + (config.portBase() + 6));
      client = ChainClient.connect(url, config.chain().id(), CALL_LIMIT);
      chain = new ChainSide(client, new SettlementContracts(client, deployment.get()));
    }
    return chain;
  }
}
