package caisson.engine.risk;

/**
 * What open orders of one market add to the initial margin. A fill changes one exposure, and the
 * scan grows with slope 1 at most, so a charge per order covers every subset of fills without
 * another scan. Two cents cover the rounding of the exposures on both sides of zero.
 */
public final class OrderCharge {
  private static final int ROUNDING_CENTS = 2;

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
}
