package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.risk.Risk;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.RejectReason;

/**
 * A scale: orders of one side evenly over a range of prices, all or none of them.
 *
 * <p>It is checked as one order of all its lots at its worst price. So whatever part of it trades,
 * in whatever order, was covered, and its orders then come in one after the other unchecked. The
 * worst price of a sale is the lowest, at which it is worth least: what an agent may order is asked
 * of each order at its own price, from rules 4 on.
 */
final class ScaleDesk {
  private static final int MOST = 16;

  /** Ids of one command differ from here on. */
  private static final int ID_SHIFT = 48;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Orders orders;
  private final Signers signers;
  private final Admission admission;
  private final Matching matching;
  private final EventPublisher events;

  ScaleDesk(
      State state, Signers signers, Admission admission, Matching matching, EventPublisher events) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    orders = state.orders;
    this.signers = signers;
    this.admission = admission;
    this.matching = matching;
    this.events = events;
  }

  void place(long requestId, Signed by, ScaleTerms scale) {
    var order = scale.order;
    int row = accounts.rowOf(by.account);
    RejectReason reason = signers.check(by, row);
    if (reason == RejectReason.NONE) {
      reason = check(row, scale);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, order.account, PlaceScaleDecoder.TEMPLATE_ID, reason);
      return;
    }
    boolean each = byItsOrders();
    if (!each) {
      signers.use(order.market, order.limitTicks, scale.lots);
    }
    for (int i = 0; i < scale.orders; i++) {
      order.limitTicks = scale.ticks(i);
      order.lots = scale.lots(i);
      if (each) {
        signers.use(order.market, order.limitTicks, order.lots);
      }
      accept(requestId, row, state.sequence | (long) i << ID_SHIFT, order);
      order.clientLow++;
    }
  }

  private boolean byItsOrders() {
    return state.rules.inForce >= Rules.SCALE_BY_ITS_ORDERS;
  }

  private void accept(long requestId, int row, long id, Submission order) {
    events.orders.accepted(
        requestId,
        order.account,
        order.market,
        id,
        order.limitTicks,
        order.lots,
        order.clientHigh,
        order.clientLow,
        order.side,
        order.timeInForce);
    matching.match(requestId, row, id, order);
  }

  /** Leaves the worst price as the order's limit. */
  private RejectReason check(int row, ScaleTerms scale) {
    var order = scale.order;
    if (scale.orders < 2 || scale.orders > MOST) {
      return RejectReason.BAD_PARAMETER;
    }
    long low = Math.min(scale.fromTicks, scale.toTicks);
    long high = Math.max(scale.fromTicks, scale.toTicks);
    order.limitTicks = order.buy() ? low : high;
    RejectReason reason = admission.checkTerms(order);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    order.limitTicks = order.buy() ? high : low;
    reason = admission.checkTerms(order);
    if (reason == RejectReason.NONE && order.lots / scale.orders < markets.minLots(order.market)) {
      reason = RejectReason.BAD_QUANTITY;
    }
    boolean each = byItsOrders();
    if (reason == RejectReason.NONE && each && beyondBound(scale)) {
      reason = RejectReason.BOUND_EXCEEDED;
    }
    if (reason == RejectReason.NONE) {
      reason = checkRoom(row, scale);
    }
    if (reason != RejectReason.NONE) {
      return reason;
    }
    return each ? admission.admit(row, scale) : admission.admit(row, order, Orders.NONE);
  }

  /** What an order is worth at its own price; beyond that no sum of them would be exact. */
  private boolean beyondBound(ScaleTerms scale) {
    long k = markets.k(scale.order.market);
    for (int i = 0; i < scale.orders; i++) {
      if (Markets.exceeds(scale.lots(i), scale.ticks(i) * k, Risk.MAX_ACCOUNT_NOTIONAL)) {
        return true;
      }
    }
    return false;
  }

  private RejectReason checkRoom(int row, ScaleTerms scale) {
    if (state.accountOrders.count(row) + scale.orders > state.limits.ordersPerAccount()) {
      return RejectReason.ACCOUNT_ORDER_LIMIT;
    }
    if (orders.count() + scale.orders > orders.capacity()) {
      return RejectReason.BOOK_FULL;
    }
    return scale.order.goodTillNs != 0 && state.timedOrders.room() < scale.orders
        ? RejectReason.TIMED_ORDERS_FULL
        : RejectReason.NONE;
  }
}
