package caisson.engine.wire;

import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledEncoder;
import caisson.protocol.ClientOrderIdEncoder;
import caisson.protocol.OrderAcceptedEncoder;
import caisson.protocol.OrderAmendedEncoder;
import caisson.protocol.OrderCanceledEncoder;
import caisson.protocol.OrderReducedEncoder;
import caisson.protocol.OrderRestedEncoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;

/** What became of orders, trades apart. */
public final class OrderEvents {
  private final OrderReducedEncoder orderReduced = new OrderReducedEncoder();
  private final OrderAmendedEncoder orderAmended = new OrderAmendedEncoder();
  private final CancelScheduledEncoder cancelScheduled = new CancelScheduledEncoder();
  private final EventPublisher events;
  private final EventBytes bytes;

  OrderEvents(EventPublisher events) {
    this.events = events;
    bytes = events.bytes;
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
    bytes.head(OrderAcceptedEncoder.TEMPLATE_ID, OrderAcceptedEncoder.BLOCK_LENGTH);
    bytes.putLong(OrderAcceptedEncoder.requestIdEncodingOffset(), requestId);
    bytes.putInt(OrderAcceptedEncoder.accountEncodingOffset(), account);
    bytes.putInt(OrderAcceptedEncoder.marketEncodingOffset(), market);
    bytes.putLong(OrderAcceptedEncoder.orderIdEncodingOffset(), orderId);
    bytes.putLong(OrderAcceptedEncoder.limitTicksEncodingOffset(), limitTicks);
    bytes.putLong(OrderAcceptedEncoder.lotsEncodingOffset(), lots);
    bytes.putByte(OrderAcceptedEncoder.sideEncodingOffset(), side.value());
    bytes.putByte(OrderAcceptedEncoder.timeInForceEncodingOffset(), timeInForce.value());
    int client = OrderAcceptedEncoder.clientOrderIdEncodingOffset();
    bytes.putLong(client + ClientOrderIdEncoder.highEncodingOffset(), clientOrderIdHigh);
    bytes.putLong(client + ClientOrderIdEncoder.lowEncodingOffset(), clientOrderIdLow);
    events.stamp();
    events.hold(OrderAcceptedEncoder.BLOCK_LENGTH);
  }

  public void rested(
      int account, int market, long orderId, long limitTicks, long restingLots, Side side) {
    events.release();
    bytes.head(OrderRestedEncoder.TEMPLATE_ID, OrderRestedEncoder.BLOCK_LENGTH);
    bytes.putInt(OrderRestedEncoder.accountEncodingOffset(), account);
    bytes.putInt(OrderRestedEncoder.marketEncodingOffset(), market);
    bytes.putLong(OrderRestedEncoder.orderIdEncodingOffset(), orderId);
    bytes.putLong(OrderRestedEncoder.limitTicksEncodingOffset(), limitTicks);
    bytes.putLong(OrderRestedEncoder.restingLotsEncodingOffset(), restingLots);
    bytes.putByte(OrderRestedEncoder.sideEncodingOffset(), side.value());
    events.stamp();
    events.hold(OrderRestedEncoder.BLOCK_LENGTH);
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
    bytes.head(OrderCanceledEncoder.TEMPLATE_ID, OrderCanceledEncoder.BLOCK_LENGTH);
    bytes.putLong(OrderCanceledEncoder.requestIdEncodingOffset(), requestId);
    bytes.putInt(OrderCanceledEncoder.accountEncodingOffset(), account);
    bytes.putInt(OrderCanceledEncoder.marketEncodingOffset(), market);
    bytes.putLong(OrderCanceledEncoder.orderIdEncodingOffset(), orderId);
    bytes.putLong(OrderCanceledEncoder.limitTicksEncodingOffset(), limitTicks);
    bytes.putLong(OrderCanceledEncoder.canceledLotsEncodingOffset(), canceledLots);
    bytes.putByte(OrderCanceledEncoder.sideEncodingOffset(), side.value());
    bytes.putByte(OrderCanceledEncoder.wasRestingEncodingOffset(), wasResting ? 1 : 0);
    bytes.putByte(OrderCanceledEncoder.reasonEncodingOffset(), reason.value());
    events.stamp();
    events.hold(OrderCanceledEncoder.BLOCK_LENGTH);
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
