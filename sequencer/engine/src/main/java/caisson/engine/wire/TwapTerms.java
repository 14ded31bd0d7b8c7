package caisson.engine.wire;

/** A TWAP as a command carries it: the order its slices are parts of, and their rhythm. */
public final class TwapTerms {
  /** Its lots are those of all slices. */
  public final Submission order = new Submission();

  public long intervalNs;
  public int slices;
}
