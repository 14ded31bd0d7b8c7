package caisson.engine.wire;

import caisson.protocol.CashMovedEncoder;
import caisson.protocol.DeleveragedEncoder;
import caisson.protocol.DeleveragingPlannedEncoder;
import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedEncoder;
import caisson.protocol.PositionAssignedEncoder;
import caisson.protocol.ShortfallSharedEncoder;
import caisson.protocol.Side;
import caisson.protocol.TransferReason;

/** The steps of the waterfall, each with what recomputes it. */
public final class LiquidationEvents {
  private final PositionAssignedEncoder positionAssigned = new PositionAssignedEncoder();
  private final DeleveragedEncoder deleveraged = new DeleveragedEncoder();
  private final DeleveragingPlannedEncoder planned = new DeleveragingPlannedEncoder();
  private final ShortfallSharedEncoder shared = new ShortfallSharedEncoder();
  private final EventPublisher events;
  private final EventBytes bytes;

  LiquidationEvents(EventPublisher events) {
    this.events = events;
    bytes = events.bytes;
  }

  public void stepped(
      int account,
      LiquidationStage stage,
      int market,
      long lots,
      long equityBefore,
      long maintenanceBefore,
      long equityAfter,
      long maintenanceAfter) {
    events.release();
    bytes.head(LiquidationSteppedEncoder.TEMPLATE_ID, LiquidationSteppedEncoder.BLOCK_LENGTH);
    bytes.putInt(LiquidationSteppedEncoder.accountEncodingOffset(), account);
    bytes.putByte(LiquidationSteppedEncoder.stageEncodingOffset(), stage.value());
    bytes.putInt(LiquidationSteppedEncoder.marketEncodingOffset(), market);
    bytes.putLong(LiquidationSteppedEncoder.lotsEncodingOffset(), lots);
    bytes.putLong(LiquidationSteppedEncoder.equityBeforeEncodingOffset(), equityBefore);
    bytes.putLong(LiquidationSteppedEncoder.maintenanceBeforeEncodingOffset(), maintenanceBefore);
    bytes.putLong(LiquidationSteppedEncoder.equityAfterEncodingOffset(), equityAfter);
    bytes.putLong(LiquidationSteppedEncoder.maintenanceAfterEncodingOffset(), maintenanceAfter);
    events.stamp();
    events.hold(LiquidationSteppedEncoder.BLOCK_LENGTH);
  }

  public void positionAssigned(
      int market,
      long priceTicks,
      long lots,
      long fundingIndex,
      int seller,
      int buyer,
      TransferReason reason,
      long sellerCash,
      long buyerCash,
      long sellerLots,
      long buyerLots,
      long sellerRefCost,
      long buyerRefCost) {
    events.release();
    positionAssigned
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .priceTicks(priceTicks)
        .lots(lots)
        .fundingIndex(fundingIndex)
        .seller(seller)
        .buyer(buyer)
        .reason(reason)
        .sellerCash(sellerCash)
        .buyerCash(buyerCash)
        .sellerLots(sellerLots)
        .buyerLots(buyerLots)
        .sellerRefCost(sellerRefCost)
        .buyerRefCost(buyerRefCost);
    events.stamp();
    events.hold(positionAssigned.encodedLength());
  }

  public void cashMoved(
      int from, int to, long amount, TransferReason reason, long fromCash, long toCash) {
    events.release();
    bytes.head(CashMovedEncoder.TEMPLATE_ID, CashMovedEncoder.BLOCK_LENGTH);
    bytes.putInt(CashMovedEncoder.fromEncodingOffset(), from);
    bytes.putInt(CashMovedEncoder.toEncodingOffset(), to);
    bytes.putLong(CashMovedEncoder.amountEncodingOffset(), amount);
    bytes.putByte(CashMovedEncoder.reasonEncodingOffset(), reason.value());
    bytes.putLong(CashMovedEncoder.fromCashEncodingOffset(), fromCash);
    bytes.putLong(CashMovedEncoder.toCashEncodingOffset(), toCash);
    events.stamp();
    events.hold(CashMovedEncoder.BLOCK_LENGTH);
  }

  public void deleveraged(int account, int market, long wanted, long found, long leverageE6) {
    events.release();
    deleveraged
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .market(market)
        .wantedLots(wanted)
        .foundLots(found)
        .leverageE6(leverageE6);
    events.stamp();
    events.hold(deleveraged.encodedLength());
  }

  public void deleveragingPlanned(
      int market, boolean longs, long wanted, long found, long leverageE6) {
    events.release();
    planned
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .side(longs ? Side.SELL : Side.BUY)
        .wantedLots(wanted)
        .foundLots(found)
        .leverageE6(leverageE6);
    events.stamp();
    events.hold(planned.encodedLength());
  }

  public void shortfallShared(int market, long owed, long profit, long charged) {
    events.release();
    shared
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .owed(owed)
        .profit(profit)
        .charged(charged);
    events.stamp();
    events.hold(shared.encodedLength());
  }
}
