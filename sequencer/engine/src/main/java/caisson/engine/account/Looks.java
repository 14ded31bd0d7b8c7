package caisson.engine.account;

import java.util.Arrays;

/** Accounts that Liquidation has not found safe since they last changed, a bit for each row. */
public final class Looks {
  private final int rows;
  private final long[] words;

  Looks(int rows) {
    this.rows = rows;
    words = new long[(rows + 63) >> 6];
    all();
  }

  /** NONE is no account. */
  public void at(int row) {
    if (row != Accounts.NONE) {
      words[row >> 6] |= 1L << row;
    }
  }

  public void all() {
    Arrays.fill(words, -1);
  }

  public void leave(int row) {
    words[row >> 6] &= ~(1L << row);
  }

  public boolean includes(int row) {
    return (words[row >> 6] & 1L << row) != 0;
  }

  /** All of them, ascending; how many. */
  public int list(int[] found) {
    int count = 0;
    for (int word = 0; word < words.length; word++) {
      for (long left = words[word]; left != 0; left &= left - 1) {
        int row = (word << 6) + Long.numberOfTrailingZeros(left);
        if (row < rows) {
          found[count++] = row;
        }
      }
    }
    return count;
  }
}
