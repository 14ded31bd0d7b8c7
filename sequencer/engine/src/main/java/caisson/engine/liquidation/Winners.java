package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.account.SystemAccounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;

/**
 * Accounts with open profit in a factor, by ascending row, and what each gives of a sum.
 *
 * <pre>
 * cap_i = min(profit_i net over the factor, equity_i)
 * each gives floor(sum * cap_i / sum of caps), the rest unit by unit to the largest remainder, then id
 * </pre>
 *
 * <p>One whose equity is below zero has no cap, so nobody who is paid for pays. With more than a
 * command has events for, those with the largest caps give, of equal ones the lower ids.
 */
final class Winners {
  /** That one command has events for beside all else. */
  static final int MOST = 30_000;

  private final Accounts accounts;
  private final Markets markets;
  private final PortfolioRisk risk;
  private final int most;
  private final int[] rows;
  private final long[] caps;
  private final long[] shares;
  private final Largest largest;
  private final ProRata proRata;
  private int count;
  private long total;

  Winners(Accounts accounts, Markets markets, PortfolioRisk risk, int most) {
    this.accounts = accounts;
    this.markets = markets;
    this.risk = risk;
    this.most = most;
    rows = new int[accounts.rows()];
    caps = new long[accounts.rows()];
    shares = new long[accounts.rows()];
    largest = new Largest(accounts.rows());
    proRata = new ProRata(accounts.rows());
  }

  int count() {
    return count;
  }

  /** Sum of the caps. */
  long total() {
    return total;
  }

  int row(int i) {
    return rows[i];
  }

  long share(int i) {
    return shares[i];
  }

  /** Finds those with open profit in these markets, which are of one factor. */
  void collect(long factorMarkets) {
    count = 0;
    total = 0;
    int row = accounts.nextHolder(factorMarkets, 0);
    for (; row >= 0; row = accounts.nextHolder(factorMarkets, row + 1)) {
      if (accounts.idOf(row) < SystemAccounts.FIRST_USER) {
        continue;
      }
      long profit = 0;
      for (long left = risk.lines(row) & factorMarkets; left != 0; left &= left - 1) {
        profit = Math.addExact(profit, gain(row, MarketBits.first(left)));
      }
      if (profit <= 0) {
        continue;
      }
      risk.appraise(row);
      long cap = Math.min(profit, Math.max(0, risk.equity()));
      if (cap > 0) {
        rows[count] = row;
        caps[count++] = cap;
        total = Math.addExact(total, cap);
      }
    }
    if (count > most) {
      keepLargest();
    }
  }

  private void keepLargest() {
    largest.of(caps, count);
    for (int i = 0; i < count; i++) {
      shares[i] = 0;
    }
    for (int i = 0; i < most; i++) {
      shares[largest.next()] = 1;
    }
    int kept = 0;
    total = 0;
    for (int i = 0; i < count; i++) {
      if (shares[i] != 0) {
        rows[kept] = rows[i];
        caps[kept++] = caps[i];
        total = Math.addExact(total, caps[i]);
      }
    }
    count = kept;
  }

  /** Splits a sum that is positive and no more than the total. */
  void split(long sum) {
    proRata.split(sum, caps, count, total, shares);
  }

  /** What a line has gained since its account entered it. */
  long gain(int row, int market) {
    long value = markets.lotValue(market) - markets.fundingIndex(market);
    return Math.subtractExact(
        Math.multiplyExact(accounts.lots(row, market), value), accounts.refCost(row, market));
  }
}
