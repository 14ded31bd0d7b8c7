package caisson.engine.account;

import java.util.Arrays;

/**
 * What an account has in one market, in a cell of one cache line; an account has cells only where
 * it has a line or orders.
 *
 * <pre>
 * 0 signed lots         2 first resting order | reduce-only ones, market      4 to 7 belong to Risk
 * 1 reference cost      3 account row
 * </pre>
 *
 * <p>Free cells are linked both ways through words 0 and 1; their row is NONE. An account has a
 * part of the table to itself, and each market a place in it that is tried first: most cells are
 * read without waiting for what the account's row says.
 */
final class Lines {
  static final int NONE = -1;
  static final int RISK_WORDS = 4;

  private static final int WORDS = AccountTable.LINE;
  private static final int NEXT = 0;
  private static final int PREVIOUS = 1;
  private static final int LOTS = 0;
  private static final int REF_COST = 1;
  private static final int ORDERS = 2;
  private static final int ROW = 3;
  private static final int RISK = 4;
  private static final int MARKET = 0xFF;
  private static final int REDUCING_SHIFT = 8;

  private final AccountTable table;
  private final long[] words;
  private int firstFree = NONE;

  Lines(AccountTable table, int rows) {
    this.table = table;
    words = table.words;
    for (int spare = table.spareCells() - 1; spare >= 0; spare--) {
      free(table.firstSpareCell() + WORDS * spare);
    }
    for (int row = rows - 1; row >= 0; row--) {
      for (int place = table.part - 1; place >= 0; place--) {
        free(AccountTable.firstCell(row) + WORDS * place);
      }
    }
  }

  /** NONE when the cell is free. */
  int row(int cell) {
    return (int) words[cell + ROW];
  }

  boolean full() {
    return firstFree == NONE;
  }

  int open(int row, int market) {
    if (full()) {
      throw new IllegalStateException("no cell left for a line: row=" + row);
    }
    int cell = choose(row, market);
    take(cell);
    Arrays.fill(words, cell, cell + WORDS, 0);
    words[cell + ORDERS] = ((long) NONE << 32) | market;
    words[cell + ROW] = row;
    return cell;
  }

  /** The market's place in the account's part, or a free one of that part, or any free one. */
  private int choose(int row, int market) {
    int place = place(row, market);
    if (words[place + ROW] == NONE) {
      return place;
    }
    int first = AccountTable.firstCell(row);
    for (int cell = first; cell < first + WORDS * table.part; cell += WORDS) {
      if (words[cell + ROW] == NONE) {
        return cell;
      }
    }
    return firstFree;
  }

  private int place(int row, int market) {
    return AccountTable.firstCell(row) + WORDS * ((market - 1) & 7);
  }

  /** The cell if it stands in its place, else NONE. */
  int inPlace(int row, int market) {
    int cell = place(row, market);
    boolean theirs = words[cell + ROW] == row && ((int) words[cell + ORDERS] & MARKET) == market;
    return theirs ? cell : NONE;
  }

  /** Reads the place the cell most likely has; of no other meaning. */
  long touch(int row, int market) {
    return words[place(row, market)];
  }

  /** Of the place the cell most likely has. */
  int likelyOrder(int row, int market) {
    return firstOrder(place(row, market));
  }

  private void take(int cell) {
    int next = (int) words[cell + NEXT];
    int previous = (int) words[cell + PREVIOUS];
    if (previous == NONE) {
      firstFree = next;
    } else {
      words[previous + NEXT] = next;
    }
    if (next != NONE) {
      words[next + PREVIOUS] = previous;
    }
  }

  void free(int cell) {
    words[cell + NEXT] = firstFree;
    words[cell + PREVIOUS] = NONE;
    words[cell + ROW] = NONE;
    if (firstFree != NONE) {
      words[firstFree + PREVIOUS] = cell;
    }
    firstFree = cell;
  }

  /** Neither a line nor an order, so the cell tells nothing. */
  boolean idle(int cell) {
    return lots(cell) == 0 && firstOrder(cell) == NONE;
  }

  long lots(int cell) {
    return words[cell + LOTS];
  }

  long refCost(int cell) {
    return words[cell + REF_COST];
  }

  void set(int cell, long lots, long refCost) {
    words[cell + LOTS] = lots;
    words[cell + REF_COST] = refCost;
  }

  int firstOrder(int cell) {
    return (int) (words[cell + ORDERS] >> 32);
  }

  void firstOrder(int cell, int slot) {
    int word = cell + ORDERS;
    words[word] = ((long) slot << 32) | (words[word] & 0xFFFF_FFFFL);
  }

  /** Resting orders that only reduce the line. */
  int reducing(int cell) {
    return (int) words[cell + ORDERS] >>> REDUCING_SHIFT;
  }

  void countReducing(int cell, int step) {
    words[cell + ORDERS] += (long) step << REDUCING_SHIFT;
  }

  long risk(int cell, int word) {
    return words[cell + RISK + word];
  }

  void risk(int cell, int word, long value) {
    words[cell + RISK + word] = value;
  }
}
