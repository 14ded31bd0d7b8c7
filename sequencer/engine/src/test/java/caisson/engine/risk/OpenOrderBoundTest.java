package caisson.engine.risk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.Tier;
import org.junit.jupiter.api.Test;

/**
 * The additive charge of open orders covers whatever part of them trades: the requirement after any
 * fills is at most the requirement before plus the charge of all orders.
 */
class OpenOrderBoundTest {
  private static final int CASES = Tier.cases(10_000, 1_000_000);

  @Test
  void shouldCoverAnySubsetOfFills() {
    var book = new RandomBook(11);
    for (int i = 0; i < CASES; i++) {
      book.draw(8);
      int[] at = new int[1 + book.random.nextInt(4)];
      long[] bids = new long[at.length];
      long[] asks = new long[at.length];
      long charges = 0;
      book.fill();
      for (int order = 0; order < at.length; order++) {
        at[order] = book.random.nextInt(book.rows.length);
        bids[order] = book.random.nextInt(3) == 0 ? 0 : book.size();
        asks[order] = book.random.nextInt(3) == 0 ? 0 : book.size();
        int row = book.rows[at[order]];
        long open = Math.max(bids[order], asks[order]);
        charges += OrderCharge.of(book.table, row, book.spots[at[order]] > 0, open);
        book.margin.addOpen(row, open);
      }
      book.margin.evaluate();
      long bound = book.margin.initial() + charges;
      for (int subset = 0; subset < 4; subset++) {
        var lines = book.lines.clone();
        for (int order = 0; order < at.length; order++) {
          long filled = part(book, bids[order]) - part(book, asks[order]);
          int line = at[order];
          book.lines[line] = java.util.Arrays.copyOf(book.lines[line], book.lines[line].length + 1);
          book.lines[line][book.lines[line].length - 1] = filled;
        }
        long after = book.initial();
        assertTrue(after <= bound, () -> "after=" + after + " bound=" + bound + " " + book);
        book.lines = lines;
      }
    }
  }

  /**
   * What stands in the factor is worth at most three times the bound of the account, and the marks
   * may have moved by a fifteenth since that was found.
   */
  @Test
  void shouldBoundWhatMoreOpenNotionalAdds() {
    var book = new RandomBook(13);
    int flat = 0;
    for (int i = 0; i < CASES; i++) {
      int row = book.random.nextInt(RandomBook.ROWS);
      boolean holdsSpot = book.random.nextBoolean();
      long takerPpm = book.random.nextInt(1_000);
      long notional = book.size();
      long more = Math.min(book.size(), (1L << 40) - 1);
      long paid = book.random.nextLong(1L << 40);
      if (!book.table.flat(row, notional + more)) {
        continue;
      }
      flat++;
      long stands = 16 * notional / 15 * 3;
      long open = book.random.nextLong(1 + Math.min(stands, 16 * notional / 15));
      long before = charge(book.table, row, holdsSpot, open, stands, takerPpm);
      long after = charge(book.table, row, holdsSpot, open + more, stands + more, takerPpm);
      long fees = Scan.ppmUp(paid, takerPpm);
      long bound = OrderCharge.most(book.table, row, more, paid, takerPpm);
      assertTrue(after - before + fees <= bound, "row " + row + " open " + open + " " + more);
      assertTrue(bound <= after - before + fees + slack(book.table, row, holdsSpot, more));
    }
    assertTrue(flat > CASES / 2, "flat " + flat);
  }

  private static long charge(
      FactorTable table, int row, boolean holdsSpot, long open, long stands, long takerPpm) {
    return OrderCharge.of(table, row, holdsSpot, open)
        + table.convexCharge(row, stands)
        + Scan.ppmUp(open, takerPpm);
  }

  /** The bound is no more above than by its roundings, and by collateral that is not held. */
  private static long slack(FactorTable table, int row, boolean holdsSpot, long more) {
    long bps = table.orderBps(row, true) - table.orderBps(row, holdsSpot);
    return more / 10_000 * bps + bps + 2 * table.orderRounding(row);
  }

  private static long part(RandomBook book, long whole) {
    return switch (book.random.nextInt(3)) {
      case 0 -> 0;
      case 1 -> whole;
      default -> whole == 0 ? 0 : book.random.nextLong(whole);
    };
  }
}
