package caisson.engine.wire;

/** A scale as a command carries it: the terms its orders share, and the range they stand over. */
public final class ScaleTerms {
  /** Its limit is that of the first order, its lots those of all. */
  public final Submission order = new Submission();

  public long toTicks;
  public int orders;
}
