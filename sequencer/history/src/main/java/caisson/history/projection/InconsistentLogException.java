package caisson.history.projection;

/** The log contradicts what was folded so far. Going on would write wrong money. */
public final class InconsistentLogException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  InconsistentLogException(String message) {
    super(message);
  }
}
