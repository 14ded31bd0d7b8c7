package caisson.engine.account;

import static caisson.engine.CacheLine.LEAD;

/**
 * Where the records of accounts stand: what a command needs of an account is one block of memory,
 * so that the processor looks for one place and not for one a table.
 *
 * <pre>
 * a block an account, in lines of 64 bytes
 *   0, 3   its row, {@link Row}
 *   1, 2   its first key, {@link Agents}
 *   4 on   its eight cells, {@link Lines}; with fewer markets the last ones are not used
 * behind them cells that any account may get, then further keys
 * </pre>
 *
 * <p>Cells and keys are named by the word they begin at, so that one is read by an addition; a
 * number shows nowhere.
 */
final class AccountTable {
  /** Words of a line, and of a cell. */
  static final int LINE = 1 << 3;

  /** Where the second line of a row stands. */
  static final int SECOND_OF_ROW = 3;

  private static final int KEY = 1;
  private static final int KEY_LINES = 2;
  private static final int CELLS = 4;
  private static final int MOST_CELLS = 8;

  /**
   * From row to row. The same where there are fewer markets: a constant needs no look at memory.
   */
  private static final int STRIDE = LINE * (CELLS + MOST_CELLS);

  /** Cells of an account's block that are in use. */
  final int part;

  final long[] words;
  private final int rows;
  private final int spareCells;

  AccountTable(int rows, int markets, int cells, int keys) {
    this.rows = rows;
    part = Math.min(MOST_CELLS, markets);
    spareCells = cells - Math.multiplyExact(rows, part);
    long spare = spareCells + (long) KEY_LINES * keys;
    words = new long[Math.toIntExact(LEAD + (long) rows * STRIDE + LINE * spare)];
  }

  static int row(int row) {
    return row * STRIDE + LEAD;
  }

  static int firstKey(int row) {
    return row(row) + LINE * KEY;
  }

  static int firstCell(int row) {
    return row(row) + LINE * CELLS;
  }

  int firstSpareCell() {
    return row(rows);
  }

  /** Lines before the one that a cell is. */
  static int linesBefore(int cell) {
    return cell >> 3;
  }

  int spareCells() {
    return spareCells;
  }

  int furtherKey(int number) {
    return firstSpareCell() + LINE * (spareCells + KEY_LINES * number);
  }

  /** Lines that may be cells, from the first one on; more than there are cells. */
  int linesOfCells() {
    return rows * (STRIDE / LINE) + spareCells;
  }
}
