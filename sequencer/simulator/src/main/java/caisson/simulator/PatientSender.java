package caisson.simulator;

import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PlaceScaleEncoder;
import caisson.protocol.PlaceTriggerEncoder;
import caisson.protocol.PlaceTwapEncoder;
import caisson.protocol.ScheduleCancelEncoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TriggerWhen;
import org.agrona.MutableDirectBuffer;

/** Steps to bytes: orders that come later or in parts, and the switch that takes them back. */
final class PatientSender {
  private static final long NS_PER_MS = 1_000_000L;
  private static final long NS_PER_SECOND = 1_000 * NS_PER_MS;

  private final Ledger ledger;
  private final MutableDirectBuffer buffer;
  private final SignerKeys keys;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final PlaceTriggerEncoder placeTrigger = new PlaceTriggerEncoder();
  private final PlaceTwapEncoder placeTwap = new PlaceTwapEncoder();
  private final PlaceScaleEncoder placeScale = new PlaceScaleEncoder();
  private final ScheduleCancelEncoder scheduleCancel = new ScheduleCancelEncoder();

  PatientSender(Ledger ledger, MutableDirectBuffer buffer, SignerKeys keys) {
    this.ledger = ledger;
    this.buffer = buffer;
    this.keys = keys;
  }

  int write(Step s, long requestId, long nonce) {
    return switch (s.verb()) {
      case TRIGGER -> trigger(s, requestId, nonce);
      case TWAP -> twap(s, requestId, nonce);
      case SCALE -> scale(s, requestId, nonce);
      case SWITCH -> {
        var c = scheduleCancel.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0)).nonce(nonce).expiryNs(Long.MAX_VALUE);
        c.atNs(atNs(s.number(1)));
        int at = c.offset() + ScheduleCancelEncoder.signerEncodingOffset();
        keys.write(buffer, at, s.whole(0), s.number(2));
        yield c.encodedLength();
      }
      default -> throw new IllegalArgumentException("no such order: " + s.verb());
    };
  }

  private long atNs(long aheadMs) {
    return aheadMs == 0 || aheadMs == PatientOrders.LONG_PAST
        ? aheadMs
        : ledger.timeNs + aheadMs * NS_PER_MS;
  }

  private int trigger(Step s, long requestId, long nonce) {
    var c = placeTrigger.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).account(s.whole(0)).market(s.whole(1));
    c.lots(s.number(3)).limitTicks(s.number(4)).triggerTicks(s.number(5));
    c.side(s.number(2) == 0 ? Side.BUY : Side.SELL);
    c.when(TriggerWhen.get((short) s.number(6)));
    c.timeInForce(TimeInForce.get((short) s.number(7)));
    c.clientOrderId().high(s.number(0)).low(s.number(8));
    c.selfTrade(SelfTrade.get((short) 0)).reduceOnly((short) s.number(9)).group(s.number(10));
    c.nonce(nonce).expiryNs(Long.MAX_VALUE);
    int at = c.offset() + PlaceTriggerEncoder.signerEncodingOffset();
    keys.write(buffer, at, s.whole(0), s.number(11));
    return c.encodedLength();
  }

  private int twap(Step s, long requestId, long nonce) {
    var c = placeTwap.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).account(s.whole(0)).market(s.whole(1));
    c.side(s.number(2) == 0 ? Side.BUY : Side.SELL);
    c.lots(s.number(3)).limitTicks(s.number(4)).slices(s.whole(5));
    c.intervalNs(s.number(6) * NS_PER_MS).clientOrderId().high(s.number(0)).low(s.number(7));
    c.selfTrade(SelfTrade.get((short) s.number(8))).reduceOnly((short) s.number(9));
    c.nonce(nonce).expiryNs(Long.MAX_VALUE);
    int at = c.offset() + PlaceTwapEncoder.signerEncodingOffset();
    keys.write(buffer, at, s.whole(0), s.number(10));
    return c.encodedLength();
  }

  private int scale(Step s, long requestId, long nonce) {
    var c = placeScale.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).account(s.whole(0)).market(s.whole(1));
    c.side(s.number(2) == 0 ? Side.BUY : Side.SELL);
    c.lots(s.number(3)).fromTicks(s.number(4)).toTicks(s.number(5)).orders((short) s.number(6));
    c.postOnly((short) s.number(7)).clientOrderId().high(s.number(0)).low(s.number(8));
    c.selfTrade(SelfTrade.get((short) s.number(9)));
    c.goodTillNs(s.number(10) == 0 ? 0 : ledger.timeNs + s.number(10) * NS_PER_SECOND);
    c.nonce(nonce).expiryNs(Long.MAX_VALUE);
    int at = c.offset() + PlaceScaleEncoder.signerEncodingOffset();
    keys.write(buffer, at, s.whole(0), s.number(11));
    return c.encodedLength();
  }
}
