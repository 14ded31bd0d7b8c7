package caisson.oracle.reconcile;

import caisson.reconciliation.Difference;
import java.util.List;

/**
 * One comparison of the engine's state at a checkpoint with what its events told up to there.
 *
 * @param differenceCount of all that were found; {@code differences} are the first of them
 */
public record StatePass(String sequence, int rows, int differenceCount, List<Found> differences) {
  static StatePass of(long sequence, int rows, List<Difference> all) {
    return new StatePass(Long.toString(sequence), rows, all.size(), Found.first(all));
  }

  /** One line, as it is logged. */
  @Override
  public String toString() {
    return "checkpoint sequence=%s rows=%d differences=%d"
        .formatted(sequence, rows, differenceCount);
  }
}
