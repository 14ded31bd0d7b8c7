package caisson.engine.risk;

import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.EngineLimits;
import caisson.engine.account.Accounts;
import caisson.engine.book.AccountOrders;
import caisson.engine.book.Orders;
import caisson.engine.listing.Assets;
import caisson.engine.listing.Markets;
import caisson.protocol.RejectReason;

/**
 * Portfolio margin as a check before every order.
 *
 * <pre>
 * equity       E = cash + sum lots * (mark*k - fundingIndex) + sum of collateral - haircuts
 * requirement  MM, IM = scan by factor and group + basis + size + gap + fee to close, {@link Margin}
 *              IM also + open interest + open orders
 * open orders  per market: the stress of the larger side at the mark, plus per order what its limit
 *              is worse than the mark and its fees; a spot buy counts in full
 * fees         ceil(lots * price*k * takerFeePpm / 10^6) + lots, price = limit of a buy, the higher
 *              of limit and mark of a sale; one unit a lot covers the ceil of every fill
 * </pre>
 *
 * <p>An order passes when E, without the profit that does not count, covers IM with the order in
 * it. Failing that it passes when it can only reduce the line (or a holding) and E - IM is not
 * worse after all of it; between, E - IM is no lower than at both ends, because a requirement is
 * convex in a position.
 *
 * <p>Profit that is not realised does not leave, by withdrawal or to buy spot; what remains covers
 * IM and 10 % of the gross value of the lines; and no one borrows cash against a holding.
 *
 * <p>Equity and requirement are kept per account for one version of marks and parameters and one
 * state of its balances; an order adds its charge to the kept requirement, so that a check costs no
 * scan. Everything here is derived from balances, orders, marks and parameters; a snapshot holds
 * none of it.
 */
public final class PortfolioRisk implements Risk {
  private static final long WITHDRAWAL_PPM = 100_000L;
  private static final int NONE = -1;

  /** No charge key. */
  private static final long STALE = Long.MIN_VALUE;

  // Words of a cell: lots that rest on either side, what they may cost beyond the stress of their
  // size, and the mark that was computed at.
  private static final int BUYS = 0;
  private static final int SELLS = 1;
  private static final int CHARGE = 2;
  private static final int CHARGE_KEY = 3;

  // Words of a row: equity for the initial margin, requirement with open orders, and the version
  // and number of changes both belong to.
  private static final int EQUITY = 0;
  private static final int REQUIREMENT = 1;
  private static final int KEPT_AT = 2;

  private final Accounts accounts;
  private final Assets assets;
  private final Markets markets;
  private final Orders orders;
  private final AccountOrders accountOrders;
  private final Parameters parameters;
  private final Terms terms;
  private final Margin margin;
  private final int assetStride;

  /** Units that resting sales of each account hold. */
  private final long[] heldUnits;

  private long version = 1;

  // What the last appraisal found.
  private long equity;
  private long countedEquity;
  private long claim;
  private long profit;
  private long gross;
  private long maintenance;
  private long initial;

  public PortfolioRisk(
      EngineLimits limits,
      Accounts accounts,
      Assets assets,
      Markets markets,
      Orders orders,
      AccountOrders accountOrders,
      Parameters parameters) {
    this.accounts = accounts;
    this.assets = assets;
    this.markets = markets;
    this.orders = orders;
    this.accountOrders = accountOrders;
    this.parameters = parameters;
    terms = new Terms(parameters, markets);
    margin = new Margin(terms.table);
    assetStride = limits.assets();
    heldUnits = new long[Math.multiplyExact(accounts.rows(), assetStride)];
  }

  // Before an order

  @Override
  public RejectReason checkBounds(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    long orderValue = multiply(lots, limitTicks * markets.k[market]);
    if (orderValue > MAX_ACCOUNT_NOTIONAL) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (markets.spot[market]) {
      return RejectReason.NONE;
    }
    long lotBound = Math.max(lotBound(market), limitTicks * markets.k[market]);
    long sum = multiply(worstLots(accountRow, market, buy, lots), lotBound);
    for (long left = accounts.markets(accountRow) & ~(1L << market); left != 0; left &= left - 1) {
      int other = Long.numberOfTrailingZeros(left);
      sum = add(sum, multiply(worstLots(accountRow, other, true, 0), lotBound(other)));
    }
    return sum > MAX_ACCOUNT_NOTIONAL ? RejectReason.BOUND_EXCEEDED : RejectReason.NONE;
  }

