package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.SubmitOrdersDecoder;
import java.util.EnumMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/** Nobody is refused for want of room that there is: of orders, and of those that wait or end. */
final class RoomCheck {
  private static final String ROOM = "room";

  private final Ledger ledger;
  private final ExpiryCheck expiry;
  private final TriggerOrder triggers;
  private final TwapCheck twaps;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final PlaceScaleDecoder scale = new PlaceScaleDecoder();
  private final SubmitOrdersDecoder bundle = new SubmitOrdersDecoder();
  private final Map<RejectReason, Long> refused = new EnumMap<>(RejectReason.class);

  RoomCheck(Ledger ledger, ExpiryCheck expiry, TriggerOrder triggers, TwapCheck twaps) {
    this.ledger = ledger;
    this.expiry = expiry;
    this.triggers = triggers;
    this.twaps = twaps;
  }

  /** Times that there was no room. */
  long refused(RejectReason reason) {
    return refused.getOrDefault(reason, 0L);
  }

  void onRejected(RejectReason reason, int template, DirectBuffer command) {
    boolean room =
        switch (reason) {
          case BOOK_FULL -> ledger.orders.size() + asked(template, command) <= Run.LIMITS.orders();
          case TIMED_ORDERS_FULL ->
              expiry.timed() + asked(template, command) <= Run.LIMITS.timedOrders();
          case TRIGGERS_FULL -> triggers.waiting() < Run.LIMITS.triggers();
          case TWAPS_FULL -> twaps.running() < Run.LIMITS.twaps();
          default -> false;
        };
    unless(!room, ROOM, "refused for room that there is: " + reason);
    refused.merge(reason, 1L, Long::sum);
  }

  /** Orders that a command asks for at most. */
  private int asked(int template, DirectBuffer command) {
    return switch (template) {
      case PlaceScaleDecoder.TEMPLATE_ID -> scale.wrapAndApplyHeader(command, 0, header).orders();
      case SubmitOrdersDecoder.TEMPLATE_ID ->
          bundle.wrapAndApplyHeader(command, 0, header).entries().count();
      default -> 1;
    };
  }
}
