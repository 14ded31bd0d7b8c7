package caisson.clearing;

/** An event, a window or a number contradicts what was folded before: nothing may be settled. */
public final class BrokenFold extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public BrokenFold(String message) {
    super(message);
  }
}
