package caisson.gateway;

import caisson.client.EventHandler;
import caisson.protocol.AccountLevelSetDecoder;
import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AgentRegisteredDecoder;
import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.AssetListedDecoder;
import caisson.protocol.AssetMarkUpdatedDecoder;
import caisson.protocol.AuctionTakenDecoder;
import caisson.protocol.BackstopOfferedDecoder;
import caisson.protocol.BatchConfirmedDecoder;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.CancelScheduledDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DividendPaidDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OfferBackstopDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderRestedDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.ScheduleCancelDecoder;
import caisson.protocol.SetAccountLevelDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TransferUnitsDecoder;
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
import caisson.signing.Signature;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.IntArrayList;

/**
 * Events into calls on the {@link Venue}. The events of one sequence are collected and applied
 * together at its last one, so that a reader never sees half a command.
 */
final class EventAdapter implements EventHandler {
  /** Told of every sequence, after it was applied, with the request id of its command. */
  interface Answers {
    boolean awaits(long requestId);

    void answer(long requestId, Answer answer);
  }

  private final Venue venue;
  private final Answers answers;

  private final MutableDirectBuffer collected = new ExpandableArrayBuffer(64 * 1024);
  private final IntArrayList offsets = new IntArrayList();
  private int end;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CommandAppliedDecoder commandApplied = new CommandAppliedDecoder();
  private final CommandRejectedDecoder commandRejected = new CommandRejectedDecoder();
  private final AssetListedDecoder assetListed = new AssetListedDecoder();
  private final MarketListedDecoder marketListed = new MarketListedDecoder();
  private final AccountRegisteredDecoder accountRegistered = new AccountRegisteredDecoder();
  private final AgentRegisteredDecoder agentRegistered = new AgentRegisteredDecoder();
  private final AccountLevelSetDecoder accountLevelSet = new AccountLevelSetDecoder();
  private final UnitsTransferredDecoder unitsTransferred = new UnitsTransferredDecoder();
  private final RequestServedDecoder requestServed = new RequestServedDecoder();
  private final DepositCreditedDecoder depositCredited = new DepositCreditedDecoder();
  private final WithdrawalCreatedDecoder withdrawalCreated = new WithdrawalCreatedDecoder();
  private final OrderAcceptedDecoder orderAccepted = new OrderAcceptedDecoder();
  private final OrderRestedDecoder orderRested = new OrderRestedDecoder();
  private final OrderCanceledDecoder orderCanceled = new OrderCanceledDecoder();
  private final OrderReducedDecoder orderReduced = new OrderReducedDecoder();
  private final OrderAmendedDecoder orderAmended = new OrderAmendedDecoder();
  private final AuctionTakenDecoder auctionTaken = new AuctionTakenDecoder();
  private final CancelScheduledDecoder cancelScheduled = new CancelScheduledDecoder();
  private final TriggerPlacedDecoder triggerPlaced = new TriggerPlacedDecoder();
  private final TriggerFiredDecoder triggerFired = new TriggerFiredDecoder();
  private final TriggerFailedDecoder triggerFailed = new TriggerFailedDecoder();
  private final TriggerCanceledDecoder triggerCanceled = new TriggerCanceledDecoder();
  private final TwapPlacedDecoder twapPlaced = new TwapPlacedDecoder();
  private final TwapSlicedDecoder twapSliced = new TwapSlicedDecoder();
  private final TwapEndedDecoder twapEnded = new TwapEndedDecoder();
  private final BackstopOfferedDecoder backstopOffered = new BackstopOfferedDecoder();
  private final TradeExecutedDecoder tradeExecuted = new TradeExecutedDecoder();
  private final LiquidationSteppedDecoder liquidationStepped = new LiquidationSteppedDecoder();
  private final PositionAssignedDecoder assigned = new PositionAssignedDecoder();
  private final CashMovedDecoder cashMoved = new CashMovedDecoder();
  private final MarkUpdatedDecoder markUpdated = new MarkUpdatedDecoder();
  private final AssetMarkUpdatedDecoder assetMarkUpdated = new AssetMarkUpdatedDecoder();
  private final FundingSettledDecoder fundingSettled = new FundingSettledDecoder();
  private final DividendPaidDecoder dividendPaid = new DividendPaidDecoder();
  private final WindowSealedDecoder windowSealed = new WindowSealedDecoder();
  private final BatchConfirmedDecoder batchConfirmed = new BatchConfirmedDecoder();

  EventAdapter(Venue venue, Answers answers) {
    this.venue = venue;
    this.answers = answers;
  }

