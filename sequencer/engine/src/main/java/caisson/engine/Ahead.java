package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;
import caisson.engine.wire.Outlook;

/**
 * Reads what commands are about to need, before anything depends on it. Accounts, keys, cells and
 * orders are each somewhere else in a large state: read one when the one before has been judged,
 * each would be waited for alone; asked for together, for several commands at once, they come
 * together. Nothing is decided here.
 *
 * <p>What one round of reads found tells where the next one looks. Until its turn comes a command
 * may meet another state than this; then it only waits longer.
 */
final class Ahead implements Outlook {
  private static final int MOST = CommandBurst.MOST;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Orders orders;

  // By command told of.
  private final int[] rows = new int[MOST];
  private final int[] marketOf = new int[MOST];
  private final boolean[] buys = new boolean[MOST];
  private final long[] limits = new long[MOST];

  /** The order it would cancel, 0 for none. */
  private final long[] named = new long[MOST];

  /** The order it would cancel or meet, NONE for none. */
  private final int[] found = new int[MOST];

  private int count;

  /** Keeps the reads from being left out; shows nowhere. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  Ahead(State state) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    orders = state.orders;
  }

  @Override
  public void order(int account, int market, boolean buy, long limitTicks) {
    add(account, market, buy, limitTicks, 0);
  }

  @Override
  public void cancel(int account, int market, long orderId) {
    add(account, market, false, 0, orderId);
  }

  private void add(int account, int market, boolean buy, long limitTicks, long orderId) {
    int row = accounts.rowOf(account);
    if (row < 0 || !markets.listed(market)) {
      return;
    }
    rows[count] = row;
    marketOf[count] = market;
    buys[count] = buy;
    limits[count] = limitTicks;
    named[count++] = orderId;
  }

  /** Reads for all commands told of, and forgets them. */
  void read() {
    seen = own() + near() + beyond();
    count = 0;
  }

  /** The accounts with their keys and cells, and where an id is looked for first. */
  private long own() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += accounts.touch(rows[i], marketOf[i]) + orders.touchIndex(named[i]);
      sum += state.fees.touch(rows[i]);
    }
    return sum;
  }

  /**
   * The orders named, and of one that comes the order it meets or would queue behind and another
   * one of its account.
   */
  private long near() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      if (named[i] != 0) {
        found[i] = orders.likely(named[i]);
        sum += orders.touch(found[i]);
        continue;
      }
      Book book = state.books[marketOf[i]];
      found[i] = book.nextMatch(buys[i], limits[i]);
      boolean meets = found[i] != Orders.NONE;
      sum += orders.touch(meets ? found[i] : book.lastAt(buys[i], limits[i]));
      sum += orders.touch(accounts.firstOrder(rows[i], marketOf[i]));
    }
    return sum;
  }

  /** What those are linked with: their neighbours and levels, and owners of what is met. */
  private long beyond() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      if (found[i] == Orders.NONE) {
        continue;
      }
      sum += orders.touchLinked(found[i]);
      sum +=
          named[i] == 0
              ? touchOwner(orders.accountRow(found[i]), marketOf[i])
              : state.books[marketOf[i]].touchLevel(found[i]);
    }
    return sum;
  }

  /** The order met after this one, with its owner; it is near, being linked with this one. */
  void behind(int slot, int market, long limitTicks) {
    int next = state.books[market].next(slot, limitTicks);
    if (next != Orders.NONE) {
      seen = orders.touchLinked(next) + touchOwner(orders.accountRow(next), market);
    }
  }

  private long touchOwner(int row, int market) {
    return accounts.touchLine(row, market) + state.fees.touch(row);
  }
}
