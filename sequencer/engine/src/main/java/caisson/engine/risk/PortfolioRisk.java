package caisson.engine.risk;

import static caisson.engine.risk.Appraisal.NONE;
import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.EngineLimits;
import caisson.engine.account.Accounts;
import caisson.engine.book.AccountOrders;
import caisson.engine.book.Orders;
import caisson.engine.listing.Assets;
import caisson.engine.listing.CollateralFalls;
import caisson.engine.listing.Markets;
import caisson.engine.outcome.OutcomeEvents;
import caisson.protocol.RejectReason;
import caisson.units.Rounding;

/**
 * Portfolio margin as a check before every order.
 *
 * <pre>
 * equity       E = cash + sum lots * (mark*k - fundingIndex) + sum of weighed collateral - haircuts
 * requirement  MM, IM = scan by factor and group + basis + size + gap + fee to close, {@link Margin}
 *              IM also + open interest + open orders
 * open orders  per market: the stress of the larger side at the mark, plus per order what its limit
 *              is worse than the mark and its fees; a spot buy counts in full
 * weak coin    below 99 cents IM and the stress of orders are multiplied, {@link CoinIndex}
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
 * balance changes; an order adds its charge to the kept requirement, so that a check costs no scan.
 * A fill adds the charge its lots would have alone, beside all orders, to what they were charged at
 * rest: that covers what the line can cost, so what is kept still bounds the account, as it does
 * after marks have moved ({@link Drift}), and an account with margin to spare needs no scan either.
 * Everything here is derived from balances, orders, marks and parameters; a snapshot holds none of
 * it.
 */
public final class PortfolioRisk implements Risk {
  private static final long WITHDRAWAL_PPM = 100_000L;
  private static final long PPM = 1_000_000L;

  /** More than a size charge goes up by at once. */
  private static final long STAIRS_PPM = 8;

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
  private final OutcomeCharge outcomes;
  private final Appraisal found;
  private final CoinIndex coin;
  private final int assetStride;

  /** Units that resting sales of each account hold. */
  private final long[] heldUnits;

  private final Drift drift;
  private long parametersVersion;

  // What the last check found an order to add, for when it trades or comes to rest untouched.
  private int checkedRow = NONE;
  private int checkedMarket;
  private boolean checkedBuy;
  private long checkedTicks;
  private long checkedLots;
  private long checkedStress;
  private long checkedCost;

  public PortfolioRisk(
      EngineLimits limits,
      Accounts accounts,
      Assets assets,
      Markets markets,
      Orders orders,
      AccountOrders accountOrders,
      Parameters parameters,
      Volatility volatility,
      OutcomeEvents events,
      CoinIndex coin,
      CollateralFalls falls) {
    this.accounts = accounts;
    this.markets = markets;
    this.orders = orders;
    this.accountOrders = accountOrders;
    this.parameters = parameters;
    this.coin = coin;
    terms = new Terms(parameters, volatility, markets);
    costs = new OrderCosts(accounts, assets, markets, terms, falls);
    outcomes = new OutcomeCharge(accounts, markets, events);
    found =
        new Appraisal(accounts, assets, markets, parameters, terms, costs, outcomes, coin, falls);
    drift = new Drift(markets);
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
    if (!bounding(accountRow)) {
      refresh(accountRow);
    }
    // What is kept counts the market twice, so only a sum that is still too large is looked into.
    long kept = accounts.risk(accountRow, BOUND);
    if (add(add(kept, kept >> 3), sum) <= MAX_ACCOUNT_NOTIONAL) {
      return RejectReason.NONE;
    }
    return add(boundOf(accountRow, market), sum) > MAX_ACCOUNT_NOTIONAL
        ? RejectReason.BOUND_EXCEEDED
        : RejectReason.NONE;
  }

