package caisson.engine.risk;

import static caisson.engine.risk.Appraisal.NONE;

/** What the last check found an order to add, for when it trades or comes to rest untouched. */
final class CheckedOrder {
  private int row = NONE;
  private int market;
  private boolean buy;
  private long limitTicks;
  private long lots;
  private long stress;
  private long cost;
  private boolean bound;

  /** Only a bound of stress and cost together is known. */
  void bound(int accountRow, int market, boolean buy, long limitTicks, long lots, long more) {
    set(accountRow, market, buy, limitTicks, lots, 0, more);
    bound = true;
  }

  void set(
      int accountRow, int market, boolean buy, long limitTicks, long lots, long stress, long cost) {
    row = accountRow;
    this.market = market;
    this.buy = buy;
    this.limitTicks = limitTicks;
    this.lots = lots;
    this.stress = stress;
    this.cost = cost;
    bound = false;
  }

  void forget() {
    row = NONE;
  }

  long stress() {
    return stress;
  }

  long cost() {
    return cost;
  }

  /** Whether {@link #cost} is a bound of all that it adds. */
  boolean isBound() {
    return bound;
  }

  boolean is(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    return row == accountRow
        && this.market == market
        && this.buy == buy
        && this.limitTicks == limitTicks
        && this.lots == lots;
  }
}
