package caisson.engine;

import caisson.protocol.AmendOrderEncoder;
import caisson.protocol.CancelOrderEncoder;
import caisson.protocol.CancelOrdersEncoder;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PlaceScaleEncoder;
import caisson.protocol.PlaceTriggerEncoder;
import caisson.protocol.PlaceTwapEncoder;
import caisson.protocol.ScheduleCancelEncoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrderEncoder;
import caisson.protocol.TimeInForce;
import caisson.protocol.TriggerWhen;

/** Commands about orders, as a gateway encodes them. */
final class WireOrders {
  private final Wire wire;

  WireOrders(Wire wire) {
    this.wire = wire;
  }

  int placeOrder(
      int account,
      int market,
      Side side,
      long lots,
      long limitTicks,
      TimeInForce timeInForce,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new PlaceOrderEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .market(market)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .side(side)
        .timeInForce(timeInForce);
    c.clientOrderId().high(account).low(nonce);
    Wire.putKey(
        wire.buffer, c.offset() + PlaceOrderEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int cancelOrder(int account, int market, long orderId, long nonce, long expiryNs, int signer) {
    var c = new CancelOrderEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .market(market)
        .orderId(orderId)
        .nonce(nonce)
        .expiryNs(expiryNs);
    Wire.putKey(
        wire.buffer, c.offset() + CancelOrderEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  /** The terms that PlaceOrder lacks are set on the encoder afterwards. */
  SubmitOrderEncoder submitOrder(
      int account,
      int market,
      Side side,
      long lots,
      long limitTicks,
      TimeInForce timeInForce,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new SubmitOrderEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .market(market)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .replaces(0)
        .side(side)
        .timeInForce(timeInForce)
        .selfTrade(SelfTrade.CANCEL_TAKER)
        .reduceOnly((short) 0)
        .slide((short) 0)
        .goodTillNs(0);
    c.clientOrderId().high(account).low(nonce);
    Wire.putKey(
        wire.buffer, c.offset() + SubmitOrderEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  AmendOrderEncoder amendOrder(
      int account,
      int market,
      long orderId,
      long lots,
      long limitTicks,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new AmendOrderEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .postOnly((short) 0)
        .selfTrade(SelfTrade.CANCEL_TAKER);
    Wire.putKey(
        wire.buffer, c.offset() + AmendOrderEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  PlaceScaleEncoder placeScale(
      int account,
      int market,
      Side side,
      long lots,
      long fromTicks,
      long toTicks,
      int orders,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new PlaceScaleEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .market(market)
        .fromTicks(fromTicks)
        .toTicks(toTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .goodTillNs(0)
        .side(side)
        .postOnly((short) 0)
        .selfTrade(SelfTrade.CANCEL_TAKER)
        .orders((short) orders);
    c.clientOrderId().high(account).low(nonce);
    Wire.putKey(
        wire.buffer, c.offset() + PlaceScaleEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  PlaceTwapEncoder placeTwap(
      int account,
      int market,
      Side side,
      long lots,
      long limitTicks,
      int slices,
      long intervalNs,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new PlaceTwapEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .market(market)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .intervalNs(intervalNs)
        .slices(slices)
        .side(side)
        .selfTrade(SelfTrade.CANCEL_TAKER)
        .reduceOnly((short) 0);
    c.clientOrderId().high(account).low(nonce);
    Wire.putKey(wire.buffer, c.offset() + PlaceTwapEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  PlaceTriggerEncoder placeTrigger(
      int account,
      int market,
      Side side,
      long lots,
      long limitTicks,
      TimeInForce timeInForce,
      TriggerWhen when,
      long triggerTicks,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new PlaceTriggerEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .market(market)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .triggerTicks(triggerTicks)
        .group(0)
        .side(side)
        .timeInForce(timeInForce)
        .selfTrade(SelfTrade.CANCEL_TAKER)
        .reduceOnly((short) 0)
        .when(when);
    c.clientOrderId().high(account).low(nonce);
    Wire.putKey(
        wire.buffer, c.offset() + PlaceTriggerEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  int scheduleCancel(int account, long atNs, long nonce, long expiryNs, int signer) {
    var c = new ScheduleCancelEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).account(account).atNs(atNs).nonce(nonce).expiryNs(expiryNs);
    Wire.putKey(
        wire.buffer, c.offset() + ScheduleCancelEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int cancelOrders(
      int account, int market, OrderSides sides, long nonce, long expiryNs, int signer) {
    var c = new CancelOrdersEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest())
        .account(account)
        .market(market)
        .sides(sides)
        .nonce(nonce)
        .expiryNs(expiryNs);
    Wire.putKey(
        wire.buffer, c.offset() + CancelOrdersEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }
}
