package caisson.engine.wire;

import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledEncoder;
import caisson.protocol.OrderAcceptedEncoder;
import caisson.protocol.OrderAmendedEncoder;
import caisson.protocol.OrderCanceledEncoder;
import caisson.protocol.OrderReducedEncoder;
import caisson.protocol.OrderRestedEncoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;

/** What became of orders, trades apart. */
public final class OrderEvents {
  private final OrderAcceptedEncoder orderAccepted = new OrderAcceptedEncoder();
  private final OrderRestedEncoder orderRested = new OrderRestedEncoder();
  private final OrderCanceledEncoder orderCanceled = new OrderCanceledEncoder();
  private final OrderReducedEncoder orderReduced = new OrderReducedEncoder();
  private final OrderAmendedEncoder orderAmended = new OrderAmendedEncoder();
  private final CancelScheduledEncoder cancelScheduled = new CancelScheduledEncoder();
  private final EventPublisher events;

  OrderEvents(EventPublisher events) {
    this.events = events;
  }

  public void accepted(
      long requestId,
      int account,
      int market,
      long orderId,
      long limitTicks,
      long lots,
      long clientOrderIdHigh,
      long clientOrderIdLow,
      Side side,
      TimeInForce timeInForce) {
    events.release();
    orderAccepted
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .lots(lots)
        .side(side)
        .timeInForce(timeInForce);
    orderAccepted.clientOrderId().high(clientOrderIdHigh).low(clientOrderIdLow);
    events.stamp();
    events.hold(orderAccepted.encodedLength());
  }

  public void rested(
      int account, int market, long orderId, long limitTicks, long restingLots, Side side) {
    events.release();
    orderRested
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .restingLots(restingLots)
        .side(side);
    events.stamp();
    events.hold(orderRested.encodedLength());
  }

  public void canceled(
      long requestId,
      int account,
      int market,
      long orderId,
      long limitTicks,
      long canceledLots,
      Side side,
      boolean wasResting,
      CancelReason reason) {
    events.release();
    orderCanceled
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .canceledLots(canceledLots)
        .side(side)
        .wasResting((short) (wasResting ? 1 : 0))
        .reason(reason);
    events.stamp();
    events.hold(orderCanceled.encodedLength());
  }

  public void reduced(
      long requestId,
      int account,
      int market,
      long orderId,
      long limitTicks,
      long reducedLots,
      long remainingLots,
      Side side,
      boolean wasResting,
      CancelReason reason) {
    events.release();
    orderReduced
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .reducedLots(reducedLots)
        .remainingLots(remainingLots)
        .side(side)
        .wasResting((short) (wasResting ? 1 : 0))
        .reason(reason);
    events.stamp();
    events.hold(orderReduced.encodedLength());
  }

  public void amended(
      long requestId,
      int account,
      int market,
      long orderId,
      long fromTicks,
      long fromLots,
      long limitTicks,
      long lots,
      Side side) {
    events.release();
    orderAmended
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .fromTicks(fromTicks)
        .fromLots(fromLots)
        .limitTicks(limitTicks)
        .lots(lots)
        .side(side);
    events.stamp();
    events.hold(orderAmended.encodedLength());
  }

  public void cancelScheduled(long requestId, int account, long atNs, boolean fired) {
    events.release();
    cancelScheduled
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(account)
        .atNs(atNs)
        .fired((short) (fired ? 1 : 0));
    events.stamp();
    events.hold(cancelScheduled.encodedLength());
  }
}
