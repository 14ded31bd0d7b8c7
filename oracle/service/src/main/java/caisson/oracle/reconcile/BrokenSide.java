package caisson.oracle.reconcile;

/** A side that cannot be read at all: no pass is possible until a person has looked. */
final class BrokenSide extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenSide(String message) {
    super(message);
  }
}
