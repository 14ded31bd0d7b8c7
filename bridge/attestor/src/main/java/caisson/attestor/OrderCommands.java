package caisson.attestor;

import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.ScheduleCancelDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.signing.BundleEntry;
import caisson.signing.TypedMessage;
import caisson.signing.TypedMessage.AmendMessage;
import caisson.signing.TypedMessage.BundleMessage;
import caisson.signing.TypedMessage.CancelAllMessage;
import caisson.signing.TypedMessage.ScaleMessage;
import caisson.signing.TypedMessage.ScheduleMessage;
import caisson.signing.TypedMessage.SubmitMessage;
import caisson.signing.TypedMessage.TriggerMessage;
import caisson.signing.TypedMessage.TwapMessage;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** What was signed of the commands about orders beyond placing a plain one and canceling one. */
final class OrderCommands {
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SubmitOrderDecoder submit = new SubmitOrderDecoder();
  private final SubmitOrdersDecoder bundle = new SubmitOrdersDecoder();
  private final AmendOrderDecoder amend = new AmendOrderDecoder();
  private final CancelOrdersDecoder cancel = new CancelOrdersDecoder();
  private final PlaceTriggerDecoder trigger = new PlaceTriggerDecoder();
  private final ScheduleCancelDecoder schedule = new ScheduleCancelDecoder();
  private final PlaceScaleDecoder scale = new PlaceScaleDecoder();
  private final PlaceTwapDecoder twap = new PlaceTwapDecoder();
  private int signerOffset;
  private int signatureOffset;

  TypedMessage message(DirectBuffer command) {
    int body = MessageHeaderDecoder.ENCODED_LENGTH;
    return switch (header.wrap(command, 0).templateId()) {
      case SubmitOrderDecoder.TEMPLATE_ID -> {
        signerOffset = body + SubmitOrderDecoder.signerEncodingOffset();
        signatureOffset = body + SubmitOrderDecoder.signatureEncodingOffset();
        yield of(submit.wrapAndApplyHeader(command, 0, header));
      }
      case SubmitOrdersDecoder.TEMPLATE_ID -> {
        signerOffset = body + SubmitOrdersDecoder.signerEncodingOffset();
        signatureOffset = body + SubmitOrdersDecoder.signatureEncodingOffset();
        yield of(bundle.wrapAndApplyHeader(command, 0, header));
      }
      case AmendOrderDecoder.TEMPLATE_ID -> {
        signerOffset = body + AmendOrderDecoder.signerEncodingOffset();
        signatureOffset = body + AmendOrderDecoder.signatureEncodingOffset();
        yield of(amend.wrapAndApplyHeader(command, 0, header));
      }
      case CancelOrdersDecoder.TEMPLATE_ID -> {
        signerOffset = body + CancelOrdersDecoder.signerEncodingOffset();
        signatureOffset = body + CancelOrdersDecoder.signatureEncodingOffset();
        CancelOrdersDecoder m = cancel.wrapAndApplyHeader(command, 0, header);
        yield new CancelAllMessage(m.account(), m.market(), m.sidesRaw(), m.nonce(), m.expiryNs());
      }
      case PlaceTriggerDecoder.TEMPLATE_ID -> {
        signerOffset = body + PlaceTriggerDecoder.signerEncodingOffset();
        signatureOffset = body + PlaceTriggerDecoder.signatureEncodingOffset();
        yield of(trigger.wrapAndApplyHeader(command, 0, header));
      }
      case ScheduleCancelDecoder.TEMPLATE_ID -> {
        signerOffset = body + ScheduleCancelDecoder.signerEncodingOffset();
        signatureOffset = body + ScheduleCancelDecoder.signatureEncodingOffset();
        ScheduleCancelDecoder m = schedule.wrapAndApplyHeader(command, 0, header);
        yield new ScheduleMessage(m.account(), m.atNs(), m.nonce(), m.expiryNs());
      }
      case PlaceScaleDecoder.TEMPLATE_ID -> {
        signerOffset = body + PlaceScaleDecoder.signerEncodingOffset();
        signatureOffset = body + PlaceScaleDecoder.signatureEncodingOffset();
        yield of(scale.wrapAndApplyHeader(command, 0, header));
      }
      case PlaceTwapDecoder.TEMPLATE_ID -> {
        signerOffset = body + PlaceTwapDecoder.signerEncodingOffset();
        signatureOffset = body + PlaceTwapDecoder.signatureEncodingOffset();
        yield of(twap.wrapAndApplyHeader(command, 0, header));
      }
      default -> throw new IllegalArgumentException("template " + header.templateId());
    };
  }

  /** Of the message last read. */
  int signerOffset() {
    return signerOffset;
  }

  int signatureOffset() {
    return signatureOffset;
  }

  private static SubmitMessage of(SubmitOrderDecoder m) {
    return new SubmitMessage(
        m.account(),
        m.market(),
        m.sideRaw(),
        m.timeInForceRaw(),
        m.selfTradeRaw(),
        m.reduceOnly(),
        m.slide(),
        m.limitTicks(),
        m.lots(),
        m.replaces(),
        m.goodTillNs(),
        m.nonce(),
        m.expiryNs(),
        m.clientOrderId().high(),
        m.clientOrderId().low());
  }

  private static BundleMessage of(SubmitOrdersDecoder m) {
    List<BundleEntry> entries = new ArrayList<>();
    for (var e : m.entries()) {
      entries.add(
          new BundleEntry(
              e.actionRaw(),
              e.market(),
              e.orderId(),
              e.sideRaw(),
              e.timeInForceRaw(),
              e.selfTradeRaw(),
              e.reduceOnly(),
              e.slide(),
              e.limitTicks(),
              e.lots(),
              e.goodTillNs(),
              e.clientOrderId().high(),
              e.clientOrderId().low()));
    }
    return new BundleMessage(m.account(), entries, m.nonce(), m.expiryNs());
  }

  private static AmendMessage of(AmendOrderDecoder m) {
    return new AmendMessage(
        m.account(),
        m.market(),
        m.orderId(),
        m.limitTicks(),
        m.lots(),
        m.postOnly(),
        m.selfTradeRaw(),
        m.nonce(),
        m.expiryNs());
  }

  private static TriggerMessage of(PlaceTriggerDecoder m) {
    return new TriggerMessage(
        m.account(),
        m.market(),
        m.sideRaw(),
        m.timeInForceRaw(),
        m.selfTradeRaw(),
        m.reduceOnly(),
        m.whenRaw(),
        m.triggerTicks(),
        m.limitTicks(),
        m.lots(),
        m.group(),
        m.nonce(),
        m.expiryNs(),
        m.clientOrderId().high(),
        m.clientOrderId().low());
  }

  private static ScaleMessage of(PlaceScaleDecoder m) {
    return new ScaleMessage(
        m.account(),
        m.market(),
        m.sideRaw(),
        m.postOnly(),
        m.selfTradeRaw(),
        m.orders(),
        m.fromTicks(),
        m.toTicks(),
        m.lots(),
        m.goodTillNs(),
        m.nonce(),
        m.expiryNs(),
        m.clientOrderId().high(),
        m.clientOrderId().low());
  }

  private static TwapMessage of(PlaceTwapDecoder m) {
    return new TwapMessage(
        m.account(),
        m.market(),
        m.sideRaw(),
        m.selfTradeRaw(),
        m.reduceOnly(),
        m.slices(),
        m.intervalNs(),
        m.limitTicks(),
        m.lots(),
        m.nonce(),
        m.expiryNs(),
        m.clientOrderId().high(),
        m.clientOrderId().low());
  }
}
