package caisson.verifier;

/** The node or a file could not be read: nothing is proven either way. */
public final class OutsideFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutsideFailure(String message) {
    super(message);
  }

  OutsideFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
