package caisson.attestor;

/** The process cannot start; the message is the one sentence the operator reads. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }
}
