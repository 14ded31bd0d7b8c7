package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;
import caisson.engine.wire.Outlook;
import java.util.stream.Stream;

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

  private final Told[] told = Stream.generate(Told::new).limit(MOST).toArray(Told[]::new);
  private int count;

  /** Keeps the reads from being left out; shows nowhere. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  /** A command to come. */
  private static final class Told {
    int row;
    int market;
    boolean buy;
    long limitTicks;

    /** The order it would cancel, 0 for none. */
    long named;

    /** The order it would cancel or meet, NONE for none. */
    int found;
  }

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
    Told next = told[count++];
    next.row = row;
    next.market = market;
    next.buy = buy;
    next.limitTicks = limitTicks;
    next.named = orderId;
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
      Told it = told[i];
      sum += accounts.touch(it.row, it.market);
      sum += it.named == 0 ? accounts.touchScope(it.row) : orders.touchIndex(it.named);
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
      Told it = told[i];
      if (it.named != 0) {
        it.found = orders.likely(it.named);
        sum += orders.touch(it.found);
        continue;
      }
      Book book = state.books[it.market];
      it.found = book.nextMatch(it.buy, it.limitTicks);
      boolean meets = it.found != Orders.NONE;
      sum += orders.touch(meets ? it.found : book.lastAt(it.buy, it.limitTicks));
      sum += orders.touch(accounts.likelyOrder(it.row, it.market));
      sum += meets ? accounts.touchCash(it.row) + state.fees.touch(it.row) : 0;
    }
    return sum;
  }

  /** What those are linked with: their neighbours and levels, and owners of what is met. */
  private long beyond() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      Told it = told[i];
      if (it.found == Orders.NONE) {
        continue;
      }
      sum += orders.touchLinked(it.found);
      sum +=
          it.named == 0
              ? touchOwner(orders.accountRow(it.found), it.market)
              : state.books[it.market].touchLevel(it.found);
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
