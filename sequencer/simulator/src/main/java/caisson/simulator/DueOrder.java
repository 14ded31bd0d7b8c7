package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.protocol.AuctionPricedDecoder;
import caisson.protocol.AuctionTakenDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.PhaseChangedDecoder;
import caisson.protocol.TriggerCanceledDecoder;
import caisson.protocol.TriggerFiredDecoder;
import caisson.protocol.TwapEndedDecoder;
import caisson.protocol.TwapSlicedDecoder;
import org.agrona.DirectBuffer;

/**
 * What falls due together comes kind by kind: orders whose time is over end, switches go off,
 * auctions end, triggers that had to wait fire, slices come. So nothing trades with an order that
 * is over, and no slice with one that its account's switch takes.
 */
final class DueOrder {
  private static final String DUE = "order of what is due";

  private enum Kind {
    NONE,
    EXPIRY,
    SWITCH,
    AUCTION,
    TRIGGER,
    SLICE
  }

  private final Events e;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private Kind last = Kind.NONE;
  private long together;

  DueOrder(Events events) {
    e = events;
  }

  /** Times that what was due of one kind came behind what was due of another. */
  long together() {
    return together;
  }

  void commandBegins() {
    last = Kind.NONE;
  }

  /** An event that the time of a command brought; whether an order meets others just now. */
  void read(int id, DirectBuffer buffer, int offset, boolean meeting) {
    Kind kind = kind(id, buffer, offset, meeting);
    if (kind != Kind.NONE) {
      unless(kind.compareTo(last) >= 0, DUE, kind + " after " + last);
      together += last != Kind.NONE && kind != last ? 1 : 0;
      last = kind;
    }
  }

  private Kind kind(int id, DirectBuffer buffer, int offset, boolean meeting) {
    return switch (id) {
      case OrderCanceledDecoder.TEMPLATE_ID ->
          meeting
              ? Kind.NONE
              : left(e.canceled.wrapAndApplyHeader(buffer, offset, header).reason());
      case TriggerCanceledDecoder.TEMPLATE_ID ->
          left(e.triggerCanceled.wrapAndApplyHeader(buffer, offset, header).reason());
      case TwapEndedDecoder.TEMPLATE_ID ->
          left(e.twapEnded.wrapAndApplyHeader(buffer, offset, header).reason());
      case CancelScheduledDecoder.TEMPLATE_ID -> Kind.SWITCH;
      case AuctionPricedDecoder.TEMPLATE_ID,
          AuctionTakenDecoder.TEMPLATE_ID,
          PhaseChangedDecoder.TEMPLATE_ID ->
          Kind.AUCTION;
      case TriggerFiredDecoder.TEMPLATE_ID -> Kind.TRIGGER;
      case TwapSlicedDecoder.TEMPLATE_ID -> Kind.SLICE;
      default -> Kind.NONE;
    };
  }

  private static Kind left(CancelReason reason) {
    return switch (reason) {
      case EXPIRED -> Kind.EXPIRY;
      case SCHEDULED -> Kind.SWITCH;
      default -> Kind.NONE;
    };
  }
}
