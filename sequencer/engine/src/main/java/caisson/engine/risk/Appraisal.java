package caisson.engine.risk;

import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Assets;
import caisson.engine.listing.CollateralFalls;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;

/**
 * Equity and requirement of one account at the marks in force, from its balances and lines alone;
 * the last one taken stands in the fields.
 */
final class Appraisal {
  static final int NONE = -1;

  long equity;

  /** Equity less the profit that does not count toward the initial margin. */
  long countedEquity;

  /** Cash and what the lines are worth. */
  long claim;

  /** Of all lines together, 0 when it is a loss. */
  long profit;

  /** Sum of the sizes of the lines. */
  long gross;

  long maintenance;
  long initial;

  private final Accounts accounts;
  private final Assets assets;
  private final Markets markets;
  private final Parameters parameters;
  private final Terms terms;
  private final Margin margin;
  private final OrderCosts costs;
  private final OutcomeCharge outcomes;
  private final CoinIndex coin;
  private final CollateralFalls falls;
  private long locked;
  private long fees;

  Appraisal(
      Accounts accounts,
      Assets assets,
      Markets markets,
      Parameters parameters,
      Terms terms,
      OrderCosts costs,
      OutcomeCharge outcomes,
      CoinIndex coin,
      CollateralFalls falls) {
    this.accounts = accounts;
    this.assets = assets;
    this.markets = markets;
    this.parameters = parameters;
    this.terms = terms;
    this.costs = costs;
    this.outcomes = outcomes;
    this.coin = coin;
    this.falls = falls;
    margin = new Margin(terms.table);
  }

  /** With the maintenance margin; the initial one is then not told. */
  void forMaintenance(int accountRow) {
    load(accountRow, NONE, 0, NONE, 0);
    maintenance = add(margin.evaluateMaintenanceOfFew(), fees);
  }

  /** The maintenance margin alone, as if signed lots more had come to the line at the mark. */
  void forMaintenance(int accountRow, int market, long moreLots) {
    load(accountRow, market, moreLots, NONE, 0);
    maintenance = add(margin.evaluateMaintenanceOfFew(), fees);
  }

  /** With the initial margin; the maintenance margin is then not told. */
  void forInitial(int accountRow) {
    forInitial(accountRow, NONE, 0, NONE, 0);
  }

  /**
   * As if a line had signed lots more and a holding more units; what those cost is the caller's.
   */
  void forInitial(int accountRow, int movedMarket, long moreLots, int movedAsset, long moreUnits) {
    load(accountRow, movedMarket, moreLots, movedAsset, moreUnits);
    initial = coin.initial(add(margin.evaluateInitial(), fees));
  }

  /** With both requirements, as if signed lots more had come to the line at the mark. */
  void forBoth(int accountRow, int market, long moreLots) {
    load(accountRow, market, moreLots, NONE, 0);
    long paid = multiply(moreLots, markets.lotValue(market) - markets.fundingIndex(market));
    equity = add(equity, -paid);
    countedEquity = add(countedEquity, -paid);
    margin.evaluate();
    maintenance = add(margin.maintenance(), fees);
    initial = coin.initial(add(margin.initial(), fees));
  }

  private void load(
      int accountRow, int movedMarket, long moreLots, int movedAsset, long moreUnits) {
    claim = accounts.cash(accountRow);
    profit = 0;
    gross = 0;
    locked = 0;
    fees = 0;
    int rank = 0;
    int event = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      int cell = accounts.cellOfRank(accountRow, rank++);
      if (markets.outcome(market)) {
        // Markets of an event follow each other, and so do their bits.
        boolean first = outcomes.eventOf(market) != event;
        event = outcomes.eventOf(market);
        claim = first ? add(claim, outcomes.worst(accountRow, market)) : claim;
        continue;
      }
      addOrders(market, cell);
      long lots = accounts.lotsOf(cell) + (market == movedMarket ? moreLots : 0);
      if (lots != 0) {
        addLine(market, lots, accounts.refCostOf(cell));
      }
    }
    if (movedMarket != NONE && accounts.cell(accountRow, movedMarket) == Accounts.NONE) {
      addLine(movedMarket, moreLots, 0);
    }
    profit = Math.max(0, profit);
    equity = claim;
    for (int left = terms.collateral; left != 0; left &= left - 1) {
      int asset = Integer.numberOfTrailingZeros(left);
      long units = accounts.units(accountRow, asset) + (asset == movedAsset ? moreUnits : 0);
      if (units != 0) {
        long value = falls.counted(asset, Scan.assetValue(units, assets.markUnit[asset]));
        margin.addSpot(terms.rowOfAsset[asset], value);
        equity = add(equity, value - parameters.haircut(asset, value));
      }
    }
    countedEquity = add(equity, -locked);
  }

  /** Resting orders count for the charges that grow faster than size. */
  private void addOrders(int market, int cell) {
    int row = terms.rowOfMarket[market];
    if (row == Terms.NO_ROW) {
      return;
    }
    long buys = accounts.cellRisk(cell, KeptWords.BUYS);
    long sells = accounts.cellRisk(cell, KeptWords.SELLS);
    if ((buys | sells) != 0) {
      margin.addOpen(row, costs.openNotional(market, buys, sells));
    }
  }

  private void addLine(int market, long lots, long refCost) {
    if (markets.spot(market) || lots == 0) {
      return;
    }
    int row = terms.rowOfMarket[market];
    long lotValue = markets.lotValue(market);
    long notional = multiply(lots, lotValue);
    long worth = multiply(lots, lotValue - markets.fundingIndex(market));
    claim = add(claim, worth);
    long gain = add(worth, -refCost);
    profit = add(profit, gain);
    if (gain > 0 && terms.profitLockedPpm[row] != 0) {
      locked = add(locked, Scan.ppmUp(gain, terms.profitLockedPpm[row]));
    }
    long size = Math.abs(notional);
    gross = add(gross, size);
    boolean live = markets.status(market) != Markets.FINAL;
    fees = live ? add(fees, Scan.ppmUp(size, markets.takerFeePpm(market))) : fees;
    margin.addLine(row, notional);
  }
}
