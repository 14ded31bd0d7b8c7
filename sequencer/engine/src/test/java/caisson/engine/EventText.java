package caisson.engine;

import static caisson.engine.ScenarioWords.name;

import caisson.protocol.AccountLevelSetDecoder;
import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AgentRegisteredDecoder;
import caisson.protocol.AssetListedDecoder;
import caisson.protocol.AssetMarkUpdatedDecoder;
import caisson.protocol.AuctionBegunDecoder;
import caisson.protocol.AuctionPricedDecoder;
import caisson.protocol.AuctionTakenDecoder;
import caisson.protocol.BackstopAuctionedDecoder;
import caisson.protocol.BackstopOfferedDecoder;
import caisson.protocol.BackstopSharedDecoder;
import caisson.protocol.BatchConfirmedDecoder;
import caisson.protocol.CancelScheduledDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.CoinIndexedDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.CommandCompletedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.CommandSkippedDecoder;
import caisson.protocol.DeleveragedDecoder;
import caisson.protocol.DeleveragingPlannedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.DividendPaidDecoder;
import caisson.protocol.EventListedDecoder;
import caisson.protocol.EventResolvedDecoder;
import caisson.protocol.EventSettledDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.GapMovedDecoder;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MarkAveragedDecoder;
import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketDelistedDecoder;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MarketSplitDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OffHoursMarkedDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderRestedDecoder;
import caisson.protocol.ParametersChangedDecoder;
import caisson.protocol.PhaseChangedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.ReferrerSetDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.ResolutionProposedDecoder;
import caisson.protocol.SessionChangedDecoder;
import caisson.protocol.SessionScheduledDecoder;
import caisson.protocol.ShocksMovedDecoder;
import caisson.protocol.ShortfallSharedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TriggerCanceledDecoder;
import caisson.protocol.TriggerFailedDecoder;
import caisson.protocol.TriggerFiredDecoder;
import caisson.protocol.TriggerPlacedDecoder;
import caisson.protocol.TwapEndedDecoder;
import caisson.protocol.TwapPlacedDecoder;
import caisson.protocol.TwapSlicedDecoder;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Events as a story tells them, CommandApplied left out. */
final class EventText {
  private EventText() {}

