package caisson.engine.risk;

import static caisson.engine.risk.Appraisal.NONE;
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
 * <p>Equity and requirement are kept per account for one version of marks and parameters until a
 * balance or a line changes; an order adds its charge to the kept requirement, so that a check
 * costs no scan. Everything here is derived from balances, orders, marks and parameters; a snapshot
 * holds none of it.
 */
public final class PortfolioRisk implements Risk {
  private static final long WITHDRAWAL_PPM = 100_000L;

  /** No charge key. */
  private static final long STALE = Long.MIN_VALUE;

  // Words of a cell: lots that rest on either side, what they may cost beyond the stress of their
  // size, and the mark that was computed at.
  static final int BUYS = 0;
  static final int SELLS = 1;
  private static final int CHARGE = 2;
  private static final int CHARGE_KEY = 3;

  // Words of a row, as of the version it is kept at: equity for the initial margin, requirement
  // with open orders, and no less than the sum that bounds the account.
  private static final int EQUITY = 0;
  private static final int REQUIREMENT = 1;
  private static final int BOUND = 2;

  private final Accounts accounts;
  private final Markets markets;
  private final Orders orders;
  private final AccountOrders accountOrders;
  private final Parameters parameters;
  private final Terms terms;
  private final OrderCosts costs;
  private final Appraisal found;
  private final int assetStride;

  /** Units that resting sales of each account hold. */
  private final long[] heldUnits;

  private long version = 1;

  // What the last check found an order to add, for when it comes to rest untouched.
  private int checkedRow = NONE;
  private int checkedMarket;
  private boolean checkedBuy;
  private long checkedLots;
  private long checkedStress;

  public PortfolioRisk(
      EngineLimits limits,
      Accounts accounts,
      Assets assets,
      Markets markets,
      Orders orders,
      AccountOrders accountOrders,
      Parameters parameters) {
    this.accounts = accounts;
    this.markets = markets;
    this.orders = orders;
    this.accountOrders = accountOrders;
    this.parameters = parameters;
    terms = new Terms(parameters, markets);
    costs = new OrderCosts(accounts, assets, markets, terms);
    found = new Appraisal(accounts, assets, markets, parameters, terms, costs);
    assetStride = limits.assets();
    heldUnits = new long[Math.multiplyExact(accounts.rows(), assetStride)];
  }

  // Before an order

  @Override
  public RejectReason checkBounds(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    long limit = limitTicks * markets.k[market];
    if (multiply(lots, limit) > MAX_ACCOUNT_NOTIONAL) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (markets.spot[market]) {
      return RejectReason.NONE;
    }
    int cell = accounts.cell(accountRow, market);
    long lotBound = Math.max(lotBound(market), limit);
    long sum = multiply(worstLots(cell, buy, lots), lotBound);
    refresh(accountRow);
    // What is kept counts the market twice, so only a sum that is still too large is looked into.
    if (add(accounts.risk(accountRow, BOUND), sum) <= MAX_ACCOUNT_NOTIONAL) {
      return RejectReason.NONE;
    }
    return add(boundOf(accountRow, market), sum) > MAX_ACCOUNT_NOTIONAL
        ? RejectReason.BOUND_EXCEEDED
        : RejectReason.NONE;
  }

  private long lotBound(int market) {
    return Math.max(markets.lotValue(market), Math.abs(markets.fundingIndex[market]));
  }

