package caisson.engine.account;

import java.util.Arrays;

/**
 * Accounts that Liquidation has not found safe since they last changed, a bit for each row; and a
 * bit for each word of those that is not 0, because mostly few are.
 */
public final class Looks {
  private final int rows;
  private final long[] words;
  private final long[] filled;

  Looks(int rows) {
    this.rows = rows;
    words = new long[(rows + 63) >> 6];
    filled = new long[(words.length + 63) >> 6];
    all();
  }

  /** NONE is no account. */
  public void at(int row) {
    if (row != Accounts.NONE) {
      words[row >> 6] |= 1L << row;
      filled[row >> 12] |= 1L << (row >> 6);
    }
  }

  public void all() {
    fill(words, rows);
    fill(filled, words.length);
  }

  private static void fill(long[] words, int bits) {
    Arrays.fill(words, -1);
    words[words.length - 1] >>>= -bits;
  }

  public void leave(int row) {
    long left = words[row >> 6] & ~(1L << row);
    words[row >> 6] = left;
    if (left == 0) {
      filled[row >> 12] &= ~(1L << (row >> 6));
    }
  }

  public boolean includes(int row) {
    return (words[row >> 6] & 1L << row) != 0;
  }

  /** All of them, ascending; how many. */
  public int list(int[] found) {
    int count = 0;
    for (int i = 0; i < filled.length; i++) {
      for (long some = filled[i]; some != 0; some &= some - 1) {
        int word = (i << 6) + Long.numberOfTrailingZeros(some);
        for (long left = words[word]; left != 0; left &= left - 1) {
          found[count++] = (word << 6) + Long.numberOfTrailingZeros(left);
        }
      }
    }
    return count;
  }
}
