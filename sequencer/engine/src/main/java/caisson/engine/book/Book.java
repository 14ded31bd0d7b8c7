package caisson.engine.book;

/** The resting orders of one market in price-time priority. Who may match is not its business. */
public final class Book {
  private final Orders orders;
  private final Ladder bids;
  private final Ladder asks;

  public Book(Orders orders) {
    this.orders = orders;
    bids = new Ladder(orders, true);
    asks = new Ladder(orders, false);
  }

  /** 0 when there is no bid. */
  public long bidTicks() {
    return bids.bestTicks();
  }

  /** 0 when there is no ask. */
  public long askTicks() {
    return asks.bestTicks();
  }

  /** The order that a taker of this side and limit meets next, or NONE. */
  public int nextMatch(boolean takerBuys, long limitTicks) {
    Ladder opposite = takerBuys ? asks : bids;
    long best = opposite.bestTicks();
    boolean meets = best != 0 && (takerBuys ? best <= limitTicks : best >= limitTicks);
    return meets ? opposite.bestOrder() : Orders.NONE;
  }

  /** Queues an order of the pool behind all others at its price. */
  public void rest(int slot) {
    side(orders.buy(slot)).append(slot);
  }

  /** Takes lots off an order that keeps some; it keeps its place. */
  public void reduce(int slot, long lots) {
    orders.lots(slot, orders.lots(slot) - lots);
  }

  /** Takes an order out of the book and the pool. */
  public void remove(int slot) {
    side(orders.buy(slot)).unlink(slot);
    orders.remove(slot);
  }

  /** Price levels of a side. */
  public int levels(boolean buy) {
    return side(buy).levels();
  }

  /** First order of a level counted from the best; follow {@link #nextInLevel}. */
  public int firstOrderOfLevel(boolean buy, int fromBest) {
    return side(buy).firstOrderOfLevel(fromBest);
  }

  public int nextInLevel(int slot) {
    return orders.nextInLevel(slot);
  }

  private Ladder side(boolean buy) {
    return buy ? bids : asks;
  }
}
