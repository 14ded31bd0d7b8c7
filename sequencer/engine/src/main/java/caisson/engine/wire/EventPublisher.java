package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import caisson.engine.EventSink;
import caisson.engine.MarkVisitor;
import caisson.engine.account.AgentTerms;
import caisson.protocol.AccountLevel;
import caisson.protocol.AccountLevelSetEncoder;
import caisson.protocol.AccountRegisteredEncoder;
import caisson.protocol.AgentRegisteredEncoder;
import caisson.protocol.AssetListedEncoder;
import caisson.protocol.AssetMarkUpdatedEncoder;
import caisson.protocol.BatchConfirmedEncoder;
import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledEncoder;
import caisson.protocol.CashMovedEncoder;
import caisson.protocol.CommandAppliedEncoder;
import caisson.protocol.CommandCompletedEncoder;
import caisson.protocol.CommandRejectedEncoder;
import caisson.protocol.CommandSkippedEncoder;
import caisson.protocol.DeleveragedEncoder;
import caisson.protocol.DepositCreditedEncoder;
import caisson.protocol.DepositReturnedEncoder;
import caisson.protocol.FundingSettledEncoder;
import caisson.protocol.Lane;
import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedEncoder;
import caisson.protocol.MarkUpdatedEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedEncoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OrderAcceptedEncoder;
import caisson.protocol.OrderAmendedEncoder;
import caisson.protocol.OrderCanceledEncoder;
import caisson.protocol.OrderReducedEncoder;
import caisson.protocol.OrderRestedEncoder;
import caisson.protocol.ParametersChangedEncoder;
import caisson.protocol.PositionAssignedEncoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedEncoder;
import caisson.protocol.Side;
import caisson.protocol.StampEncoder;
import caisson.protocol.TimeInForce;
import caisson.protocol.TradeExecutedEncoder;
import caisson.protocol.TransferReason;
import caisson.protocol.TriggerCanceledEncoder;
import caisson.protocol.TriggerFailedEncoder;
import caisson.protocol.TriggerFiredEncoder;
import caisson.protocol.TriggerPlacedEncoder;
import caisson.protocol.TwapEndedEncoder;
import caisson.protocol.TwapPlacedEncoder;
import caisson.protocol.TwapSlicedEncoder;
import caisson.protocol.UnitsTransferredEncoder;
import caisson.protocol.WindowSealedEncoder;
import caisson.protocol.WithdrawalCreatedEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Calls to bytes. Events of a command are numbered from 0; each is held back until the next one or
 * the end of the command is known, because the last one carries the flag. So the sink sees an event
 * at the earliest when the next one is made, and the last one when the command is done.
 */
public final class EventPublisher {
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
  private static final int LAST_FLAG = HEADER + StampEncoder.lastEncodingOffset();

  public final PriceEvents prices = new PriceEvents(this);
  public final ResolutionEvents outcomes = new ResolutionEvents(this);

