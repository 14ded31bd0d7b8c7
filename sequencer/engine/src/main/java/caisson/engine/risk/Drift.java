package caisson.engine.risk;

import caisson.engine.listing.Markets;
import caisson.units.Rounding;

/**
 * Versions of marks and parameters, as far apart as marks have moved between them, so that what was
 * computed at one version bounds what it is at a later one.
 *
 * <p>A round adds the largest relative move of a perpetual, in units of 2^-30, and a part in a
 * million for what is rounded; what no move of a mark bounds, a new parameter or the first mark of
 * a market, adds a {@link #BREAK}.
 *
 * <p>Over a drift d an account's equity less its requirement falls by less than SLOPE * d * B,
 * where B is no less than the value of its lines after any of its orders have traded. By B, the
 * slope of the equity is 1, of profit that does not count 1, of the scan 2, of gap and basis 1
 * each, of fees 0.1. The size and open-interest charges grow by 2.6 at most, of lines and orders
 * together 3 B, once in the margin and once with the orders. Orders of one side are 2 B: their
 * charge by size grows by 3.1, what their limit costs, of both sides, by 1.1. The sum is 32.3, and
 * B grows by less than a fifteenth on the way.
 */
final class Drift {
  /** From this drift on nothing is told. */
  static final long MOST = 1L << 26;

  private static final long BREAK = 1L << 28;
  private static final int BITS = 30;
  private static final long ROUNDED = 1_074;
  private static final long SLOPE = 64;

  /** More than the roundings of one market's charges, in micro-dollars. */
  static final long ROUNDING = 1L << 17;

  private final Markets markets;
  private final long[] lotValue;
  private final long[] fundingIndex;
  private long version = BREAK;

  Drift(Markets markets) {
    this.markets = markets;
    lotValue = new long[markets.capacity() + 1];
    fundingIndex = new long[markets.capacity() + 1];
  }

  long version() {
    return version;
  }

  /** Marks or funding have moved. */
  void move() {
    long most = 0;
    for (int market = 1; market <= markets.count(); market++) {
      if (markets.perpetual(market)) {
        most = Math.max(most, moved(market));
      }
    }
    version += ROUNDED + most;
  }

  /** Something else has changed. */
  void cut() {
    version += BREAK;
  }

  /** Whether enough is known of an account that was looked at then. */
  boolean near(long earlier) {
    return version - earlier < MOST;
  }

  /**
   * What an account of so many markets may have lost of its free margin since an earlier version.
   *
   * @param notional no less than its lines and orders could be worth, at most 2^57
   */
  long most(long earlier, long notional, int held) {
    long drift = version - earlier;
    long slope = drift * SLOPE;
    long rest = notional & ((1L << BITS) - 1);
    long moved = (notional >> BITS) * slope + ((rest * slope) >> BITS) + 1;
    return moved + (1 + drift / ROUNDED) * held * ROUNDING;
  }

  private long moved(int market) {
    long before = lotValue[market];
    long value = markets.lotValue(market);
    long index = markets.fundingIndex(market);
    long step = Math.abs(value - before) + Math.abs(index - fundingIndex[market]);
    lotValue[market] = value;
    fundingIndex[market] = index;
    if (step == 0) {
      return 0;
    }
    return step >= before >> 4 ? BREAK : Rounding.mulDivUp(step, 1L << BITS, before);
  }
}
