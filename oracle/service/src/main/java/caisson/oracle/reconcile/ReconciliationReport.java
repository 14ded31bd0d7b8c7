package caisson.oracle.reconcile;

import java.util.List;

/**
 * Where reconciliation stands.
 *
 * @param waitingFor what the next pass still needs, empty while passes follow each other
 * @param passes the last ones, newest first
 */
public record ReconciliationReport(State state, String waitingFor, List<Pass> passes) {
  /** What the newest pass says. */
  public enum State {
    /** No pass yet. */
    WAITING,
    EQUAL,
    DIFFERENT,
    /** A side cannot be read: no further pass. */
    BROKEN
  }

  static final ReconciliationReport NONE =
      new ReconciliationReport(State.WAITING, "the log", List.of());

  /** Whether somebody has to look. */
  public boolean alarm() {
    return state == State.DIFFERENT || state == State.BROKEN;
  }
}
