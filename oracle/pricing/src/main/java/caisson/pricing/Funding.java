package caisson.pricing;

import caisson.units.Rounding;
import java.util.Arrays;

/**
 * The hourly funding rate of a perpetual, in 1e-9 of notional, from samples of its premium over the
 * index.
 */
public final class Funding {
  /** The interest part moves the rate away from the premium by at most 5 basis points. */
  static final long INTEREST_CLAMP_E9 = 500_000;

  /** 1 % an hour. */
  static final long HOURLY_CAP_E9 = 10_000_000;

  private Funding() {}

  /**
   * (max(0, bid - index) - max(0, index - ask)) / index, floored, in 1e-9; an empty side gives no
   * premium on its side.
   */
  public static long premiumE9(long bidTicks, long askTicks, long indexTicks, long clipE9) {
    long above = bidTicks > 0 ? Math.max(0, bidTicks - indexTicks) : 0;
    long below = askTicks > 0 ? Math.max(0, indexTicks - askTicks) : 0;
    long premium = Rounding.mulDivDown(above - below, 1_000_000_000L, indexTicks);
    return Math.clamp(premium, -clipE9, clipE9);
  }

  /**
   * Mean of the middle 80 % of the samples plus the bounded interest part, an eighth, within 1 %
   * and half the maintenance margin.
   */
  public static long hourlyRateE9(long[] premiumsE9, long interestE9, long maintenancePpm) {
    if (premiumsE9.length == 0) {
      return 0;
    }
    long[] sorted = premiumsE9.clone();
    Arrays.sort(sorted);
    int trim = sorted.length / 10;
    long sum = 0;
    for (int i = trim; i < sorted.length - trim; i++) {
      sum = Math.addExact(sum, sorted[i]);
    }
    long premium = Math.floorDiv(sum, sorted.length - 2L * trim);
    long interest = Math.clamp(interestE9 - premium, -INTEREST_CLAMP_E9, INTEREST_CLAMP_E9);
    long hourly = Math.floorDiv(premium + interest, 8);
    long cap = Math.min(HOURLY_CAP_E9, maintenancePpm * 500);
    return Math.clamp(hourly, -cap, cap);
  }
}
