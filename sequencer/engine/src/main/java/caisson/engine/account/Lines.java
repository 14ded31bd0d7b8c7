package caisson.engine.account;

import static caisson.engine.account.AccountTable.base;

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

  private static final int WORDS = 8;
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
      free(table.firstSpareCell() + spare);
    }
    for (int row = rows - 1; row >= 0; row--) {
      for (int place = table.part - 1; place >= 0; place--) {
        free(table.firstCell(row) + place);
      }
    }
  }

  /** NONE when the cell is free. */
  int row(int cell) {
    return (int) words[base(cell) + ROW];
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
    int base = base(cell);
    Arrays.fill(words, base, base + WORDS, 0);
    words[base + ORDERS] = ((long) NONE << 32) | market;
    words[base + ROW] = row;
    return cell;
  }

  /** The market's place in the account's part, or a free one of that part, or any free one. */
  private int choose(int row, int market) {
    int place = place(row, market);
    if (words[base(place) + ROW] == NONE) {
      return place;
    }
    int first = table.firstCell(row);
    for (int cell = first; cell < first + table.part; cell++) {
      if (words[base(cell) + ROW] == NONE) {
        return cell;
      }
    }
    return firstFree;
  }

  private int place(int row, int market) {
    return table.firstCell(row) + ((market - 1) & 7);
  }

  /** The cell if it stands in its place, else NONE. */
  int inPlace(int row, int market) {
    int cell = place(row, market);
    int base = base(cell);
    boolean theirs = words[base + ROW] == row && ((int) words[base + ORDERS] & MARKET) == market;
    return theirs ? cell : NONE;
  }

  /** Reads the place the cell most likely has; of no other meaning. */
  long touch(int row, int market) {
    return words[base(place(row, market))];
  }

  private void take(int cell) {
    int next = (int) words[base(cell) + NEXT];
    int previous = (int) words[base(cell) + PREVIOUS];
    if (previous == NONE) {
      firstFree = next;
    } else {
      words[base(previous) + NEXT] = next;
    }
    if (next != NONE) {
      words[base(next) + PREVIOUS] = previous;
    }
  }

  void free(int cell) {
    int base = base(cell);
    words[base + NEXT] = firstFree;
    words[base + PREVIOUS] = NONE;
    words[base + ROW] = NONE;
    if (firstFree != NONE) {
      words[base(firstFree) + PREVIOUS] = cell;
    }
    firstFree = cell;
  }

  /** Neither a line nor an order, so the cell tells nothing. */
  boolean idle(int cell) {
    return lots(cell) == 0 && firstOrder(cell) == NONE;
  }

  long lots(int cell) {
    return words[base(cell) + LOTS];
  }

  long refCost(int cell) {
    return words[base(cell) + REF_COST];
  }

  void set(int cell, long lots, long refCost) {
    words[base(cell) + LOTS] = lots;
    words[base(cell) + REF_COST] = refCost;
  }

  int firstOrder(int cell) {
    return (int) (words[base(cell) + ORDERS] >> 32);
  }

  void firstOrder(int cell, int slot) {
    int word = base(cell) + ORDERS;
    words[word] = ((long) slot << 32) | (words[word] & 0xFFFF_FFFFL);
  }

  /** Resting orders that only reduce the line. */
  int reducing(int cell) {
    return (int) words[base(cell) + ORDERS] >>> REDUCING_SHIFT;
  }

  void countReducing(int cell, int step) {
    words[base(cell) + ORDERS] += (long) step << REDUCING_SHIFT;
  }

  long risk(int cell, int word) {
    return words[base(cell) + RISK + word];
  }

  void risk(int cell, int word, long value) {
    words[base(cell) + RISK + word] = value;
  }
}
