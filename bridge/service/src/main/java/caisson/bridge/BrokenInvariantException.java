package caisson.bridge;

/** Ledger, log and chain contradict each other: nothing may be written any more. */
final class BrokenInvariantException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenInvariantException(String message) {
    super(message);
  }
}
