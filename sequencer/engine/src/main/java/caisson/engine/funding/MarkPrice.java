package caisson.engine.funding;

import caisson.units.Rounding;

/** The mark of a perpetual, in whole ticks, from inputs that are all in its event. */
public final class MarkPrice {
  private MarkPrice() {}

  /**
   * For a market without rules: the median of the index, the external median (the index when there
   * is none, 0) and the middle of our book kept within 1 % of the index (the index when a side is
   * empty, 0). The middle rounds down.
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

  /**
   * The price that index, averaged book and present book agree on: the median of the index, of the
   * index and the slow average of the book's distance, and of what the book says now. Without a
   * price on both sides the fast average stands in and the external price is the book; without that
   * too the average has the say.
   *
   * @param bidTicks impact price, 0 when there is none; as askTicks
   */
  public static long fair(
      MarkRules rules,
      Basis basis,
      int market,
      long indexTicks,
      long externalTicks,
      long bidTicks,
      long askTicks) {
    boolean both = bidTicks != 0 && askTicks != 0;
    long most =
        Rounding.mulDivDown(indexTicks, (long) rules.basisCapPpm[market] * Basis.UNIT, 1_000_000);
    long average = both ? basis.slow[market] : basis.fast[market];
    long averaged = indexTicks + halfEven(Math.clamp(average, -most, most), Basis.UNIT);
    if (both) {
      long now =
          externalTicks != 0
              ? median(bidTicks, askTicks, externalTicks)
              : halfEven(bidTicks + askTicks, 2);
      return median(indexTicks, averaged, now);
    }
    return externalTicks != 0 ? median(indexTicks, averaged, externalTicks) : averaged;
  }

  /** How far the mark may go from where it was, then how far it may be from the index. */
  public static long bounded(
      MarkRules rules,
      int market,
      long fairTicks,
      long indexTicks,
      long previousTicks,
      long elapsedMs) {
    long mark = fairTicks;
    if (previousTicks != 0 && rules.slewPpm[market] != 0) {
      long most =
          Rounding.mulDivUp(previousTicks, rules.slewPpm[market] * elapsedMs, 1_000_000_000L);
      mark = Math.clamp(mark, previousTicks - most, previousTicks + most);
    }
    long band = Rounding.mulPpmFloor(indexTicks, rules.bandPpm[market]);
    return Math.max(1, Math.clamp(mark, indexTicks - band, indexTicks + band));
  }

  /** value / unit to the nearest whole number, a half to the even one; unit is even. */
  static long halfEven(long value, int unit) {
    long floor = Math.floorDiv(value, unit);
    long rest = value - floor * unit;
    boolean up = rest > unit / 2 || (rest == unit / 2 && (floor & 1) == 1);
    return up ? floor + 1 : floor;
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
