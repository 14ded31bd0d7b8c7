package caisson.engine.funding;

/** The mark of a perpetual, in whole ticks, from inputs that are all in its event. */
public final class MarkPrice {
  private MarkPrice() {}

  /**
   * Median of the index, the external median (the index when there is none, 0) and the middle of
   * our book kept within 1 % of the index (the index when a side is empty, 0). The middle rounds
   * down.
   */
  public static long of(long indexTicks, long externalTicks, long bidTicks, long askTicks) {
    long external = externalTicks == 0 ? indexTicks : externalTicks;
    long book = indexTicks;
    if (bidTicks != 0 && askTicks != 0) {
      long band = indexTicks / 100;
      long middle = bidTicks + (askTicks - bidTicks) / 2;
      book = Math.max(indexTicks - band, Math.min(indexTicks + band, middle));
    }
    return median(indexTicks, external, book);
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
