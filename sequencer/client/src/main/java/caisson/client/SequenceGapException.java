package caisson.client;

/** The event log is not contiguous: this reader must not go on with this member. */
public final class SequenceGapException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  SequenceGapException(String message) {
    super(message);
  }
}
