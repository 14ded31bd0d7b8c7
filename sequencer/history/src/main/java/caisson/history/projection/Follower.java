package caisson.history.projection;

import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.client.SequenceGapException;
import caisson.history.HistoryConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The thread that follows the event log and owns the {@link Projection}.
 *
 * <p>The node may be away: the log waits for it. The database may be away: everything folded but
 * not committed is dropped, and the fold starts again from the tables once they answer. A log that
 * contradicts itself stops the fold for good; what is in the tables stays readable.
 */
@ApplicationScoped
public class Follower {
  /** What the follower is doing, for the health answer. */
  public enum State {
    STARTING,
    FOLLOWING,
    DATABASE_AWAY,
    STOPPED
  }

  private static final Logger LOG = Logger.getLogger(Follower.class);
  private static final int EVENTS_PER_POLL = 1_000;
  private static final int ROWS_PER_COMMIT = 5_000;
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private final HistoryConfig config;
  private final Pool pool;
  private volatile State state = State.STARTING;
  private volatile String reason = "";
  private volatile long committedSequence;
  private volatile boolean live;
  private volatile boolean running = true;
  private final Thread thread = new Thread(this::run, "history-follower");

  @Inject
  Follower(HistoryConfig config, Pool pool) {
    this.config = config;
    this.pool = pool;
  }

  public State state() {
    return state;
  }

  /** Why the state is not FOLLOWING. */
  public String reason() {
    return reason;
  }

  public long committedSequence() {
    return committedSequence;
  }

  /** Whether the end of the log was reached once since the last start of the fold. */
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
    while (running) {
      try {
        follow();
      } catch (DatabaseException e) {
        if (state != State.DATABASE_AWAY) {
          LOG.warnf("database does not answer, the fold starts again after it: %s", e.getMessage());
        }
        leave(State.DATABASE_AWAY, e.getMessage());
        LockSupport.parkNanos(RETRY_NS);
      } catch (SequenceGapException | InconsistentLogException e) {
        LOG.errorf("the fold stops: %s", e.getMessage());
        leave(State.STOPPED, e.getMessage());
        return;
      } catch (RuntimeException e) {
        LOG.error("the fold stops", e);
        leave(State.STOPPED, e.toString());
        return;
      }
    }
  }

  private void follow() {
    Projection projection = Projection.load(pool);
    committedSequence = projection.committed().sequence();
    NodeEndpoints node = new NodeEndpoints(config.host(), config.portBase());
    try (EventLog log =
        EventLog.open(node, config.data().resolve("history"), projection.committed(), projection)) {
      state = State.FOLLOWING;
      while (running) {
        int polled = log.poll(EVENTS_PER_POLL);
        boolean worthwhile = polled == 0 || projection.pending() >= ROWS_PER_COMMIT;
        if (worthwhile && projection.committable()) {
          projection.commit();
          committedSequence = projection.committed().sequence();
        }
        live = log.live();
        if (polled == 0) {
          LockSupport.parkNanos(IDLE_NS);
        }
      }
    }
  }

  private void leave(State next, @Nullable String why) {
    state = next;
    reason = String.valueOf(why);
    live = false;
  }
}
