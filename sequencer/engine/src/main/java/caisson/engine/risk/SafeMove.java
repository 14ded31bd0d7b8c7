package caisson.engine.risk;

import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.account.Accounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.units.Rounding;

/** How far marks may move before an account has to be looked at again. */
final class SafeMove {
  private static final long PPM = 1_000_000L;

  /** More than a size charge goes up by at once. */
  private static final long STAIRS_PPM = 8;

  private final Accounts accounts;
  private final Markets markets;
  private final Terms terms;
  private final Appraisal found;
  private final Kept kept;

  SafeMove(Accounts accounts, Markets markets, Terms terms, Appraisal found, Kept kept) {
    this.accounts = accounts;
    this.markets = markets;
    this.terms = terms;
    this.found = found;
    this.kept = kept;
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
    long rest = free - Scan.ppmUp(Math.min(found.gross, Scan.MAX_LINE), STAIRS_PPM);
    long lost = 1;
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      long lots = accounts.lotsOf(accounts.cellOfRank(accountRow, rank++));
      if (lots == 0) {
        continue;
      }
      if (!markets.perpetual(market)) {
        return 0;
      }
      long notional = multiply(Math.abs(lots), markets.lotValue(market));
      long slope = terms.table.slopePpm(terms.rowOfMarket[market], found.gross);
      slope += markets.takerFeePpm[market];
      if (slope >= PPM || notional > Scan.MAX_LINE) {
        return 0;
      }
      lost = add(lost, Scan.ppmUp(notional, PPM + slope));
      rest -= Drift.ROUNDING;
    }
    if (rest <= 0 || lost == Saturating.MAX) {
      return 0;
    }
    return rest >= lost ? most : Math.min(most, Rounding.mulDivDown(rest, PPM, lost));
  }
}
