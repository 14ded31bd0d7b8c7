package caisson.engine.listing;

import java.util.Arrays;

/** Listed markets by id, dense from 1. Plain columns, written by the engine only. */
public final class Markets {
  public static final int ACTIVE = 0;

  /** The mark is what a lot pays; nothing is traded any more. */
  public static final int FINAL = 1;

  /** Bound of a price times k, in micro-dollars per lot. */
  public static final long MAX_LOT_VALUE = 1_000_000_000_000_000L;

  /**
   * Bounds of a perpetual's open and resting lots times the value of one, in micro-dollars: no
   * order opens past the first, and no price or funding step that would carry what is there past
   * the second is taken. So no later fill can leave the exact range.
   */
  public static final long MAX_OPENED = 500_000_000_000_000_000L;

  public static final long MAX_CARRIED = 2 * MAX_OPENED;

  /** Bound of an order's lots and of their base units. */
  public static final long MAX_ORDER_UNITS = 1L << 53;

  public static final int MAX_FEE_PPM = 100_000;

  public static final int MAX_SPLITS = 10_000;
  public static final long MAX_SHARES = 1_000_000_000_000L;

  // Phases, as operators set them.
  public static final int OPEN = 0;
  public static final int REDUCE_ONLY = 1;
  public static final int HALTED = 2;
  public static final int AUCTION = 3;

  /** From this age of its price a market with mark rules takes only orders that reduce. */
  private static final long REDUCE_ONLY_AFTER_NS = 10_000_000_000L;

  /** From this age it takes none, until prices have come again without a gap. */
  public static final long STALLED_AFTER_NS = 60_000_000_000L;

  public final boolean[] spot;
  public final int[] phase;

  /** Its prices stayed away for a minute and have not come back for long enough. */
  public final boolean[] stalled;

  public final int[] status;
  public final int[] baseAsset;
  public final long[] unitsPerLot;
  public final long[] k;
  public final int[] marginPpm;
  public final int[] makerFeePpm;
  public final int[] takerFeePpm;
  public final long[] minLots;
  public final long[] maxTicks;
  public final long[] maxOrderLots;

  /** What a lot of an outcome pays at most; 0 for other markets. */
  public final long[] payoutTicks;

  /** What orders must keep, 0 for no limit; {@link #limited} when any of them is set. */
  public final int[] bandPpm;

  /** When the band was last widened, 0 for never. */
  public final long[] bandWidenedNs;

  public final long[] positionLots;
  public final long[] minNotional;
  public final boolean[] limited;

  public final long[] indexTicks;
  public final long[] externalTicks;

  /** 0 until the first price. */
  public final long[] markTicks;

  /** Micro-dollars per lot, cumulative. */
  public final long[] fundingIndex;

  /** In [0, 10^9). */
  public final long[] fundingRemainder;

  public final long[] lastFundingHour;

  /** Log time of the last price, and how many came without a gap of ten seconds before. */
  public final long[] pricedNs;

  public final int[] freshPrints;
  public final long[] headerMarkTicks;
  public final long[] headerFundingIndex;
  public final long[] symbolLow;
  public final long[] symbolHigh;

  /** How many splits there were; prices carry it. */
  public final int[] splitVersion;

  /** Shares of today for each share that a lot was listed with, in lowest terms; tell prices. */
  public final long[] sharesNumerator;

  public final long[] sharesDenominator;
  private int count;

  public Markets(int capacity) {
    int rows = capacity + 1;
    spot = new boolean[rows];
    status = new int[rows];
    phase = new int[rows];
    stalled = new boolean[rows];
    baseAsset = new int[rows];
    unitsPerLot = new long[rows];
    k = new long[rows];
    marginPpm = new int[rows];
    makerFeePpm = new int[rows];
    takerFeePpm = new int[rows];
    minLots = new long[rows];
    maxTicks = new long[rows];
    maxOrderLots = new long[rows];
    payoutTicks = new long[rows];
    bandPpm = new int[rows];
    bandWidenedNs = new long[rows];
    positionLots = new long[rows];
    minNotional = new long[rows];
    limited = new boolean[rows];
    indexTicks = new long[rows];
    externalTicks = new long[rows];
    markTicks = new long[rows];
    fundingIndex = new long[rows];
    fundingRemainder = new long[rows];
    lastFundingHour = new long[rows];
    pricedNs = new long[rows];
    freshPrints = new int[rows];
    headerMarkTicks = new long[rows];
    headerFundingIndex = new long[rows];
    symbolLow = new long[rows];
    symbolHigh = new long[rows];
    splitVersion = new int[rows];
    sharesNumerator = new long[rows];
    sharesDenominator = new long[rows];
    Arrays.fill(sharesNumerator, 1);
    Arrays.fill(sharesDenominator, 1);
  }

  public int count() {
    return count;
  }

  public int capacity() {
    return spot.length - 1;
  }

  public boolean listed(int market) {
    return market >= 1 && market <= count;
  }

  /** Takes the next id; its columns are filled by the caller. */
  public int add() {
    return ++count;
  }

  /** Whether the product of two numbers, 0 or more, is beyond a bound. */
  public static boolean exceeds(long lots, long value, long bound) {
    return Math.multiplyHigh(lots, value) != 0 || Long.compareUnsigned(lots * value, bound) > 0;
  }

  /** What the market takes now: its phase, or less when its price is old. */
  public int phaseAt(int market, boolean byRules, long nowNs) {
    if (status[market] != ACTIVE || phase[market] == HALTED) {
      return HALTED;
    }
    if (byRules && pricedNs[market] != 0) {
      long age = nowNs - pricedNs[market];
      if (stalled[market] || age > STALLED_AFTER_NS) {
        return HALTED;
      }
      if (age > REDUCE_ONLY_AFTER_NS && phase[market] != AUCTION) {
        return REDUCE_ONLY;
      }
    }
    return phase[market];
  }

  /** Whether orders match as they come. */
  public boolean trades(int market) {
    return status[market] == ACTIVE && phase[market] < HALTED;
  }

  public boolean outcome(int market) {
    return payoutTicks[market] != 0;
  }

  public boolean perpetual(int market) {
    return !spot[market] && payoutTicks[market] == 0;
  }

  /** The most a lot may come to be worth at what is known now, in micro-dollars. */
  public long topValue(int market) {
    return Math.max(markTicks[market], payoutTicks[market]) * k[market];
  }

  public void limits(int market, int band, long lots, long notional) {
    bandPpm[market] = band;
    positionLots[market] = lots;
    minNotional[market] = notional;
    limited[market] = band != 0 || lots != 0 || notional != 0;
  }

  /** A share becomes so many; false when the numbers would be too large, and nothing is done. */
  public boolean split(int market, int numerator, int denominator) {
    long up = sharesNumerator[market] * numerator;
    long down = sharesDenominator[market] * denominator;
    long common = gcd(up, down);
    up /= common;
    down /= common;
    if (splitVersion[market] == MAX_SPLITS || Math.max(up, down) > MAX_SHARES) {
      return false;
    }
    splitVersion[market]++;
    sharesNumerator[market] = up;
    sharesDenominator[market] = down;
    return true;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Micro-dollars of one lot at the mark. */
  public long lotValue(int market) {
    return markTicks[market] * k[market];
  }
}
