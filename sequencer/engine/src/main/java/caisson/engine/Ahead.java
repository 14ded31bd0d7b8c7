package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;

/**
 * Reads what a command is about to need, before anything depends on it. Accounts, keys, cells and
 * orders are each somewhere else in a large state: read one when the one before has been judged,
 * each would be waited for alone; asked for together they come together. Nothing is decided here.
 */
final class Ahead {
  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Orders orders;

  /** Keeps the reads from being left out; shows nowhere. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  Ahead(State state) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    orders = state.orders;
  }

  /** Account, the order it would meet first with its owner, and the one it would queue behind. */
  void order(int row, int market, boolean buy, long limitTicks) {
    if (row < 0 || !markets.listed(market)) {
      return;
    }
    long sum = accounts.touch(row, market);
    Book book = state.books[market];
    int met = book.nextMatch(buy, limitTicks);
    if (met != Orders.NONE) {
      sum += maker(met, market);
    } else {
      int last = book.lastAt(buy, limitTicks);
      sum += last == Orders.NONE ? 0 : orders.id(last);
    }
    seen = sum;
  }

  /** Account, the order it names, and those it is linked with. */
  void cancel(int row, int market, long orderId) {
    if (row < 0 || !markets.listed(market)) {
      return;
    }
    int slot = orders.find(orderId);
    seen = accounts.touch(row, market) + (slot == Orders.NONE ? 0 : orders.touchLinks(slot));
  }

  /** The order behind this one at its price, with its owner. */
  void behind(int slot, int market) {
    int next = state.books[market].nextInLevel(slot);
    if (next != Orders.NONE) {
      seen = maker(next, market);
    }
  }

  private long maker(int slot, int market) {
    return orders.id(slot) + accounts.touch(orders.accountRow(slot), market);
  }
}
