package caisson.engine.risk;

import caisson.engine.EngineLimits;
import caisson.engine.account.Accounts;
import caisson.engine.book.AccountOrders;
import caisson.engine.book.Orders;
import caisson.engine.depth.Depths;
import caisson.engine.listing.Assets;
import caisson.engine.listing.CollateralFalls;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.outcome.OutcomeEvents;
import caisson.protocol.RejectReason;

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
 * IM and 10 % of the gross value of the lines; and no one borrows cash against a holding. From
 * rules 3 on an account that owes nothing parts with its cash as it does with other assets,
 * whatever IM says, down to what its resting buys may cost.
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
  private final Accounts accounts;
  private final Markets markets;
  private final Terms terms;
  private final OutcomeCharge outcomes;
  private final Appraisal found;
  private final Drift drift;
  private final OpenInterest interest;
  private final HeldByOrders held;
  private final FreeFunds free;
  private final OrderCheck check;
  private final SafeMove safe;
  private long parametersVersion;

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
      CollateralFalls falls,
      Depths depths,
      Rules rules) {
    this.accounts = accounts;
    this.markets = markets;
    terms = new Terms(parameters, volatility, markets);
    var costs = new OrderCosts(accounts, assets, markets, terms, falls);
    outcomes = new OutcomeCharge(accounts, markets, events);
    found =
        new Appraisal(accounts, assets, markets, parameters, terms, costs, outcomes, coin, falls);
    drift = new Drift(markets);
    interest = new OpenInterest(accounts, markets, parameters, terms, drift, depths);
    var bounds = new LineBounds(accounts, markets);
    var checked = new CheckedOrder();
    var kept =
        new Kept(
            accounts,
            markets,
            orders,
            accountOrders,
            terms,
            costs,
            outcomes,
            found,
            coin,
            bounds,
            drift,
            checked);
    held = new HeldByOrders(accounts, markets, costs, outcomes, kept, checked, limits.assets());
    free = new FreeFunds(accounts, markets, terms, found, coin, kept, held, rules);
    check =
        new OrderCheck(
            accounts, markets, terms, costs, outcomes, found, coin, bounds, interest, kept, held,
            free, checked);
    safe = new SafeMove(accounts, markets, terms, found, kept);
  }

  @Override
  public RejectReason checkBounds(
      int accountRow, int cell, int market, boolean buy, long limitTicks, long lots) {
    return check.bounds(accountRow, cell, market, buy, limitTicks, lots);
  }

  @Override
  public RejectReason checkOrder(
      int accountRow, int cell, int market, boolean buy, long limitTicks, long lots) {
    return check.order(accountRow, cell, market, buy, limitTicks, lots);
  }

  @Override
  public boolean opensTooMuch(int accountRow, int market, boolean buy, long lots) {
    return markets.outcome(market)
        ? outcomes.beyondCap(accountRow, market, buy, lots)
        : !markets.spot(market)
            && interest.beyond(accounts.cell(accountRow, market), market, buy, lots);
  }

  @Override
  public RejectReason checkWithdrawal(int accountRow, int asset, long units) {
    return free.checkWithdrawal(accountRow, asset, units);
  }

  @Override
  public long restingLots(int cell, boolean buy) {
    return held.restingLots(cell, buy);
  }

  @Override
  public void hold(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    held.hold(accountRow, market, buy, limitTicks, lots);
  }

  @Override
  public void takes(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    held.takes(accountRow, market, buy, limitTicks, lots);
  }

  @Override
  public void filled(
      int accountRow, int market, boolean buy, long limitTicks, long before, long lots) {
    held.filled(accountRow, market, buy, limitTicks, before, lots);
  }

  @Override
  public void release(
      int accountRow, int market, boolean buy, long limitTicks, long before, long lots) {
    held.release(accountRow, market, buy, limitTicks, before, lots);
  }

  @Override
  public void marksChanged() {
    drift.move();
    interest.follow();
  }

  @Override
  public void parametersChanged() {
    terms.derive();
    interest.limit();
    drift.cut();
    parametersVersion++;
  }

  // Appraisal

  /** Equity and maintenance margin of an account at the marks in force. */
  public void appraise(int accountRow) {
    found.forMaintenance(accountRow);
  }

  /** The maintenance margin as if signed lots more had come to the line; of no other meaning. */
  public long maintenanceWith(int accountRow, int market, long moreLots) {
    found.forMaintenance(accountRow, market, moreLots);
    return found.maintenance;
  }

  /** Equity and both margins as if signed lots more had come to the line at the mark. */
  public void appraise(int accountRow, int market, long moreLots) {
    found.forBoth(accountRow, market, moreLots);
  }

  /**
   * The most that {@link #initial} may come to by lots that change hands at the mark: the equity
   * that counts, less what open orders ask beside it.
   */
  public long initialLimit(int accountRow) {
    return free.initialLimit(accountRow);
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
    return safe.sharePpm(accountRow, free, most);
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
}
