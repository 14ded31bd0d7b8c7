package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.account.SystemAccounts;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;
import caisson.units.Rounding;

/**
 * Who closes: lots of one market against the accounts on the other side, at the mark.
 *
 * <p>Leverage is drained from the top: every candidate above a common leverage comes down to it,
 * nobody below it is touched. The leverage of a candidate is its notional over the part of its
 * equity that its position there uses of its margin, so a position that hedges its book is cut only
 * when those that add risk are not enough. Exactly the lots asked for are closed.
 *
 * <pre>
 * c_i = MM_i - MM_i without the position; pass 1 takes c_i &gt; 0, pass 2 the rest
 * Eh_i = max(1, floor(E_i * c_i / MM_i)), in pass 2 max(1, E_i);   lam_i = N_i * 10^6 / Eh_i
 * by (lam descending, id): the smallest prefix with
 *   lam* = ceil((sum N - Q) * 10^6 / sum Eh) &gt;= lam of the next;   q_i = N_i - min(N_i, ceil(lam* Eh_i / 10^6))
 * </pre>
 *
 * <p>In lots: N_i and Q are notionals at one mark, q_i rounds down to lots and the lots left over
 * go one by one in rank order.
 */
final class Deleveraging {
  private static final long MILLION = 1_000_000;

  private final Accounts accounts;
  private final Markets markets;
  private final PortfolioRisk risk;

  private final int[] rows;
  private final long[] equity;
  private final long[] leverage;
  private final long[] lots;
  private int first;
  private int count;
  private long level;

  Deleveraging(Accounts accounts, Markets markets, PortfolioRisk risk) {
    this.accounts = accounts;
    this.markets = markets;
    this.risk = risk;
    rows = new int[accounts.rows()];
    equity = new long[accounts.rows()];
    leverage = new long[accounts.rows()];
    lots = new long[accounts.rows()];
  }

  /**
   * Decides who closes how much of {@code wanted} lots on a side; {@link #count} rows of {@link
   * #row} and {@link #lots}, in rank order. Returns the lots found, all that are wanted unless the
   * side has fewer.
   */
  long plan(int market, boolean longs, long wanted, int exceptRow) {
    count = 0;
    // Told in the event: with nobody to close it must not be that of an earlier plan.
    level = 0;
    long found = drain(market, longs, wanted, exceptRow, true);
    if (found < wanted) {
      found += drain(market, longs, wanted - found, exceptRow, false);
    }
    return found;
  }

  int count() {
    return count;
  }

  int row(int rank) {
    return rows[rank];
  }

  long lots(int rank) {
    return lots[rank];
  }

  long leverage(int rank) {
    return leverage[rank];
  }

  /** The leverage everybody above came down to, of the last pass; 0 when nobody closes. */
  long level() {
    return level;
  }

  private long drain(int market, boolean longs, long wanted, int exceptRow, boolean addsRisk) {
    first = count;
    collect(market, longs, exceptRow, addsRisk);
    sort();
    long lotValue = markets.lotValue(market);
    long available = 0;
    for (int i = first; i < count; i++) {
      available = Math.addExact(available, size(i, market));
    }
    long quantity = Math.min(wanted, available);
    if (quantity == 0) {
      count = first;
      return 0;
    }
    long notional = Math.multiplyExact(quantity, lotValue);
    int end = prefix(market, lotValue, notional);
    long planned = 0;
    for (int i = first; i < end; i++) {
      long whole = Math.multiplyExact(size(i, market), lotValue);
      long kept = Math.min(whole, Rounding.mulDivUp(level, equity[i], MILLION));
      lots[i] = (whole - kept) / lotValue;
      planned += lots[i];
    }
    count = end;
    return handOut(market, quantity - planned) + planned;
  }

  /** How many ranks come down, and to what leverage. */
  private int prefix(int market, long lotValue, long notional) {
    long sum = 0;
    long sumEquity = 0;
    int end = first;
    while (end < count) {
      sum = Math.addExact(sum, Math.multiplyExact(size(end, market), lotValue));
      sumEquity = Math.addExact(sumEquity, equity[end]);
      end++;
      if (sum < notional) {
        continue;
      }
      level = Rounding.mulDivUp(sum - notional, MILLION, sumEquity);
      if (end == count || level >= leverage[end]) {
        return end;
      }
    }
    return end;
  }

  private long handOut(int market, long left) {
    long given = 0;
    while (given < left) {
      for (int i = first; i < count && given < left; i++) {
        if (lots[i] < size(i, market)) {
          lots[i]++;
          given++;
        }
      }
    }
    return given;
  }

  private void collect(int market, boolean longs, int exceptRow, boolean addsRisk) {
    long lotValue = markets.lotValue(market);
    int row = accounts.nextHolder(market, longs, 0);
    for (; row >= 0; row = accounts.nextHolder(market, longs, row + 1)) {
      if (row == exceptRow || accounts.idOf(row) < SystemAccounts.FIRST_USER) {
        continue;
      }
      long line = accounts.lots(row, market);
      risk.appraise(row);
      long whole = risk.equity();
      long margin = risk.maintenance();
      risk.appraise(row, market, -line);
      long part = margin - risk.maintenance();
      if (part > 0 != addsRisk) {
        continue;
      }
      long attributed = addsRisk ? Rounding.mulDivDown(Math.max(0, whole), part, margin) : whole;
      rows[count] = row;
      equity[count] = Math.max(1, attributed);
      long notional = Math.multiplyExact(Math.abs(line), lotValue);
      leverage[count] = leverageOf(notional, equity[count]);
      lots[count] = 0;
      count++;
    }
  }

  /** floor(notional * 10^6 / equity), at most 2^62. */
  private static long leverageOf(long notional, long equity) {
    boolean fits = notional / equity < (1L << 62) / MILLION;
    return fits ? Rounding.mulDivDown(notional, MILLION, equity) : 1L << 62;
  }

  private long size(int rank, int market) {
    return Math.abs(accounts.lots(rows[rank], market));
  }

  /** Heap sort of this pass's ranks: leverage descending, then id ascending. */
  private void sort() {
    int size = count - first;
    for (int root = size / 2 - 1; root >= 0; root--) {
      sift(root, size);
    }
    for (int end = size - 1; end > 0; end--) {
      swap(first, first + end);
      sift(0, end);
    }
  }

  private void sift(int from, int size) {
    int root = from;
    while (2 * root + 1 < size) {
      int child = 2 * root + 1;
      if (child + 1 < size && before(first + child, first + child + 1)) {
        child++;
      }
      if (!before(first + root, first + child)) {
        return;
      }
      swap(first + root, first + child);
      root = child;
    }
  }

  /** Whether a ranks ahead of b. */
  private boolean before(int a, int b) {
    return leverage[a] != leverage[b] ? leverage[a] > leverage[b] : rows[a] < rows[b];
  }

  private void swap(int a, int b) {
    int row = rows[a];
    rows[a] = rows[b];
    rows[b] = row;
    long e = equity[a];
    equity[a] = equity[b];
    equity[b] = e;
    long l = leverage[a];
    leverage[a] = leverage[b];
    leverage[b] = l;
  }
}