  @Override
  public void onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer buffer,
      int offset,
      int length) {
    if (index == 0) {
      offsets.clear();
      end = 0;
    }
    offsets.addInt(end);
    collected.putBytes(end, buffer, offset, length);
    end += length;
    if (last) {
      apply(sequence);
    }
  }

  private void apply(long sequence) {
    Answer answer;
    long requestId;
    synchronized (venue) {
      commandApplied.wrapAndApplyHeader(collected, 0, header);
      requestId = commandApplied.requestId();
      venue.begin(sequence, commandApplied.stamp().timeNs());
      applyCommand();
      for (int i = 1; i < offsets.size(); i++) {
        applyEvent(offsets.getInt(i));
      }
      venue.end();
      answer = venue.answer(requestId);
    }
    if (answers.awaits(requestId)) {
      answers.answer(requestId, answer);
    }
  }

  /** Of the command itself only a user's signature is of use: it tells a repeat. */
  private void applyCommand() {
    int offset = commandApplied.limit() + CommandAppliedDecoder.commandHeaderLength();
    int length = commandApplied.commandLength();
    if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
      return;
    }
    header.wrap(collected, offset);
    int at =
        switch (header.templateId()) {
          case PlaceOrderDecoder.TEMPLATE_ID -> PlaceOrderDecoder.signatureEncodingOffset();
          case SubmitOrderDecoder.TEMPLATE_ID -> SubmitOrderDecoder.signatureEncodingOffset();
          case SubmitOrdersDecoder.TEMPLATE_ID -> {
            venue.onBundle();
            yield SubmitOrdersDecoder.signatureEncodingOffset();
          }
          case AmendOrderDecoder.TEMPLATE_ID -> AmendOrderDecoder.signatureEncodingOffset();
          case CancelOrdersDecoder.TEMPLATE_ID -> CancelOrdersDecoder.signatureEncodingOffset();
          case PlaceScaleDecoder.TEMPLATE_ID -> PlaceScaleDecoder.signatureEncodingOffset();
          case PlaceTwapDecoder.TEMPLATE_ID -> PlaceTwapDecoder.signatureEncodingOffset();
          case PlaceTriggerDecoder.TEMPLATE_ID -> PlaceTriggerDecoder.signatureEncodingOffset();
          case ScheduleCancelDecoder.TEMPLATE_ID -> ScheduleCancelDecoder.signatureEncodingOffset();
          case OfferBackstopDecoder.TEMPLATE_ID -> OfferBackstopDecoder.signatureEncodingOffset();
          case CancelOrderDecoder.TEMPLATE_ID -> CancelOrderDecoder.signatureEncodingOffset();
          case RegisterAgentDecoder.TEMPLATE_ID -> RegisterAgentDecoder.signatureEncodingOffset();
          case RequestWithdrawalDecoder.TEMPLATE_ID ->
              RequestWithdrawalDecoder.signatureEncodingOffset();
          case SetAccountLevelDecoder.TEMPLATE_ID ->
              SetAccountLevelDecoder.signatureEncodingOffset();
          case TransferUnitsDecoder.TEMPLATE_ID -> TransferUnitsDecoder.signatureEncodingOffset();
          default -> -1;
        };
    int end = MessageHeaderDecoder.ENCODED_LENGTH + at + Signature.LENGTH;
    if (at >= 0 && end <= length) {
      byte[] signature = new byte[Signature.LENGTH];
      collected.getBytes(offset + end - Signature.LENGTH, signature);
      venue.onSigned(signature);
    }
  }

  private void applyEvent(int offset) {
    header.wrap(collected, offset);
    switch (header.templateId()) {
      case CommandRejectedDecoder.TEMPLATE_ID ->
          venue.onRejected(commandRejected.wrapAndApplyHeader(collected, offset, header));
      case AssetListedDecoder.TEMPLATE_ID ->
          venue.markets.onAssetListed(assetListed.wrapAndApplyHeader(collected, offset, header));
      case MarketListedDecoder.TEMPLATE_ID ->
          venue.markets.onMarketListed(marketListed.wrapAndApplyHeader(collected, offset, header));
      case AccountRegisteredDecoder.TEMPLATE_ID ->
          venue.accounts.onAccountRegistered(
              accountRegistered.wrapAndApplyHeader(collected, offset, header));
      case AgentRegisteredDecoder.TEMPLATE_ID ->
          venue.accounts.onAgentRegistered(
              agentRegistered.wrapAndApplyHeader(collected, offset, header));
      case AccountLevelSetDecoder.TEMPLATE_ID ->
          venue.accounts.onAccountLevelSet(
              accountLevelSet.wrapAndApplyHeader(collected, offset, header));
      case UnitsTransferredDecoder.TEMPLATE_ID ->
          venue.accounts.onUnitsTransferred(
              unitsTransferred.wrapAndApplyHeader(collected, offset, header));
      case RequestServedDecoder.TEMPLATE_ID ->
          venue.accounts.onRequestServed(
              requestServed.wrapAndApplyHeader(collected, offset, header));
      case DepositCreditedDecoder.TEMPLATE_ID ->
          venue.accounts.onDepositCredited(
              depositCredited.wrapAndApplyHeader(collected, offset, header));
      case WithdrawalCreatedDecoder.TEMPLATE_ID ->
          venue.accounts.onWithdrawalCreated(
              withdrawalCreated.wrapAndApplyHeader(collected, offset, header));
      case OrderAcceptedDecoder.TEMPLATE_ID ->
          venue.orders.onOrderAccepted(orderAccepted.wrapAndApplyHeader(collected, offset, header));
      case OrderRestedDecoder.TEMPLATE_ID ->
          venue.orders.onOrderRested(orderRested.wrapAndApplyHeader(collected, offset, header));
      case OrderCanceledDecoder.TEMPLATE_ID ->
          venue.orders.onOrderCanceled(orderCanceled.wrapAndApplyHeader(collected, offset, header));
      case OrderReducedDecoder.TEMPLATE_ID ->
          venue.orders.onOrderReduced(orderReduced.wrapAndApplyHeader(collected, offset, header));
      case OrderAmendedDecoder.TEMPLATE_ID ->
          venue.orders.onOrderAmended(orderAmended.wrapAndApplyHeader(collected, offset, header));
      case AuctionTakenDecoder.TEMPLATE_ID ->
          venue.orders.onAuctionTaken(auctionTaken.wrapAndApplyHeader(collected, offset, header));
      case CancelScheduledDecoder.TEMPLATE_ID ->
          venue.orders.onCancelScheduled(
              cancelScheduled.wrapAndApplyHeader(collected, offset, header));
      case TriggerPlacedDecoder.TEMPLATE_ID ->
          venue.orders.onTriggerPlaced(triggerPlaced.wrapAndApplyHeader(collected, offset, header));
      case TriggerFiredDecoder.TEMPLATE_ID -> {
        var e = triggerFired.wrapAndApplyHeader(collected, offset, header);
        venue.orders.onTriggerGone(e.account(), e.triggerId(), "FIRED", null, false);
      }
      case TriggerFailedDecoder.TEMPLATE_ID -> {
        var e = triggerFailed.wrapAndApplyHeader(collected, offset, header);
        venue.orders.onTriggerGone(e.account(), e.triggerId(), "FAILED", e.reason().name(), false);
      }
      case TriggerCanceledDecoder.TEMPLATE_ID -> {
        var e = triggerCanceled.wrapAndApplyHeader(collected, offset, header);
        venue.orders.onTriggerGone(
            e.account(), e.triggerId(), "CANCELED", e.reason().name(), e.requestId() != 0);
      }
      case TwapPlacedDecoder.TEMPLATE_ID ->
          venue.orders.onTwapPlaced(twapPlaced.wrapAndApplyHeader(collected, offset, header));
      case TwapSlicedDecoder.TEMPLATE_ID ->
          venue.orders.onTwapSliced(twapSliced.wrapAndApplyHeader(collected, offset, header));
      case TwapEndedDecoder.TEMPLATE_ID ->
          venue.orders.onTwapEnded(twapEnded.wrapAndApplyHeader(collected, offset, header));
      case BackstopOfferedDecoder.TEMPLATE_ID ->
          venue.accounts.onBackstopOffered(
              backstopOffered.wrapAndApplyHeader(collected, offset, header));
      case TradeExecutedDecoder.TEMPLATE_ID ->
          venue.trades.onTrade(tradeExecuted.wrapAndApplyHeader(collected, offset, header));
      case LiquidationSteppedDecoder.TEMPLATE_ID ->
          venue.trades.onLiquidation(
              liquidationStepped.wrapAndApplyHeader(collected, offset, header));
      case PositionAssignedDecoder.TEMPLATE_ID ->
          venue.trades.onAssigned(assigned.wrapAndApplyHeader(collected, offset, header));
      case CashMovedDecoder.TEMPLATE_ID ->
          venue.trades.onCashMoved(cashMoved.wrapAndApplyHeader(collected, offset, header));
      case MarkUpdatedDecoder.TEMPLATE_ID ->
          venue.markets.onMarkUpdated(markUpdated.wrapAndApplyHeader(collected, offset, header));
      case AssetMarkUpdatedDecoder.TEMPLATE_ID ->
          venue.markets.onAssetMarkUpdated(
              assetMarkUpdated.wrapAndApplyHeader(collected, offset, header));
      case FundingSettledDecoder.TEMPLATE_ID ->
          venue.markets.onFundingSettled(
              fundingSettled.wrapAndApplyHeader(collected, offset, header));
      case DividendPaidDecoder.TEMPLATE_ID ->
          venue.markets.onDividendPaid(dividendPaid.wrapAndApplyHeader(collected, offset, header));
      case WindowSealedDecoder.TEMPLATE_ID ->
          venue.markets.onWindowSealed(windowSealed.wrapAndApplyHeader(collected, offset, header));
      case BatchConfirmedDecoder.TEMPLATE_ID ->
          venue.markets.onBatchConfirmed(
              batchConfirmed.wrapAndApplyHeader(collected, offset, header));
      default -> {
        // CommandCompleted, DepositReturned, CommandSkipped change nothing that is shown here.
      }
    }
  }
}
