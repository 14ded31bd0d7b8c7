package caisson.engine.book;

/**
 * The resting orders of one market in price-time priority. Every method costs the same however many
 * orders rest, but for a price more than a window ({@link Ladder}) away from the best, which is
 * searched. Nothing here allocates once the far levels have grown to their use. Who may match is
 * not the book's business.
 */
public final class Book {
  private final Orders orders;

  /** Asks, bids: a side is an index, not a branch, because nothing predicts it. */
  private final Ladder[] sides;

  private long lots;

  public Book(Orders orders) {
    this.orders = orders;
    sides = new Ladder[] {new Ladder(orders, false), new Ladder(orders, true)};
  }

  /** 0 when there is no bid. */
  public long bidTicks() {
    return side(true).bestTicks();
  }

  /** 0 when there is no ask. */
  public long askTicks() {
    return side(false).bestTicks();
  }

  /** Only in an auction, and in a halt that broke one off. */
  public boolean crossed() {
    long ask = side(false).bestTicks();
    return ask != 0 && side(true).bestTicks() >= ask;
  }

  /** Best price of a side; 0 when it is empty or the book is crossed, which says nothing. */
  public long quoteTicks(boolean buy) {
    return crossed() ? 0 : side(buy).bestTicks();
  }

  /** Best price of a side, 0 when it is empty. */
  public long bestTicks(boolean buy) {
    return side(buy).bestTicks();
  }

  /** The order that a taker of this side and limit meets next, or NONE. */
  public int nextMatch(boolean takerBuys, long limitTicks) {
    Ladder opposite = side(!takerBuys);
    long best = opposite.bestKey();
    return best != Ladder.NO_KEY && best >= opposite.key(limitTicks)
        ? opposite.bestOrder()
        : Orders.NONE;
  }

  /** The order that a taker with this limit meets after this one, or NONE. */
  public int next(int slot, long limitTicks) {
    int next = nextInLevel(slot);
    if (next != Orders.NONE) {
      return next;
    }
    Ladder side = sides[orders.side(slot)];
    long ticks = side.nextTicks(orders.limitTicks(slot));
    return ticks != 0 && side.key(ticks) >= side.key(limitTicks)
        ? side.firstAt(ticks)
        : Orders.NONE;
  }

  /** Queues an order of the pool behind all others at its price. */
  public void rest(int slot) {
    long coming = orders.lots(slot);
    lots += coming;
    sides[orders.side(slot)].append(slot, orders.limitTicks(slot), coming);
  }

  /** Takes lots off an order that keeps some; it keeps its place. */
  public void reduce(int slot, long by) {
    lots -= by;
    sides[orders.side(slot)].reduce(slot, by);
    orders.lots(slot, orders.lots(slot) - by);
  }

  /** Takes an order out of the book and the pool. */
  public void remove(int slot) {
    long leaving = orders.lots(slot);
    lots -= leaving;
    sides[orders.side(slot)].unlink(slot, orders.limitTicks(slot), leaving);
    orders.remove(slot);
  }

  /** What {@link #putBack} needs to know of the place of an order. */
  public long between(int slot) {
    return orders.levelLinks(slot);
  }

  /** Undoes {@link #remove} of an order, everything done to the book since being undone. */
  public void putBack(int slot, long between) {
    lots += orders.lots(slot);
    sides[orders.side(slot)].putBack(slot, between);
  }

  /** Puts an order behind all others at another price; it keeps its id. */
  public void move(int slot, long limitTicks) {
    Ladder side = sides[orders.side(slot)];
    long moving = orders.lots(slot);
    side.unlink(slot, orders.limitTicks(slot), moving);
    orders.limitTicks(slot, limitTicks);
    side.append(slot, limitTicks, moving);
  }

  /** Sum of all resting lots. */
  public long lots() {
    return lots;
  }

  /** Price levels of a side. */
  public int levels(boolean buy) {
    return side(buy).count();
  }

  /** The next worse price of a side that has orders, 0 when there is none. */
  public long nextTicks(boolean buy, long ticks) {
    return side(buy).nextTicks(ticks);
  }

  /** Sum of the lots at a price. */
  public long lotsAt(boolean buy, long ticks) {
    return side(buy).lotsAt(ticks);
  }

  /** First in time at a price, or NONE; follow {@link #nextInLevel}. */
  public int firstAt(boolean buy, long ticks) {
    return side(buy).firstAt(ticks);
  }

  /** Last in time at a price, or NONE; also NONE far from the best price. */
  public int lastAt(boolean buy, long ticks) {
    return side(buy).lastAt(ticks);
  }

  public int nextInLevel(int slot) {
    return Orders.next(orders.levelLinks(slot));
  }

  /** Reads the level of an order; of no other meaning. */
  public long touchLevel(int slot) {
    return sides[orders.side(slot)].touch(orders.limitTicks(slot));
  }

  private Ladder side(boolean buy) {
    return sides[buy ? 1 : 0];
  }
}