  final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final StampEncoder stamp = new StampEncoder();
  private final CommandAppliedEncoder commandApplied = new CommandAppliedEncoder();
  private final CommandRejectedEncoder commandRejected = new CommandRejectedEncoder();
  private final CommandCompletedEncoder commandCompleted = new CommandCompletedEncoder();
  private final CommandSkippedEncoder commandSkipped = new CommandSkippedEncoder();
  private final AssetListedEncoder assetListed = new AssetListedEncoder();
  private final MarketListedEncoder marketListed = new MarketListedEncoder();
  private final AccountRegisteredEncoder accountRegistered = new AccountRegisteredEncoder();
  private final AgentRegisteredEncoder agentRegistered = new AgentRegisteredEncoder();
  private final AccountLevelSetEncoder accountLevelSet = new AccountLevelSetEncoder();
  private final UnitsTransferredEncoder unitsTransferred = new UnitsTransferredEncoder();
  private final DepositCreditedEncoder depositCredited = new DepositCreditedEncoder();
  private final DepositReturnedEncoder depositReturned = new DepositReturnedEncoder();
  private final WithdrawalCreatedEncoder withdrawalCreated = new WithdrawalCreatedEncoder();
  private final OrderAcceptedEncoder orderAccepted = new OrderAcceptedEncoder();
  private final OrderRestedEncoder orderRested = new OrderRestedEncoder();
  private final OrderCanceledEncoder orderCanceled = new OrderCanceledEncoder();
  private final OrderReducedEncoder orderReduced = new OrderReducedEncoder();
  private final OrderAmendedEncoder orderAmended = new OrderAmendedEncoder();
  private final CancelScheduledEncoder cancelScheduled = new CancelScheduledEncoder();
  private final TriggerPlacedEncoder triggerPlaced = new TriggerPlacedEncoder();
  private final TriggerFiredEncoder triggerFired = new TriggerFiredEncoder();
  private final TriggerFailedEncoder triggerFailed = new TriggerFailedEncoder();
  private final TriggerCanceledEncoder triggerCanceled = new TriggerCanceledEncoder();
  private final TwapPlacedEncoder twapPlaced = new TwapPlacedEncoder();
  private final TwapSlicedEncoder twapSliced = new TwapSlicedEncoder();
  private final TwapEndedEncoder twapEnded = new TwapEndedEncoder();
  private final TradeExecutedEncoder tradeExecuted = new TradeExecutedEncoder();
  private final MarkUpdatedEncoder markUpdated = new MarkUpdatedEncoder();
  private final AssetMarkUpdatedEncoder assetMarkUpdated = new AssetMarkUpdatedEncoder();
  private final FundingSettledEncoder fundingSettled = new FundingSettledEncoder();
  private final WindowSealedEncoder windowSealed = new WindowSealedEncoder();
  private final BatchConfirmedEncoder batchConfirmed = new BatchConfirmedEncoder();
  private final ParametersChangedEncoder parametersChanged = new ParametersChangedEncoder();
  private final LiquidationSteppedEncoder liquidationStepped = new LiquidationSteppedEncoder();
  private final PositionAssignedEncoder positionAssigned = new PositionAssignedEncoder();
  private final CashMovedEncoder cashMoved = new CashMovedEncoder();
  private final DeleveragedEncoder deleveraged = new DeleveragedEncoder();
  private final RequestServedEncoder requestServed = new RequestServedEncoder();

  private final SealedWords words = new SealedWords();

