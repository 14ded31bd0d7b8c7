package caisson.engine.risk;

import static caisson.engine.risk.Appraisal.NONE;
import static caisson.engine.risk.KeptWords.BOUND;
import static caisson.engine.risk.KeptWords.BUYS;
import static caisson.engine.risk.KeptWords.EQUITY;
import static caisson.engine.risk.KeptWords.REQUIREMENT;
import static caisson.engine.risk.KeptWords.SELLS;
import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Markets;
import caisson.protocol.RejectReason;

/** Whether an account can bear an order, any part of which may trade at once. */
final class OrderCheck {
  private final Accounts accounts;
  private final Markets markets;
  private final Terms terms;
  private final OrderCosts costs;
  private final OutcomeCharge outcomes;
  private final Appraisal found;
  private final CoinIndex coin;
  private final LineBounds bounds;
  private final OpenInterest interest;
  private final Kept kept;
  private final HeldByOrders held;
  private final FreeFunds free;
  private final CheckedOrder checked;

  OrderCheck(
      Accounts accounts,
      Markets markets,
      Terms terms,
      OrderCosts costs,
      OutcomeCharge outcomes,
      Appraisal found,
      CoinIndex coin,
      LineBounds bounds,
      OpenInterest interest,
      Kept kept,
      HeldByOrders held,
      FreeFunds free,
      CheckedOrder checked) {
    this.accounts = accounts;
    this.markets = markets;
    this.terms = terms;
    this.costs = costs;
    this.outcomes = outcomes;
    this.found = found;
    this.coin = coin;
    this.bounds = bounds;
    this.interest = interest;
    this.kept = kept;
    this.held = held;
    this.free = free;
    this.checked = checked;
  }

  RejectReason bounds(
      int accountRow, int cell, int market, boolean buy, long limitTicks, long lots) {
    long limit = limitTicks * markets.k(market);
    if (markets.spot(market)) {
      return Markets.exceeds(lots, limit, Risk.MAX_ACCOUNT_NOTIONAL)
          ? RejectReason.BOUND_EXCEEDED
          : RejectReason.NONE;
    }
    if (!kept.bounding(accountRow)) {
      kept.refresh(accountRow);
    }
    long lot = markets.lotBound(market);
    long known = accounts.risk(accountRow, BOUND);
    boolean small =
        limit <= 2 * lot
            && known <= Risk.MAX_ACCOUNT_NOTIONAL / 8
            && !Markets.exceeds(lots, 2 * lot, Risk.MAX_ACCOUNT_NOTIONAL / 2);
    if (small) {
      return RejectReason.NONE;
    }
    if (Markets.exceeds(lots, limit, Risk.MAX_ACCOUNT_NOTIONAL)) {
      return RejectReason.BOUND_EXCEEDED;
    }
    long lotBound = Math.max(lot, limit);
    long sum = multiply(bounds.worstLots(cell, buy, lots), lotBound);
    // What is kept counts the market too, so only a sum that is still too large is looked into.
    if (add(add(known, known >> 3), sum) <= Risk.MAX_ACCOUNT_NOTIONAL) {
      return RejectReason.NONE;
    }
    return add(bounds.of(accountRow, market), sum) > Risk.MAX_ACCOUNT_NOTIONAL
        ? RejectReason.BOUND_EXCEEDED
        : RejectReason.NONE;
  }

