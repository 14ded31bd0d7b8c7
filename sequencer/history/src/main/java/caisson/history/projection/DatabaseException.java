package caisson.history.projection;

/**
 * The database did not do what was asked; whether it committed is unknown. Load again and retry.
 */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
