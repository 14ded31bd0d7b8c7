package caisson.engine.risk;

import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Assets;
import caisson.engine.listing.CollateralFalls;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;

/** What orders add to the requirement of an account. */
final class OrderCosts {
  /** Beyond it {@link #most} tells nothing: a million dollars, so that its products are exact. */
  private static final long MOST_BOUNDED = 1L << 40;

  private final Accounts accounts;
  private final Assets assets;
  private final Markets markets;
  private final Terms terms;
  private final CollateralFalls falls;

  OrderCosts(
      Accounts accounts, Assets assets, Markets markets, Terms terms, CollateralFalls falls) {
    this.accounts = accounts;
    this.assets = assets;
    this.markets = markets;
    this.terms = terms;
    this.falls = falls;
  }

  /** Value at the mark of the larger side; of a spot market the sales, its buys count in full. */
  long openNotional(int market, long buys, long sells) {
    if (markets.spot(market)) {
      return Math.min(Scan.MAX_LINE, multiply(sells, spotLotValue(market)));
    }
    return Math.min(Scan.MAX_LINE, multiply(Math.max(buys, sells), markets.lotValue(market)));
  }

  /**
   * What resting lots of both sides may cost more by their size than fewer of them; also what grows
   * faster than size.
   */
  long moreStress(
      int accountRow, int market, long buys, long sells, long buysAfter, long sellsAfter) {
    if (!markets.spot(market) && Math.max(buys, sells) == Math.max(buysAfter, sellsAfter)) {
      return 0;
    }
    long open = openNotional(market, buys, sells);
    long openAfter = openNotional(market, buysAfter, sellsAfter);
    long before = flatStress(accountRow, market, open);
    long after = flatStress(accountRow, market, openAfter);
    int row = terms.rowOfMarket[market];
    if (row == Terms.NO_ROW || !terms.table.convex(row)) {
      return after - before;
    }
    long others = others(accountRow, market, row);
    long size = Math.abs(exposure(accountRow, row));
    long convex = terms.table.convexCharge(row, add(size, add(others, open)));
    long convexAfter = terms.table.convexCharge(row, add(size, add(others, openAfter)));
    return add(after, convexAfter) - add(before, convex);
  }

  /**
   * No less than what {@link #moreStress} and {@link #cost} of so many lots of a perpetual come to,
   * whatever rests beside them, by a few products; MAX where that does not tell. For an account
   * without collateral whose lines and orders were worth no more than this notional.
   */
  long most(int market, boolean buy, long limitTicks, long lots, long notional) {
    int row = terms.rowOfMarket[market];
    long mark = markets.lotValue(market);
    long limit = limitTicks * markets.k(market);
    if (Markets.exceeds(lots, Math.max(mark, limit), MOST_BOUNDED)
        || !terms.table.flat(row, notional + lots * mark)) {
      return Saturating.MAX;
    }
    long loss = Math.max(0, buy ? limit - mark : mark - limit);
    long paid = lots * Math.max(mark, limit);
    long charge =
        OrderCharge.most(terms.table, row, lots * mark, paid, markets.takerFeePpm(market));
    return lots * (loss + 1) + charge;
  }

  /** The same for lots that come to a line at a price that is no matter. */
  long mostStress(int market, long lots, long notional) {
    return most(market, true, markets.markTicks(market), lots, notional);
  }

  /** Whether nothing is charged for size in a market's factor at such a notional. */
  boolean flat(int market, long notional) {
    return terms.table.flat(terms.rowOfMarket[market], notional);
  }

  /** By an open notional, without what grows faster than size. */
  long flatStress(int accountRow, int market, long open) {
    int row = terms.rowOfMarket[market];
    if (row == Terms.NO_ROW) {
      return 0;
    }
    long fee = markets.spot(market) ? 0 : Scan.ppmUp(open, markets.takerFeePpm(market));
    return add(OrderCharge.of(terms.table, row, holdsSpot(accountRow, row), open), fee);
  }

  /** What an order may cost beyond the stress of its size. */
  long cost(int market, boolean buy, long limitTicks, long lots) {
    if (lots == 0) {
      return 0;
    }
    long limit = limitTicks * markets.k(market);
    long fees = fees(market, buy, limitTicks, lots);
    if (markets.spot(market) && buy) {
      return add(multiply(lots, limit), fees);
    }
    if (markets.spot(market)) {
      boolean collateral = terms.rowOfMarket[market] != Terms.NO_ROW;
      long loss = collateral ? Math.max(0, spotLotValue(market) + 1 - limit) : 0;
      return collateral ? add(multiply(lots, loss), fees) : 0;
    }
    if (markets.outcome(market)) {
      return add(multiply(lots, buy ? limit : markets.topValue(market) - limit), fees);
    }
    long mark = markets.lotValue(market);
    long loss = Math.max(0, buy ? limit - mark : mark - limit);
    return add(multiply(lots, loss), fees);
  }

  long fees(int market, boolean buy, long limitTicks, long lots) {
    long limit = limitTicks * markets.k(market);
    long mark = markets.spot(market) ? spotLotValue(market) : markets.topValue(market);
    long price = buy ? limit : Math.max(limit, mark);
    long value = Math.min(Scan.MAX_LINE, multiply(lots, price));
    return add(Scan.ppmUp(value, markets.takerFeePpm(market)), lots);
  }

  /**
   * What the cost of a market's orders depends on besides the orders: the mark, and of a sale of an
   * asset whether that is collateral, told by the sign.
   */
  long key(int market) {
    if (!markets.spot(market)) {
      return markets.markTicks(market);
    }
    long mark = assets.markUnit[markets.baseAsset(market)];
    return terms.rowOfMarket[market] == Terms.NO_ROW ? ~mark : mark;
  }

  /** Open notional of the account in the other markets of a factor. */
  private long others(int accountRow, int market, int row) {
    long sum = 0;
    for (long left = accounts.markets(accountRow) & terms.ordersOfRow[row] & ~MarketBits.of(market);
        left != 0;
        left &= left - 1) {
      int other = MarketBits.first(left);
      int cell = accounts.cell(accountRow, other);
      long buys = accounts.cellRisk(cell, KeptWords.BUYS);
      long sells = accounts.cellRisk(cell, KeptWords.SELLS);
      sum = add(sum, openNotional(other, buys, sells));
    }
    return sum;
  }

  /** Net of collateral and lines of an account in a factor. */
  private long exposure(int accountRow, int row) {
    long net = 0;
    for (int left = terms.assetsOfRow[row]; left != 0; left &= left - 1) {
      int asset = Integer.numberOfTrailingZeros(left);
      long value = Scan.assetValue(accounts.units(accountRow, asset), assets.markUnit[asset]);
      net = add(net, falls.counted(asset, value));
    }
    for (long left = terms.marketsOfRow[row] & accounts.markets(accountRow);
        left != 0;
        left &= left - 1) {
      int market = MarketBits.first(left);
      long lots = accounts.lots(accountRow, market);
      net = add(net, Scan.clampLine(multiply(lots, markets.lotValue(market))));
    }
    return net;
  }

  private boolean holdsSpot(int accountRow, int row) {
    for (int left = terms.assetsOfRow[row]; left != 0; left &= left - 1) {
      if (accounts.units(accountRow, Integer.numberOfTrailingZeros(left)) != 0) {
        return true;
      }
    }
    return false;
  }

  private long spotLotValue(int market) {
    return Scan.assetValue(markets.unitsPerLot(market), assets.markUnit[markets.baseAsset(market)]);
  }
}
