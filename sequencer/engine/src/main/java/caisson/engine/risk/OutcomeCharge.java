package caisson.engine.risk;

import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Markets;
import caisson.engine.outcome.OutcomeEvents;
import caisson.engine.outcome.OutcomeValue;

/** What orders in outcomes may take from the smallest row of their event. */
final class OutcomeCharge {
  // Words of a cell of an outcome: what resting buys cost, and what resting sales may.
  private static final int BUY_COST = 2;
  private static final int SELL_COST = 3;

  private final Accounts accounts;
  private final Markets markets;
  private final OutcomeEvents events;
  private final OutcomeValue value;

  OutcomeCharge(Accounts accounts, Markets markets, OutcomeEvents events) {
    this.accounts = accounts;
    this.markets = markets;
    this.events = events;
    value = new OutcomeValue(accounts, markets, events);
  }

  /** The least that the lines of the account in the event of a market are worth. */
  long worst(int accountRow, int market) {
    return value.worst(accountRow, events.eventOf[market], 0, 0);
  }

  /** Only what a taker opens can raise what an event carries, so to check at entry bounds it. */
  boolean beyondCap(int accountRow, int market, boolean buy, long lots) {
    int event = events.eventOf[market];
    long cap = events.capUnits[event];
    long line = accounts.lots(accountRow, market);
    long open = lots - Math.max(0, buy ? -line : line);
    if (cap == 0 || open <= 0) {
      return false;
    }
    for (int each = events.firstMarket[event]; each <= events.lastMarket(event); each++) {
      open = add(open, accounts.openLots(each));
    }
    return multiply(open, markets.topValue(market)) > cap;
  }

  int eventOf(int market) {
    return events.eventOf[market];
  }

  /** Lots that the smallest row of the event does not count. */
  long spareLots(int accountRow, int market) {
    long others = value.fewestOthers(accountRow, events.eventOf[market], market);
    return Math.max(0, accounts.lots(accountRow, market) - Math.max(0, others));
  }

  /**
   * At most, with more than rests: a buy costs its price, a sale what the payout is more than that.
   * Lots held cover sales up to what they are more than the other outcomes, and lots owed cover
   * buys alike; a lot covers once, so these add up over the markets of an event.
   */
  long of(int accountRow, int market, long moreBuys, long moreSells) {
    int cell = accounts.cell(accountRow, market);
    boolean none = cell == Accounts.NONE;
    long buys = add(none ? 0 : accounts.cellRisk(cell, BUY_COST), moreBuys);
    long sells = add(none ? 0 : accounts.cellRisk(cell, SELL_COST), moreSells);
    long lots = accounts.lots(accountRow, market);
    long others = value.fewestOthers(accountRow, events.eventOf[market], market);
    long payout = markets.topValue(market);
    long owed = multiply(Math.max(0, Math.min(0, others) - lots), payout);
    long held = multiply(Math.max(0, lots - Math.max(0, others)), payout);
    return add(Math.max(0, buys - owed), Math.max(0, sells - held));
  }

  /** What one more order is charged, which may cost this much. */
  long more(int accountRow, int market, boolean buy, long lots, long cost) {
    long more =
        of(accountRow, market, buy ? cost : 0, buy ? 0 : cost) - of(accountRow, market, 0, 0);
    return restsInEvent(accountRow, market)
        ? more
        : Math.min(more, alone(accountRow, market, buy, lots, cost));
  }

  /** Resting lots of a side and their cost. */
  void move(int cell, boolean buy, long lots, long cost) {
    int side = buy ? KeptWords.BUYS : KeptWords.SELLS;
    int sum = buy ? BUY_COST : SELL_COST;
    accounts.cellRisk(cell, side, accounts.cellRisk(cell, side) + lots);
    accounts.cellRisk(cell, sum, Math.addExact(accounts.cellRisk(cell, sum), cost));
  }

  /** Exactly: the smallest row is concave in the lots of one order, so none or all is worst. */
  private long alone(int accountRow, int market, boolean buy, long lots, long cost) {
    int event = events.eventOf[market];
    long before = value.worst(accountRow, event, 0, 0);
    long after = value.worst(accountRow, event, market, buy ? lots : -lots);
    long paid = buy ? cost : add(cost, -multiply(lots, markets.topValue(market)));
    return Math.max(0, add(add(before, -after), paid));
  }

  boolean restsInEvent(int accountRow, int market) {
    int event = events.eventOf[market];
    for (int m = events.firstMarket[event]; m <= events.lastMarket(event); m++) {
      int cell = accounts.cell(accountRow, m);
      if (cell != Accounts.NONE
          && (accounts.cellRisk(cell, KeptWords.BUYS) | accounts.cellRisk(cell, KeptWords.SELLS))
              != 0) {
        return true;
      }
    }
    return false;
  }
}
