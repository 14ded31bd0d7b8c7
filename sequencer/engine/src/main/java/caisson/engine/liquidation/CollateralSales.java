package caisson.engine.liquidation;

import static caisson.engine.liquidation.Liquidation.OFF_HOURS_PPM;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Assets;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.risk.Scan;
import caisson.engine.session.Sessions;
import caisson.protocol.LiquidationStage;
import caisson.protocol.TransferReason;
import caisson.units.Rounding;

/**
 * What an account in liquidation holds and turns into cash: outcomes before anybody pays for it,
 * other collateral once it has no line.
 *
 * <p>Outcomes that do not count toward the least their event is worth go to their tier at the mark:
 * equity rises by what it pays. Collateral goes to the book of its spot market, at 2 % below the
 * mark at worst, 1 % while its exchange is closed, and only while cash is owed. Markets come in the
 * order of their ids; every sale is a step.
 */
final class CollateralSales {
  private static final long SALE_PPM = 20_000;

  private final Accounts accounts;
  private final Assets assets;
  private final Markets markets;
  private final PortfolioRisk risk;
  private final Tiers tiers;
  private final Sessions sessions;
  private final House house;
  private final Steps steps;

  CollateralSales(
      Accounts accounts,
      Assets assets,
      Markets markets,
      PortfolioRisk risk,
      Tiers tiers,
      Sessions sessions,
      House house,
      Steps steps) {
    this.accounts = accounts;
    this.assets = assets;
    this.markets = markets;
    this.risk = risk;
    this.tiers = tiers;
    this.sessions = sessions;
    this.house = house;
    this.steps = steps;
  }

  /**
   * Outcomes that an account holds count at the least they may be worth. Before anybody pays for
   * the account their tier takes them at the mark, each for at most 2 % of what it has.
   */
  void sellOutcomes(int row) {
    if (!holdsOutcomes(row)) {
      return;
    }
    int tierRow = Tiers.account(Tiers.OUTCOMES);
    for (int market = 1; market <= markets.count() && row != tierRow; market++) {
      boolean live = markets.outcome(market) && markets.status(market) != Markets.FINAL;
      long spare = live ? risk.spareLots(row, market) : 0;
      if (spare == 0 || tiers.shut[Tiers.OUTCOMES] || !accounts.canOpen(tierRow, market)) {
        continue;
      }
      risk.appraise(tierRow);
      long value = Rounding.mulPpmFloor(Math.max(0, risk.equity()), HandOver.BACKSTOP_PPM);
      long lots = Math.min(spare, value / Math.max(1, markets.lotValue(market)));
      if (lots > 0) {
        risk.appraise(row);
        long equity = risk.equity();
        long margin = risk.maintenance();
        house.assign(row, tierRow, market, lots, TransferReason.BACKSTOP);
        steps.told(row, LiquidationStage.COLLATERAL, market, lots, equity, margin);
      }
    }
  }

  /** For one without a line that owes cash: what he holds, market by market, until he owes none. */
  void sellCollateral(int row, long equity, long margin) {
    for (int market = 1; market <= markets.count(); market++) {
      int base = markets.spot(market) ? markets.baseAsset(market) : Assets.CASH;
      boolean sellable = base != Assets.CASH && risk.collateral(base) && markets.trades(market);
      if (!sellable || accounts.cash(row) >= 0) {
        continue;
      }
      long value =
          Scan.assetValue(markets.unitsPerLot(market), assets.markUnit[base]) / markets.k(market);
      long lots = accounts.units(row, base) / markets.unitsPerLot(market);
      long ppm = sessions.offHours(market) ? OFF_HOURS_PPM : SALE_PPM;
      long limit = value - Rounding.mulPpmFloor(value, ppm);
      if (lots > 0 && limit >= 1) {
        long sold = house.take(row, market, false, limit, lots);
        steps.told(row, LiquidationStage.COLLATERAL, market, sold, equity, margin);
      }
    }
  }

  private boolean holdsOutcomes(int row) {
    long left = accounts.markets(row);
    while (left != 0 && !markets.outcome(MarketBits.first(left))) {
      left &= left - 1;
    }
    return left != 0;
  }
}
