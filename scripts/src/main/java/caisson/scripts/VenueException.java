package caisson.scripts;

/** Something outside that stops the launcher; the message is the one sentence the user sees. */
final class VenueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VenueException(String message) {
    super(message);
  }

  VenueException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
