package caisson.bridge;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Blocking access for the bridge's own threads. A server that is away is waited for, up to a limit;
 * the work is then done again from its start, so work must recognise what it has already done.
 */
final class Database {
  private static final Logger LOG = Logger.getLogger(Database.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
  private static final long RETRY_NS = Duration.ofMillis(300).toNanos();

  private final Pool pool;
  private final Duration outageLimit;

  Database(Pool pool, Duration outageLimit) {
    this.pool = pool;
    this.outageLimit = outageLimit;
  }

  <T> T transaction(Function<SqlConnection, Uni<T>> work) {
    return retry(() -> pool.withTransaction(work));
  }

  RowSet<Row> query(String sql, Tuple arguments) {
    return retry(() -> pool.preparedQuery(sql).execute(arguments));
  }

  private <T> T retry(Supplier<Uni<T>> work) {
    long startNs = System.nanoTime();
    boolean told = false;
    while (true) {
      try {
        return work.get().await().atMost(ANSWER_LIMIT);
      } catch (BrokenInvariantException e) {
        throw e;
      } catch (RuntimeException e) {
        Throwable cause = rootCause(e);
        if (cause instanceof BrokenInvariantException broken) {
          throw broken;
        }
        if (!isOutage(cause)) {
          throw new BrokenInvariantException("database refuses: " + cause.getMessage());
        }
        if (System.nanoTime() - startNs > outageLimit.toNanos()) {
          throw new OutageException(
              "database does not answer for " + outageLimit.toSeconds() + " s", e);
        }
        if (!told) {
          LOG.warnf("database does not answer, waiting: %s", cause.getMessage());
          told = true;
        }
        LockSupport.parkNanos(RETRY_NS);
      }
    }
  }

  /** Connection errors, shutdown and start of the server, serialisation and deadlock. */
  private static boolean isOutage(Throwable cause) {
    if (cause instanceof PgException refused) {
      String state = refused.getSqlState();
      return state == null
          || state.startsWith("08")
          || state.startsWith("57P")
          || state.startsWith("40")
          || state.startsWith("53");
    }
    return cause instanceof IOException
        || cause instanceof VertxException
        || cause instanceof TimeoutException
        // The pool's own answers have no class of their own.
        || "Timeout".equals(cause.getMessage())
        || String.valueOf(cause.getMessage()).contains("onnection");
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
