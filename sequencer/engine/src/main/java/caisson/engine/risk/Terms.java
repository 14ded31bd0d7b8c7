package caisson.engine.risk;

import caisson.engine.listing.Assets;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import java.util.Arrays;

/**
 * The parameters in the layout of the scan, derived again whenever one changes: rows of the factor
 * table in the order of (group, factor), and the row of each market and asset.
 */
final class Terms {
  static final int NO_ROW = -1;

  final FactorTable table = new FactorTable();
  final int[] rowOfMarket;
  final int[] rowOfAsset;

  /** Bit per market with a line in the row's factor. */
  final long[] marketsOfRow = new long[FactorTable.MAX_ROWS];

  /** Bit per market whose orders count toward the row's factor: those, and its spot markets. */
  final long[] ordersOfRow = new long[FactorTable.MAX_ROWS];

  /** Bit per asset that is collateral in the row's factor. */
  final int[] assetsOfRow = new int[FactorTable.MAX_ROWS];

  /** Bit per asset that is collateral. */
  int collateral;

  /** Bit per market whose lines prices move: perpetuals that are not final. */
  long priced;

  /** Share of unrealised profit, by row, that does not count toward the initial margin. */
  final int[] profitLockedPpm = new int[FactorTable.MAX_ROWS];

  private final Parameters parameters;
  private final Volatility volatility;
  private final Markets markets;
  private final int[] rowOfFactor = new int[Parameters.MAX_ID + 1];
  private int rows;

  Terms(Parameters parameters, Volatility volatility, Markets markets) {
    this.parameters = parameters;
    this.volatility = volatility;
    this.markets = markets;
    rowOfMarket = new int[parameters.marketFactor.length];
    rowOfAsset = new int[parameters.assetFactor.length];
  }

  int rowOfFactor(int factor) {
    return rowOfFactor[factor];
  }

  void derive() {
    rows = 0;
    Arrays.fill(marketsOfRow, 0);
    Arrays.fill(ordersOfRow, 0);
    Arrays.fill(assetsOfRow, 0);
    collateral = 0;
    priced = 0;
    for (int group = 1; group <= Parameters.MAX_ID; group++) {
      addFactors(group);
    }
    addFactors(Parameters.NONE);
    for (int market = 1; market <= markets.count(); market++) {
      int factor = parameters.marketFactor[market];
      if (markets.spot(market)) {
        int asset = markets.baseAsset(market);
        int held = parameters.assetFactor[asset];
        rowOfMarket[market] = held == Parameters.NONE ? NO_ROW : rowOfFactor[held];
      } else if (markets.outcome(market)) {
        rowOfMarket[market] = NO_ROW;
      } else if (markets.status(market) == Markets.FINAL) {
        rowOfMarket[market] = addOwn(market, 0);
      } else if (factor != Parameters.NONE) {
        rowOfMarket[market] = rowOfFactor[factor];
        marketsOfRow[rowOfMarket[market]] |= MarketBits.of(market);
      } else {
        rowOfMarket[market] = addOwn(market, (markets.marginPpm[market] + 99) / 100);
      }
      if (markets.perpetual(market) && markets.status(market) != Markets.FINAL) {
        priced |= MarketBits.of(market);
      }
      if (rowOfMarket[market] != NO_ROW) {
        ordersOfRow[rowOfMarket[market]] |= MarketBits.of(market);
      }
    }
    rowOfAsset[Assets.CASH] = NO_ROW;
    for (int asset = 1; asset < rowOfAsset.length; asset++) {
      int factor = parameters.assetFactor[asset];
      rowOfAsset[asset] = factor == Parameters.NONE ? NO_ROW : rowOfFactor[factor];
      if (factor != Parameters.NONE) {
        assetsOfRow[rowOfAsset[asset]] |= 1 << asset;
        collateral |= 1 << asset;
      }
    }
  }

  private void addFactors(int group) {
    for (int factor = 1; factor <= Parameters.MAX_ID; factor++) {
      if (!parameters.defined[factor] || parameters.group[factor] != group) {
        continue;
      }
      int row = rows++;
      rowOfFactor[factor] = row;
      boolean alone = group == Parameters.NONE;
      table.group(
          row,
          alone ? Parameters.MAX_ID + 1 + row : group,
          alone ? 0 : parameters.rho[group],
          alone ? 0 : parameters.kappa[group]);
      int down = volatility.maintenanceBps(factor, 0);
      int up = volatility.maintenanceBps(factor, 1);
      int spot = Math.max(down, volatility.maintenanceBps(factor, 2));
      table.maintenanceShocks(row, down, up, spot);
      int e3 = parameters.initialE3[factor];
      int wantedDown = volatility.wantedBps(factor, 0);
      int wantedUp = volatility.wantedBps(factor, 1);
      int wantedSpot = Math.max(wantedDown, volatility.wantedBps(factor, 2));
      table.initialShocks(
          row, initial(wantedDown, e3), initial(wantedUp, e3), initial(wantedSpot, e3));
      table.addOns(row, gapBps(factor), parameters.basisPpm[factor], parameters.sizePpm[factor]);
      table.openInterest(row, parameters.oiPpm[factor]);
      profitLockedPpm[row] = 1_000_000 - parameters.profitPpm[factor];
    }
  }

  /** As listed, or more for the session of one of its markets. */
  private int gapBps(int factor) {
    int gap = parameters.gapBps[factor];
    for (int market = 1; market <= markets.count(); market++) {
      int of =
          markets.spot(market)
              ? parameters.assetFactor[markets.baseAsset(market)]
              : parameters.marketFactor[market];
      gap = of == factor ? Math.max(gap, parameters.sessionGapBps[market]) : gap;
    }
    return gap;
  }

  private static int initial(int bps, int e3) {
    return Math.min(Scan.MAX_SHOCK_BPS, (int) (((long) bps * e3 + 999) / 1_000));
  }

  /** Initial shock as listed, maintenance two thirds of it. */
  private int addOwn(int market, int initial) {
    int row = rows++;
    int maintenance = (initial * 2 + 2) / 3;
    table.group(row, Parameters.MAX_ID + 1 + row, 0, 0);
    table.maintenanceShocks(row, maintenance, maintenance, maintenance);
    table.initialShocks(row, initial, initial, initial);
    table.addOns(row, parameters.sessionGapBps[market], 0, 0);
    table.openInterest(row, 0);
    profitLockedPpm[row] = 0;
    marketsOfRow[row] = MarketBits.of(market);
    return row;
  }
}
