package caisson.engine.depth;

import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import java.util.Arrays;

/**
 * What of a book stands: lots within 2 % of the mark of orders that stood there at the sample
 * before too, which is a minute ago at least. Of them no account counts for more than a quarter of
 * what counts: with the lots of accounts d1 &gt;= d2 &gt;= ... and their sum T, and k the least
 * with 4 d(k+1) &lt;= D_k,
 *
 * <pre>
 * D_k = 4 (T - d1 - ... - dk) / (4 - k)      k = 0, 1, 2, 3
 * </pre>
 *
 * <p>Three accounts alone count for nothing. The most orders of a side that are looked at are a few
 * thousand, the best first.
 */
public final class StandingDepth {
  private static final long BAND_DIVISOR = 50;
  private static final int MOST_ORDERS = 4_096;
  private static final int LARGEST = 3;

  private final Orders orders;
  private final long[] lotsOfRow;
  private final int[] met;
  private final long[] largest = new long[LARGEST + 1];
  private long lots;

  public StandingDepth(Orders orders, int rows) {
    this.orders = orders;
    lotsOfRow = new long[rows];
    met = new int[MOST_ORDERS];
  }

  /** Of the last side measured: all lots that stand. */
  public long lots() {
    return lots;
  }

  /** Lots of a side that count; all orders looked at have been met then. */
  public long measure(Book book, boolean bids, long mark) {
    long band = mark / BAND_DIVISOR;
    int looked = 0;
    int rows = 0;
    lots = 0;
    long ticks = book.bestTicks(bids);
    // A book may begin on the other side of the mark, and beyond the band there.
    while (ticks != 0 && (bids ? ticks > mark + band : ticks < mark - band)) {
      ticks = book.nextTicks(bids, ticks);
    }
    for (; ticks != 0 && Math.abs(ticks - mark) <= band; ticks = book.nextTicks(bids, ticks)) {
      int slot = book.firstAt(bids, ticks);
      for (; slot != Orders.NONE && looked < MOST_ORDERS; slot = book.nextInLevel(slot)) {
        looked++;
        if (!orders.seen(slot)) {
          orders.markSeen(slot);
          continue;
        }
        int row = orders.accountRow(slot);
        if (lotsOfRow[row] == 0) {
          met[rows++] = row;
        }
        lotsOfRow[row] += orders.lots(slot);
        lots += orders.lots(slot);
      }
    }
    return counted(rows);
  }

  private long counted(int rows) {
    Arrays.fill(largest, 0);
    for (int i = 0; i < rows; i++) {
      long own = lotsOfRow[met[i]];
      lotsOfRow[met[i]] = 0;
      for (int rank = 0; rank <= LARGEST; rank++) {
        if (own > largest[rank]) {
          long smaller = largest[rank];
          largest[rank] = own;
          own = smaller;
        }
      }
    }
    long rest = lots;
    int k = 0;
    while (k < LARGEST && largest[k] > rest / (4 - k)) {
      rest -= largest[k++];
    }
    return 4 * rest / (4 - k);
  }
}
