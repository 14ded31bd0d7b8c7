package caisson.engine.account;

import caisson.engine.listing.MarketBits;

/**
 * Which accounts are long and which are short in a market: a bit for each row, so that a walk over
 * the holders of a market reads a word for 64 accounts and meets them by ascending row.
 */
final class Holders {
  private final long[] bits;

  /** Of a market and side. */
  private final int words;

  Holders(int markets, int rows) {
    words = (rows + 63) >> 6;
    bits = new long[Math.multiplyExact(2 * (markets + 1), words)];
  }

  void moved(int row, int market, long before, long after) {
    if (Long.signum(before) != Long.signum(after)) {
      set(row, market, true, after > 0);
      set(row, market, false, after < 0);
    }
  }

  private void set(int row, int market, boolean longs, boolean holds) {
    int word = start(market, longs) + (row >> 6);
    long bit = 1L << row;
    bits[word] = holds ? bits[word] | bit : bits[word] & ~bit;
  }

  /** The first row from this one on that is on a side of a market, -1 when there is none. */
  int next(int market, boolean longs, int from) {
    int start = start(market, longs);
    int word = from >> 6;
    long left = word < words ? bits[start + word] & (-1L << from) : 0;
    while (left == 0 && ++word < words) {
      left = bits[start + word];
    }
    return left == 0 ? -1 : (word << 6) + Long.numberOfTrailingZeros(left);
  }

  /** The same of either side of any of these markets. */
  int next(long markets, int from) {
    int word = from >> 6;
    long left = word < words ? union(markets, word) & (-1L << from) : 0;
    while (left == 0 && ++word < words) {
      left = union(markets, word);
    }
    return left == 0 ? -1 : (word << 6) + Long.numberOfTrailingZeros(left);
  }

  private long union(long markets, int word) {
    long union = 0;
    for (long left = markets; left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      union |= bits[start(market, true) + word] | bits[start(market, false) + word];
    }
    return union;
  }

  private int start(int market, boolean longs) {
    return (2 * market + (longs ? 1 : 0)) * words;
  }
}
