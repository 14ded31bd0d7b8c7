package caisson.engine.risk;

import static caisson.engine.risk.KeptWords.BUYS;
import static caisson.engine.risk.KeptWords.SELLS;
import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.account.Accounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;

/** What lines may grow to, so that every sum of the margin stays exact. */
final class LineBounds {
  private final Accounts accounts;
  private final Markets markets;

  LineBounds(Accounts accounts, Markets markets) {
    this.accounts = accounts;
    this.markets = markets;
  }

  /** Sum of what the lines may grow to, but for one market. */
  long of(int accountRow, int exceptMarket) {
    long sum = 0;
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      int cell = accounts.cellOfRank(accountRow, rank++);
      if (market != exceptMarket && !markets.spot(market)) {
        sum = add(sum, multiply(worstLots(cell, true, 0), markets.lotBound(market)));
      }
    }
    return sum;
  }

  /** Largest size a line can have after any resting orders and these lots have traded. */
  long worstLots(int cell, boolean buy, long lots) {
    if (cell == Accounts.NONE) {
      return lots;
    }
    long line = accounts.lotsOf(cell);
    long longest = line + accounts.cellRisk(cell, BUYS) + (buy ? lots : 0);
    long shortest = line - accounts.cellRisk(cell, SELLS) - (buy ? 0 : lots);
    return Math.max(Math.abs(longest), Math.abs(shortest));
  }
}
