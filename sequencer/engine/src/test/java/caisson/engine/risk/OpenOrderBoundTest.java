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

  private static long part(RandomBook book, long whole) {
    return switch (book.random.nextInt(3)) {
      case 0 -> 0;
      case 1 -> whole;
      default -> whole == 0 ? 0 : book.random.nextLong(whole);
    };
  }
}
