package caisson.engine.wire;

import caisson.protocol.CancelReason;
import caisson.protocol.RejectReason;
import caisson.protocol.TriggerCanceledEncoder;
import caisson.protocol.TriggerFailedEncoder;
import caisson.protocol.TriggerFiredEncoder;
import caisson.protocol.TriggerPlacedEncoder;
import caisson.protocol.TwapEndedEncoder;
import caisson.protocol.TwapPlacedEncoder;
import caisson.protocol.TwapSlicedEncoder;

/** What waits for a mark or for its time: triggers and TWAPs. */
public final class TriggerEvents {
  private final TriggerPlacedEncoder triggerPlaced = new TriggerPlacedEncoder();
  private final TriggerFiredEncoder triggerFired = new TriggerFiredEncoder();
  private final TriggerFailedEncoder triggerFailed = new TriggerFailedEncoder();
  private final TriggerCanceledEncoder triggerCanceled = new TriggerCanceledEncoder();
  private final TwapPlacedEncoder twapPlaced = new TwapPlacedEncoder();
  private final TwapSlicedEncoder twapSliced = new TwapSlicedEncoder();
  private final TwapEndedEncoder twapEnded = new TwapEndedEncoder();
  private final EventPublisher events;

  TriggerEvents(EventPublisher events) {
    this.events = events;
  }

  public void placed(long requestId, long triggerId, TriggerTerms terms) {
    events.release();
    var order = terms.order;
    triggerPlaced
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(order.account)
        .market(order.market)
        .triggerId(triggerId)
        .triggerTicks(terms.triggerTicks)
        .limitTicks(order.limitTicks)
        .lots(order.lots)
        .group(terms.group)
        .side(order.side)
        .timeInForce(order.timeInForce)
        .reduceOnly((short) (order.reduceOnly ? 1 : 0))
        .when(terms.when);
    triggerPlaced.clientOrderId().high(order.clientHigh).low(order.clientLow);
    events.stamp();
    events.hold(triggerPlaced.encodedLength());
  }

  public void fired(int account, int market, long triggerId, long markTicks) {
    events.release();
    triggerFired
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .market(market)
        .triggerId(triggerId)
        .markTicks(markTicks);
    events.stamp();
    events.hold(triggerFired.encodedLength());
  }

  public void failed(int account, int market, long triggerId, RejectReason reason) {
    events.release();
    triggerFailed
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .market(market)
        .triggerId(triggerId)
        .reason(reason);
    events.stamp();
    events.hold(triggerFailed.encodedLength());
  }

  public void canceled(
      long requestId, int account, int market, long triggerId, CancelReason reason) {
    events.release();
    triggerCanceled
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .triggerId(triggerId)
        .reason(reason);
    events.stamp();
    events.hold(triggerCanceled.encodedLength());
  }

  public void twapPlaced(long requestId, long twapId, TwapTerms terms) {
    events.release();
    var order = terms.order;
    twapPlaced
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(order.account)
        .market(order.market)
        .twapId(twapId)
        .limitTicks(order.limitTicks)
        .lots(order.lots)
        .intervalNs(terms.intervalNs)
        .slices(terms.slices)
        .side(order.side)
        .reduceOnly((short) (order.reduceOnly ? 1 : 0));
    twapPlaced.clientOrderId().high(order.clientHigh).low(order.clientLow);
    events.stamp();
    events.hold(twapPlaced.encodedLength());
  }

  public void twapSliced(
      int account,
      int market,
      long twapId,
      long orderId,
      long lots,
      int slicesLeft,
      RejectReason reason) {
    events.release();
    twapSliced
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .market(market)
        .twapId(twapId)
        .orderId(orderId)
        .lots(lots)
        .slicesLeft(slicesLeft)
        .reason(reason);
    events.stamp();
    events.hold(twapSliced.encodedLength());
  }

  public void twapEnded(
      long requestId,
      int account,
      int market,
      long twapId,
      long remainingLots,
      CancelReason reason) {
    events.release();
    twapEnded
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .twapId(twapId)
        .remainingLots(remainingLots)
        .reason(reason);
    events.stamp();
    events.hold(twapEnded.encodedLength());
  }
}
