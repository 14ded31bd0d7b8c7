package caisson.gateway;

import caisson.protocol.AmendOrderEncoder;
import caisson.protocol.CancelOrdersEncoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OrderAction;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceScaleEncoder;
import caisson.protocol.PlaceTriggerEncoder;
import caisson.protocol.PlaceTwapEncoder;
import caisson.protocol.ScheduleCancelEncoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrderEncoder;
import caisson.protocol.SubmitOrdersEncoder;
import caisson.protocol.SubmitOrdersEncoder.EntriesEncoder;
import caisson.protocol.TimeInForce;
import caisson.protocol.TriggerWhen;
import caisson.signing.Address;
import caisson.signing.BundleEntry;
import caisson.signing.TypedMessage.AmendMessage;
import caisson.signing.TypedMessage.BundleMessage;
import caisson.signing.TypedMessage.CancelAllMessage;
import caisson.signing.TypedMessage.ScaleMessage;
import caisson.signing.TypedMessage.ScheduleMessage;
import caisson.signing.TypedMessage.SubmitMessage;
import caisson.signing.TypedMessage.TriggerMessage;
import caisson.signing.TypedMessage.TwapMessage;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Signed messages about orders, beyond placing and canceling one, as command bytes. */
final class OrderCommandWriter {
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

  private OrderCommandWriter() {}

