package caisson.simulator;

import caisson.protocol.BackstopAuctionedDecoder;
import caisson.protocol.BackstopSharedDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.DeleveragedDecoder;
import caisson.protocol.DeleveragingPlannedDecoder;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.ShortfallSharedDecoder;
import caisson.protocol.TransferReason;
import org.agrona.DirectBuffer;

/** What is told of liquidation and of closes that owners ask for, to whom it concerns. */
final class HouseEvents {
  private final Ledger ledger;
  private final Events e;
  private final LiquidationCheck liquidation;
  private final ForcedClose close;
  private final EventCheck events;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private long liquidations;

  HouseEvents(
      Ledger ledger,
      Events told,
      LiquidationCheck liquidation,
      ForcedClose close,
      EventCheck events) {
    this.ledger = ledger;
    e = told;
    this.liquidation = liquidation;
    this.close = close;
    this.events = events;
  }

  /** Of liquidation. */
  long steps() {
    return liquidations;
  }

  /** Whether an event of a price round is of liquidation, which comes after triggers and events. */
  boolean liquidates(int id, DirectBuffer buffer, int offset) {
    return switch (id) {
      case OrderCanceledDecoder.TEMPLATE_ID ->
          e.canceled.wrapAndApplyHeader(buffer, offset, header).reason()
              == CancelReason.LIQUIDATION;
      case OrderAcceptedDecoder.TEMPLATE_ID ->
          OrderCheck.ofHouse(e.accepted.wrapAndApplyHeader(buffer, offset, header).orderId());
      case PositionAssignedDecoder.TEMPLATE_ID ->
          e.assigned.wrapAndApplyHeader(buffer, offset, header).reason() != TransferReason.RESOLVED;
      case CashMovedDecoder.TEMPLATE_ID ->
          e.cash.wrapAndApplyHeader(buffer, offset, header).reason() != TransferReason.REFERRAL;
      case LiquidationSteppedDecoder.TEMPLATE_ID,
          ShortfallSharedDecoder.TEMPLATE_ID,
          BackstopAuctionedDecoder.TEMPLATE_ID,
          DeleveragingPlannedDecoder.TEMPLATE_ID,
          DeleveragedDecoder.TEMPLATE_ID ->
          true;
      default -> false;
    };
  }

  /** Whether it was one of these. */
  boolean read(int id, DirectBuffer b, int offset) {
    switch (id) {
      case LiquidationSteppedDecoder.TEMPLATE_ID -> {
        liquidation.onStep(e.stepped.wrapAndApplyHeader(b, offset, header));
        liquidations++;
      }
      case PositionAssignedDecoder.TEMPLATE_ID -> {
        var assigned = e.assigned.wrapAndApplyHeader(b, offset, header);
        if (assigned.reason() == TransferReason.RESOLVED) {
          events.onConverted(
              assigned, ledger.account(assigned.seller()), ledger.account(assigned.buyer()));
        }
        close.onAssigned(assigned);
        liquidation.onAssigned(assigned);
        close.assigned(assigned);
      }
      case CashMovedDecoder.TEMPLATE_ID -> {
        var moved = e.cash.wrapAndApplyHeader(b, offset, header);
        close.onCash(moved);
        liquidation.onCash(moved);
      }
      case ShortfallSharedDecoder.TEMPLATE_ID ->
          liquidation.onShared(e.shared.wrapAndApplyHeader(b, offset, header));
      case BackstopAuctionedDecoder.TEMPLATE_ID ->
          liquidation.onAuctioned(e.auctioned.wrapAndApplyHeader(b, offset, header));
      case BackstopSharedDecoder.TEMPLATE_ID ->
          liquidation.backstop.onShared(e.lineShared.wrapAndApplyHeader(b, offset, header));
      case DeleveragingPlannedDecoder.TEMPLATE_ID ->
          liquidation.onPlanned(e.planned.wrapAndApplyHeader(b, offset, header));
      case DeleveragedDecoder.TEMPLATE_ID ->
          liquidation.onDeleveraged(e.deleveraged.wrapAndApplyHeader(b, offset, header));
      default -> {
        return false;
      }
    }
    return true;
  }
}
