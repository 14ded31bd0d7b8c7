package caisson.oracle.reconcile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where reconciliation stands.
 *
 * @param waitingFor what the next pass still needs, empty while passes follow each other
 * @param passes the last ones, newest first
 * @param checkpoint the newest one, against what the events told; null before the first
 */
public record ReconciliationReport(
    State state, String waitingFor, List<Pass> passes, @Nullable StatePass checkpoint) {
  /** What the newest pass and the newest checkpoint say. */
  public enum State {
    /** No pass yet. */
    WAITING,
    EQUAL,
    DIFFERENT,
    /** A side cannot be read: no further pass. */
    BROKEN
  }

  static final ReconciliationReport NONE =
      new ReconciliationReport(State.WAITING, "the log", List.of(), null);

  static ReconciliationReport of(List<Pass> passes, @Nullable StatePass checkpoint) {
    boolean equal =
        passes.getFirst().differenceCount() == 0
            && (checkpoint == null || checkpoint.differenceCount() == 0);
    return new ReconciliationReport(
        equal ? State.EQUAL : State.DIFFERENT, "", List.copyOf(passes), checkpoint);
  }

  /** The same, but no further pass yet. */
  ReconciliationReport waiting(State next, String what) {
    return new ReconciliationReport(next, what, passes, checkpoint);
  }

  /** Whether somebody has to look. */
  public boolean alarm() {
    return state == State.DIFFERENT || state == State.BROKEN;
  }
}