  private final EventSink sink;
  final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CommandAdapter.MAX_COMMAND_LENGTH + 256]);
  private long sequence;
  private long timeNs;
  private int index;

  /** Length of the event held back in the buffer, 0 when there is none. */
  private int heldLength;

  public EventPublisher(EventSink sink) {
    this.sink = sink;
  }

  /** Starts a sequence with its index 0; the command is at most MAX_COMMAND_LENGTH long. */
  public void begin(
      long sequence, long timeNs, long requestId, DirectBuffer command, int offset, int length) {
    this.sequence = sequence;
    this.timeNs = timeNs;
    index = 0;
    commandApplied.wrapAndApplyHeader(buffer, 0, header).requestId(requestId);
    stamp();
    commandApplied.putCommand(command, offset, length);
    hold(commandApplied.encodedLength());
  }

  /** Ends the sequence: the event held back is its last. */
  public void end() {
    if (index < 2) {
      throw new IllegalStateException("command without an event: sequence=" + sequence);
    }
    buffer.putByte(LAST_FLAG, (byte) 1);
    release();
  }

  public void rejected(long requestId, int account, int template, RejectReason reason) {
    release();
    commandRejected
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(account)
        .commandTemplate(template)
        .reason(reason);
    stamp();
    hold(commandRejected.encodedLength());
  }

  public void completed(long requestId) {
    release();
    commandCompleted.wrapAndApplyHeader(buffer, 0, header).requestId(requestId);
    stamp();
    hold(commandCompleted.encodedLength());
  }

  public void skipped(long skippedSequence) {
    release();
    commandSkipped.wrapAndApplyHeader(buffer, 0, header).skippedSequence(skippedSequence);
    stamp();
    hold(commandSkipped.encodedLength());
  }

  public void assetListed(int asset, int scale, long markUnit, long symbolLow, long symbolHigh) {
    release();
    assetListed
        .wrapAndApplyHeader(buffer, 0, header)
        .asset(asset)
        .scale((short) scale)
        .markUnit(markUnit);
    symbol(HEADER + AssetListedEncoder.symbolEncodingOffset(), symbolLow, symbolHigh);
    stamp();
    hold(assetListed.encodedLength());
  }

  public void marketListed(
      int market,
      MarketKind kind,
      int baseAsset,
      long unitsPerLot,
      long k,
      int marginPpm,
      int makerFeePpm,
      int takerFeePpm,
      long minLots,
      long maxTicks,
      long maxOrderLots,
      long symbolLow,
      long symbolHigh) {
    release();
    marketListed
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .kind(kind)
        .baseAsset(baseAsset)
        .unitsPerLot(unitsPerLot)
        .k(k)
        .marginPpm(marginPpm)
        .makerFeePpm(makerFeePpm)
        .takerFeePpm(takerFeePpm)
        .minLots(minLots)
        .maxTicks(maxTicks)
        .maxOrderLots(maxOrderLots);
    symbol(HEADER + MarketListedEncoder.symbolEncodingOffset(), symbolLow, symbolHigh);
    stamp();
    hold(marketListed.encodedLength());
  }

  public void accountRegistered(int account, long ownerA, long ownerB, int ownerC) {
    release();
    accountRegistered.wrapAndApplyHeader(buffer, 0, header).account(account);
    address(HEADER + AccountRegisteredEncoder.ownerEncodingOffset(), ownerA, ownerB, ownerC);
    stamp();
    hold(accountRegistered.encodedLength());
  }

  public void agentRegistered(int account, AgentTerms terms) {
    release();
    agentRegistered
        .wrapAndApplyHeader(buffer, 0, header)
        .account(account)
        .expiryNs(terms.expiryNs)
        .maxNotionalPerDay(terms.maxNotionalPerDay)
        .maxOrderNotional(terms.maxOrderNotional)
        .markets(terms.markets)
        .maxPosition(terms.maxPosition)
        .bandPpm(terms.bandPpm);
    address(
        HEADER + AgentRegisteredEncoder.agentEncodingOffset(),
        terms.agentA,
        terms.agentB,
        terms.agentC);
    stamp();
    hold(agentRegistered.encodedLength());
  }

  public void accountLevelSet(int account, AccountLevel owner, AccountLevel venue) {
    release();
    accountLevelSet
        .wrapAndApplyHeader(buffer, 0, header)
        .account(account)
        .ownerLevel(owner)
        .venueLevel(venue);
    stamp();
    hold(accountLevelSet.encodedLength());
  }

  public void unitsTransferred(
      int from, int to, int asset, long units, long fromBalance, long toBalance) {
    release();
    unitsTransferred
        .wrapAndApplyHeader(buffer, 0, header)
        .from(from)
        .to(to)
        .asset(asset)
        .units(units)
        .fromBalance(fromBalance)
        .toBalance(toBalance);
    stamp();
    hold(unitsTransferred.encodedLength());
  }

  public void depositCredited(long depositNo, int account, int asset, long units, long balance) {
    release();
    depositCredited
        .wrapAndApplyHeader(buffer, 0, header)
        .depositNo(depositNo)
        .account(account)
        .asset(asset)
        .units(units)
        .balance(balance);
    stamp();
    hold(depositCredited.encodedLength());
  }

  public void depositReturned(
      long depositNo, int account, int asset, long units, RejectReason reason) {
    release();
    depositReturned
        .wrapAndApplyHeader(buffer, 0, header)
        .depositNo(depositNo)
        .account(account)
        .asset(asset)
        .units(units)
        .reason(reason);
    stamp();
    hold(depositReturned.encodedLength());
  }

  public void withdrawalCreated(
      long batchNo,
      int withdrawalIndex,
      int account,
      int asset,
      long units,
      long destinationA,
      long destinationB,
      int destinationC,
      Lane lane,
      long balance,
      long accounted) {
    release();
    withdrawalCreated
        .wrapAndApplyHeader(buffer, 0, header)
        .batchNo(batchNo)
        .withdrawalIndex(withdrawalIndex)
        .account(account)
        .asset(asset)
        .units(units)
        .lane(lane)
        .balance(balance)
        .accounted(accounted);
    address(
        HEADER + WithdrawalCreatedEncoder.destinationEncodingOffset(),
        destinationA,
        destinationB,
        destinationC);
    stamp();
    hold(withdrawalCreated.encodedLength());
  }

  public void orderAccepted(
      long requestId,
      int account,
      int market,
      long orderId,
      long limitTicks,
      long lots,
      long clientOrderIdHigh,
      long clientOrderIdLow,
      Side side,
      TimeInForce timeInForce) {
    release();
    orderAccepted
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .lots(lots)
        .side(side)
        .timeInForce(timeInForce);
    orderAccepted.clientOrderId().high(clientOrderIdHigh).low(clientOrderIdLow);
    stamp();
    hold(orderAccepted.encodedLength());
  }

  public void orderRested(
      int account, int market, long orderId, long limitTicks, long restingLots, Side side) {
    release();
    orderRested
        .wrapAndApplyHeader(buffer, 0, header)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .restingLots(restingLots)
        .side(side);
    stamp();
    hold(orderRested.encodedLength());
  }

  public void orderCanceled(
      long requestId,
      int account,
      int market,
      long orderId,
      long limitTicks,
      long canceledLots,
      Side side,
      boolean wasResting,
      CancelReason reason) {
    release();
    orderCanceled
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .canceledLots(canceledLots)
        .side(side)
        .wasResting((short) (wasResting ? 1 : 0))
        .reason(reason);
    stamp();
    hold(orderCanceled.encodedLength());
  }

  public void orderReduced(
      long requestId,
      int account,
      int market,
      long orderId,
      long limitTicks,
      long reducedLots,
      long remainingLots,
      Side side,
      boolean wasResting,
      CancelReason reason) {
    release();
    orderReduced
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .reducedLots(reducedLots)
        .remainingLots(remainingLots)
        .side(side)
        .wasResting((short) (wasResting ? 1 : 0))
        .reason(reason);
    stamp();
    hold(orderReduced.encodedLength());
  }

  public void orderAmended(
      long requestId,
      int account,
      int market,
      long orderId,
      long fromTicks,
      long fromLots,
      long limitTicks,
      long lots,
      Side side) {
    release();
    orderAmended
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .fromTicks(fromTicks)
        .fromLots(fromLots)
        .limitTicks(limitTicks)
        .lots(lots)
        .side(side);
    stamp();
    hold(orderAmended.encodedLength());
  }

  public void cancelScheduled(long requestId, int account, long atNs, boolean fired) {
    release();
    cancelScheduled
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(account)
        .atNs(atNs)
        .fired((short) (fired ? 1 : 0));
    stamp();
    hold(cancelScheduled.encodedLength());
  }

  public void triggerPlaced(long requestId, long triggerId, TriggerTerms terms) {
    release();
    var order = terms.order;
    triggerPlaced
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(order.account)
        .market(order.market)
        .triggerId(triggerId)
        .triggerTicks(terms.triggerTicks)
        .limitTicks(order.limitTicks)
        .lots(order.lots)
        .group(terms.group)
        .side(order.side)
        .timeInForce(order.timeInForce)
        .reduceOnly((short) (order.reduceOnly ? 1 : 0))
        .when(terms.when);
    triggerPlaced.clientOrderId().high(order.clientHigh).low(order.clientLow);
    stamp();
    hold(triggerPlaced.encodedLength());
  }

  public void triggerFired(int account, int market, long triggerId, long markTicks) {
    release();
    triggerFired
        .wrapAndApplyHeader(buffer, 0, header)
        .account(account)
        .market(market)
        .triggerId(triggerId)
        .markTicks(markTicks);
    stamp();
    hold(triggerFired.encodedLength());
  }

  public void triggerFailed(int account, int market, long triggerId, RejectReason reason) {
    release();
    triggerFailed
        .wrapAndApplyHeader(buffer, 0, header)
        .account(account)
        .market(market)
        .triggerId(triggerId)
        .reason(reason);
    stamp();
    hold(triggerFailed.encodedLength());
  }

  public void triggerCanceled(
      long requestId, int account, int market, long triggerId, CancelReason reason) {
    release();
    triggerCanceled
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .triggerId(triggerId)
        .reason(reason);
    stamp();
    hold(triggerCanceled.encodedLength());
  }

  public void twapPlaced(long requestId, long twapId, TwapTerms terms) {
    release();
    var order = terms.order;
    twapPlaced
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(order.account)
        .market(order.market)
        .twapId(twapId)
        .limitTicks(order.limitTicks)
        .lots(order.lots)
        .intervalNs(terms.intervalNs)
        .slices(terms.slices)
        .side(order.side)
        .reduceOnly((short) (order.reduceOnly ? 1 : 0));
    twapPlaced.clientOrderId().high(order.clientHigh).low(order.clientLow);
    stamp();
    hold(twapPlaced.encodedLength());
  }

  public void twapSliced(
      int account,
      int market,
      long twapId,
      long orderId,
      long lots,
      int slicesLeft,
      RejectReason reason) {
    release();
    twapSliced
        .wrapAndApplyHeader(buffer, 0, header)
        .account(account)
        .market(market)
        .twapId(twapId)
        .orderId(orderId)
        .lots(lots)
        .slicesLeft(slicesLeft)
        .reason(reason);
    stamp();
    hold(twapSliced.encodedLength());
  }

  public void twapEnded(
      long requestId,
      int account,
      int market,
      long twapId,
      long remainingLots,
      CancelReason reason) {
    release();
    twapEnded
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .twapId(twapId)
        .remainingLots(remainingLots)
        .reason(reason);
    stamp();
    hold(twapEnded.encodedLength());
  }

  public void tradeExecuted(
      int market,
      long priceTicks,
      long lots,
      long fundingIndex,
      long makerOrderId,
      long takerOrderId,
      int makerAccount,
      int takerAccount,
      Side takerSide,
      long makerFee,
      long takerFee,
      long makerCash,
      long takerCash,
      long makerPosition,
      long takerPosition,
      long makerRefCost,
      long takerRefCost,
      long feesCash,
      long makerRemainingLots,
      long takerRemainingLots) {
    release();
    tradeExecuted
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .priceTicks(priceTicks)
        .lots(lots)
        .fundingIndex(fundingIndex)
        .makerOrderId(makerOrderId)
        .takerOrderId(takerOrderId)
        .makerAccount(makerAccount)
        .takerAccount(takerAccount)
        .takerSide(takerSide)
        .makerFee(makerFee)
        .takerFee(takerFee)
        .makerCash(makerCash)
        .takerCash(takerCash)
        .makerPosition(makerPosition)
        .takerPosition(takerPosition)
        .makerRefCost(makerRefCost)
        .takerRefCost(takerRefCost)
        .feesCash(feesCash)
        .makerRemainingLots(makerRemainingLots)
        .takerRemainingLots(takerRemainingLots);
    stamp();
    hold(tradeExecuted.encodedLength());
  }

  public void markUpdated(
      int market,
      long round,
      long indexTicks,
      long externalTicks,
      long bestBidTicks,
      long bestAskTicks,
      long markTicks) {
    release();
    markUpdated
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .round(round)
        .indexTicks(indexTicks)
        .externalTicks(externalTicks)
        .bestBidTicks(bestBidTicks)
        .bestAskTicks(bestAskTicks)
        .markTicks(markTicks);
    stamp();
    hold(markUpdated.encodedLength());
  }

  public void assetMarkUpdated(int asset, long round, long markUnit) {
    release();
    assetMarkUpdated
        .wrapAndApplyHeader(buffer, 0, header)
        .asset(asset)
        .round(round)
        .markUnit(markUnit);
    stamp();
    hold(assetMarkUpdated.encodedLength());
  }

  public void fundingSettled(
      int market,
      long hour,
      long rateE9,
      long indexTicks,
      long delta,
      long remainder,
      long fundingIndex) {
    release();
    fundingSettled
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .hour(hour)
        .rateE9(rateE9)
        .indexTicks(indexTicks)
        .delta(delta)
        .remainder(remainder)
        .fundingIndex(fundingIndex);
    stamp();
    hold(fundingSettled.encodedLength());
  }

  public void windowSealed(
      long batchNo,
      long sequenceFrom,
      long headerTsS,
      long depositsUpTo,
      int withdrawals,
      boolean markEpoch,
      int assetWords,
      int marketWords,
      MarkSource marks) {
    release();
    windowSealed
        .wrapAndApplyHeader(buffer, 0, header)
        .batchNo(batchNo)
        .seqFrom(sequenceFrom)
        .seqTo(sequence)
        .headerTsS(headerTsS)
        .depositsUpTo(depositsUpTo)
        .withdrawals(withdrawals)
        .markEpoch((short) (markEpoch ? 1 : 0));
    stamp();
    words.begin(assetWords, marketWords);
    marks.forEachMark(words);
    hold(windowSealed.encodedLength());
  }

  public void batchConfirmed(
      long batchNo, DirectBuffer hashes, int headerHashOffset, int transactionHashOffset) {
    release();
    batchConfirmed.wrapAndApplyHeader(buffer, 0, header).batchNo(batchNo);
    buffer.putBytes(
        HEADER + BatchConfirmedEncoder.headerHashEncodingOffset(), hashes, headerHashOffset, 32);
    buffer.putBytes(
        HEADER + BatchConfirmedEncoder.transactionHashEncodingOffset(),
        hashes,
        transactionHashOffset,
        32);
    stamp();
    hold(batchConfirmed.encodedLength());
  }

  /** Events of the sequence so far. */
  public int count() {
    return index;
  }

  public void liquidationStepped(
      int account,
      LiquidationStage stage,
      int market,
      long lots,
      long equityBefore,
      long maintenanceBefore,
      long equityAfter,
      long maintenanceAfter) {
    release();
    liquidationStepped
        .wrapAndApplyHeader(buffer, 0, header)
        .account(account)
        .stage(stage)
        .market(market)
        .lots(lots)
        .equityBefore(equityBefore)
        .maintenanceBefore(maintenanceBefore)
        .equityAfter(equityAfter)
        .maintenanceAfter(maintenanceAfter);
    stamp();
    hold(liquidationStepped.encodedLength());
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
    release();
    positionAssigned
        .wrapAndApplyHeader(buffer, 0, header)
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
    stamp();
    hold(positionAssigned.encodedLength());
  }

  public void cashMoved(
      int from, int to, long amount, TransferReason reason, long fromCash, long toCash) {
    release();
    cashMoved
        .wrapAndApplyHeader(buffer, 0, header)
        .from(from)
        .to(to)
        .amount(amount)
        .reason(reason)
        .fromCash(fromCash)
        .toCash(toCash);
    stamp();
    hold(cashMoved.encodedLength());
  }

  public void deleveraged(int account, int market, long wanted, long found, long leverageE6) {
    release();
    deleveraged
        .wrapAndApplyHeader(buffer, 0, header)
        .account(account)
        .market(market)
        .wantedLots(wanted)
        .foundLots(found)
        .leverageE6(leverageE6);
    stamp();
    hold(deleveraged.encodedLength());
  }

  public void parametersChanged(long version) {
    release();
    parametersChanged.wrapAndApplyHeader(buffer, 0, header).version(version);
    stamp();
    hold(parametersChanged.encodedLength());
  }

  public void requestServed(
      long no,
      long timeS,
      int kind,
      int account,
      int id,
      long amount,
      long limitTicks,
      long targetA,
      long targetB,
      int targetC,
      RejectReason reason,
      long served,
      long queued) {
    release();
    requestServed
        .wrapAndApplyHeader(buffer, 0, header)
        .no(no)
        .timeS(timeS)
        .kind((short) kind)
        .account(account)
        .id(id)
        .amount(amount)
        .limitTicks(limitTicks)
        .reason(reason)
        .served(served)
        .queued(queued);
    address(HEADER + RequestServedEncoder.targetEncodingOffset(), targetA, targetB, targetC);
    stamp();
    hold(requestServed.encodedLength());
  }

  void stamp() {
    stamp
        .wrap(buffer, HEADER)
        .sequence(sequence)
        .timeNs(timeNs)
        .index(index)
        .last((short) 0)
        .reserved((short) 0);
  }

  void hold(int bodyLength) {
    heldLength = HEADER + bodyLength;
    index++;
  }

  void release() {
    if (heldLength > 0) {
      int length = heldLength;
      heldLength = 0;
      sink.onEvent(buffer, 0, length);
    }
  }

  private void address(int offset, long a, long b, int c) {
    buffer.putLong(offset, a, BIG_ENDIAN);
    buffer.putLong(offset + 8, b, BIG_ENDIAN);
    buffer.putInt(offset + 16, c, BIG_ENDIAN);
  }

  private void symbol(int offset, long low, long high) {
    buffer.putLong(offset, low, LITTLE_ENDIAN);
    buffer.putLong(offset + 8, high, LITTLE_ENDIAN);
  }

  /** Where the words of a sealed window come from. */
  public interface MarkSource {
    void forEachMark(MarkVisitor visitor);
  }

  /** Writes words into the two groups; asset words come first. */
  @SuppressWarnings("NullAway.Init") // begin() opens both groups before the first word arrives
  private final class SealedWords implements MarkVisitor {
    private WindowSealedEncoder.AssetWordsEncoder assets;
    private WindowSealedEncoder.MarketWordsEncoder markets;
    private int assetsLeft;
    private int marketCount;

    void begin(int assetCount, int marketCount) {
      assets = windowSealed.assetWordsCount(assetCount);
      assetsLeft = assetCount;
      this.marketCount = marketCount;
      if (assetsLeft == 0) {
        markets = windowSealed.marketWordsCount(marketCount);
      }
    }

    @Override
    public void assetWord(int asset, long markUnit, int scale, int status, long accounted) {
      assets
          .next()
          .asset(asset)
          .markUnit(markUnit)
          .scale((short) scale)
          .status((short) status)
          .accounted(accounted);
      if (--assetsLeft == 0) {
        markets = windowSealed.marketWordsCount(marketCount);
      }
    }

    @Override
    public void marketWord(int market, long markTicks, long k, long fundingIndex, int status) {
      markets
          .next()
          .market(market)
          .markTicks(markTicks)
          .k(k)
          .fundingIndex(fundingIndex)
          .status((short) status);
    }
  }
}