  static String text(List<byte[]> events) {
    var words = new ArrayList<String>();
    var header = new MessageHeaderDecoder();
    for (byte[] event : events) {
      var b = new UnsafeBuffer(event);
      switch (Log.template(event)) {
        case CommandAppliedDecoder.TEMPLATE_ID -> {}
        case CommandRejectedDecoder.TEMPLATE_ID ->
            words.add(refusal(new CommandRejectedDecoder().wrapAndApplyHeader(b, 0, header)));
        case CommandCompletedDecoder.TEMPLATE_ID -> words.add("completed");
        case AssetListedDecoder.TEMPLATE_ID, MarketListedDecoder.TEMPLATE_ID -> words.add("listed");
        case AccountRegisteredDecoder.TEMPLATE_ID -> words.add("registered");
        case AgentRegisteredDecoder.TEMPLATE_ID -> words.add("agent registered");
        case AccountLevelSetDecoder.TEMPLATE_ID -> {
          var e = new AccountLevelSetDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("level " + e.ownerLevel() + "/" + e.venueLevel());
        }
        case UnitsTransferredDecoder.TEMPLATE_ID -> {
          var e = new UnitsTransferredDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("moved " + e.units() + " to " + e.toBalance() + " from " + e.fromBalance());
        }
        case DepositCreditedDecoder.TEMPLATE_ID -> {
          var e = new DepositCreditedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("credited " + e.units() + " balance " + e.balance());
        }
        case DepositReturnedDecoder.TEMPLATE_ID -> {
          var e = new DepositReturnedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("returned " + e.units() + " " + e.reason());
        }
        case WithdrawalCreatedDecoder.TEMPLATE_ID -> {
          var e = new WithdrawalCreatedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "withdrawal "
                  + e.batchNo()
                  + "/"
                  + e.withdrawalIndex()
                  + " "
                  + e.units()
                  + " balance "
                  + e.balance()
                  + " accounted "
                  + e.accounted());
        }
        case OrderAcceptedDecoder.TEMPLATE_ID -> words.add("accepted");
        case OrderRestedDecoder.TEMPLATE_ID ->
            words.add(
                "rested "
                    + new OrderRestedDecoder().wrapAndApplyHeader(b, 0, header).restingLots());
        case OrderCanceledDecoder.TEMPLATE_ID -> {
          var e = new OrderCanceledDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("canceled " + e.canceledLots() + " " + e.reason());
        }
        case OrderReducedDecoder.TEMPLATE_ID -> {
          var e = new OrderReducedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("reduced " + e.reducedLots() + " to " + e.remainingLots() + " " + e.reason());
        }
        case OrderAmendedDecoder.TEMPLATE_ID -> words.add("amended");
        case CancelScheduledDecoder.TEMPLATE_ID -> {
          var e = new CancelScheduledDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(e.fired() == 1 ? "switch fired" : e.atNs() == 0 ? "switch off" : "switch on");
        }
        case TriggerPlacedDecoder.TEMPLATE_ID -> words.add("waits");
        case TwapPlacedDecoder.TEMPLATE_ID -> words.add("runs");
        case TwapSlicedDecoder.TEMPLATE_ID -> {
          var e = new TwapSlicedDecoder().wrapAndApplyHeader(b, 0, header);
          String refused = e.reason() == RejectReason.NONE ? "" : " " + e.reason();
          words.add("slice " + e.lots() + refused);
        }
        case TwapEndedDecoder.TEMPLATE_ID -> {
          var e = new TwapEndedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("twap " + e.reason() + " left " + e.remainingLots());
        }
        case TriggerFiredDecoder.TEMPLATE_ID -> {
          var e = new TriggerFiredDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("fired at " + e.markTicks());
        }
        case TriggerFailedDecoder.TEMPLATE_ID ->
            words.add(
                "failed " + new TriggerFailedDecoder().wrapAndApplyHeader(b, 0, header).reason());
        case TriggerCanceledDecoder.TEMPLATE_ID ->
            words.add(
                "trigger canceled "
                    + new TriggerCanceledDecoder().wrapAndApplyHeader(b, 0, header).reason());
        case TradeExecutedDecoder.TEMPLATE_ID -> {
          var e = new TradeExecutedDecoder().wrapAndApplyHeader(b, 0, header);
          boolean takerBuys = e.takerSide() == Side.BUY;
          words.add(
              "trade "
                  + name(takerBuys ? e.takerAccount() : e.makerAccount())
                  + " "
                  + name(takerBuys ? e.makerAccount() : e.takerAccount())
                  + " "
                  + e.lots()
                  + " @ "
                  + e.priceTicks()
                  + (e.takerFee() == 0 ? "" : " fees " + e.takerFee() + " " + e.makerFee()));
        }
        case MarkUpdatedDecoder.TEMPLATE_ID ->
            words.add(
                "mark " + new MarkUpdatedDecoder().wrapAndApplyHeader(b, 0, header).markTicks());
        case EventListedDecoder.TEMPLATE_ID -> words.add("event");
        case ShocksMovedDecoder.TEMPLATE_ID -> {
          var e = new ShocksMovedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "sigma %d shocks %d/%d/%d wanted %d/%d/%d"
                  .formatted(
                      e.sigmaBps(),
                      e.downBps(),
                      e.upBps(),
                      e.spotBps(),
                      e.wantedDownBps(),
                      e.wantedUpBps(),
                      e.wantedSpotBps()));
        }
        case ReferrerSetDecoder.TEMPLATE_ID -> words.add("referrer");
        case ParametersChangedDecoder.TEMPLATE_ID -> words.add("changed");
        case PhaseChangedDecoder.TEMPLATE_ID ->
            words.add(
                "phase " + new PhaseChangedDecoder().wrapAndApplyHeader(b, 0, header).phase());
        case CoinIndexedDecoder.TEMPLATE_ID ->
            words.add(
                "initial x "
                    + new CoinIndexedDecoder().wrapAndApplyHeader(b, 0, header).initialPpm());
        case AuctionBegunDecoder.TEMPLATE_ID ->
            words.add(
                "then " + new AuctionBegunDecoder().wrapAndApplyHeader(b, 0, header).phaseAfter());
        case AuctionPricedDecoder.TEMPLATE_ID -> {
          var e = new AuctionPricedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "auction %d @ %d surplus %d of %d in %d-%d"
                  .formatted(
                      e.lots(),
                      e.priceTicks(),
                      e.surplusLots(),
                      e.referenceTicks(),
                      e.lowTicks(),
                      e.highTicks()));
        }
        case AuctionTakenDecoder.TEMPLATE_ID -> {
          var e = new AuctionTakenDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("takes " + name(e.account()) + " " + e.lots());
        }
        case SessionScheduledDecoder.TEMPLATE_ID -> {
          var e = new SessionScheduledDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("ahead " + e.session() + " " + e.addOnBps());
        }
        case SessionChangedDecoder.TEMPLATE_ID -> {
          var e = new SessionChangedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("session " + e.session() + "/" + e.interruption() + " " + e.addOnBps());
        }
        case MarketSplitDecoder.TEMPLATE_ID -> {
          var e = new MarketSplitDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "split "
                  + e.splitVersion()
                  + " shares "
                  + e.sharesNumerator()
                  + "/"
                  + e.sharesDenominator());
        }
        case GapMovedDecoder.TEMPLATE_ID -> {
          var e = new GapMovedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("gap " + e.gapBps());
        }
        case DividendPaidDecoder.TEMPLATE_ID -> {
          var e = new DividendPaidDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "dividend " + e.delta() + " rem " + e.remainder() + " index " + e.fundingIndex());
        }
        case MarketDelistedDecoder.TEMPLATE_ID ->
            words.add(
                "delisted "
                    + new MarketDelistedDecoder().wrapAndApplyHeader(b, 0, header).markTicks());
        case ResolutionProposedDecoder.TEMPLATE_ID -> words.add("proposed");
        case EventResolvedDecoder.TEMPLATE_ID ->
            words.add(
                "resolved "
                    + new EventResolvedDecoder().wrapAndApplyHeader(b, 0, header).outcome());
        case EventSettledDecoder.TEMPLATE_ID -> words.add("settled");
        case OffHoursMarkedDecoder.TEMPLATE_ID -> {
          var e = new OffHoursMarkedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "closed "
                  + e.closeTicks()
                  + " range "
                  + e.lowTicks()
                  + ".."
                  + e.highTicks()
                  + " average "
                  + e.average()
                  + "+"
                  + e.carried());
        }
        case MarkAveragedDecoder.TEMPLATE_ID -> {
          var e = new MarkAveragedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("averaged " + e.average() + "+" + e.carried() + " most " + e.mostTicks());
        }
        case MarkComputedDecoder.TEMPLATE_ID -> {
          var e = new MarkComputedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "computed "
                  + e.markTicks()
                  + " book "
                  + e.impactBidTicks()
                  + "/"
                  + e.impactAskTicks()
                  + " basis "
                  + e.fastBasis()
                  + "/"
                  + e.slowBasis()
                  + " premium "
                  + e.premiumE9()
                  + (e.sampled() == 1 ? " sampled" : ""));
        }
        case AssetMarkUpdatedDecoder.TEMPLATE_ID -> words.add("asset mark");
        case FundingSettledDecoder.TEMPLATE_ID -> {
          var e = new FundingSettledDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "funding " + e.delta() + " rem " + e.remainder() + " index " + e.fundingIndex());
        }
        case LiquidationSteppedDecoder.TEMPLATE_ID -> {
          var e = new LiquidationSteppedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              e.stage()
                  + " "
                  + name(e.account())
                  + " "
                  + e.equityBefore()
                  + "/"
                  + e.maintenanceBefore()
                  + " to "
                  + e.equityAfter()
                  + "/"
                  + e.maintenanceAfter());
        }
        case PositionAssignedDecoder.TEMPLATE_ID -> {
          var e = new PositionAssignedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(e.reason() + " " + name(e.buyer()) + " " + name(e.seller()) + " " + e.lots());
        }
        case CashMovedDecoder.TEMPLATE_ID -> {
          var e = new CashMovedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(e.reason() + " " + name(e.from()) + " " + name(e.to()) + " " + e.amount());
        }
        case BackstopOfferedDecoder.TEMPLATE_ID -> {
          var e = new BackstopOfferedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("offers " + e.capacityLots() + " for " + e.premiumPpm());
        }
        case BackstopAuctionedDecoder.TEMPLATE_ID -> {
          var e = new BackstopAuctionedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("auction " + name(e.account()) + " at " + e.premiumPpm());
        }
        case BackstopSharedDecoder.TEMPLATE_ID -> {
          var e = new BackstopSharedDecoder().wrapAndApplyHeader(b, 0, header);
          String of = e.takenLots() + " of " + e.lineLots() + " room " + e.roomLots();
          words.add("share " + of + " for " + e.lineEquity());
        }
        case DeleveragingPlannedDecoder.TEMPLATE_ID -> {
          var e = new DeleveragingPlannedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("drain " + e.foundLots() + " of " + e.wantedLots());
        }
        case ShortfallSharedDecoder.TEMPLATE_ID -> {
          var e = new ShortfallSharedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("shared " + e.charged() + " of " + e.owed());
        }
        case DeleveragedDecoder.TEMPLATE_ID -> {
          var e = new DeleveragedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("deleverage " + e.foundLots() + " to " + e.leverageE6());
        }
        case RequestServedDecoder.TEMPLATE_ID -> {
          var e = new RequestServedDecoder().wrapAndApplyHeader(b, 0, header);
          String queued = e.queued() == 0 ? "" : " owed " + e.queued();
          words.add("request " + e.no() + " " + e.reason() + " " + e.served() + queued);
        }
        case WindowSealedDecoder.TEMPLATE_ID -> {
          var e = new WindowSealedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "sealed "
                  + e.batchNo()
                  + " from "
                  + e.seqFrom()
                  + " to "
                  + e.seqTo()
                  + (e.markEpoch() == 1 ? " marks" : ""));
        }
        case BatchConfirmedDecoder.TEMPLATE_ID -> words.add("confirmed");
        case CommandSkippedDecoder.TEMPLATE_ID -> words.add("skipped");
        default -> words.add("template " + Log.template(event));
      }
    }
    return String.join(", ", words);
  }

  private static String refusal(CommandRejectedDecoder e) {
    boolean whole = e.entry() == CommandRejectedDecoder.entryNullValue();
    return "rejected " + e.reason() + (whole ? "" : " at " + e.entry());
  }
}
