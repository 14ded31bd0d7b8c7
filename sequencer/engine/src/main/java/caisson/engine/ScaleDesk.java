package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Submission;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.RejectReason;

/**
 * A scale: orders of one side evenly over a range of prices, all or none of them.
 *
 * <p>It is checked as one order of all its lots at its worst price. So whatever part of it trades,
 * in whatever order, was covered, and its orders then come in one after the other unchecked.
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

  void place(long requestId, ScaleTerms scale) {
    var order = scale.order;
    int row = accounts.rowOf(order.account);
    long from = order.limitTicks;
    long lots = order.lots;
    RejectReason reason =
        signers.check(
            order.account,
            row,
            order.nonce,
            order.expiryNs,
            order.signerA,
            order.signerB,
            order.signerC);
    if (reason == RejectReason.NONE) {
      reason = check(row, scale);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, order.account, PlaceScaleDecoder.TEMPLATE_ID, reason);
      return;
    }
    signers.use(order.market, order.limitTicks, lots);
    for (int i = 0; i < scale.orders; i++) {
      order.limitTicks = ticks(from, scale.toTicks, i, scale.orders);
      order.lots = lots / scale.orders + (i < lots % scale.orders ? 1 : 0);
      accept(requestId, row, state.sequence | (long) i << ID_SHIFT, order);
      order.clientLow++;
    }
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
    long from = order.limitTicks;
    order.limitTicks = order.buy() ? Math.min(from, scale.toTicks) : Math.max(from, scale.toTicks);
    RejectReason reason = admission.checkTerms(order);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    order.limitTicks = order.buy() ? Math.max(from, scale.toTicks) : Math.min(from, scale.toTicks);
    reason = admission.checkTerms(order);
    if (reason == RejectReason.NONE && order.lots / scale.orders < markets.minLots[order.market]) {
      reason = RejectReason.BAD_QUANTITY;
    }
    if (reason == RejectReason.NONE) {
      reason = checkRoom(row, scale);
    }
    return reason == RejectReason.NONE ? admission.admit(row, order, Orders.NONE) : reason;
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

  private static long ticks(long from, long to, int i, int orders) {
    return from + Math.floorDiv((to - from) * i, orders - 1);
  }
}
