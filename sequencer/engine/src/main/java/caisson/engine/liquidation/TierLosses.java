package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import java.util.function.IntPredicate;

/**
 * What the tiers have lost with lines they took over since their day began. Worth is cash and lines
 * at the marks; shortfalls paid, fees and deposits move the opening worth with it, so that only
 * lines count. A loss is believed on fresh prices alone.
 */
final class TierLosses {
  private final Accounts accounts;
  private final Markets markets;
  private final Tiers tiers;
  private final IntPredicate priced;

  TierLosses(Accounts accounts, Markets markets, Tiers tiers, IntPredicate priced) {
    this.accounts = accounts;
    this.markets = markets;
    this.tiers = tiers;
    this.priced = priced;
  }

  /** Begins their days and shuts those that lost what they may. */
  void watch(long timeNs) {
    for (int tier = 0; tier < Tiers.COUNT; tier++) {
      tiers.openDay(tier, worth(tier), timeNs);
      if (!tiers.shut[tier] && beyond(tier) > 0 && priced.test(Tiers.account(tier))) {
        tiers.shut[tier] = true;
      }
    }
  }

  long beyond(int tier) {
    return tiers.beyondLimit(tier, worth(tier));
  }

  private long worth(int tier) {
    int row = Tiers.account(tier);
    long worth = accounts.cash(row);
    for (long left = accounts.linesOf(row); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      long value = markets.lotValue(market) - markets.fundingIndex(market);
      worth = Math.addExact(worth, Math.multiplyExact(accounts.lots(row, market), value));
    }
    return worth;
  }
}