  RejectReason order(
      int accountRow, int cell, int market, boolean buy, long limitTicks, long lots) {
    checked.forget();
    if (markets.outcome(market)) {
      return outcome(accountRow, market, buy, limitTicks, lots);
    }
    boolean spot = markets.spot(market);
    if (spot && buy) {
      long cost = costs.cost(market, true, limitTicks, lots);
      return free.frees(accountRow, cost) ? RejectReason.NONE : RejectReason.INSUFFICIENT_BALANCE;
    }
    if (spot) {
      int base = markets.baseAsset(market);
      if (free.freeUnits(accountRow, base) < lots * markets.unitsPerLot(market)) {
        return RejectReason.INSUFFICIENT_BALANCE;
      }
      if (terms.rowOfMarket[market] == Terms.NO_ROW || free.owesNothing(accountRow)) {
        return RejectReason.NONE;
      }
    } else if (interest.beyond(cell, market, buy, lots)) {
      return RejectReason.OPEN_INTEREST_LIMIT;
    }
    if (coin.weak()) {
      return exactly(accountRow, market, buy, limitTicks, lots);
    }
    if (easily(accountRow, market, buy, limitTicks, lots)) {
      return RejectReason.NONE;
    }
    long buys = accounts.cellRiskIn(cell, BUYS);
    long sells = accounts.cellRiskIn(cell, SELLS);
    long stress =
        costs.moreStress(
            accountRow, market, buys, sells, buys + (buy ? lots : 0), sells + (buy ? 0 : lots));
    long cost = costs.cost(market, buy, limitTicks, lots);
    long more = add(stress, cost);
    boolean amply = kept.covers(accountRow, more);
    if (!amply) {
      kept.refresh(accountRow);
    }
    checked.set(accountRow, market, buy, limitTicks, lots, stress, cost);
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

  /**
   * Whether a bound of what the order adds fits into a bound of the room. Where it does not, what
   * is kept is made exact, and stays so while the account has little room: its next orders need no
   * scan.
   */
  private boolean easily(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    if (markets.spot(market)) {
      return false;
    }
    long room = kept.easyRoom(accountRow);
    if (room >= 0) {
      long more = costs.most(market, buy, limitTicks, lots, accounts.risk(accountRow, BOUND));
      if (more <= room) {
        checked.bound(accountRow, market, buy, limitTicks, lots, more);
        return true;
      }
    }
    kept.refresh(accountRow);
    return false;
  }

  /** By a scan with the order's lots among those that rest: nothing is kept of it. */
  private RejectReason exactly(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    int cell = accounts.openCell(accountRow, market);
    int side = buy ? BUYS : SELLS;
    long before = accounts.cellRisk(cell, side);
    accounts.cellRisk(cell, side, before + lots);
    accounts.forget(accountRow);
    kept.refresh(accountRow);
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
  private RejectReason outcome(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    if (outcomes.beyondCap(accountRow, market, buy, lots)) {
      return RejectReason.OPEN_INTEREST_LIMIT;
    }
    kept.refresh(accountRow);
    long cost = costs.cost(market, buy, limitTicks, lots);
    long more = outcomes.more(accountRow, market, buy, lots, cost);
    boolean harmless = more == 0 && !outcomes.restsInEvent(accountRow, market);
    long requirement = add(accounts.risk(accountRow, REQUIREMENT), more);
    return harmless || accounts.risk(accountRow, EQUITY) >= requirement
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  private boolean onlyReduces(int accountRow, int market, boolean buy, long lots) {
    if (markets.spot(market)) {
      return true;
    }
    long line = accounts.lots(accountRow, market);
    return buy
        ? held.word(accountRow, market, BUYS) + lots <= -line
        : held.word(accountRow, market, SELLS) + lots <= line;
  }

  private boolean noWorseAfter(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    found.forInitial(accountRow);
    long before = found.equity - found.initial;
    long price = limitTicks * markets.k(market);
    long fees = costs.fees(market, buy, limitTicks, lots);
    if (markets.spot(market)) {
      int base = markets.baseAsset(market);
      found.forInitial(accountRow, NONE, 0, base, -lots * markets.unitsPerLot(market));
      return add(add(found.equity, multiply(lots, price)), -fees) - found.initial >= before;
    }
    long signed = buy ? lots : -lots;
    found.forInitial(accountRow, market, signed, NONE, 0);
    long paid = multiply(signed, price - markets.fundingIndex(market));
    return add(add(found.equity, -paid), -fees) - found.initial >= before;
  }
}
