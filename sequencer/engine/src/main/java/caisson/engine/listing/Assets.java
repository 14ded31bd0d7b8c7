package caisson.engine.listing;

/**
 * Listed assets by id, dense from 0; asset 0 is cash. Plain columns, written by the engine only.
 */
public final class Assets {
  public static final int CASH = 0;
  public static final int CASH_SCALE = 6;
  public static final long CASH_MARK_UNIT = 1_000_000_000_000L;
  public static final int MAX_SCALE = 9;
  public static final long MIN_LISTED_MARK_UNIT = 1_000_000L;

  /** With markUnit below 2^63 this keeps accounted * markUnit below 2^120. */
  public static final long MAX_ACCOUNTED = 1L << 56;

  public final int[] scale;
  public final int[] status;

  /** 1e-18 coin per ledger unit. */
  public final long[] markUnit;

  /** markUnit of the last mark epoch. */
  public final long[] headerMarkUnit;

  /** What the venue owes in all, mirrored by the chain at every batch. */
  public final long[] accounted;

  public final long[] symbolLow;
  public final long[] symbolHigh;
  private int count;

  public Assets(int capacity) {
    scale = new int[capacity];
    status = new int[capacity];
    markUnit = new long[capacity];
    headerMarkUnit = new long[capacity];
    accounted = new long[capacity];
    symbolLow = new long[capacity];
    symbolHigh = new long[capacity];
  }

  public int count() {
    return count;
  }

  public int capacity() {
    return scale.length;
  }

  public boolean listed(int asset) {
    return asset >= 0 && asset < count;
  }

  /** Lists the next id. */
  public int list(int scale, long markUnit, long symbolLow, long symbolHigh) {
    int asset = count++;
    this.scale[asset] = scale;
    this.markUnit[asset] = markUnit;
    this.symbolLow[asset] = symbolLow;
    this.symbolHigh[asset] = symbolHigh;
    return asset;
  }
}
