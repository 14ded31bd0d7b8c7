package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.engine.EventSink;
import caisson.engine.StateMachine;
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
import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.CoinIndexedDecoder;
import caisson.protocol.CollateralWeighedDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.DeleveragedDecoder;
import caisson.protocol.DeleveragingPlannedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.DepthSampledDecoder;
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
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MarketSplitDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OffHoursMarkedDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderRestedDecoder;
import caisson.protocol.OutflowLimitedDecoder;
import caisson.protocol.ParametersChangedDecoder;
import caisson.protocol.PhaseChangedDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.ResolutionProposedDecoder;
import caisson.protocol.ScheduleCancelDecoder;
import caisson.protocol.SealWindowDecoder;
import caisson.protocol.SessionChangedDecoder;
import caisson.protocol.SessionScheduledDecoder;
import caisson.protocol.ShocksMovedDecoder;
import caisson.protocol.ShortfallSharedDecoder;
import caisson.protocol.StampDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.SupplyReportedDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TransferReason;
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
import caisson.simulator.AgentTwin.Key;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Asset;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads every event as a stranger with nothing but the log would, folds it into a {@link Ledger}
 * and throws a {@link Break} at the first that breaks a rule. {@link #commandDone} compares what a
 * command touched with the engine's own views, {@link #scan} all of it.
 *
 * <p>An event of a template unknown here is passed over: it may tell something, it may move
 * nothing.
 */
final class Auditor implements EventSink {
  private static final String IDENTITY = "event identity";
  private static final int CANCEL_ONLY = 2;

  final Ledger ledger;
  private final Sender sender;
  private final PlainMargin margin;
  private final OrderCheck orders;
  private final BundleCheck bundles;
  private final LiquidationCheck liquidation;
  private final MarginCheck marginCheck;
  private final TermsReader terms;
  private final EventCheck events;
  private final OwedCheck owed;
  private final CustodyCheck custody;
  private final RefusalCheck refusals;
  private final MarkCheck marks;
  private final StateCheck state;
  private final KeyCheck keys;
  private final TriggerCheck triggers;
  private final TwapCheck twaps;
  private final ScaleCheck scales;
  private final SwitchCheck switches;
  private final CancelCheck cancels;
  private final AgentCheck agents;
  private final ForcedCheck forced;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final Events e = new Events();
  private final DueEvents due;
  private final UnsafeBuffer command = new UnsafeBuffer(new byte[65_536]);
  private final PublishPricesDecoder prices = new PublishPricesDecoder();
  private final SubmitOrderDecoder submit = new SubmitOrderDecoder();
  private int template;
  private long sequence;
  private int index;
  private boolean ended = true;
  private boolean rejected;
  private boolean ownSeal;

  /** Every mark of the price round at hand is told. */
  private boolean marked;

  /** Whether the event at hand came before the command itself has its say. */
  private boolean early;

  private int outcomes;
  private RejectReason firstOutcome = RejectReason.NONE;
  private @Nullable Order placed;
  private long trades;
  private long liquidations;
  private long rejections;
  private long weak;

  /** The bytes that the next command must be recorded with; an own seal may come before it. */
  private @Nullable DirectBuffer sent;

  private int sentLength;

  Auditor(Ledger ledger, Sender sender) {
    this.ledger = ledger;
    this.sender = sender;
    margin = new PlainMargin(ledger);
    orders = new OrderCheck(ledger);
    bundles = new BundleCheck(ledger);
    liquidation = new LiquidationCheck(ledger, margin, orders);
    marginCheck = new MarginCheck(ledger, margin);
    terms = new TermsReader(ledger);
    events = new EventCheck(ledger);
    owed = new OwedCheck(ledger, marginCheck);
    custody = new CustodyCheck(ledger, owed);
    refusals = new RefusalCheck(ledger, marginCheck);
    marks = new MarkCheck(ledger);
    state = new StateCheck(ledger, events);
    due = new DueEvents(ledger, e);
    var scope = new ScopeCheck(ledger);
    keys = new KeyCheck(ledger);
    triggers = new TriggerCheck(ledger, scope);
    twaps = new TwapCheck(ledger, scope, margin);
    scales = new ScaleCheck(ledger);
    switches = new SwitchCheck(ledger, triggers, twaps);
    cancels = new CancelCheck(ledger, triggers, twaps);
    agents = new AgentCheck(ledger, scope, keys, triggers, twaps);
    forced = new ForcedCheck(ledger, margin, marginCheck, orders, triggers, twaps, owed);
  }

  long trades() {
    return trades;
  }

  long liquidations() {
    return liquidations;
  }

  long rejections() {
    return rejections;
  }

  /** Times that one with a standing offer took lots of an auctioned line. */
  long auctioned() {
    return liquidation.backstop.assigned();
  }

  /** Marks of closed exchanges. */
  long nights() {
    return ledger.markets.stream().mapToLong(market -> market.night.rounds).sum();
  }

  /** Marks that were less for a cap. */
  long capped() {
    return ledger.markets.stream().mapToLong(market -> market.cap.bound).sum();
  }

  Reached reached() {
    SliceCheck slices = liquidation.slices;
    return new Reached(
        weak,
        marks.timesWeighed(),
        custody.sentBack(),
        refusals.limited(),
        refusals.capped(),
        marginCheck.coinsKept(),
        marginCheck.coinsLeft(),
        slices.fifths(),
        slices.again(),
        slices.minutes(),
        slices.beyond(),
        marks.timesShocked(),
        events.delisted(),
        agents.reached(),
        forced.reached(),
        twaps.reached(),
        plansReached(),
        events.reached());
  }

  private PlansReached plansReached() {
    return new PlansReached(
        scales.taken(),
        scales.uneven(),
        scales.noRoom(),
        triggers.grouped(),
        switches.fired(),
        switches.emptied(),
        switches.moved(),
        switches.soon());
  }

  void forgetRefusals() {
    outcomes = 0;
    firstOutcome = RejectReason.NONE;
  }

  /** What the first command since was refused with, NONE when it was not. */
  RejectReason firstOutcome() {
    return firstOutcome;
  }

  long equity(Account account) {
    margin.of(account);
    return margin.equity;
  }

  void expect(DirectBuffer buffer, int length) {
    sent = buffer;
    sentLength = length;
  }

  @Override
  public void onEvent(DirectBuffer buffer, int offset, int length) {
    header.wrap(buffer, offset);
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    stamp.wrap(buffer, body);
    identity();
    int id = header.templateId();
    early = due.read(template, id, buffer, offset, stamp);
    if (!early || id == TwapSlicedDecoder.TEMPLATE_ID) {
      twaps.sliceOver();
    }
    if (template == PublishPricesDecoder.TEMPLATE_ID && index > due.count()) {
      if (!marked && !ofMarks(id)) {
        pricesApplied();
      }
      if (!liquidation.running() && liquidates(id, buffer, offset)) {
        events.roundTold();
        liquidation.begin();
      }
    }
    read(id, buffer, offset);
    if (stamp.last() == 1) {
      ended = true;
      outcomes += ownSeal ? 0 : 1;
      if (template == PublishPricesDecoder.TEMPLATE_ID && !rejected) {
        if (!marked) {
          pricesApplied();
        }
        if (!liquidation.running()) {
          events.roundTold();
          liquidation.begin();
        }
      }
      orders.ended();
      if (template == SubmitOrdersDecoder.TEMPLATE_ID && !rejected) {
        bundles.done(command);
      }
      if (template == PlaceScaleDecoder.TEMPLATE_ID && !rejected) {
        scales.done(command);
      }
      if (!rejected) {
        cancels.done(template, command);
      }
      liquidation.end(index);
      twaps.commandDone(index);
      switches.commandDone(index);
      agents.commandDone();
      forced.commandDone();
      owed.commandDone();
      liquidation.closes(null);
      unless(index > 0, IDENTITY, "a command without an outcome");
    }
  }

  private static boolean ofMarks(int id) {
    return id == MarkUpdatedDecoder.TEMPLATE_ID
        || id == MarkComputedDecoder.TEMPLATE_ID
        || id == AssetMarkUpdatedDecoder.TEMPLATE_ID
        || id == CollateralWeighedDecoder.TEMPLATE_ID
        || id == DepthSampledDecoder.TEMPLATE_ID
        || id == SessionChangedDecoder.TEMPLATE_ID
        || id == GapMovedDecoder.TEMPLATE_ID
        || id == OffHoursMarkedDecoder.TEMPLATE_ID
        || id == MarkAveragedDecoder.TEMPLATE_ID
        || id == FundingSettledDecoder.TEMPLATE_ID
        || id == ShocksMovedDecoder.TEMPLATE_ID
        || id == CommandRejectedDecoder.TEMPLATE_ID;
  }

  /** Whether an event of a price round is of liquidation, which comes after triggers and events. */
  private boolean liquidates(int id, DirectBuffer buffer, int offset) {
    return switch (id) {
      case OrderCanceledDecoder.TEMPLATE_ID ->
          e.canceled.wrapAndApplyHeader(buffer, offset, header).reason()
              == CancelReason.LIQUIDATION;
      case OrderAcceptedDecoder.TEMPLATE_ID ->
          OrderCheck.ofHouse(e.accepted.wrapAndApplyHeader(buffer, offset, header).orderId());
      case PositionAssignedDecoder.TEMPLATE_ID ->
          e.assigned.wrapAndApplyHeader(buffer, offset, header).reason() != TransferReason.RESOLVED;
      case LiquidationSteppedDecoder.TEMPLATE_ID,
          CashMovedDecoder.TEMPLATE_ID,
          ShortfallSharedDecoder.TEMPLATE_ID,
          BackstopAuctionedDecoder.TEMPLATE_ID,
          DeleveragingPlannedDecoder.TEMPLATE_ID,
          DeleveragedDecoder.TEMPLATE_ID ->
          true;
      default -> false;
    };
  }

  private void identity() {
    if (ended) {
      unlessEqual(sequence + 1, stamp.sequence(), IDENTITY, "sequence");
      unlessEqual(0, stamp.index(), IDENTITY, "index");
      unless(stamp.timeNs() >= ledger.timeNs, IDENTITY, "time went back");
      sequence = stamp.sequence();
      ledger.timeNs = stamp.timeNs();
      rejected = false;
      marked = false;
      due.commandBegins();
      ended = false;
    } else {
      unlessEqual(sequence, stamp.sequence(), IDENTITY, "sequence");
      unlessEqual(index + 1, stamp.index(), IDENTITY, "index");
      unless(!rejected, IDENTITY, "an event after a refusal");
    }
    index = stamp.index();
  }

  private void read(int id, DirectBuffer b, int offset) {
    switch (id) {
      case CommandAppliedDecoder.TEMPLATE_ID ->
          onApplied(e.applied.wrapAndApplyHeader(b, offset, header));
      case CommandRejectedDecoder.TEMPLATE_ID ->
          onRejected(e.rejected.wrapAndApplyHeader(b, offset, header));
      case AssetListedDecoder.TEMPLATE_ID -> {
        var listed = e.asset.wrapAndApplyHeader(b, offset, header);
        var asset = new Asset(listed.asset());
        asset.markUnit = listed.markUnit();
        ledger.assets.add(asset);
      }
      case MarketListedDecoder.TEMPLATE_ID ->
          onMarket(e.market.wrapAndApplyHeader(b, offset, header));
      case AccountRegisteredDecoder.TEMPLATE_ID -> {
        var registered = e.registered.wrapAndApplyHeader(b, offset, header);
        ledger.register(registered.account());
        int owner = registered.offset() + AccountRegisteredDecoder.ownerEncodingOffset();
        ledger.agents.own(registered.account(), Key.read(b, owner));
      }
      case AgentRegisteredDecoder.TEMPLATE_ID ->
          keys.onRegistered(e.agent.wrapAndApplyHeader(b, offset, header), b, command);
      case DepositCreditedDecoder.TEMPLATE_ID ->
          custody.onDeposit(e.deposit.wrapAndApplyHeader(b, offset, header));
      case DepositReturnedDecoder.TEMPLATE_ID ->
          custody.onReturned(e.returned.wrapAndApplyHeader(b, offset, header));
      case WithdrawalCreatedDecoder.TEMPLATE_ID -> {
        var withdrawal = e.withdrawal.wrapAndApplyHeader(b, offset, header);
        forced.onWithdrawal(withdrawal, b);
        custody.onWithdrawal(withdrawal);
      }
      case RequestServedDecoder.TEMPLATE_ID -> {
        unless(stamp.last() == 1, IDENTITY, "an event after a request was served");
        forced.onServed(e.request.wrapAndApplyHeader(b, offset, header), b);
      }
      case OrderAcceptedDecoder.TEMPLATE_ID ->
          onAccepted(e.accepted.wrapAndApplyHeader(b, offset, header));
      case OrderRestedDecoder.TEMPLATE_ID ->
          orders.onRested(e.rested.wrapAndApplyHeader(b, offset, header));
      case OrderCanceledDecoder.TEMPLATE_ID -> {
        var canceled = e.canceled.wrapAndApplyHeader(b, offset, header);
        forced.onCanceled(canceled);
        if (canceled.reason() == CancelReason.SCHEDULED) {
          switches.onCanceled(canceled.account(), 0, canceled.orderId(), early);
        }
        orders.onCanceled(canceled);
      }
      case OrderReducedDecoder.TEMPLATE_ID ->
          orders.onReduced(e.reduced.wrapAndApplyHeader(b, offset, header));
      case OrderAmendedDecoder.TEMPLATE_ID -> {
        var amended = e.amended.wrapAndApplyHeader(b, offset, header);
        agents.onAmended(amended);
        orders.onAmended(amended);
      }
      case TradeExecutedDecoder.TEMPLATE_ID -> {
        var trade = e.trade.wrapAndApplyHeader(b, offset, header);
        liquidation.onTrade(
            ledger.account(trade.makerAccount()), ledger.account(trade.takerAccount()));
        orders.onTrade(trade);
        twaps.onTrade(trade);
        trades++;
      }
      case MarkUpdatedDecoder.TEMPLATE_ID ->
          marks.onMark(e.mark.wrapAndApplyHeader(b, offset, header));
      case AssetMarkUpdatedDecoder.TEMPLATE_ID -> {
        var mark = e.assetMark.wrapAndApplyHeader(b, offset, header);
        ledger.assets.get(mark.asset()).markUnit = mark.markUnit();
      }
      case MarkComputedDecoder.TEMPLATE_ID ->
          marks.onComputed(e.computed.wrapAndApplyHeader(b, offset, header));
      case MarkAveragedDecoder.TEMPLATE_ID -> {
        var averaged = e.averaged.wrapAndApplyHeader(b, offset, header);
        ledger.market(averaged.market()).cap.onAveraged(averaged);
      }
      case OffHoursMarkedDecoder.TEMPLATE_ID -> {
        var night = e.night.wrapAndApplyHeader(b, offset, header);
        ledger.market(night.market()).night.onMarked(night);
      }
      case PhaseChangedDecoder.TEMPLATE_ID -> {
        var phase = e.phase.wrapAndApplyHeader(b, offset, header);
        AuctionCheck.onPhase(ledger.market(phase.market()), phase.phase(), ledger.timeNs);
      }
      case DepthSampledDecoder.TEMPLATE_ID -> {
        var sampled = e.depth.wrapAndApplyHeader(b, offset, header);
        var market = ledger.market(sampled.market());
        market.depth.onSampled(market, sampled, ledger.timeNs);
      }
      case SessionScheduledDecoder.TEMPLATE_ID -> {
        var scheduled = e.scheduled.wrapAndApplyHeader(b, offset, header);
        ledger.market(scheduled.market()).sessions.onScheduled(scheduled);
      }
      case SessionChangedDecoder.TEMPLATE_ID -> {
        var changed = e.session.wrapAndApplyHeader(b, offset, header);
        ledger.market(changed.market()).sessions.onChanged(changed, ledger.timeNs);
      }
      case MarketSplitDecoder.TEMPLATE_ID -> {
        var split = e.split.wrapAndApplyHeader(b, offset, header);
        var market = ledger.market(split.market());
        unlessEqual(++market.splits, split.splitVersion(), "split", "version");
      }
      case GapMovedDecoder.TEMPLATE_ID -> {
        var moved = e.gap.wrapAndApplyHeader(b, offset, header);
        ledger.market(moved.market()).sessions.onGap(moved, ledger.timeNs);
      }
      case CollateralWeighedDecoder.TEMPLATE_ID ->
          marks.onWeighed(e.weighed.wrapAndApplyHeader(b, offset, header));
      case SupplyReportedDecoder.TEMPLATE_ID -> {
        var supply = e.supply.wrapAndApplyHeader(b, offset, header);
        ledger.assets.get(supply.asset()).collateral.onSupply(supply, ledger.timeNs);
      }
      case OutflowLimitedDecoder.TEMPLATE_ID ->
          custody.onLimited(e.outflow.wrapAndApplyHeader(b, offset, header).most());
      case CoinIndexedDecoder.TEMPLATE_ID -> {
        var coin = e.coin.wrapAndApplyHeader(b, offset, header);
        unless(coin.round() > ledger.coinRound, "margin", "an old price of the coin");
        ledger.coinRound = coin.round();
        ledger.coinPpm = coin.indexPpm();
        weak += coin.indexPpm() < 990_000 ? 1 : 0;
        long dearer = 4 * Math.max(0, 990_000 - coin.indexPpm());
        unlessEqual(1_000_000 + dearer, coin.initialPpm(), "margin", "factor of the coin");
      }
      case AuctionBegunDecoder.TEMPLATE_ID -> {
        var begun = e.auction.wrapAndApplyHeader(b, offset, header);
        AuctionCheck.of(ledger.market(begun.market())).onBegun(begun, ledger.timeNs);
      }
      case AuctionPricedDecoder.TEMPLATE_ID -> {
        var priced = e.auctionPrice.wrapAndApplyHeader(b, offset, header);
        AuctionCheck.of(ledger.market(priced.market())).onPriced(priced, ledger);
      }
      case AuctionTakenDecoder.TEMPLATE_ID ->
          orders.onTaken(e.auctionTaken.wrapAndApplyHeader(b, offset, header));
      case EventListedDecoder.TEMPLATE_ID ->
          events.onListed(e.event.wrapAndApplyHeader(b, offset, header));
      case ResolutionProposedDecoder.TEMPLATE_ID ->
          events.onProposed(e.proposed.wrapAndApplyHeader(b, offset, header));
      case EventResolvedDecoder.TEMPLATE_ID -> {
        events.onResolved(e.resolved.wrapAndApplyHeader(b, offset, header));
        ledger.interest();
      }
      case EventSettledDecoder.TEMPLATE_ID ->
          events.onSettled(e.settled.wrapAndApplyHeader(b, offset, header));
      case MarketDelistedDecoder.TEMPLATE_ID ->
          events.onDelisted(e.delisted.wrapAndApplyHeader(b, offset, header));
      case DividendPaidDecoder.TEMPLATE_ID ->
          events.onDividend(e.dividend.wrapAndApplyHeader(b, offset, header));
      case AccountLevelSetDecoder.TEMPLATE_ID -> {
        var set = e.level.wrapAndApplyHeader(b, offset, header);
        int level = Math.max(set.ownerLevel().value(), set.venueLevel().value());
        ledger.account(set.account()).level = level;
      }
      case UnitsTransferredDecoder.TEMPLATE_ID ->
          custody.onTransferred(e.transferred.wrapAndApplyHeader(b, offset, header));
      case TriggerPlacedDecoder.TEMPLATE_ID -> {
        var trigger = e.trigger.wrapAndApplyHeader(b, offset, header);
        unlessEqual(sequence, trigger.triggerId(), IDENTITY, "id of a trigger");
        orders.waiting(trigger.triggerId());
        agents.onTrigger(trigger);
        sender.accepted(trigger.clientOrderId().low(), trigger.triggerId());
      }
      case TriggerFailedDecoder.TEMPLATE_ID ->
          triggers.onFailed(e.triggerFailed.wrapAndApplyHeader(b, offset, header));
      case TriggerFiredDecoder.TEMPLATE_ID ->
          triggers.onFired(e.triggerFired.wrapAndApplyHeader(b, offset, header).triggerId());
      case TriggerCanceledDecoder.TEMPLATE_ID -> {
        var canceled = e.triggerCanceled.wrapAndApplyHeader(b, offset, header);
        if (canceled.reason() == CancelReason.SCHEDULED) {
          switches.onCanceled(canceled.account(), 1, canceled.triggerId(), early);
        }
        triggers.onCanceled(canceled);
      }
      case TwapPlacedDecoder.TEMPLATE_ID -> {
        var twap = e.twap.wrapAndApplyHeader(b, offset, header);
        unlessEqual(sequence, twap.twapId(), IDENTITY, "id of a TWAP");
        agents.onTwap(twap, command);
        sender.accepted(twap.clientOrderId().low(), twap.twapId());
      }
      case TwapSlicedDecoder.TEMPLATE_ID -> {
        unless(early, TwapCheck.TWAP, "a slice after what came later");
        twaps.onSliced(e.twapSliced.wrapAndApplyHeader(b, offset, header));
      }
      case TwapEndedDecoder.TEMPLATE_ID -> {
        var done = e.twapEnded.wrapAndApplyHeader(b, offset, header);
        if (done.reason() == CancelReason.SCHEDULED) {
          switches.onCanceled(done.account(), 2, done.twapId(), early);
        }
        twaps.onEnded(done);
      }
      case CancelScheduledDecoder.TEMPLATE_ID ->
          switches.onScheduled(e.switched.wrapAndApplyHeader(b, offset, header), command, early);
      case FundingSettledDecoder.TEMPLATE_ID ->
          marks.onFunding(e.funding.wrapAndApplyHeader(b, offset, header));
      case ShocksMovedDecoder.TEMPLATE_ID ->
          marks.onShocks(e.shocks.wrapAndApplyHeader(b, offset, header));
      case WindowSealedDecoder.TEMPLATE_ID ->
          custody.onSealed(e.sealed.wrapAndApplyHeader(b, offset, header), sequence);
      case ParametersChangedDecoder.TEMPLATE_ID -> {
        var changed = e.parameters.wrapAndApplyHeader(b, offset, header);
        unlessEqual(ledger.version + 1, changed.version(), "parameters", "version");
        ledger.version++;
        terms.read(template, command);
      }
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
        forced.onAssigned(assigned);
        liquidation.onAssigned(assigned);
        forced.assigned(assigned);
      }
      case CashMovedDecoder.TEMPLATE_ID -> {
        var moved = e.cash.wrapAndApplyHeader(b, offset, header);
        forced.onCash(moved);
        liquidation.onCash(moved);
      }
      case ShortfallSharedDecoder.TEMPLATE_ID ->
          liquidation.onShared(e.shared.wrapAndApplyHeader(b, offset, header));
      case BackstopOfferedDecoder.TEMPLATE_ID -> {
        var offered = e.offered.wrapAndApplyHeader(b, offset, header);
        agents.onOffered(offered);
        liquidation.backstop.onOffered(offered);
      }
      case BackstopAuctionedDecoder.TEMPLATE_ID ->
          liquidation.onAuctioned(e.auctioned.wrapAndApplyHeader(b, offset, header));
      case BackstopSharedDecoder.TEMPLATE_ID ->
          liquidation.backstop.onShared(e.lineShared.wrapAndApplyHeader(b, offset, header));
      case DeleveragingPlannedDecoder.TEMPLATE_ID ->
          liquidation.onPlanned(e.planned.wrapAndApplyHeader(b, offset, header));
      case DeleveragedDecoder.TEMPLATE_ID ->
          liquidation.onDeleveraged(e.deleveraged.wrapAndApplyHeader(b, offset, header));
      default -> {}
    }
  }

  private void onApplied(CommandAppliedDecoder applied) {
    int length = applied.getCommand(command, 0, command.capacity());
    template =
        length < MessageHeaderDecoder.ENCODED_LENGTH ? 0 : header.wrap(command, 0).templateId();
    if (length < command.capacity()) {
      command.putByte(length, (byte) 0);
    }
    ownSeal = template == SealWindowDecoder.TEMPLATE_ID && applied.requestId() == 0;
    if (sent != null && !ownSeal) {
      unlessEqual(sentLength, length, IDENTITY, "length of the command recorded");
      for (int i = 0; i < length; i++) {
        if (sent.getByte(i) != command.getByte(i)) {
          throw new Break(IDENTITY, "bytes of the command recorded");
        }
      }
      sent = null;
    }
    placed = null;
    bundles.begin();
    custody.commandBegins();
    events.commandBegins();
    triggers.commandBegins();
    twaps.commandBegins();
    scales.commandBegins();
    agents.commandBegins(template, command, length);
    forced.commandBegins(template, command, length);
    liquidation.closes(forced.closer());
  }

  private void onRejected(CommandRejectedDecoder refusal) {
    unlessEqual(due.count() + 1, index, IDENTITY, "a refusal after an outcome");
    rejected = true;
    rejections++;
    if (outcomes == 0) {
      firstOutcome = refusal.reason();
    }
    if (refusal.entry() != CommandRejectedDecoder.entryNullValue()) {
      bundles.refused(refusal.entry(), command);
    }
    refusals.check(template, refusal.reason(), command);
    agents.onRejected(refusal, command);
    forced.onRejected(refusal.reason());
    cancels.onRejected(refusal.reason(), template, command);
    switch (template) {
      case RequestWithdrawalDecoder.TEMPLATE_ID -> owed.onRejected(refusal.reason(), command);
      case PlaceTwapDecoder.TEMPLATE_ID -> twaps.onRejected(refusal.reason(), command);
      case PlaceScaleDecoder.TEMPLATE_ID -> scales.onRejected(refusal.reason(), command);
      case ScheduleCancelDecoder.TEMPLATE_ID -> switches.onRejected(refusal.reason(), command);
      default -> {}
    }
  }

  private void onMarket(MarketListedDecoder listed) {
    var market = new Market(listed.market());
    market.spot = listed.kind() == MarketKind.SPOT;
    market.base = listed.baseAsset();
    market.unitsPerLot = listed.unitsPerLot();
    market.k = listed.k();
    market.margin = listed.marginPpm();
    market.makerPpm = listed.makerFeePpm();
    market.takerPpm = listed.takerFeePpm();
    market.minLots = listed.minLots();
    market.maxTicks = listed.maxTicks();
    market.maxLots = listed.maxOrderLots();
    if (listed.kind() == MarketKind.OUTCOME) {
      events.onMarket(market, listed.maxTicks());
    }
    ledger.markets.add(market);
  }

  private void pricesApplied() {
    marked = true;
    marks.roundTold(prices.wrapAndApplyHeader(command, 0, header));
  }

  private void onAccepted(OrderAcceptedDecoder accepted) {
    agents.onAccepted(accepted, sequence);
    Order order = orders.onAccepted(accepted, sequence);
    if (order.id >= TwapCheck.FIRST_ID) {
      twaps.onAccepted(accepted, order);
    } else if (!OrderCheck.ofHouse(order.id)) {
      sender.accepted(order.name, order.id);
    }
    if (!OrderCheck.ofHouse(order.id)) {
      unless(order.account.level < CANCEL_ONLY, "level", "an order of " + order.account.id);
    }
    if (BundleCheck.ofCommand(order.id, sequence)) {
      placed = order;
      boolean scaled = template == PlaceScaleDecoder.TEMPLATE_ID;
      bundles.onAccepted(order.id, scaled || template == SubmitOrdersDecoder.TEMPLATE_ID);
      if (scaled) {
        scales.onAccepted(accepted, command, sequence);
      }
      if (template == SubmitOrderDecoder.TEMPLATE_ID) {
        submit.wrapAndApplyHeader(command, 0, header);
        long line = order.account.lots[order.market.id];
        boolean reduces = order.lots <= (order.buy ? -line : line);
        unless(submit.reduceOnly() == 0 || reduces, "book", "a reducing order would add");
      }
      marginCheck.before(order);
      events.onOrder(order);
    } else if (OrderCheck.ofHouse(order.id)) {
      if (order.account == forced.closer()) {
        forced.onOrder(order);
      } else {
        liquidation.onOrder(order);
      }
    }
  }

  /** After every command: what it touched is in the engine as in the events. */
  void commandDone(StateMachine machine) {
    unless(ended, IDENTITY, "the last event has no flag");
    unlessEqual(sequence, machine.sequence(), IDENTITY, "sequence of the engine");
    unlessEqual(ledger.orders.size(), machine.restingOrders(), "book", "resting orders");
    state.touched(machine);
    if (placed != null) {
      marginCheck.after(placed);
    }
    events.commandDone(command);
    Account withdrawer = custody.withdrawer();
    if (withdrawer != null) {
      marginCheck.withdrew(withdrawer, custody.withdrawn());
    }
  }

  /** All of the state: every account, and that units and lots add up. */
  void scan(StateMachine machine) {
    state.scan(machine);
  }
}
