package caisson.engine.liquidation;

/** Accounts in liquidation: since when, and when they last gave a slice. Part of the state. */
public final class Distress {
  /** 0 for an account that is in none. */
  public final long[] sinceNs;

  public final long[] lastSliceNs;

  /** Since when its lines are auctioned, 0 when they are not. */
  public final long[] auctionNs;

  /** How many orders liquidation has placed; they have ids of their own. */
  public long orders;

  public Distress(int rows) {
    sinceNs = new long[rows];
    lastSliceNs = new long[rows];
    auctionNs = new long[rows];
  }

  void end(int row) {
    sinceNs[row] = 0;
    lastSliceNs[row] = 0;
    auctionNs[row] = 0;
  }
}
