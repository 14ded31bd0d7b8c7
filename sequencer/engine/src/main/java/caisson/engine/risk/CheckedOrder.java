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

  void set(
      int accountRow, int market, boolean buy, long limitTicks, long lots, long stress, long cost) {
    row = accountRow;
    this.market = market;
    this.buy = buy;
    this.limitTicks = limitTicks;
    this.lots = lots;
    this.stress = stress;
    this.cost = cost;
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

  boolean is(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    return row == accountRow
        && this.market == market
        && this.buy == buy
        && this.limitTicks == limitTicks
        && this.lots == lots;
  }
}
