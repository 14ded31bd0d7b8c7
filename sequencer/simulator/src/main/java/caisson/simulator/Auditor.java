package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.engine.EventSink;
import caisson.engine.StateMachine;
import caisson.protocol.AccountLevelSetDecoder;
import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AgentRegisteredDecoder;
import caisson.protocol.AuctionTakenDecoder;
import caisson.protocol.BackstopOfferedDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderRestedDecoder;
import caisson.protocol.OutflowLimitedDecoder;
import caisson.protocol.ParametersChangedDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.ScheduleCancelDecoder;
import caisson.protocol.SealWindowDecoder;
import caisson.protocol.SetFeeTiersDecoder;
import caisson.protocol.StampDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
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
import caisson.simulator.AgentTwin.Key;
import caisson.simulator.Ledger.Account;
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
  private final FeeCheck fees;
  private final OrderCheck orders;
  private final BundleCheck bundles;
  private final ClosedCheck closed;
  private final LimitCheck limits;
  private final LiquidationCheck liquidation;
  private final MarginCheck marginCheck;
  private final TermsReader terms;
  private final EventCheck events;
  private final OwedCheck owed;
  private final CustodyCheck custody;
  private final RefusalCheck refusals;
  private final MarkCheck marks;
  private final MarketEvents markets;
  private final HouseEvents house;
  private final StateCheck state;
  private final KeyCheck keys;
  private final TriggerCheck triggers;
  private final TwapCheck twaps;
  private final ScaleCheck scales;
  private final SwitchCheck switches;
  private final CancelCheck cancels;
  private final AgentCheck agents;
  private final ForcedClose close;
  private final ForcedCheck forced;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final Events e = new Events();
  private final DueEvents due;
  private final DueOrder dueOrder;
  private final ExpiryCheck expiry;
  private final RoomCheck rooms;
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
  private long rejections;

  /** The bytes that the next command must be recorded with; an own seal may come before it. */
  private @Nullable DirectBuffer sent;

  private int sentLength;

  Auditor(Ledger ledger, Sender sender) {
    this.ledger = ledger;
    this.sender = sender;
    margin = new PlainMargin(ledger);
    fees = new FeeCheck(ledger, e);
    orders = new OrderCheck(ledger, fees);
    closed = new ClosedCheck(ledger);
    limits = new LimitCheck(ledger);
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
    dueOrder = new DueOrder(e);
    expiry = new ExpiryCheck(ledger);
    markets = new MarketEvents(ledger, e, marks, events);
    var scope = new ScopeCheck(ledger);
    keys = new KeyCheck(ledger);
    triggers = new TriggerCheck(ledger, scope);
    twaps = new TwapCheck(ledger, scope, margin);
    bundles = new BundleCheck(ledger, id -> twaps.find(id) != null || triggers.order.waits(id));
    rooms = new RoomCheck(ledger, expiry, triggers.order, twaps);
    scales = new ScaleCheck(ledger);
    switches = new SwitchCheck(ledger, triggers, twaps);
    cancels = new CancelCheck(ledger, triggers, twaps);
    agents = new AgentCheck(ledger, scope, keys, triggers, twaps);
    close = new ForcedClose(ledger, margin, orders);
    forced = new ForcedCheck(ledger, marginCheck, triggers, twaps, owed, close);
    house = new HouseEvents(ledger, e, liquidation, close, events);
  }

  long trades() {
    return trades;
  }

  long liquidations() {
    return house.steps();
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
        markets.weak(),
        marks.timesWeighed(),
        custody.sentBack(),
        refusals.limited(),
        refusals.capped(),
        refusals.noTerms(),
        marks.twice(),
        refusals.twice(),
        liquidation.ownFees(),
        liquidation.ownLines(),
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
        events.reached(),
        dueReached(),
        fullReached(),
        fees.reached(),
        liquidation.sales.reached(),
        closed.reached(),
        limitsReached());
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
        switches.soon(),
        switches.longPast(),
        switches.neverMore(),
        bundles.twice());
  }

  private LimitsReached limitsReached() {
    return new LimitsReached(
        limits.refused(RejectReason.PRICE_BAND),
        limits.refused(RejectReason.MIN_NOTIONAL),
        limits.refused(RejectReason.POSITION_LIMIT),
        limits.reducing(),
        orders.far());
  }

  private FullReached fullReached() {
    return new FullReached(
        rooms.refused(RejectReason.BOOK_FULL),
        rooms.refused(RejectReason.TIMED_ORDERS_FULL),
        rooms.refused(RejectReason.TRIGGERS_FULL),
        rooms.refused(RejectReason.TWAPS_FULL));
  }

  private DueReached dueReached() {
    TriggerOrder fired = triggers.order;
    return new DueReached(
        fired.several(),
        fired.tied(),
        fired.bothWays(),
        fired.markets(),
        expiry.expired(),
        expiry.tied(),
        dueOrder.together());
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
    if (early) {
      dueOrder.read(id, buffer, offset, orders.meeting());
    }
    if (template == PublishPricesDecoder.TEMPLATE_ID && index > due.count()) {
      if (!marked && !MarketEvents.ofMarks(id)) {
        pricesApplied();
      }
      if (!liquidation.running() && house.liquidates(id, buffer, offset)) {
        events.roundTold();
        liquidation.begin();
      }
    }
    fees.before(id);
    if (id == CashMovedDecoder.TEMPLATE_ID) {
      closed.onCash(e.cash.wrapAndApplyHeader(buffer, offset, header));
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
      fees.commandDone();
      closed.commandDone();
      liquidation.end(index);
      expiry.commandDone(index);
      triggers.order.commandDone(index);
      twaps.commandDone(index);
      switches.commandDone(index);
      agents.commandDone(rejected);
      forced.commandDone();
      owed.commandDone();
      liquidation.closes(null);
      unless(index > 0, IDENTITY, "a command without an outcome");
    }
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
      dueOrder.commandBegins();
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
      case AccountRegisteredDecoder.TEMPLATE_ID -> {
        var registered = e.registered.wrapAndApplyHeader(b, offset, header);
        ledger.register(registered.account());
        int owner = registered.offset() + AccountRegisteredDecoder.ownerEncodingOffset();
        ledger.agents.own(registered.account(), Key.read(b, owner));
      }
      case AgentRegisteredDecoder.TEMPLATE_ID -> {
        var registered = e.agent.wrapAndApplyHeader(b, offset, header);
        closed.onCredit(registered.account(), "a key");
        keys.onRegistered(registered, b, command);
      }
      case DepositCreditedDecoder.TEMPLATE_ID -> {
        var deposit = e.deposit.wrapAndApplyHeader(b, offset, header);
        closed.onCredit(deposit.account(), "a deposit");
        custody.onDeposit(deposit);
      }
      case DepositReturnedDecoder.TEMPLATE_ID -> {
        var returned = e.returned.wrapAndApplyHeader(b, offset, header);
        closed.onReturned(returned);
        custody.onReturned(returned);
      }
      case WithdrawalCreatedDecoder.TEMPLATE_ID -> {
        var withdrawal = e.withdrawal.wrapAndApplyHeader(b, offset, header);
        forced.onWithdrawal(withdrawal, b);
        closed.onWithdrawal(withdrawal.account());
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
        if (canceled.reason() == CancelReason.EXPIRED) {
          expiry.onExpired(canceled, orders.meeting(), early);
        }
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
        limits.onOrder(orders.onAmended(amended), template);
      }
      case TradeExecutedDecoder.TEMPLATE_ID -> {
        var trade = e.trade.wrapAndApplyHeader(b, offset, header);
        liquidation.onTrade(
            ledger.account(trade.makerAccount()), ledger.account(trade.takerAccount()));
        orders.onTrade(trade);
        twaps.onTrade(trade);
        trades++;
      }
      case OutflowLimitedDecoder.TEMPLATE_ID ->
          custody.onLimited(e.outflow.wrapAndApplyHeader(b, offset, header).most());
      case AuctionTakenDecoder.TEMPLATE_ID ->
          orders.onTaken(e.auctionTaken.wrapAndApplyHeader(b, offset, header));
      case AccountLevelSetDecoder.TEMPLATE_ID -> {
        var set = e.level.wrapAndApplyHeader(b, offset, header);
        int level = Math.max(set.ownerLevel().value(), set.venueLevel().value());
        closed.onLevel(set, template, command);
        ledger.account(set.account()).level = level;
      }
      case UnitsTransferredDecoder.TEMPLATE_ID -> {
        var transferred = e.transferred.wrapAndApplyHeader(b, offset, header);
        closed.onCredit(transferred.to(), "a transfer");
        custody.onTransferred(transferred);
      }
      case TriggerPlacedDecoder.TEMPLATE_ID -> {
        var trigger = e.trigger.wrapAndApplyHeader(b, offset, header);
        unlessEqual(sequence, trigger.triggerId(), IDENTITY, "id of a trigger");
        orders.waiting(trigger.triggerId());
        agents.onTrigger(trigger);
        sender.accepted(trigger.clientOrderId().low(), trigger.triggerId());
      }
      case TriggerFailedDecoder.TEMPLATE_ID -> {
        var failed = e.triggerFailed.wrapAndApplyHeader(b, offset, header);
        closed.onFailed(failed.account(), failed.reason());
        triggers.onFailed(failed);
      }
      case TriggerFiredDecoder.TEMPLATE_ID ->
          triggers.onFired(e.triggerFired.wrapAndApplyHeader(b, offset, header));
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
        var sliced = e.twapSliced.wrapAndApplyHeader(b, offset, header);
        closed.onFailed(sliced.account(), sliced.reason());
        twaps.onSliced(sliced);
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
      case WindowSealedDecoder.TEMPLATE_ID ->
          custody.onSealed(e.sealed.wrapAndApplyHeader(b, offset, header), sequence);
      case ParametersChangedDecoder.TEMPLATE_ID -> {
        var changed = e.parameters.wrapAndApplyHeader(b, offset, header);
        unlessEqual(ledger.version + 1, changed.version(), "parameters", "version");
        if (template == SetFeeTiersDecoder.TEMPLATE_ID) {
          fees.onTiers(command);
        }
        ledger.version++;
        terms.read(template, command);
      }
      case BackstopOfferedDecoder.TEMPLATE_ID -> {
        var offered = e.offered.wrapAndApplyHeader(b, offset, header);
        if (offered.capacityLots() != 0) {
          closed.onCredit(offered.account(), "an offer");
        }
        agents.onOffered(offered);
        liquidation.backstop.onOffered(offered);
      }
      default -> {
        if (!markets.read(id, b, offset) && !fees.read(template, id, b, offset, command)) {
          house.read(id, b, offset);
        }
      }
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
    expiry.commandBegins();
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
    limits.onRejected(refusal.reason(), template, command);
    closed.onRejected(template, refusal.reason(), command);
    refusals.check(template, refusal.reason(), command);
    agents.onRejected(refusal, command);
    forced.onRejected(refusal.reason());
    fees.onRejected(refusal.reason(), template, command);
    cancels.onRejected(refusal.reason(), template, command);
    rooms.onRejected(refusal.reason(), template, command);
    switch (template) {
      case RequestWithdrawalDecoder.TEMPLATE_ID -> owed.onRejected(refusal.reason(), command);
      case PlaceTwapDecoder.TEMPLATE_ID -> twaps.onRejected(refusal.reason(), command);
      case PlaceScaleDecoder.TEMPLATE_ID -> scales.onRejected(refusal.reason(), command);
      case ScheduleCancelDecoder.TEMPLATE_ID -> switches.onRejected(refusal.reason(), command);
      default -> {}
    }
  }

  private void pricesApplied() {
    marked = true;
    marks.roundTold(prices.wrapAndApplyHeader(command, 0, header));
    triggers.order.roundTold(prices.wrapAndApplyHeader(command, 0, header));
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
      limits.onOrder(order, template);
      unless(order.account.level < CANCEL_ONLY, "level", "an order of " + order.account.id);
    }
    if (BundleCheck.ofCommand(order.id, sequence)) {
      expiry.onAccepted(order.id, template, command);
      boolean scaled = template == PlaceScaleDecoder.TEMPLATE_ID;
      boolean further = scaled && placed != null;
      placed = order;
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
      if (further) {
        marginCheck.further(order);
      } else {
        marginCheck.before(order);
      }
      events.onOrder(order);
    } else if (OrderCheck.ofHouse(order.id)) {
      if (order.account == forced.closer()) {
        close.onOrder(order);
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