  private long lotBound(int market) {
    return Math.max(markets.lotValue(market), Math.abs(markets.fundingIndex[market]));
  }

  /** Largest size the line can have after any resting orders and these lots have traded. */
  private long worstLots(int accountRow, int market, boolean buy, long lots) {
    if (markets.spot[market]) {
      return 0;
    }
    long line = accounts.lots(accountRow, market);
    long longest = line + buys(accountRow, market) + (buy ? lots : 0);
    long shortest = line - sells(accountRow, market) - (buy ? 0 : lots);
    return Math.max(Math.abs(longest), Math.abs(shortest));
  }

  @Override
  public RejectReason checkOrder(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    boolean spot = markets.spot[market];
    if (spot && buy) {
      long cost = costOf(market, true, limitTicks, lots);
      return freeCash(accountRow) >= cost ? RejectReason.NONE : RejectReason.INSUFFICIENT_BALANCE;
    }
    if (spot) {
      int base = markets.baseAsset[market];
      if (freeUnits(accountRow, base) < lots * markets.unitsPerLot[market]) {
        return RejectReason.INSUFFICIENT_BALANCE;
      }
      if (terms.rowOfMarket[market] == Terms.NO_ROW || owesNothing(accountRow)) {
        return RejectReason.NONE;
      }
    } else if (beyondOpenInterest(accountRow, market, buy, lots)) {
      return RejectReason.OPEN_INTEREST_LIMIT;
    }
    refresh(accountRow);
    long buys = buys(accountRow, market);
    long sells = sells(accountRow, market);
    long after = stressOf(accountRow, market, buys + (buy ? lots : 0), sells + (buy ? 0 : lots));
    long stress = after - stressOf(accountRow, market, buys, sells);
    long more = add(stress, costOf(market, buy, limitTicks, lots));
    long requirement = add(accounts.risk(accountRow, REQUIREMENT), more);
    if (accounts.risk(accountRow, EQUITY) >= requirement) {
      return RejectReason.NONE;
    }
    return onlyReduces(accountRow, market, buy, lots)
            && noWorseAfter(accountRow, market, buy, limitTicks, lots)
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  /** No line, no order on one and no debt: nothing a sale of a holding could endanger. */
  private boolean owesNothing(int accountRow) {
    if (accounts.cash(accountRow) < 0) {
      return false;
    }
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      if (!markets.spot[market] && !idle(accountRow, market)) {
        return false;
      }
    }
    return true;
  }

  /** Only what a taker opens can raise open interest, so to check at entry bounds it. */
  private boolean beyondOpenInterest(int accountRow, int market, boolean buy, long lots) {
    int factor = parameters.marketFactor[market];
    if (factor == Parameters.NONE || parameters.oiUp[factor] == 0) {
      return false;
    }
    long line = accounts.lots(accountRow, market);
    long closing = Math.max(0, buy ? -line : line);
    long opened = multiply(Math.max(0, lots - closing), markets.lotValue(market));
    return opened > 0
        && add(openInterest(terms.rowOfMarket[market]), opened) > parameters.oiUp[factor];
  }

  private long openInterest(int row) {
    long sum = 0;
    for (long left = terms.marketsOfRow[row]; left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      sum = add(sum, multiply(accounts.openLots(market), markets.lotValue(market)));
    }
    return sum;
  }

  private boolean onlyReduces(int accountRow, int market, boolean buy, long lots) {
    if (markets.spot[market]) {
      return true;
    }
    long line = accounts.lots(accountRow, market);
    return buy
        ? buys(accountRow, market) + lots <= -line
        : sells(accountRow, market) + lots <= line;
  }

