package caisson.engine.risk;

import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.account.Accounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;

/** How far marks may move before an account has to be looked at again. */
final class SafeMove {
  private final Accounts accounts;
  private final Markets markets;
  private final Terms terms;
  private final Appraisal found;
  private final Kept kept;
  private final SafeShare share;

  SafeMove(Accounts accounts, Markets markets, Terms terms, Appraisal found, Kept kept) {
    this.accounts = accounts;
    this.markets = markets;
    this.terms = terms;
    this.found = found;
    this.kept = kept;
    share = new SafeShare(terms.table);
  }

  /**
   * For the account appraised last: the share of their value that the marks of all its lines may
   * move against them at once before so much free margin could be gone, at most this one. 0 for an
   * account with collateral or outcomes, and where a requirement grows faster than what a line
   * gains.
   */
  long sharePpm(int accountRow, long free, long most) {
    if (kept.holdsCollateral(accountRow)) {
      return 0;
    }
    share.begin(free, found.gross);
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      long lots = accounts.lotsOf(accounts.cellOfRank(accountRow, rank++));
      if (lots == 0) {
        continue;
      }
      long notional = multiply(Math.abs(lots), markets.lotValue(market));
      if (!markets.perpetual(market) || notional > Scan.MAX_LINE) {
        return 0;
      }
      int row = terms.rowOfMarket[market];
      int feePpm = markets.takerFeePpm(market);
      if (lots > 0 && notional == found.gross) {
        share.addLoneLong(row, notional, feePpm);
      } else if (!share.add(row, notional, feePpm)) {
        return 0;
      }
    }
    return share.ppm(most);
  }
}
