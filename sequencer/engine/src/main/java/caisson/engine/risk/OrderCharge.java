package caisson.engine.risk;

/**
 * What open orders of one market add to the initial margin. A fill changes one exposure, and the
 * scan grows with slope 1 at most, so a charge per order covers every subset of fills without
 * another scan. Two cents cover the rounding of the exposures on both sides of zero.
 */
public final class OrderCharge {
  private static final int ROUNDING_CENTS = 2;
  private static final long PPM = 1_000_000L;

  private OrderCharge() {}

  /**
   * @param open the larger side of the market's orders at the mark, in micro-dollars
   */
  public static long of(FactorTable table, int row, boolean holdsSpot, long open) {
    if (open == 0) {
      return 0;
    }
    long bounded = Math.min(open, Scan.MAX_LINE);
    return (Scan.centsUp(bounded) + ROUNDING_CENTS) * table.orderBps(row, holdsSpot)
        + Scan.ppmUp(bounded, table.basisPpm(row))
        + 1;
  }

  /**
   * No less than what more open notional adds to {@link #of} and, where nothing is charged for
   * size, to the convex charge, with the fee at its value and the one at what it may pay. Both
   * amounts are below 2^41, so every product is exact.
   */
  public static long most(FactorTable table, int row, long more, long paid, long takerPpm) {
    long scaled = more * (table.orderPpm(row) + takerPpm) + paid * takerPpm;
    return scaled / PPM + table.orderRounding(row);
  }
}