  private boolean noWorseAfter(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    appraise(accountRow, NONE, 0, NONE, 0);
    long before = equity - initial;
    long price = limitTicks * markets.k[market];
    long fees = feesOf(market, buy, limitTicks, lots);
    if (markets.spot[market]) {
      int base = markets.baseAsset[market];
      appraise(accountRow, NONE, 0, base, -lots * markets.unitsPerLot[market]);
      return add(add(equity, multiply(lots, price)), -fees) - initial >= before;
    }
    long signed = buy ? lots : -lots;
    appraise(accountRow, market, signed, NONE, 0);
    long paid = multiply(signed, price - markets.fundingIndex[market]);
    return add(add(equity, -paid), -fees) - initial >= before;
  }

  // Withdrawals

  @Override
  public RejectReason checkWithdrawal(int accountRow, int asset, long units) {
    if (asset == Assets.CASH) {
      return freeCash(accountRow) >= units ? RejectReason.NONE : RejectReason.INSUFFICIENT_MARGIN;
    }
    if (freeUnits(accountRow, asset) < units) {
      return RejectReason.INSUFFICIENT_BALANCE;
    }
    if (terms.rowOfAsset[asset] == Terms.NO_ROW || owesNothing(accountRow)) {
      return RejectReason.NONE;
    }
    refresh(accountRow);
    appraise(accountRow, NONE, 0, NONE, 0);
    long openOrders = accounts.risk(accountRow, REQUIREMENT) - initial;
    appraise(accountRow, NONE, 0, asset, -units);
    return withdrawable(add(initial, openOrders)) >= 0
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  /** Cash that may leave the account, at most; negative when it lacks margin. */
  private long freeCash(int accountRow) {
    refresh(accountRow);
    appraise(accountRow, NONE, 0, NONE, 0);
    long free = withdrawable(accounts.risk(accountRow, REQUIREMENT));
    return Math.min(free, add(claim, -add(profit, reservedBySpotOrders(accountRow))));
  }

  private long reservedBySpotOrders(int accountRow) {
    long reserved = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      if (markets.spot[market] && !idle(accountRow, market)) {
        reserved = add(reserved, word(accountRow, market, CHARGE));
      }
    }
    return reserved;
  }

  /** Of the last appraisal. */
  private long withdrawable(long requirement) {
    long kept = Math.max(requirement, Scan.ppmUp(gross, WITHDRAWAL_PPM));
    return add(Math.min(countedEquity, add(equity, -profit)), -kept);
  }

  private long freeUnits(int accountRow, int asset) {
    return accounts.units(accountRow, asset) - heldUnits[accountRow * assetStride + asset];
  }

  // Resting orders and fills

  @Override
  public void hold(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    move(accountRow, market, buy, lots, costOf(market, buy, limitTicks, lots));
  }

  @Override
  public void release(
      int accountRow, int market, boolean buy, long limitTicks, long before, long lots) {
    long less =
        costOf(market, buy, limitTicks, before - lots) - costOf(market, buy, limitTicks, before);
    move(accountRow, market, buy, -lots, less);
  }

  /** Moves resting lots and their cost, and what is kept of the account with them. */
  private void move(int accountRow, int market, boolean buy, long lots, long cost) {
    int cell = accounts.openCell(accountRow, market);
    long buys = accounts.cellRisk(cell, BUYS);
    long sells = accounts.cellRisk(cell, SELLS);
    boolean kept = fresh(accountRow);
    long stress = kept ? stressOf(accountRow, market, buys, sells) : 0;
    long key = chargeKey(market);
    if (buys == 0 && sells == 0) {
      accounts.cellRisk(cell, CHARGE, 0);
      accounts.cellRisk(cell, CHARGE_KEY, key);
    }
    buys += buy ? lots : 0;
    sells += buy ? 0 : lots;
    accounts.cellRisk(cell, BUYS, buys);
    accounts.cellRisk(cell, SELLS, sells);
    if (markets.spot[market] && !buy) {
      heldUnits[accountRow * assetStride + markets.baseAsset[market]] +=
          lots * markets.unitsPerLot[market];
    }
    long charge = accounts.cellRisk(cell, CHARGE);
    boolean exact = charge != Saturating.MAX && accounts.cellRisk(cell, CHARGE_KEY) == key;
    if (exact) {
      accounts.cellRisk(cell, CHARGE, add(charge, cost));
    } else {
      accounts.cellRisk(cell, CHARGE_KEY, STALE);
    }
    if (!kept) {
      return;
    }
    long more = add(stressOf(accountRow, market, buys, sells) - stress, cost);
    long requirement = add(accounts.risk(accountRow, REQUIREMENT), more);
    accounts.risk(accountRow, REQUIREMENT, requirement);
    if (!exact || requirement == Saturating.MAX) {
      accounts.risk(accountRow, KEPT_AT, 0);
    }
  }

