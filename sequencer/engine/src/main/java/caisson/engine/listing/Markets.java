package caisson.engine.listing;

import static caisson.engine.CacheLine.LEAD;

import java.util.Arrays;

/**
 * Listed markets by id, dense from 1: what every order asks for in a row each, the rest in plain
 * columns; written by the engine only.
 */
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

  /** Words from row to row. */
  private static final int ROW = 16;

  /** From this age of its price a market with mark rules takes only orders that reduce. */
  private static final long REDUCE_ONLY_AFTER_NS = 10_000_000_000L;

  /** From this age it takes none, until prices have come again without a gap. */
  public static final long STALLED_AFTER_NS = 60_000_000_000L;

  public final int[] marginPpm;

  /** What orders must keep, 0 for no limit; {@link #limited} when any of them is set. */
  public final int[] bandPpm;

  /** When the band was last widened, 0 for never. */
  public final long[] bandWidenedNs;

  public final long[] positionLots;
  public final long[] minNotional;

  public final long[] indexTicks;
  public final long[] externalTicks;

  /** In [0, 10^9). */
  public final long[] fundingRemainder;

  public final long[] lastFundingHour;

  /** How many prices came without a gap of ten seconds before. */
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

  private final int capacity;

  /** Rows of sixteen words, {@link MarketRow}. */
  private final long[] words;

  private int count;

  public Markets(int capacity) {
    this.capacity = capacity;
    int rows = capacity + 1;
    words = new long[LEAD + ROW * rows];
    marginPpm = new int[rows];
    bandPpm = new int[rows];
    bandWidenedNs = new long[rows];
    positionLots = new long[rows];
    minNotional = new long[rows];
    indexTicks = new long[rows];
    externalTicks = new long[rows];
    fundingRemainder = new long[rows];
    lastFundingHour = new long[rows];
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
    return capacity;
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
    int phase = phase(market);
    if (status(market) != ACTIVE || phase == HALTED) {
      return HALTED;
    }
    if (byRules && pricedNs(market) != 0) {
      long age = nowNs - pricedNs(market);
      if (stalled(market) || age > STALLED_AFTER_NS) {
        return HALTED;
      }
      if (age > REDUCE_ONLY_AFTER_NS && phase != AUCTION) {
        return REDUCE_ONLY;
      }
    }
    return phase;
  }

  /** Whether orders match as they come. */
  public boolean trades(int market) {
    return status(market) == ACTIVE && phase(market) < HALTED;
  }

  public int status(int market) {
    return (int) words[at(market) + MarketRow.STATE] & MarketRow.STATUS;
  }

  public void status(int market, int status) {
    put(market, MarketRow.STATUS, status);
  }

  public int phase(int market) {
    return ((int) words[at(market) + MarketRow.STATE] & MarketRow.PHASE) >> MarketRow.PHASE_SHIFT;
  }

  public void phase(int market, int phase) {
    put(market, MarketRow.PHASE, phase << MarketRow.PHASE_SHIFT);
  }

  /** Its prices stayed away for a minute and have not come back for long enough. */
  public boolean stalled(int market) {
    return is(market, MarketRow.STALLED);
  }

  public void stalled(int market, boolean stalled) {
    put(market, MarketRow.STALLED, stalled ? MarketRow.STALLED : 0);
  }

  public boolean spot(int market) {
    return is(market, MarketRow.SPOT);
  }

  public void spot(int market, boolean spot) {
    put(market, MarketRow.SPOT, spot ? MarketRow.SPOT : 0);
  }

  public boolean outcome(int market) {
    return payoutTicks(market) != 0;
  }

  public boolean perpetual(int market) {
    return !spot(market) && payoutTicks(market) == 0;
  }

  public long minLots(int market) {
    return words[at(market) + MarketRow.MIN_LOTS];
  }

  public void minLots(int market, long lots) {
    words[at(market) + MarketRow.MIN_LOTS] = lots;
  }

  public long maxOrderLots(int market) {
    return words[at(market) + MarketRow.MAX_ORDER_LOTS];
  }

  public void maxOrderLots(int market, long lots) {
    words[at(market) + MarketRow.MAX_ORDER_LOTS] = lots;
  }

  public long maxTicks(int market) {
    return words[at(market) + MarketRow.MAX_TICKS];
  }

  public void maxTicks(int market, long ticks) {
    words[at(market) + MarketRow.MAX_TICKS] = ticks;
  }

  /** Log time of the last price, 0 before the first. */
  public long pricedNs(int market) {
    return words[at(market) + MarketRow.PRICED];
  }

  public void pricedNs(int market, long timeNs) {
    words[at(market) + MarketRow.PRICED] = timeNs;
  }

  public int makerFeePpm(int market) {
    return (int) (words[at(market) + MarketRow.FEES] >> 32);
  }

  public int takerFeePpm(int market) {
    return (int) words[at(market) + MarketRow.FEES];
  }

  public void feesPpm(int market, int maker, int taker) {
    words[at(market) + MarketRow.FEES] = ((long) maker << 32) | (taker & 0xFFFF_FFFFL);
  }

  public int baseAsset(int market) {
    return (int) words[at(market) + MarketRow.BASE_ASSET];
  }

  public void baseAsset(int market, int asset) {
    words[at(market) + MarketRow.BASE_ASSET] = asset;
  }

  public long unitsPerLot(int market) {
    return words[at(market) + MarketRow.UNITS_PER_LOT];
  }

  public void unitsPerLot(int market, long units) {
    words[at(market) + MarketRow.UNITS_PER_LOT] = units;
  }

  /** 0 until the first price. */
  public long markTicks(int market) {
    return words[at(market) + MarketRow.MARK];
  }

  public void markTicks(int market, long ticks) {
    set(market, MarketRow.MARK, ticks);
  }

  /** What a lot of an outcome pays at most; 0 for other markets. */
  public long payoutTicks(int market) {
    return words[at(market) + MarketRow.PAYOUT];
  }

  public void payoutTicks(int market, long ticks) {
    set(market, MarketRow.PAYOUT, ticks);
  }

  /** Micro-dollars of one lot for each tick. */
  public long k(int market) {
    return words[at(market) + MarketRow.K];
  }

  public void k(int market, long k) {
    set(market, MarketRow.K, k);
  }

  /** Micro-dollars per lot, cumulative. */
  public long fundingIndex(int market) {
    return words[at(market) + MarketRow.FUNDING_INDEX];
  }

  public void fundingIndex(int market, long index) {
    set(market, MarketRow.FUNDING_INDEX, index);
  }

  /** Micro-dollars of one lot at the mark. */
  public long lotValue(int market) {
    return words[at(market) + MarketRow.LOT_VALUE];
  }

  /** The most a lot may come to be worth at what is known now, in micro-dollars. */
  public long topValue(int market) {
    return words[at(market) + MarketRow.TOP_VALUE];
  }

  /** No less than what a lot of a line stands for in any sum of the margin. */
  public long lotBound(int market) {
    return words[at(market) + MarketRow.BOUND];
  }

  /** Whether orders have a band, a least value or a most of lots to keep. */
  public boolean limited(int market) {
    return is(market, MarketRow.LIMITED);
  }

  public void limits(int market, int band, long lots, long notional) {
    bandPpm[market] = band;
    positionLots[market] = lots;
    minNotional[market] = notional;
    boolean any = band != 0 || lots != 0 || notional != 0;
    put(market, MarketRow.LIMITED, any ? MarketRow.LIMITED : 0);
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

  private static int at(int market) {
    return LEAD + market * ROW;
  }

  private boolean is(int market, int flag) {
    return (words[at(market) + MarketRow.STATE] & flag) != 0;
  }

  private void put(int market, int mask, int bits) {
    int word = at(market) + MarketRow.STATE;
    words[word] = (words[word] & ~mask) | bits;
  }

  /** Sets what values of a lot follow from. */
  private void set(int market, int field, long value) {
    int row = at(market);
    words[row + field] = value;
    long k = words[row + MarketRow.K];
    long mark = words[row + MarketRow.MARK];
    long top = Math.max(mark, words[row + MarketRow.PAYOUT]) * k;
    words[row + MarketRow.LOT_VALUE] = mark * k;
    words[row + MarketRow.TOP_VALUE] = top;
    words[row + MarketRow.BOUND] = Math.max(top, Math.abs(words[row + MarketRow.FUNDING_INDEX]));
  }
}