  private long lotBound(int market) {
    return Math.max(markets.topValue(market), Math.abs(markets.fundingIndex[market]));
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
    checkedRow = NONE;
    if (markets.outcome(market)) {
      return checkOutcome(accountRow, market, buy, limitTicks, lots);
    }
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
    if (coin.weak()) {
      return checkExactly(accountRow, market, buy, limitTicks, lots);
    }
    int cell = accounts.cell(accountRow, market);
    long buys = cell == Accounts.NONE ? 0 : accounts.cellRisk(cell, BUYS);
    long sells = cell == Accounts.NONE ? 0 : accounts.cellRisk(cell, SELLS);
    long stress =
        moreStress(
            accountRow, market, buys, sells, buys + (buy ? lots : 0), sells + (buy ? 0 : lots));
    long cost = costs.cost(market, buy, limitTicks, lots);
    long more = add(stress, cost);
    boolean amply = covers(accountRow, more);
    if (!amply) {
      refresh(accountRow);
    }
    checkedRow = accountRow;
    checkedMarket = market;
    checkedBuy = buy;
    checkedTicks = limitTicks;
    checkedLots = lots;
    checkedStress = stress;
    checkedCost = cost;
    if (amply) {
      return RejectReason.NONE;
    }
    long requirement = add(accounts.risk(accountRow, REQUIREMENT), more);
    if (accounts.risk(accountRow, EQUITY) >= requirement) {
      return RejectReason.NONE;
    }
    return onlyReduces(accountRow, market, buy, lots)
            && noWorseAfter(accountRow, market, buy, limitTicks, lots)
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  /** By a scan with the order's lots among those that rest: nothing is kept of it. */
  private RejectReason checkExactly(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    int cell = accounts.openCell(accountRow, market);
    int side = buy ? BUYS : SELLS;
    long before = accounts.cellRisk(cell, side);
    accounts.cellRisk(cell, side, before + lots);
    accounts.forget(accountRow);
    refresh(accountRow);
    long cost = costs.cost(market, buy, limitTicks, lots);
    boolean enough =
        accounts.risk(accountRow, EQUITY) >= add(accounts.risk(accountRow, REQUIREMENT), cost);
    accounts.cellRisk(cell, side, before);
    accounts.forget(accountRow);
    boolean passes =
        enough
            || (onlyReduces(accountRow, market, buy, lots)
                && noWorseAfter(accountRow, market, buy, limitTicks, lots));
    return passes ? RejectReason.NONE : RejectReason.INSUFFICIENT_MARGIN;
  }

  /** An order that can cost nothing passes, also of an account that lacks margin elsewhere. */
  private RejectReason checkOutcome(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    if (outcomes.beyondCap(accountRow, market, buy, lots)) {
      return RejectReason.OPEN_INTEREST_LIMIT;
    }
    refresh(accountRow);
    long cost = costs.cost(market, buy, limitTicks, lots);
    long more = outcomes.more(accountRow, market, buy, lots, cost);
    boolean harmless = more == 0 && !outcomes.restsInEvent(accountRow, market);
    long requirement = add(accounts.risk(accountRow, REQUIREMENT), more);
    return harmless || accounts.risk(accountRow, EQUITY) >= requirement
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  /** What the stress of a market's orders changes by when their lots do. */
  private long moreStress(
      int accountRow, int market, long buys, long sells, long buysAfter, long sellsAfter) {
    boolean same =
        !markets.spot[market] && Math.max(buys, sells) == Math.max(buysAfter, sellsAfter);
    return same ? 0 : costs.moreStress(accountRow, market, buys, sells, buysAfter, sellsAfter);
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

  @Override
  public boolean opensTooMuch(int accountRow, int market, boolean buy, long lots) {
    return markets.outcome(market)
        ? outcomes.beyondCap(accountRow, market, buy, lots)
        : !markets.spot[market] && beyondOpenInterest(accountRow, market, buy, lots);
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
    long discount = coin.discount(found.claim);
    return withdrawable(add(found.initial, openOrders)) >= discount
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
    boolean checked = checked(accountRow, market, buy, limitTicks, lots);
    long cost = checked ? checkedCost : costs.cost(market, buy, limitTicks, lots);
    move(accountRow, market, buy, lots, cost, checked);
  }

  @Override
  public void release(
      int accountRow, int market, boolean buy, long limitTicks, long before, long lots) {
    long less = costMoved(market, buy, limitTicks, before, -lots);
    move(accountRow, market, buy, -lots, less, false);
  }

  private long costMoved(int market, boolean buy, long limitTicks, long before, long lots) {
    return costs.cost(market, buy, limitTicks, before + lots)
        - costs.cost(market, buy, limitTicks, before);
  }

  private boolean checked(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    return checkedRow == accountRow
        && checkedMarket == market
        && checkedBuy == buy
        && checkedTicks == limitTicks
        && checkedLots == lots;
  }

  /** Counts all of the order at once, so that none of its fills is counted. */
  @Override
  public void takes(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    boolean counted = checked(accountRow, market, buy, limitTicks, lots) && bounding(accountRow);
    checkedRow = NONE;
    if (!counted) {
      accounts.forget(accountRow);
      return;
    }
    widen(accountRow, market, lots);
    int cell = accounts.cell(accountRow, market);
    loosen(accountRow, add(lineStress(accountRow, market, cell, lots), checkedCost));
  }

  @Override
  public void filled(
      int accountRow, int market, boolean buy, long limitTicks, long before, long lots) {
    if (!markets.perpetual(market)) {
      release(accountRow, market, buy, limitTicks, before, lots);
      accounts.forget(accountRow);
      return;
    }
    int cell = accounts.cell(accountRow, market);
    if (bounding(accountRow)) {
      loosen(accountRow, lineStress(accountRow, market, cell, lots));
    } else {
      accounts.forget(accountRow);
    }
    moveCell(market, cell, buy, -lots, costMoved(market, buy, limitTicks, before, -lots));
    checkedRow = NONE;
  }

  /** No less than what so many lots more in a line add to its requirement, on either side. */
  private long lineStress(int accountRow, int market, int cell, long lots) {
    long open = 0;
    if (cell != Accounts.NONE) {
      open = Math.max(accounts.cellRisk(cell, BUYS), accounts.cellRisk(cell, SELLS));
    }
    return costs.moreStress(accountRow, market, open, 0, open + lots, 0);
  }

  /** What is kept bounds a scan from now on, but is no longer what it would find. */
  private void loosen(int accountRow, long more) {
    long requirement = add(accounts.risk(accountRow, REQUIREMENT), add(more, Drift.ROUNDING));
    accounts.risk(accountRow, REQUIREMENT, requirement);
    accounts.keep(accountRow, Math.min(accounts.keptAt(accountRow), drift.version() - 1));
    if (requirement == Saturating.MAX) {
      accounts.forget(accountRow);
    }
  }

  /** So many lots more may come to the lines. */
  private void widen(int accountRow, int market, long lots) {
    long bound = add(accounts.risk(accountRow, BOUND), multiply(lots, lotBound(market)));
    accounts.risk(accountRow, BOUND, bound);
  }

  /** Moves resting lots and their cost, and what is kept of the account with them. */
  private void move(
      int accountRow, int market, boolean buy, long lots, long cost, boolean checked) {
    int cell = accounts.openCell(accountRow, market);
    if (markets.outcome(market)) {
      moveOutcome(accountRow, market, cell, buy, lots, cost);
      return;
    }
    if (markets.spot[market] && !buy) {
      heldUnits[accountRow * assetStride + markets.baseAsset[market]] +=
          lots * markets.unitsPerLot[market];
    }
    if (bounding(accountRow) || fresh(accountRow)) {
      long buys = accounts.cellRisk(cell, BUYS);
      long sells = accounts.cellRisk(cell, SELLS);
      long buysAfter = buys + (buy ? lots : 0);
      long sellsAfter = sells + (buy ? 0 : lots);
      long stress =
          checked
              ? checkedStress
              : moreStress(accountRow, market, buys, sells, buysAfter, sellsAfter);
      long requirement = add(accounts.risk(accountRow, REQUIREMENT), add(stress, cost));
      accounts.risk(accountRow, REQUIREMENT, requirement);
      if (lots > 0) {
        widen(accountRow, market, lots);
      }
      if (accounts.cellRisk(cell, CHARGE) == Saturating.MAX || requirement == Saturating.MAX) {
        accounts.forget(accountRow);
      } else if (markets.spot[market]) {
        keepExactly(accountRow);
      }
    }
    checkedRow = NONE;
    moveCell(market, cell, buy, lots, cost);
  }

  private void moveCell(int market, int cell, boolean buy, long lots, long cost) {
    long buys = accounts.cellRisk(cell, BUYS);
    long sells = accounts.cellRisk(cell, SELLS);
    long key = costs.key(market);
    boolean first = buys == 0 && sells == 0;
    long charge = first ? 0 : accounts.cellRisk(cell, CHARGE);
    boolean exact = first || accounts.cellRisk(cell, CHARGE_KEY) == key;
    exact &= charge != Saturating.MAX;
    accounts.cellRisk(cell, CHARGE, exact ? add(charge, cost) : charge);
    accounts.cellRisk(cell, CHARGE_KEY, exact ? key : STALE);
    accounts.cellRisk(cell, BUYS, buys + (buy ? lots : 0));
    accounts.cellRisk(cell, SELLS, sells + (buy ? 0 : lots));
  }

  /** An order whose charge no drift bounds has come: what is kept holds for this version alone. */
  private void keepExactly(int accountRow) {
    accounts.keep(accountRow, fresh(accountRow) ? -drift.version() : 0);
  }

  private void moveOutcome(
      int accountRow, int market, int cell, boolean buy, long lots, long cost) {
    long before = outcomes.of(accountRow, market, 0, 0);
    outcomes.move(cell, buy, lots, cost);
    if (fresh(accountRow)) {
      long more = outcomes.of(accountRow, market, 0, 0) - before;
      accounts.risk(accountRow, REQUIREMENT, add(accounts.risk(accountRow, REQUIREMENT), more));
      long bound = multiply(Math.max(0, lots), lotBound(market));
      accounts.risk(accountRow, BOUND, add(accounts.risk(accountRow, BOUND), bound));
    }
    keepExactly(accountRow);
    checkedRow = NONE;
  }

  @Override
  public void marksChanged() {
    drift.move();
    for (int factor = 1; factor <= Parameters.MAX_ID; factor++) {
      if (parameters.oiUp[factor] != 0) {
        int row = terms.rowOfFactor(factor);
        long ppm =
            Parameters.openInterestPpm(
                terms.table.initialPpm(row),
                openInterest(row),
                parameters.oiLow[factor],
                parameters.oiUp[factor]);
        if (parameters.oiPpm[factor] != (int) ppm) {
          drift.cut();
        }
        parameters.oiPpm[factor] = (int) ppm;
        terms.table.openInterest(row, (int) ppm);
      }
    }
  }

  @Override
  public void parametersChanged() {
    terms.derive();
    drift.cut();
    parametersVersion++;
  }

  // Appraisal

  /** Equity and maintenance margin of an account at the marks in force. */
  public void appraise(int accountRow) {
    found.forMaintenance(accountRow);
  }

  /** Equity and both margins as if signed lots more had come to the line at the mark. */
  public void appraise(int accountRow, int market, long moreLots) {
    found.forBoth(accountRow, market, moreLots);
  }

  /** Counts the changes of parameters. */
  public long parametersVersion() {
    return parametersVersion;
  }

  /**
   * For the account appraised last: the share of their value that the marks of all its lines may
   * move against them at once before so much free margin could be gone, at most this one. 0 for an
   * account with collateral or outcomes, and where a requirement grows faster than what a line
   * gains.
   */
  public long safeSharePpm(int accountRow, long free, long most) {
    if (holdsCollateral(accountRow)) {
      return 0;
    }
    long rest = free - Scan.ppmUp(Math.min(found.gross, Scan.MAX_LINE), STAIRS_PPM);
    long lost = 1;
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
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

  /** Bit per market in which the account has a line that prices move. */
  public long lines(int accountRow) {
    return accounts.linesOf(accountRow) & terms.priced;
  }

  /** Lots of an outcome that the smallest row of its event does not count. */
  public long spareLots(int accountRow, int market) {
    return outcomes.spareLots(accountRow, market);
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

  /** Whether what is kept is what a scan would find now. */
  private boolean fresh(int accountRow) {
    return !coin.weak() && Math.abs(accounts.keptAt(accountRow)) == drift.version();
  }

  /** Whether what is kept bounds what a scan would find now; 0 and less is never near. */
  private boolean bounding(int accountRow) {
    return !coin.weak() && drift.near(accounts.keptAt(accountRow));
  }

  /** Whether the account can bear so much more requirement, whatever a scan would find. */
  private boolean covers(int accountRow, long more) {
    long notional = accounts.risk(accountRow, BOUND);
    if (!bounding(accountRow) || notional > MAX_ACCOUNT_NOTIONAL) {
      return false;
    }
    int held = Long.bitCount(accounts.markets(accountRow));
    long lost = drift.most(accounts.keptAt(accountRow), notional, held);
    long free = add(accounts.risk(accountRow, EQUITY), -accounts.risk(accountRow, REQUIREMENT));
    return add(free, -more) >= lost;
  }

  private void refresh(int accountRow) {
    if (fresh(accountRow)) {
      return;
    }
    long openOrders = 0;
    long bound = 0;
    boolean drifts = !holdsCollateral(accountRow);
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      int cell = accounts.cellOfRank(accountRow, rank++);
      long buys = accounts.cellRisk(cell, BUYS);
      long sells = accounts.cellRisk(cell, SELLS);
      drifts &= markets.perpetual(market);
      if (!markets.spot[market]) {
        bound = add(bound, multiply(worstLots(cell, true, 0), lotBound(market)));
      }
      if ((buys | sells) != 0 && markets.outcome(market)) {
        openOrders = add(openOrders, outcomes.of(accountRow, market, 0, 0));
      } else if ((buys | sells) != 0) {
        refreshCharge(accountRow, market, cell);
        long open = costs.openNotional(market, buys, sells);
        long stress = coin.initial(costs.flatStress(accountRow, market, open));
        openOrders = add(openOrders, add(accounts.cellRisk(cell, CHARGE), stress));
      }
    }
    found.forInitial(accountRow);
    accounts.risk(accountRow, EQUITY, found.countedEquity);
    accounts.risk(accountRow, REQUIREMENT, add(found.initial, openOrders));
    accounts.risk(accountRow, BOUND, bound);
    accounts.keep(accountRow, drifts ? drift.version() : -drift.version());
    checkedRow = NONE;
  }

  private boolean holdsCollateral(int accountRow) {
    for (int left = terms.collateral; left != 0; left &= left - 1) {
      if (accounts.units(accountRow, Integer.numberOfTrailingZeros(left)) != 0) {
        return true;
      }
    }
    return false;
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