  @Override
  public void marksChanged() {
    for (int factor = 1; factor <= Parameters.MAX_ID; factor++) {
      if (parameters.oiUp[factor] != 0) {
        int row = terms.rowOfFactor(factor);
        long ppm =
            Parameters.openInterestPpm(
                terms.table.initialPpm(row),
                openInterest(row),
                parameters.oiLow[factor],
                parameters.oiUp[factor]);
        parameters.oiPpm[factor] = (int) ppm;
        terms.table.openInterest(row, (int) ppm);
      }
    }
    version++;
  }

  @Override
  public void parametersChanged() {
    terms.derive();
    version++;
  }

  // Appraisal

  /** Equity and maintenance margin of an account at the marks in force. */
  public void appraise(int accountRow) {
    appraise(accountRow, NONE, 0, NONE, 0);
  }

  /** As if the line in the market had signed lots more. */
  public void appraise(int accountRow, int market, long moreLots) {
    appraise(accountRow, market, moreLots, NONE, 0);
  }

  /** Bit per market in which the account has a line. */
  public long lines(int accountRow) {
    long lines = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      if (!markets.spot[market] && accounts.lots(accountRow, market) != 0) {
        lines |= 1L << market;
      }
    }
    return lines;
  }

  /** Maintenance margin of a line alone, in ppm of its notional, before add-ons. */
  public long maintenancePpm(int market) {
    return terms.table.maintenancePpm(terms.rowOfMarket[market]);
  }

  /** Bit per market of the same factor. */
  public long marketsOfFactor(int market) {
    return terms.marketsOfRow[terms.rowOfMarket[market]];
  }

  /** Whether an asset counts toward equity. */
  public boolean collateral(int asset) {
    return terms.rowOfAsset[asset] != Terms.NO_ROW;
  }

  /** Of the last appraisal. */
  public long initial() {
    return initial;
  }

  /** Of the last appraisal. */
  public long equity() {
    return equity;
  }

  /** Of the last appraisal. */
  public long maintenance() {
    return maintenance;
  }

  private void refresh(int accountRow) {
    if (fresh(accountRow)) {
      return;
    }
    long openOrders = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      if (idle(accountRow, market)) {
        continue;
      }
      int cell = accounts.cell(accountRow, market);
      refreshCharge(accountRow, market, cell);
      long stress =
          flatStress(
              accountRow, market, accounts.cellRisk(cell, BUYS), accounts.cellRisk(cell, SELLS));
      openOrders = add(openOrders, add(accounts.cellRisk(cell, CHARGE), stress));
    }
    appraise(accountRow, NONE, 0, NONE, 0);
    accounts.risk(accountRow, EQUITY, countedEquity);
    accounts.risk(accountRow, REQUIREMENT, add(initial, openOrders));
    accounts.risk(accountRow, KEPT_AT, keptAt(accountRow));
  }

  private boolean idle(int accountRow, int market) {
    return (markets.spot[market] || accounts.lots(accountRow, market) == 0)
        && buys(accountRow, market) == 0
        && sells(accountRow, market) == 0;
  }

  private void refreshCharge(int accountRow, int market, int cell) {
    long key = chargeKey(market);
    if (accounts.cellRisk(cell, CHARGE_KEY) == key) {
      return;
    }
    long sum = 0;
    int slot = accountOrders.first(accountRow, market);
    for (; slot != Orders.NONE; slot = accountOrders.next(slot)) {
      sum = add(sum, costOf(market, orders.buy(slot), orders.limitTicks(slot), orders.lots(slot)));
    }
    accounts.cellRisk(cell, CHARGE, sum);
    accounts.cellRisk(cell, CHARGE_KEY, key);
  }

  /**
   * Equity and requirements of an account, as if a line had signed lots more and a holding more
   * units; what those cost is the caller's.
   */
  private void appraise(
      int accountRow, int movedMarket, long moreLots, int movedAsset, long moreUnits) {
    long cash = accounts.cash(accountRow);
    claim = cash;
    profit = 0;
    gross = 0;
    long locked = 0;
    long fees = 0;
    long lines =
        movedMarket == NONE
            ? accounts.markets(accountRow)
            : accounts.markets(accountRow) | 1L << movedMarket;
    for (long left = lines; left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      int row = terms.rowOfMarket[market];
      if (row != Terms.NO_ROW) {
        long open = openNotional(market, buys(accountRow, market), sells(accountRow, market));
        if (open != 0) {
          margin.addOpen(row, open);
        }
      }
      if (markets.spot[market]) {
        continue;
      }
      long lots = accounts.lots(accountRow, market) + (market == movedMarket ? moreLots : 0);
      if (lots == 0) {
        continue;
      }
      long lotValue = markets.lotValue(market);
      long notional = multiply(lots, lotValue);
      long worth = multiply(lots, lotValue - markets.fundingIndex[market]);
      claim = add(claim, worth);
      long gain = add(worth, -accounts.refCost(accountRow, market));
      profit = add(profit, gain);
      if (gain > 0 && terms.profitLockedPpm[row] != 0) {
        locked = add(locked, Scan.ppmUp(gain, terms.profitLockedPpm[row]));
      }
      long size = Math.abs(notional);
      gross = add(gross, size);
      fees = add(fees, Scan.ppmUp(size, markets.takerFeePpm[market]));
      margin.addLine(row, notional);
    }
    profit = Math.max(0, profit);
    equity = claim;
    for (int asset = 1; asset < assets.count(); asset++) {
      int row = terms.rowOfAsset[asset];
      if (row == Terms.NO_ROW) {
        continue;
      }
      long units = accounts.units(accountRow, asset) + (asset == movedAsset ? moreUnits : 0);
      if (units != 0) {
        long value = Scan.assetValue(units, assets.markUnit[asset]);
        margin.addSpot(row, value);
        equity = add(equity, value - parameters.haircut(asset, value));
      }
    }
    margin.evaluate();
    maintenance = add(margin.maintenance(), fees);
    initial = add(margin.initial(), fees);
    countedEquity = add(equity, -locked);
  }

  // What is kept

  @Override
  public long restingLots(int accountRow, int market, boolean buy) {
    return buy ? buys(accountRow, market) : sells(accountRow, market);
  }

  private long buys(int accountRow, int market) {
    return word(accountRow, market, BUYS);
  }

  private long sells(int accountRow, int market) {
    return word(accountRow, market, SELLS);
  }

  private long word(int accountRow, int market, int word) {
    int cell = accounts.cell(accountRow, market);
    return cell == Accounts.NONE ? 0 : accounts.cellRisk(cell, word);
  }

  /** Never 0, so that a new row is stale. */
  private long keptAt(int accountRow) {
    return version << 32 | accounts.changes(accountRow) & 0xFFFF_FFFFL;
  }

  private boolean fresh(int accountRow) {
    return accounts.risk(accountRow, KEPT_AT) == keptAt(accountRow);
  }

  // Charges of orders

  /** What resting lots of both sides may cost by their size; also what grows faster than size. */
  private long stressOf(int accountRow, int market, long buys, long sells) {
    long flat = flatStress(accountRow, market, buys, sells);
    int row = terms.rowOfMarket[market];
    if (row == Terms.NO_ROW || !terms.table.convex(row)) {
      return flat;
    }
    long others = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int other = Long.numberOfTrailingZeros(left);
      if (other != market && terms.rowOfMarket[other] == row) {
        long open = openNotional(other, buys(accountRow, other), sells(accountRow, other));
        others = add(others, open);
      }
    }
    long size = Math.abs(exposure(accountRow, row));
    long open = add(others, openNotional(market, buys, sells));
    return add(flat, terms.table.convexCharge(row, add(size, open)));
  }

  /** Net of collateral and lines of an account in a factor. */
  private long exposure(int accountRow, int row) {
    long net = 0;
    for (int asset = 1; asset < assets.count(); asset++) {
      if (terms.rowOfAsset[asset] == row) {
        net = add(net, Scan.assetValue(accounts.units(accountRow, asset), assets.markUnit[asset]));
      }
    }
    for (long left = terms.marketsOfRow[row] & accounts.markets(accountRow);
        left != 0;
        left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      net =
          add(
              net,
              Scan.clampLine(
                  multiply(accounts.lots(accountRow, market), markets.lotValue(market))));
    }
    return net;
  }

  private long flatStress(int accountRow, int market, long buys, long sells) {
    int row = terms.rowOfMarket[market];
    if (row == Terms.NO_ROW) {
      return 0;
    }
    long open = openNotional(market, buys, sells);
    long fee = markets.spot[market] ? 0 : Scan.ppmUp(open, markets.takerFeePpm[market]);
    return add(OrderCharge.of(terms.table, row, holdsSpot(accountRow, row), open), fee);
  }

  private boolean holdsSpot(int accountRow, int row) {
    for (int asset = 1; asset < assets.count(); asset++) {
      if (terms.rowOfAsset[asset] == row && accounts.units(accountRow, asset) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Value at the mark of the larger side; of a spot market the sales, its buys count in full. */
  private long openNotional(int market, long buys, long sells) {
    if (markets.spot[market]) {
      return Math.min(Scan.MAX_LINE, multiply(sells, spotLotValue(market)));
    }
    return Math.min(Scan.MAX_LINE, multiply(Math.max(buys, sells), markets.lotValue(market)));
  }

  private long spotLotValue(int market) {
    return Scan.assetValue(markets.unitsPerLot[market], assets.markUnit[markets.baseAsset[market]]);
  }

  /**
   * What the charge of a cell depends on besides its orders: the mark, and of a sale of an asset
   * whether that is collateral, told by the sign.
   */
  private long chargeKey(int market) {
    if (!markets.spot[market]) {
      return markets.markTicks[market];
    }
    long mark = assets.markUnit[markets.baseAsset[market]];
    return terms.rowOfMarket[market] == Terms.NO_ROW ? ~mark : mark;
  }

  /** What an order may cost beyond the stress of its size. */
  private long costOf(int market, boolean buy, long limitTicks, long lots) {
    if (lots == 0) {
      return 0;
    }
    long limit = limitTicks * markets.k[market];
    long fees = feesOf(market, buy, limitTicks, lots);
    if (markets.spot[market] && buy) {
      return add(multiply(lots, limit), fees);
    }
    if (markets.spot[market]) {
      boolean collateral = terms.rowOfMarket[market] != Terms.NO_ROW;
      long loss = collateral ? Math.max(0, spotLotValue(market) + 1 - limit) : 0;
      return collateral ? add(multiply(lots, loss), fees) : 0;
    }
    long mark = markets.lotValue(market);
    long loss = Math.max(0, buy ? limit - mark : mark - limit);
    return add(multiply(lots, loss), fees);
  }

  private long feesOf(int market, boolean buy, long limitTicks, long lots) {
    long limit = limitTicks * markets.k[market];
    long mark = markets.spot[market] ? spotLotValue(market) : markets.lotValue(market);
    long price = buy ? limit : Math.max(limit, mark);
    long value = Math.min(Scan.MAX_LINE, multiply(lots, price));
    return add(Scan.ppmUp(value, markets.takerFeePpm[market]), lots);
  }
}
