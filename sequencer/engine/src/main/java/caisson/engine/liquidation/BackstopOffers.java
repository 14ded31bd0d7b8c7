package caisson.engine.liquidation;

/**
 * Standing offers to take lines that the book did not: by market, in ascending order of account,
 * one of each account. An offer stands until it is ended; what it may take at a time is found when
 * it is asked. Part of the state.
 */
public final class BackstopOffers {
  /** Of one market. */
  public static final int MOST = 16;

  public static final int NONE = -1;

  private final int[] counts;

  // By market and place in its order.
  private final int[] rows;
  private final long[] capacity;
  private final int[] premiumPpm;

  private int all;

  public BackstopOffers(int markets) {
    counts = new int[markets + 1];
    rows = new int[(markets + 1) * MOST];
    capacity = new long[(markets + 1) * MOST];
    premiumPpm = new int[(markets + 1) * MOST];
  }

  /** Whether any stands at all. */
  boolean any() {
    return all != 0;
  }

  public int count(int market) {
    return counts[market];
  }

  public boolean full(int market) {
    return counts[market] == MOST;
  }

  public int row(int market, int i) {
    return rows[market * MOST + i];
  }

  /** Lots that the account's own line may come to, on either side. */
  public long capacity(int market, int i) {
    return capacity[market * MOST + i];
  }

  /** Asked, of the margin of what is taken. */
  public int premiumPpm(int market, int i) {
    return premiumPpm[market * MOST + i];
  }

  /** Place of the account's offer, NONE without one. */
  public int find(int market, int row) {
    for (int i = 0; i < counts[market]; i++) {
      if (row(market, i) == row) {
        return i;
      }
    }
    return NONE;
  }

  /** In place of the account's offer, or beside the others; the caller asked {@link #full}. */
  public void put(int market, int row, long lots, int ppm) {
    int at = find(market, row);
    if (at == NONE) {
      at = counts[market];
      for (; at > 0 && row(market, at - 1) > row; at--) {
        move(market, at - 1, at);
      }
      counts[market]++;
      all++;
    }
    rows[market * MOST + at] = row;
    capacity[market * MOST + at] = lots;
    premiumPpm[market * MOST + at] = ppm;
  }

  public void remove(int market, int i) {
    for (int next = i + 1; next < counts[market]; next++) {
      move(market, next, next - 1);
    }
    counts[market]--;
    all--;
  }

  private void move(int market, int from, int to) {
    int of = market * MOST;
    rows[of + to] = rows[of + from];
    capacity[of + to] = capacity[of + from];
    premiumPpm[of + to] = premiumPpm[of + from];
  }
}
