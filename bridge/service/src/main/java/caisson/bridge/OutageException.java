package caisson.bridge;

/** Something outside did not answer within the limit; the process ends and its launcher decides. */
final class OutageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutageException(String message, Throwable cause) {
    super(message, cause);
  }
}