  /** Sum of what the lines may grow to, but for one market. */
  private long boundOf(int accountRow, int exceptMarket) {
    long sum = 0;
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      int cell = accounts.cellOfRank(accountRow, rank++);
      if (market != exceptMarket && !markets.spot[market]) {
        sum = add(sum, multiply(worstLots(cell, true, 0), lotBound(market)));
      }
    }
    return sum;
  }

  /** Largest size a line can have after any resting orders and these lots have traded. */
  private long worstLots(int cell, boolean buy, long lots) {
    if (cell == Accounts.NONE) {
      return lots;
    }
    long line = accounts.lotsOf(cell);
    long longest = line + accounts.cellRisk(cell, BUYS) + (buy ? lots : 0);
    long shortest = line - accounts.cellRisk(cell, SELLS) - (buy ? 0 : lots);
    return Math.max(Math.abs(longest), Math.abs(shortest));
  }

  @Override
  public RejectReason checkOrder(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    boolean spot = markets.spot[market];
    if (spot && buy) {
      long cost = costs.cost(market, true, limitTicks, lots);
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
    int cell = accounts.cell(accountRow, market);
    long buys = cell == Accounts.NONE ? 0 : accounts.cellRisk(cell, BUYS);
    long sells = cell == Accounts.NONE ? 0 : accounts.cellRisk(cell, SELLS);
    long stress =
        moreStress(
            accountRow, market, buys, sells, buys + (buy ? lots : 0), sells + (buy ? 0 : lots));
    checkedRow = accountRow;
    checkedMarket = market;
    checkedBuy = buy;
    checkedLots = lots;
    checkedStress = stress;
    long more = add(stress, costs.cost(market, buy, limitTicks, lots));
    long requirement = add(accounts.risk(accountRow, REQUIREMENT), more);
    if (accounts.risk(accountRow, EQUITY) >= requirement) {
      return RejectReason.NONE;
    }
    return onlyReduces(accountRow, market, buy, lots)
            && noWorseAfter(accountRow, market, buy, limitTicks, lots)
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  /** What the stress of a market's orders changes by when their lots do. */
  private long moreStress(
      int accountRow, int market, long buys, long sells, long buysAfter, long sellsAfter) {
    boolean same =
        !markets.spot[market] && Math.max(buys, sells) == Math.max(buysAfter, sellsAfter);
    return same
        ? 0
        : costs.stress(accountRow, market, buysAfter, sellsAfter)
            - costs.stress(accountRow, market, buys, sells);
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
        ? word(accountRow, market, BUYS) + lots <= -line
        : word(accountRow, market, SELLS) + lots <= line;
  }

  private boolean noWorseAfter(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    found.forInitial(accountRow);
    long before = found.equity - found.initial;
    long price = limitTicks * markets.k[market];
    long fees = costs.fees(market, buy, limitTicks, lots);
    if (markets.spot[market]) {
      int base = markets.baseAsset[market];
      found.forInitial(accountRow, NONE, 0, base, -lots * markets.unitsPerLot[market]);
      return add(add(found.equity, multiply(lots, price)), -fees) - found.initial >= before;
    }
    long signed = buy ? lots : -lots;
    found.forInitial(accountRow, market, signed, NONE, 0);
    long paid = multiply(signed, price - markets.fundingIndex[market]);
    return add(add(found.equity, -paid), -fees) - found.initial >= before;
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
    found.forInitial(accountRow);
    long openOrders = accounts.risk(accountRow, REQUIREMENT) - found.initial;
    found.forInitial(accountRow, NONE, 0, asset, -units);
    return withdrawable(add(found.initial, openOrders)) >= 0
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  /** Cash that may leave the account, at most; negative when it lacks margin. */
  private long freeCash(int accountRow) {
    refresh(accountRow);
    found.forInitial(accountRow);
    long free = withdrawable(accounts.risk(accountRow, REQUIREMENT));
    long reserved = add(found.profit, reservedBySpotOrders(accountRow));
    return Math.min(free, add(found.claim, -reserved));
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
    long kept = Math.max(requirement, Scan.ppmUp(found.gross, WITHDRAWAL_PPM));
    return add(Math.min(found.countedEquity, add(found.equity, -found.profit)), -kept);
  }

  private long freeUnits(int accountRow, int asset) {
    return accounts.units(accountRow, asset) - heldUnits[accountRow * assetStride + asset];
  }

  // Resting orders and fills

  @Override
  public void hold(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    move(accountRow, market, buy, lots, costs.cost(market, buy, limitTicks, lots));
  }

  @Override
  public void release(
      int accountRow, int market, boolean buy, long limitTicks, long before, long lots) {
    long less =
        costs.cost(market, buy, limitTicks, before - lots)
            - costs.cost(market, buy, limitTicks, before);
    move(accountRow, market, buy, -lots, less);
  }

  /** Moves resting lots and their cost, and what is kept of the account with them. */
  private void move(int accountRow, int market, boolean buy, long lots, long cost) {
    int cell = accounts.openCell(accountRow, market);
    long buys = accounts.cellRisk(cell, BUYS);
    long sells = accounts.cellRisk(cell, SELLS);
    long key = costs.key(market);
    if (buys == 0 && sells == 0) {
      accounts.cellRisk(cell, CHARGE, 0);
      accounts.cellRisk(cell, CHARGE_KEY, key);
    }
    long buysAfter = buys + (buy ? lots : 0);
    long sellsAfter = sells + (buy ? 0 : lots);
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
    if (fresh(accountRow)) {
      boolean checked =
          checkedRow == accountRow
              && checkedMarket == market
              && checkedBuy == buy
              && checkedLots == lots;
      long stress =
          checked
              ? checkedStress
              : moreStress(accountRow, market, buys, sells, buysAfter, sellsAfter);
      long requirement = add(accounts.risk(accountRow, REQUIREMENT), add(stress, cost));
      accounts.risk(accountRow, REQUIREMENT, requirement);
      if (lots > 0) {
        long bound = add(accounts.risk(accountRow, BOUND), multiply(lots, lotBound(market)));
        accounts.risk(accountRow, BOUND, bound);
      }
      if (!exact || requirement == Saturating.MAX) {
        accounts.forget(accountRow);
      }
    }
    checkedRow = NONE;
    accounts.cellRisk(cell, BUYS, buysAfter);
    accounts.cellRisk(cell, SELLS, sellsAfter);
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
    found.forMaintenance(accountRow);
  }

  /** Equity and both margins as if the line in the market had signed lots more. */
  public void appraise(int accountRow, int market, long moreLots) {
    found.forBoth(accountRow, market, moreLots);
  }

  /** Bit per market in which the account has a line. */
  public long lines(int accountRow) {
    return accounts.linesOf(accountRow);
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

  /** Of the last appraisal with both margins. */
  public long initial() {
    return found.initial;
  }

  /** Of the last appraisal. */
  public long equity() {
    return found.equity;
  }

  /** Of the last appraisal. */
  public long maintenance() {
    return found.maintenance;
  }

  // What is kept

  private boolean fresh(int accountRow) {
    return accounts.keptAt(accountRow) == version;
  }

  private void refresh(int accountRow) {
    if (fresh(accountRow)) {
      return;
    }
    long openOrders = 0;
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      int cell = accounts.cellOfRank(accountRow, rank++);
      long buys = accounts.cellRisk(cell, BUYS);
      long sells = accounts.cellRisk(cell, SELLS);
      if ((buys | sells) != 0) {
        refreshCharge(accountRow, market, cell);
        long open = costs.openNotional(market, buys, sells);
        long stress = costs.flatStress(accountRow, market, open);
        openOrders = add(openOrders, add(accounts.cellRisk(cell, CHARGE), stress));
      }
    }
    found.forInitial(accountRow);
    accounts.risk(accountRow, EQUITY, found.countedEquity);
    accounts.risk(accountRow, REQUIREMENT, add(found.initial, openOrders));
    accounts.risk(accountRow, BOUND, boundOf(accountRow, NONE));
    accounts.keep(accountRow, version);
    checkedRow = NONE;
  }

  private void refreshCharge(int accountRow, int market, int cell) {
    long key = costs.key(market);
    if (accounts.cellRisk(cell, CHARGE_KEY) == key) {
      return;
    }
    long sum = 0;
    int slot = accountOrders.first(accountRow, market);
    for (; slot != Orders.NONE; slot = accountOrders.next(slot)) {
      boolean buy = orders.buy(slot);
      sum = add(sum, costs.cost(market, buy, orders.limitTicks(slot), orders.lots(slot)));
    }
    accounts.cellRisk(cell, CHARGE, sum);
    accounts.cellRisk(cell, CHARGE_KEY, key);
  }

  @Override
  public long restingLots(int accountRow, int market, boolean buy) {
    return word(accountRow, market, buy ? BUYS : SELLS);
  }

  private boolean idle(int accountRow, int market) {
    return (markets.spot[market] || accounts.lots(accountRow, market) == 0)
        && word(accountRow, market, BUYS) == 0
        && word(accountRow, market, SELLS) == 0;
  }

  private long word(int accountRow, int market, int word) {
    int cell = accounts.cell(accountRow, market);
    return cell == Accounts.NONE ? 0 : accounts.cellRisk(cell, word);
  }
}