  static DirectBuffer submit(
      long requestId, SubmitMessage order, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + SubmitOrderEncoder.BLOCK_LENGTH]);
    SubmitOrderEncoder encoder =
        new SubmitOrderEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .requestId(requestId)
        .account(order.account())
        .market(order.market())
        .limitTicks(order.limitTicks())
        .lots(order.lots())
        .nonce(order.nonce())
        .expiryNs(order.expiryNs())
        .replaces(order.replaces())
        .side(Side.get((short) order.side()))
        .timeInForce(TimeInForce.get((short) order.timeInForce()))
        .selfTrade(SelfTrade.get((short) order.selfTrade()))
        .reduceOnly((short) order.reduceOnly())
        .slide((short) order.slide())
        .goodTillNs(order.goodTillNs())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    encoder.clientOrderId().high(order.clientOrderIdHigh()).low(order.clientOrderIdLow());
    return buffer;
  }

  static DirectBuffer amend(long requestId, AmendMessage amend, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + AmendOrderEncoder.BLOCK_LENGTH]);
    new AmendOrderEncoder()
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .requestId(requestId)
        .account(amend.account())
        .market(amend.market())
        .orderId(amend.orderId())
        .limitTicks(amend.limitTicks())
        .lots(amend.lots())
        .nonce(amend.nonce())
        .expiryNs(amend.expiryNs())
        .postOnly((short) amend.postOnly())
        .selfTrade(SelfTrade.get((short) amend.selfTrade()))
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }

  static DirectBuffer cancelAll(
      long requestId, CancelAllMessage cancel, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + CancelOrdersEncoder.BLOCK_LENGTH]);
    new CancelOrdersEncoder()
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .requestId(requestId)
        .account(cancel.account())
        .market(cancel.market())
        .sides(OrderSides.get((short) cancel.sides()))
        .nonce(cancel.nonce())
        .expiryNs(cancel.expiryNs())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }

  static DirectBuffer trigger(
      long requestId, TriggerMessage trigger, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + PlaceTriggerEncoder.BLOCK_LENGTH]);
    PlaceTriggerEncoder encoder =
        new PlaceTriggerEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .requestId(requestId)
        .account(trigger.account())
        .market(trigger.market())
        .limitTicks(trigger.limitTicks())
        .lots(trigger.lots())
        .nonce(trigger.nonce())
        .expiryNs(trigger.expiryNs())
        .triggerTicks(trigger.triggerTicks())
        .group(trigger.group())
        .side(Side.get((short) trigger.side()))
        .timeInForce(TimeInForce.get((short) trigger.timeInForce()))
        .selfTrade(SelfTrade.get((short) trigger.selfTrade()))
        .reduceOnly((short) trigger.reduceOnly())
        .when(TriggerWhen.get((short) trigger.when()))
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    encoder.clientOrderId().high(trigger.clientOrderIdHigh()).low(trigger.clientOrderIdLow());
    return buffer;
  }

  static DirectBuffer schedule(
      long requestId, ScheduleMessage schedule, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + ScheduleCancelEncoder.BLOCK_LENGTH]);
    new ScheduleCancelEncoder()
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .requestId(requestId)
        .account(schedule.account())
        .atNs(schedule.atNs())
        .nonce(schedule.nonce())
        .expiryNs(schedule.expiryNs())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    return buffer;
  }

  static DirectBuffer bundle(
      long requestId, BundleMessage bundle, Address signer, byte[] signature) {
    int entries = bundle.entries().size() * EntriesEncoder.sbeBlockLength();
    int group = EntriesEncoder.sbeHeaderSize() + entries;
    UnsafeBuffer buffer =
        new UnsafeBuffer(new byte[HEADER + SubmitOrdersEncoder.BLOCK_LENGTH + group]);
    SubmitOrdersEncoder encoder =
        new SubmitOrdersEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .requestId(requestId)
            .account(bundle.account())
            .nonce(bundle.nonce())
            .expiryNs(bundle.expiryNs())
            .putSigner(signer.bytes(), 0, Address.LENGTH)
            .putSignature(signature, 0, signature.length);
    EntriesEncoder rows = encoder.entriesCount(bundle.entries().size());
    for (BundleEntry entry : bundle.entries()) {
      rows.next()
          .orderId(entry.orderId())
          .limitTicks(entry.limitTicks())
          .lots(entry.lots())
          .goodTillNs(entry.goodTillNs())
          .market(entry.market())
          .action(OrderAction.get((short) entry.action()))
          .side(Side.get((short) entry.side()))
          .timeInForce(TimeInForce.get((short) entry.timeInForce()))
          .selfTrade(SelfTrade.get((short) entry.selfTrade()))
          .reduceOnly((short) entry.reduceOnly())
          .slide((short) entry.slide());
      rows.clientOrderId().high(entry.clientOrderIdHigh()).low(entry.clientOrderIdLow());
    }
    return buffer;
  }

  static DirectBuffer scale(long requestId, ScaleMessage scale, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + PlaceScaleEncoder.BLOCK_LENGTH]);
    PlaceScaleEncoder encoder =
        new PlaceScaleEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .requestId(requestId)
        .account(scale.account())
        .market(scale.market())
        .fromTicks(scale.fromTicks())
        .toTicks(scale.toTicks())
        .lots(scale.lots())
        .nonce(scale.nonce())
        .expiryNs(scale.expiryNs())
        .goodTillNs(scale.goodTillNs())
        .side(Side.get((short) scale.side()))
        .postOnly((short) scale.postOnly())
        .selfTrade(SelfTrade.get((short) scale.selfTrade()))
        .orders((short) scale.orders())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    encoder.clientOrderId().high(scale.clientOrderIdHigh()).low(scale.clientOrderIdLow());
    return buffer;
  }

  static DirectBuffer twap(long requestId, TwapMessage twap, Address signer, byte[] signature) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADER + PlaceTwapEncoder.BLOCK_LENGTH]);
    PlaceTwapEncoder encoder =
        new PlaceTwapEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .requestId(requestId)
        .account(twap.account())
        .market(twap.market())
        .limitTicks(twap.limitTicks())
        .lots(twap.lots())
        .nonce(twap.nonce())
        .expiryNs(twap.expiryNs())
        .intervalNs(twap.intervalNs())
        .slices(twap.slices())
        .side(Side.get((short) twap.side()))
        .selfTrade(SelfTrade.get((short) twap.selfTrade()))
        .reduceOnly((short) twap.reduceOnly())
        .putSigner(signer.bytes(), 0, Address.LENGTH)
        .putSignature(signature, 0, signature.length);
    encoder.clientOrderId().high(twap.clientOrderIdHigh()).low(twap.clientOrderIdLow());
    return buffer;
  }
}
