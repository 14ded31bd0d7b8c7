package caisson.engine.risk;

import static caisson.engine.risk.KeptWords.BOUND;
import static caisson.engine.risk.KeptWords.BUYS;
import static caisson.engine.risk.KeptWords.CHARGE;
import static caisson.engine.risk.KeptWords.CHARGE_KEY;
import static caisson.engine.risk.KeptWords.EQUITY;
import static caisson.engine.risk.KeptWords.REQUIREMENT;
import static caisson.engine.risk.KeptWords.SELLS;
import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;
import static caisson.engine.risk.Saturating.plus;
import static caisson.engine.risk.Saturating.times;

import caisson.engine.account.Accounts;
import caisson.engine.book.AccountOrders;
import caisson.engine.book.Orders;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;

/**
 * Equity and requirement kept per account for one version of marks and parameters, {@link Drift},
 * so that most checks need no scan.
 */
final class Kept {
  private final Accounts accounts;
  private final Markets markets;
  private final Orders orders;
  private final AccountOrders accountOrders;
  private final Terms terms;
  private final OrderCosts costs;
  private final OutcomeCharge outcomes;
  private final Appraisal found;
  private final CoinIndex coin;
  private final LineBounds bounds;
  private final Drift drift;
  private final CheckedOrder checked;

  Kept(
      Accounts accounts,
      Markets markets,
      Orders orders,
      AccountOrders accountOrders,
      Terms terms,
      OrderCosts costs,
      OutcomeCharge outcomes,
      Appraisal found,
      CoinIndex coin,
      LineBounds bounds,
      Drift drift,
      CheckedOrder checked) {
    this.accounts = accounts;
    this.markets = markets;
    this.orders = orders;
    this.accountOrders = accountOrders;
    this.terms = terms;
    this.costs = costs;
    this.outcomes = outcomes;
    this.found = found;
    this.coin = coin;
    this.bounds = bounds;
    this.drift = drift;
    this.checked = checked;
  }

  /** Whether what is kept is what a scan would find now. */
  boolean fresh(int accountRow) {
    return !coin.weak() && Math.abs(accounts.keptAt(accountRow)) == drift.version();
  }

  /** Whether what is kept bounds what a scan would find now; 0 and less is never near. */
  boolean bounding(int accountRow) {
    return !coin.weak() && drift.near(accounts.keptAt(accountRow));
  }

  /** Whether the account can bear so much more requirement, whatever a scan would find. */
  boolean covers(int accountRow, long more) {
    return room(accountRow) >= more;
  }

  /** The requirement the account can bear beside what it has, whatever a scan would find. */
  private long room(int accountRow) {
    long notional = accounts.risk(accountRow, BOUND);
    if (!bounding(accountRow) || notional > Risk.MAX_ACCOUNT_NOTIONAL) {
      return -Saturating.MAX;
    }
    int held = Long.bitCount(accounts.markets(accountRow));
    long lost = drift.most(accounts.keptAt(accountRow), notional, held);
    return add(free(accountRow), -lost);
  }

  /**
   * The same for an account of which a bound is {@link #ample}, and negative for any other; but for
   * the charge for size: a bound of what an order adds looks at that with the order's own.
   */
  long easyRoom(int accountRow) {
    return spare(accountRow) ? room(accountRow) : -1;
  }

  private long free(int accountRow) {
    return add(accounts.risk(accountRow, EQUITY), -accounts.risk(accountRow, REQUIREMENT));
  }

  /**
   * Whether a bound is enough of the account: what a scan would find is known already, or will not
   * be asked for before the room has shrunk a good deal, so that scans stay rare among orders.
   */
  boolean ample(int accountRow, int market) {
    return bounding(accountRow)
        && costs.flat(market, accounts.risk(accountRow, BOUND))
        && spare(accountRow);
  }

  private boolean spare(int accountRow) {
    return !fresh(accountRow) || free(accountRow) > accounts.risk(accountRow, REQUIREMENT) >> 1;
  }

  void refresh(int accountRow) {
    if (fresh(accountRow)) {
      return;
    }
    long openOrders = 0;
    long bound = 0;
    boolean drifts = !holdsCollateral(accountRow);
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      int cell = accounts.cellOfRank(accountRow, rank++);
      long buys = accounts.cellRisk(cell, BUYS);
      long sells = accounts.cellRisk(cell, SELLS);
      drifts &= markets.perpetual(market);
      if (!markets.spot(market)) {
        bound = add(bound, multiply(bounds.worstLots(cell, true, 0), markets.lotBound(market)));
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
    checked.forget();
  }

  boolean holdsCollateral(int accountRow) {
    for (int left = terms.collateral; left != 0; left &= left - 1) {
      if (accounts.units(accountRow, Integer.numberOfTrailingZeros(left)) != 0) {
        return true;
      }
    }
    return false;
  }

  /** What resting buys of a market may cost, told by the orders themselves: it is seldom asked. */
  long costOfBuys(int accountRow, int market) {
    long sum = 0;
    int slot = accountOrders.first(accountRow, market);
    for (; slot != Orders.NONE; slot = accountOrders.next(slot)) {
      if (orders.buy(slot)) {
        sum = add(sum, costs.cost(market, true, orders.limitTicks(slot), orders.lots(slot)));
      }
    }
    return sum;
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

  /** What is kept bounds a scan from now on, but is no longer what it would find. */
  void loosen(int accountRow, long more) {
    bound(accountRow, add(more, Drift.ROUNDING));
  }

  /** What is kept bounds a scan from now on, with so much more that bounds what has come. */
  void bound(int accountRow, long more) {
    long requirement = add(accounts.risk(accountRow, REQUIREMENT), more);
    accounts.risk(accountRow, REQUIREMENT, requirement);
    accounts.keep(accountRow, Math.min(accounts.keptAt(accountRow), drift.version() - 1));
    if (requirement == Saturating.MAX) {
      accounts.forget(accountRow);
    }
  }

  /** So many lots more may come to the lines. */
  void widen(int accountRow, int market, long lots) {
    long bound = plus(accounts.risk(accountRow, BOUND), times(lots, markets.lotBound(market)));
    accounts.risk(accountRow, BOUND, bound);
  }

  /** An order whose charge no drift bounds has come: what is kept holds for this version alone. */
  void exactly(int accountRow) {
    accounts.keep(accountRow, fresh(accountRow) ? -drift.version() : 0);
  }
}
