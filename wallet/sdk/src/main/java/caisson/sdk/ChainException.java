package caisson.sdk;

/** The chain's node refused, the transaction reverted, or no answer came. */
public final class ChainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ChainException(String message) {
    super(message);
  }

  ChainException(String message, Throwable cause) {
    super(message, cause);
  }
}
