package caisson.engine.liquidation;

/**
 * Accounts in liquidation. Part of the state.
 *
 * <p>What belongs to an account stands together: a round looks at thousands.
 */
public final class Distress {
  private static final int WORDS = 4;
  private static final int SINCE = 0;
  private static final int LAST_SLICE = 1;
  private static final int AUCTION = 2;

  private final long[] words;

  /** How many orders liquidation has placed; they have ids of their own. */
  public long orders;

  public Distress(int rows) {
    words = new long[Math.multiplyExact(rows, WORDS)];
  }

  /** 0 for an account that is in none. */
  public long sinceNs(int row) {
    return words[row * WORDS + SINCE];
  }

  public long lastSliceNs(int row) {
    return words[row * WORDS + LAST_SLICE];
  }

  /** Since when its lines are auctioned, 0 when they are not. */
  public long auctionNs(int row) {
    return words[row * WORDS + AUCTION];
  }

  public void begin(int row, long timeNs) {
    words[row * WORDS + SINCE] = timeNs;
  }

  public void sliced(int row, long timeNs) {
    words[row * WORDS + LAST_SLICE] = timeNs;
  }

  public void auction(int row, long timeNs) {
    words[row * WORDS + AUCTION] = timeNs;
  }

  void end(int row) {
    begin(row, 0);
    sliced(row, 0);
    auction(row, 0);
  }
}
