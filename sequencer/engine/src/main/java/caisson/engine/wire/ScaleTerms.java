package caisson.engine.wire;

/** A scale as a command carries it: the terms its orders share, and the range they stand over. */
public final class ScaleTerms {
  /** Its limit is that of the first order, its lots those of all. */
  public final Submission order = new Submission();

  public long fromTicks;
  public long toTicks;

  /** Of all orders together. */
  public long lots;

  public int orders;

  /** Of one order, from 0 on; rounded down. */
  public long ticks(int i) {
    return fromTicks + Math.floorDiv((toTicks - fromTicks) * i, orders - 1);
  }

  /** Of one order, from 0 on: what does not divide goes to the first ones. */
  public long lots(int i) {
    return lots / orders + (i < lots % orders ? 1 : 0);
  }
}
