package caisson.engine.risk;

import static caisson.engine.risk.KeptWords.BOUND;
import static caisson.engine.risk.KeptWords.BUYS;
import static caisson.engine.risk.KeptWords.CHARGE;
import static caisson.engine.risk.KeptWords.CHARGE_KEY;
import static caisson.engine.risk.KeptWords.REQUIREMENT;
import static caisson.engine.risk.KeptWords.SELLS;
import static caisson.engine.risk.KeptWords.STALE;
import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Markets;

/** What resting orders hold of an account, moved as they come, trade and leave. */
final class HeldByOrders {
  private final Accounts accounts;
  private final Markets markets;
  private final OrderCosts costs;
  private final OutcomeCharge outcomes;
  private final Kept kept;
  private final CheckedOrder checked;
  private final int assetStride;

  /** Units that resting sales of each account hold. */
  private final long[] heldUnits;

  HeldByOrders(
      Accounts accounts,
      Markets markets,
      OrderCosts costs,
      OutcomeCharge outcomes,
      Kept kept,
      CheckedOrder checked,
      int assets) {
    this.accounts = accounts;
    this.markets = markets;
    this.costs = costs;
    this.outcomes = outcomes;
    this.kept = kept;
    this.checked = checked;
    assetStride = assets;
    heldUnits = new long[Math.multiplyExact(accounts.rows(), assetStride)];
  }

  void hold(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    boolean known = checked.is(accountRow, market, buy, limitTicks, lots);
    if (known && checked.isBound()) {
      kept.widen(accountRow, market, lots);
      kept.bound(accountRow, checked.cost());
      moveLots(accounts.openCell(accountRow, market), buy, lots);
      return;
    }
    long cost = known ? checked.cost() : costs.cost(market, buy, limitTicks, lots);
    move(accountRow, market, buy, lots, cost, known);
  }

  void release(int accountRow, int market, boolean buy, long limitTicks, long before, long lots) {
    if (markets.perpetual(market) && kept.ample(accountRow, market)) {
      kept.bound(accountRow, 0);
      moveLots(accounts.openCell(accountRow, market), buy, -lots);
      return;
    }
    long less = costMoved(market, buy, limitTicks, before, -lots);
    move(accountRow, market, buy, -lots, less, false);
  }

  private long costMoved(int market, boolean buy, long limitTicks, long before, long lots) {
    return costs.cost(market, buy, limitTicks, before + lots)
        - costs.cost(market, buy, limitTicks, before);
  }

  /** Counts all of the order at once, so that none of its fills is counted. */
  void takes(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    boolean counted =
        checked.is(accountRow, market, buy, limitTicks, lots) && kept.bounding(accountRow);
    checked.forget();
    if (!counted) {
      accounts.forget(accountRow);
      return;
    }
    kept.widen(accountRow, market, lots);
    long stress =
        checked.isBound()
            ? 0
            : lineStress(accountRow, market, accounts.cell(accountRow, market), lots);
    kept.loosen(accountRow, add(stress, checked.cost()));
  }

  void filled(int accountRow, int market, boolean buy, long limitTicks, long before, long lots) {
    if (!markets.perpetual(market)) {
      release(accountRow, market, buy, limitTicks, before, lots);
      accounts.forget(accountRow);
      return;
    }
    int cell = accounts.cell(accountRow, market);
    if (kept.ample(accountRow, market)) {
      long bound = accounts.risk(accountRow, BOUND);
      kept.loosen(accountRow, costs.mostStress(market, lots, bound));
      moveLots(cell, buy, -lots);
      return;
    }
    if (kept.bounding(accountRow)) {
      kept.loosen(accountRow, lineStress(accountRow, market, cell, lots));
    } else {
      accounts.forget(accountRow);
    }
    moveCell(market, cell, buy, -lots, costMoved(market, buy, limitTicks, before, -lots));
    checked.forget();
  }

  /** No less than what so many lots more in a line add to its requirement, on either side. */
  private long lineStress(int accountRow, int market, int cell, long lots) {
    long open = 0;
    if (cell != Accounts.NONE) {
      open = Math.max(accounts.cellRisk(cell, BUYS), accounts.cellRisk(cell, SELLS));
    }
    return costs.moreStress(accountRow, market, open, 0, open + lots, 0);
  }

  /** Moves resting lots and their cost, and what is kept of the account with them. */
  private void move(int accountRow, int market, boolean buy, long lots, long cost, boolean known) {
    int cell = accounts.openCell(accountRow, market);
    if (markets.outcome(market)) {
      moveOutcome(accountRow, market, cell, buy, lots, cost);
      return;
    }
    if (markets.spot(market) && !buy) {
      heldUnits[accountRow * assetStride + markets.baseAsset(market)] +=
          lots * markets.unitsPerLot(market);
    }
    if (kept.bounding(accountRow) || kept.fresh(accountRow)) {
      long buys = accounts.cellRisk(cell, BUYS);
      long sells = accounts.cellRisk(cell, SELLS);
      long buysAfter = buys + (buy ? lots : 0);
      long sellsAfter = sells + (buy ? 0 : lots);
      long stress =
          known
              ? checked.stress()
              : costs.moreStress(accountRow, market, buys, sells, buysAfter, sellsAfter);
      long requirement = add(accounts.risk(accountRow, REQUIREMENT), add(stress, cost));
      accounts.risk(accountRow, REQUIREMENT, requirement);
      if (lots > 0) {
        kept.widen(accountRow, market, lots);
      }
      if (accounts.cellRisk(cell, CHARGE) == Saturating.MAX || requirement == Saturating.MAX) {
        accounts.forget(accountRow);
      } else if (markets.spot(market)) {
        kept.exactly(accountRow);
      }
    }
    checked.forget();
    moveCell(market, cell, buy, lots, cost);
  }

  /** What the orders cost is then asked of them all when it is asked for next. */
  private void moveLots(int cell, boolean buy, long lots) {
    int side = buy ? BUYS : SELLS;
    accounts.cellRisk(cell, side, accounts.cellRisk(cell, side) + lots);
    accounts.cellRisk(cell, CHARGE_KEY, STALE);
    checked.forget();
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

  private void moveOutcome(
      int accountRow, int market, int cell, boolean buy, long lots, long cost) {
    long before = outcomes.of(accountRow, market, 0, 0);
    outcomes.move(cell, buy, lots, cost);
    if (kept.fresh(accountRow)) {
      long more = outcomes.of(accountRow, market, 0, 0) - before;
      accounts.risk(accountRow, REQUIREMENT, add(accounts.risk(accountRow, REQUIREMENT), more));
      long bound = multiply(Math.max(0, lots), markets.lotBound(market));
      accounts.risk(accountRow, BOUND, add(accounts.risk(accountRow, BOUND), bound));
    }
    kept.exactly(accountRow);
    checked.forget();
  }

  long restingLots(int cell, boolean buy) {
    return accounts.cellRiskIn(cell, buy ? BUYS : SELLS);
  }

  boolean idle(int accountRow, int market) {
    return (markets.spot(market) || accounts.lots(accountRow, market) == 0)
        && word(accountRow, market, BUYS) == 0
        && word(accountRow, market, SELLS) == 0;
  }

  long word(int accountRow, int market, int word) {
    return accounts.cellRiskIn(accounts.cell(accountRow, market), word);
  }

  long heldUnits(int accountRow, int asset) {
    return heldUnits[accountRow * assetStride + asset];
  }
}
