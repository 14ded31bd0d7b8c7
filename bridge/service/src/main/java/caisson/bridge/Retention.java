package caisson.bridge;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.function.LongUnaryOperator;
import org.jboss.logging.Logger;

/**
 * Forgets moves that nobody can ask for any more: those of batches that have been irrevocable for a
 * day. A demand ends with its batch's window, which the contract tells, holds included.
 *
 * <p>A restart folds the log anew and writes the files again; the next round deletes them again.
 */
final class Retention {
  private static final Logger LOG = Logger.getLogger(Retention.class);
  private static final long EVERY_S = 60;

  private final Database database;
  private final MoveFiles moves;
  private final LongUnaryOperator windowEndS;
  private final long windowS;
  private final long marginS;
  private long nextS;

  /**
   * @param windowEndS of a batch committed then, as the contract tells it
   * @param windowS without holds
   */
  Retention(
      Database database,
      MoveFiles moves,
      LongUnaryOperator windowEndS,
      long windowS,
      long marginS) {
    this.database = database;
    this.moves = moves;
    this.windowEndS = windowEndS;
    this.windowS = windowS;
    this.marginS = marginS;
  }

  void round(long chainTimeS) {
    if (chainTimeS < nextS) {
      return;
    }
    nextS = chainTimeS + EVERY_S;
    long over = chainTimeS - windowS - marginS;
    for (Row row :
        database.query(
            "select batch_no, committed_at from bridge.commitment where committed_at < $1"
                + " order by batch_no desc limit 1",
            Tuple.of(over))) {
      // A hold lengthens windows: then the newest of them waits, and the older with it.
      if (windowEndS.applyAsLong(row.getLong("committed_at")) + marginS < chainTimeS) {
        int forgotten = moves.forget(row.getLong("batch_no"));
        if (forgotten > 0) {
          LOG.infof("forgot the moves of %d batches up to %d", forgotten, row.getLong("batch_no"));
        }
      }
    }
  }
}
