package caisson.engine;

import caisson.engine.book.Orders;

/** An order that left its book, so that it can be put back into the very place it had. */
final class GoneOrder {
  private int row;
  private int market;
  private boolean buy;
  private boolean reduceOnly;
  private boolean seen;
  private long id;
  private long limitTicks;
  private long lots;
  private long clientHigh;
  private long clientLow;
  private long goodTillNs;

  /** Its neighbours in time at its price. */
  private long between;

  /** Takes an order out of its book that its account does not list any more. */
  void take(State state, int slot) {
    Orders orders = state.orders;
    row = orders.accountRow(slot);
    market = orders.market(slot);
    buy = orders.buy(slot);
    reduceOnly = orders.reduceOnly(slot);
    seen = orders.seen(slot);
    id = orders.id(slot);
    limitTicks = orders.limitTicks(slot);
    lots = orders.lots(slot);
    clientHigh = orders.clientHigh(slot);
    clientLow = orders.clientLow(slot);
    goodTillNs = state.goodTillNs(slot);
    between = state.books[market].between(slot);
    state.removeUnlinked(slot, market);
  }

  /**
   * Undoes {@link #take}; what was done to the book since has been undone. The account does not
   * list it yet.
   */
  int putBack(State state) {
    Orders orders = state.orders;
    int slot = orders.add(id, row, market, buy, limitTicks, lots, clientHigh, clientLow);
    if (reduceOnly) {
      orders.markReduceOnly(slot);
    }
    if (seen) {
      orders.markSeen(slot);
    }
    if (goodTillNs != 0) {
      orders.timer(slot, state.timedOrders.add(slot, goodTillNs, id));
    }
    state.books[market].putBack(slot, between);
    return slot;
  }

  int market() {
    return market;
  }

  boolean buy() {
    return buy;
  }

  long id() {
    return id;
  }

  long limitTicks() {
    return limitTicks;
  }

  long lots() {
    return lots;
  }
}
