package caisson.engine.funding;

import caisson.units.Rounding;

/**
 * One funding step: x = rate * value of a lot + remainder carried in; the index moves by floor(x /
 * 10^9) and the rest is carried on. A holder of L lots receives exactly -L times the step, so
 * payments sum to zero because lots do.
 */
public final class FundingIndex {
  /** Hourly cap of the rate, 1 %. */
  public static final long MAX_RATE_E9 = 10_000_000L;

  /** Below this value of a lot, in micro-dollars, funding stops and the remainder is kept. */
  public static final long MIN_LOT_VALUE = 10_000L;

  private static final long E9 = 1_000_000_000L;

  private FundingIndex() {}

  /** Change of the index in micro-dollars per lot. */
  public static long delta(long rateE9, long lotValue, long carriedRemainder) {
    long whole = Rounding.mulDivDown(rateE9, lotValue, E9);
    return whole + (rest(rateE9, lotValue, whole) + carriedRemainder) / E9;
  }

  /** What is carried on, in [0, 10^9). */
  public static long remainder(long rateE9, long lotValue, long carriedRemainder) {
    long whole = Rounding.mulDivDown(rateE9, lotValue, E9);
    return (rest(rateE9, lotValue, whole) + carriedRemainder) % E9;
  }

  /** The rest of the floor division; exact although the products wrap, since it is below 10^9. */
  private static long rest(long rateE9, long lotValue, long whole) {
    return rateE9 * lotValue - whole * E9;
  }
}
