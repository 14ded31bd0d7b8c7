package caisson.simulator;

import caisson.protocol.AuctionPricedDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.MarketPhase;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderRestedDecoder;
import caisson.protocol.PhaseChangedDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.StampDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TransferReason;
import caisson.protocol.TriggerCanceledDecoder;
import caisson.protocol.TriggerFailedDecoder;
import caisson.protocol.TriggerFiredDecoder;
import caisson.protocol.TwapEndedDecoder;
import caisson.protocol.TwapSlicedDecoder;
import java.util.EnumSet;
import java.util.Set;
import org.agrona.DirectBuffer;

/** Which events of a command its time brought, before the command itself has its say. */
final class DueEvents {
  /** Why an order leaves when another meets it. */
  private static final Set<CancelReason> MET =
      EnumSet.of(
          CancelReason.IOC_REMAINDER,
          CancelReason.SELF_TRADE,
          CancelReason.FILL_LIMIT,
          CancelReason.EXPIRED,
          CancelReason.REDUCE_ONLY);

  private final Ledger ledger;
  private final Events e;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private int count;

  /** Trades of an auction that ends are told. */
  private boolean opening;

  /** What comes of a slice or of a trigger is told. */
  private boolean following;

  DueEvents(Ledger ledger, Events events) {
    this.ledger = ledger;
    e = events;
  }

  void commandBegins() {
    count = 0;
    opening = false;
    following = false;
  }

  /** So many have been told. */
  int count() {
    return count;
  }

  /** Whether the event at this index is the next of them. */
  boolean read(int template, int id, DirectBuffer buffer, int offset, StampDecoder stamp) {
    if (stamp.index() != count + 1) {
      return false;
    }
    // In a price round triggers fire by its marks.
    boolean fires =
        id == TriggerFiredDecoder.TEMPLATE_ID && template != PublishPricesDecoder.TEMPLATE_ID;
    boolean due = fires || isDue(id, buffer, offset, stamp.sequence());
    following = fires || id == TwapSlicedDecoder.TEMPLATE_ID || due && following;
    due |= opens(id, buffer, offset);
    count += due ? 1 : 0;
    return due;
  }

  private boolean isDue(int id, DirectBuffer buffer, int offset, long sequence) {
    return switch (id) {
      case OrderCanceledDecoder.TEMPLATE_ID -> {
        var reason = e.canceled.wrapAndApplyHeader(buffer, offset, header).reason();
        boolean alone = reason == CancelReason.EXPIRED || reason == CancelReason.SCHEDULED;
        yield alone || following && MET.contains(reason);
      }
      case OrderReducedDecoder.TEMPLATE_ID ->
          following && MET.contains(e.reduced.wrapAndApplyHeader(buffer, offset, header).reason());
      case OrderAcceptedDecoder.TEMPLATE_ID ->
          earlier(e.accepted.wrapAndApplyHeader(buffer, offset, header).orderId(), sequence);
      case TradeExecutedDecoder.TEMPLATE_ID ->
          earlier(e.trade.wrapAndApplyHeader(buffer, offset, header).takerOrderId(), sequence);
      case OrderRestedDecoder.TEMPLATE_ID ->
          earlier(e.rested.wrapAndApplyHeader(buffer, offset, header).orderId(), sequence);
      case TriggerCanceledDecoder.TEMPLATE_ID -> {
        var reason = e.triggerCanceled.wrapAndApplyHeader(buffer, offset, header).reason();
        yield reason == CancelReason.SCHEDULED || following && reason == CancelReason.GROUP;
      }
      // Right after its trade, which was due.
      case CashMovedDecoder.TEMPLATE_ID ->
          following
              && e.cash.wrapAndApplyHeader(buffer, offset, header).reason()
                  == TransferReason.REFERRAL;
      case TriggerFailedDecoder.TEMPLATE_ID -> following;
      case CancelScheduledDecoder.TEMPLATE_ID ->
          e.switched.wrapAndApplyHeader(buffer, offset, header).fired() == 1;
      case TwapSlicedDecoder.TEMPLATE_ID -> true;
      case TwapEndedDecoder.TEMPLATE_ID ->
          e.twapEnded.wrapAndApplyHeader(buffer, offset, header).reason() != CancelReason.REQUESTED;
      default -> false;
    };
  }

  /** Whether an order was signed before the command at hand. */
  private boolean earlier(long id, long sequence) {
    return following && !BundleCheck.ofCommand(id, sequence);
  }

  /** An auction that needs no price ends before the command too. */
  private boolean opens(int id, DirectBuffer buffer, int offset) {
    if (id == PhaseChangedDecoder.TEMPLATE_ID) {
      var phase = e.phase.wrapAndApplyHeader(buffer, offset, header);
      AuctionCheck auction = ledger.market(phase.market()).auction;
      boolean byTime = auction != null && phase.phase() != MarketPhase.HALTED;
      opening &= !byTime;
      return byTime;
    }
    opening |= id == AuctionPricedDecoder.TEMPLATE_ID;
    return opening;
  }
}
