package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.risk.Scan;
import caisson.protocol.AccountLevel;
import caisson.protocol.RejectReason;

/**
 * How many lots of a long or short line the account of an offer may take now:
 *
 * <pre>
 * capacity   its own line, and no resting order's lots beyond the market's position limit
 * margin     equity that counts covers the initial margin, open orders with it, before and after;
 *            when not of all of them, of as many as halving the distance finds
 * </pre>
 *
 * <p>Nobody takes whose account is closed or restricted, or has so little that it might be in
 * liquidation itself.
 */
final class BackstopRoom {
  private final Accounts accounts;
  private final Markets markets;
  private final PortfolioRisk risk;
  private final BackstopOffers offers;

  BackstopRoom(Accounts accounts, Markets markets, PortfolioRisk risk, BackstopOffers offers) {
    this.accounts = accounts;
    this.markets = markets;
    this.risk = risk;
    this.offers = offers;
  }

  boolean any(int market, int offer, boolean longs) {
    long most = most(market, offer, longs);
    if (most <= 0) {
      return false;
    }
    int row = offers.row(market, offer);
    long limit = risk.initialLimit(row);
    return bears(row, market, longs, 0, limit)
        && (bears(row, market, longs, most, limit) || bears(row, market, longs, 1, limit));
  }

  long of(int market, int offer, boolean longs) {
    long most = most(market, offer, longs);
    if (most <= 0) {
      return 0;
    }
    int row = offers.row(market, offer);
    long limit = risk.initialLimit(row);
    // Who bears none may bear all of what closes his own line, but not a part of it.
    if (!bears(row, market, longs, 0, limit)) {
      return 0;
    }
    if (bears(row, market, longs, most, limit)) {
      return most;
    }
    long least = 0;
    while (most - least > 1) {
      long middle = least + (most - least) / 2;
      if (bears(row, market, longs, middle, limit)) {
        least = middle;
      } else {
        most = middle;
      }
    }
    return least;
  }

  /** Whatever the margin. */
  private long most(int market, int offer, boolean longs) {
    int row = offers.row(market, offer);
    if (accounts.owners.level(row) != AccountLevel.OPEN.value() || !accounts.canOpen(row, market)) {
      return 0;
    }
    risk.appraise(row);
    if (risk.equity() < Scan.ppmUp(risk.maintenance(), Liquidation.TARGET_PPM)) {
      return 0;
    }
    long line = longs ? accounts.lots(row, market) : -accounts.lots(row, market);
    long limit = markets.positionLots[market];
    long lots = offers.capacity(market, offer);
    if (limit != 0) {
      lots = Math.min(lots, limit - risk.restingLots(accounts.cell(row, market), longs));
    }
    return lots - line;
  }

  private boolean bears(int row, int market, boolean longs, long lots, long limit) {
    risk.appraise(row, market, longs ? lots : -lots);
    return risk.initial() <= limit
        && risk.checkBounds(
                row, accounts.cell(row, market), market, longs, markets.markTicks(market), lots)
            == RejectReason.NONE;
  }
}
