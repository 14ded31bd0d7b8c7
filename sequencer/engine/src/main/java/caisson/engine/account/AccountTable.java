package caisson.engine.account;

import static caisson.engine.CacheLine.LEAD;

/**
 * Where the records of accounts stand: what a command needs of an account is one block of memory,
 * so that the processor looks for one place and not for one a table.
 *
 * <pre>
 * a block an account, in lines of 64 bytes
 *   0, 1   its row, {@link Accounts}
 *   2, 3   its first key, {@link Agents}
 *   4 on   its cells, eight or as many as there are markets, {@link Lines}
 * behind them cells that any account may get, then further keys
 * </pre>
 *
 * <p>Cells and keys are numbered by the line they begin at; a number shows nowhere.
 */
final class AccountTable {
  private static final int LINE_SHIFT = 3;
  private static final int KEY = 2;
  private static final int KEY_LINES = 2;
  private static final int CELLS = 4;
  private static final int MOST_CELLS = 8;

  /** Cells in an account's block. */
  final int part;

  final long[] words;
  private final int rows;
  private final int stride;
  private final int spareCells;

  AccountTable(int rows, int markets, int cells, int keys) {
    this.rows = rows;
    part = Math.min(MOST_CELLS, markets);
    stride = CELLS + part;
    spareCells = cells - Math.multiplyExact(rows, part);
    long lines = (long) rows * stride + spareCells + (long) KEY_LINES * keys;
    words = new long[Math.toIntExact(LEAD + (lines << LINE_SHIFT))];
  }

  /** Where the line begins in {@link #words}. */
  static int base(int line) {
    return (line << LINE_SHIFT) + LEAD;
  }

  int row(int row) {
    return base(row * stride);
  }

  int firstKey(int row) {
    return row * stride + KEY;
  }

  int firstCell(int row) {
    return row * stride + CELLS;
  }

  int firstSpareCell() {
    return rows * stride;
  }

  int spareCells() {
    return spareCells;
  }

  int furtherKey(int number) {
    return rows * stride + spareCells + KEY_LINES * number;
  }

  /** Lines that may be cells; more than there are cells. */
  int cellNumbers() {
    return rows * stride + spareCells;
  }
}
