package caisson.benchmarks;

import caisson.engine.book.Book;
import caisson.engine.book.Orders;

/** The engine's book; the loop is the one of its matching, with sums in place of events. */
final class OurBook implements BookSide {
  private final Orders orders;
  private final Book book;
  private long trades;
  private long tradedLots;
  private long notional;

  OurBook(int capacity) {
    orders = new Orders(capacity);
    book = new Book(orders);
  }

  @Override
  public void apply(int type, boolean bid, long orderId, int user, long ticks, long lots) {
    switch (type) {
      case CommandFile.GTC -> place(bid, orderId, user, ticks, lots, true);
      case CommandFile.IOC -> place(bid, orderId, user, ticks, lots, false);
      case CommandFile.CANCEL -> {
        int slot = orders.find(orderId);
        if (slot != Orders.NONE) {
          book.remove(slot);
        }
      }
      case CommandFile.MOVE -> move(orderId, ticks);
      case CommandFile.REDUCE -> reduce(orderId, lots);
      default -> throw new IllegalArgumentException("type " + type);
    }
  }

  private void place(boolean bid, long orderId, int user, long ticks, long lots, boolean rests) {
    long left = match(bid, ticks, lots);
    if (left > 0 && rests) {
      book.rest(orders.add(orderId, user, 1, bid, ticks, left, 0, 0));
    }
  }

  private long match(boolean bid, long ticks, long lots) {
    long left = lots;
    while (left > 0) {
      int maker = book.nextMatch(bid, ticks);
      if (maker == Orders.NONE) {
        break;
      }
      long resting = orders.lots(maker);
      long traded = Math.min(left, resting);
      trades++;
      tradedLots += traded;
      notional += traded * orders.limitTicks(maker);
      left -= traded;
      if (traded == resting) {
        book.remove(maker);
      } else {
        book.reduce(maker, traded);
      }
    }
    return left;
  }

  /** Takes the order to another price, where it may match; what is left rests behind the others. */
  private void move(long orderId, long ticks) {
    int slot = orders.find(orderId);
    if (slot == Orders.NONE) {
      return;
    }
    boolean bid = orders.buy(slot);
    if (book.nextMatch(bid, ticks) == Orders.NONE) {
      book.move(slot, ticks);
      return;
    }
    int user = orders.accountRow(slot);
    long lots = orders.lots(slot);
    book.remove(slot);
    place(bid, orderId, user, ticks, lots, true);
  }

  private void reduce(long orderId, long lots) {
    int slot = orders.find(orderId);
    if (slot == Orders.NONE) {
      return;
    }
    if (lots < orders.lots(slot)) {
      book.reduce(slot, lots);
    } else {
      book.remove(slot);
    }
  }

  boolean live(long orderId) {
    return orders.find(orderId) != Orders.NONE;
  }

  long lots(long orderId) {
    return orders.lots(orders.find(orderId));
  }

  long ticks(long orderId) {
    return orders.limitTicks(orders.find(orderId));
  }

  int count() {
    return orders.count();
  }

  @Override
  public Outcome outcome() {
    long resting = 0;
    for (boolean bid : new boolean[] {true, false}) {
      for (long at = book.bestTicks(bid); at != 0; at = book.nextTicks(bid, at)) {
        resting += book.lotsAt(bid, at);
      }
    }
    return new Outcome(
        orders.count(),
        trades,
        tradedLots,
        notional,
        book.bidTicks(),
        book.askTicks(),
        resting,
        book.levels(true) + book.levels(false));
  }
}
