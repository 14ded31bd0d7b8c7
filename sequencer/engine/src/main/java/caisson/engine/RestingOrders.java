package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Risk;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Submission;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderSides;
import caisson.protocol.Side;
import java.util.Arrays;

/** How orders that rest lose lots or leave without a trade; each is told. */
final class RestingOrders {
  /** Events after which orders whose time has come wait for the next command. */
  private static final int SWEEP_EVENTS = 256;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Orders orders;
  private final Risk risk;
  private final EventPublisher events;

  /** Orders of one account, for the time of a call. */
  private final long[] ids;

  private final long[] reducing = new long[Admission.MAX_REDUCING];

  RestingOrders(State state, Risk risk, EventPublisher events) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    orders = state.orders;
    this.risk = risk;
    this.events = events;
    ids = new long[state.limits.ordersPerAccount()];
  }

  /**
   * Takes an order off its account: no lots of it are held, no list has it; the book still does.
   */
  void detach(int slot) {
    long lots = orders.lots(slot);
    int row = orders.accountRow(slot);
    int market = orders.market(slot);
    risk.release(row, market, orders.buy(slot), orders.limitTicks(slot), lots, lots);
    state.accountOrders.unlink(slot, row, market);
  }

  void attach(int slot) {
    state.accountOrders.link(slot);
    risk.hold(
        orders.accountRow(slot),
        orders.market(slot),
        orders.buy(slot),
        orders.limitTicks(slot),
        orders.lots(slot));
  }

  /** Lets so many lots of an order rest, which the caller tells. */
  int rest(int row, long orderId, Submission order, long lots) {
    risk.hold(row, order.market, order.buy(), order.limitTicks, lots);
    return state.rest(
        orderId,
        row,
        order.market,
        order.buy(),
        order.limitTicks,
        lots,
        order.clientHigh,
        order.clientLow,
        order.reduceOnly,
        order.goodTillNs);
  }

  void cancel(long requestId, int slot, CancelReason why) {
    detach(slot);
    cancelDetached(requestId, slot, why);
  }

  void cancelDetached(long requestId, int slot, CancelReason why) {
    int account = accounts.idOf(orders.accountRow(slot));
    int market = orders.market(slot);
    long id = orders.id(slot);
    long limitTicks = orders.limitTicks(slot);
    long lots = orders.lots(slot);
    Side side = side(slot);
    state.removeUnlinked(slot, market);
    events.orders.canceled(requestId, account, market, id, limitTicks, lots, side, true, why);
  }

  /** The order keeps some lots and its place in time. */
  void reduce(long requestId, int slot, long by, CancelReason why) {
    int row = orders.accountRow(slot);
    int market = orders.market(slot);
    long limitTicks = orders.limitTicks(slot);
    long before = orders.lots(slot);
    risk.release(row, market, orders.buy(slot), limitTicks, before, by);
    state.books[market].reduce(slot, by);
    events.orders.reduced(
        requestId,
        accounts.idOf(row),
        market,
        orders.id(slot),
        limitTicks,
        by,
        before - by,
        side(slot),
        true,
        why);
  }

  /**
   * Cancels the account's orders in a market (0: all) by ascending id, because the list of an
   * account is in no order; returns how many there were.
   */
  int cancelAll(long requestId, int row, int market, OrderSides sides, CancelReason why) {
    if (state.accountOrders.count(row) == 0) {
      return 0;
    }
    int count = 0;
    int last = market == 0 ? markets.count() : market;
    for (int in = market == 0 ? 1 : market; in <= last; in++) {
      int slot = state.accountOrders.first(row, in);
      for (; slot != Orders.NONE; slot = state.accountOrders.next(slot)) {
        if (sides == OrderSides.BOTH || (sides == OrderSides.BUYS) == orders.buy(slot)) {
          ids[count++] = orders.id(slot);
        }
      }
    }
    Arrays.sort(ids, 0, count);
    for (int i = 0; i < count; i++) {
      cancel(requestId, orders.find(ids[i]), why);
    }
    return count;
  }

  /** After a cell's line has changed: no reduce-only order on it keeps more than closes it. */
  void clip(int cell) {
    int count = cell == Accounts.NONE ? 0 : accounts.reducingOrdersOf(cell);
    if (count == 0) {
      return;
    }
    long line = accounts.lotsOf(cell);
    int slot = accounts.firstOrderOf(cell);
    for (int i = 0; i < count; i++, slot = state.accountOrders.next(slot)) {
      reducing[i] = orders.id(slot);
    }
    Arrays.sort(reducing, 0, count);
    for (int i = 0; i < count; i++) {
      slot = orders.find(reducing[i]);
      long closes = Math.max(0, orders.buy(slot) ? -line : line);
      if (closes == 0) {
        cancel(0, slot, CancelReason.REDUCE_ONLY);
      } else if (orders.lots(slot) > closes) {
        reduce(0, slot, orders.lots(slot) - closes, CancelReason.REDUCE_ONLY);
      }
    }
  }

  /** Ends orders whose time has come, the earliest first, so many of them per command. */
  void expire() {
    while (state.timedOrders.firstNs() <= state.timeNs && events.count() < SWEEP_EVENTS) {
      cancel(0, state.timedOrders.firstSlot(), CancelReason.EXPIRED);
    }
  }

  private Side side(int slot) {
    return orders.buy(slot) ? Side.BUY : Side.SELL;
  }
}
