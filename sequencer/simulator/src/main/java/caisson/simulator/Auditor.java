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
  final Checks checks;
  private final Sender sender;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final Events e = new Events();
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
    checks = new Checks(ledger, e);
  }

  long trades() {
    return trades;
  }

  long rejections() {
    return rejections;
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
    checks.margin.of(account);
    return checks.margin.equity;
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
    early = checks.due.read(template, id, buffer, offset, stamp);
    if (!early || id == TwapSlicedDecoder.TEMPLATE_ID) {
      checks.twaps.sliceOver();
    }
    if (early) {
      checks.dueOrder.read(id, buffer, offset, checks.orders.meeting());
    }
    if (template == PublishPricesDecoder.TEMPLATE_ID && index > checks.due.count()) {
      if (!marked && !MarketEvents.ofMarks(id)) {
        pricesApplied();
      }
      if (!checks.liquidation.running() && checks.house.liquidates(id, buffer, offset)) {
        checks.events.roundTold();
        checks.liquidation.begin();
      }
    }
    checks.fees.before(id);
    if (id == CashMovedDecoder.TEMPLATE_ID) {
      checks.closed.onCash(e.cash.wrapAndApplyHeader(buffer, offset, header));
    }
    read(id, buffer, offset);
    if (stamp.last() == 1) {
      ended = true;
      outcomes += ownSeal ? 0 : 1;
      if (template == PublishPricesDecoder.TEMPLATE_ID && !rejected) {
        if (!marked) {
          pricesApplied();
        }
        if (!checks.liquidation.running()) {
          checks.events.roundTold();
          checks.liquidation.begin();
        }
      }
      checks.orders.ended();
      if (template == SubmitOrdersDecoder.TEMPLATE_ID && !rejected) {
        checks.bundles.done(command);
      }
      if (template == PlaceScaleDecoder.TEMPLATE_ID && !rejected) {
        checks.scales.done(command);
      }
      if (!rejected) {
        checks.cancels.done(template, command);
      }
      checks.fees.commandDone();
      checks.closed.commandDone();
      checks.liquidation.end(index);
      checks.expiry.commandDone(index);
      checks.triggers.order.commandDone(index);
      checks.twaps.commandDone(index);
      checks.switches.commandDone(index);
      checks.agents.commandDone(rejected);
      checks.forced.commandDone();
      checks.owed.commandDone();
      checks.liquidation.closes(null);
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
      checks.due.commandBegins();
      checks.dueOrder.commandBegins();
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
        checks.closed.onCredit(registered.account(), "a key");
        checks.keys.onRegistered(registered, b, command);
      }
      case DepositCreditedDecoder.TEMPLATE_ID -> {
        var deposit = e.deposit.wrapAndApplyHeader(b, offset, header);
        checks.closed.onCredit(deposit.account(), "a deposit");
        checks.custody.onDeposit(deposit);
      }
      case DepositReturnedDecoder.TEMPLATE_ID -> {
        var returned = e.returned.wrapAndApplyHeader(b, offset, header);
        checks.closed.onReturned(returned);
        checks.custody.onReturned(returned);
      }
      case WithdrawalCreatedDecoder.TEMPLATE_ID -> {
        var withdrawal = e.withdrawal.wrapAndApplyHeader(b, offset, header);
        checks.forced.onWithdrawal(withdrawal, b);
        checks.closed.onWithdrawal(withdrawal.account());
        checks.custody.onWithdrawal(withdrawal);
      }
      case RequestServedDecoder.TEMPLATE_ID -> {
        unless(stamp.last() == 1, IDENTITY, "an event after a request was served");
        checks.forced.onServed(e.request.wrapAndApplyHeader(b, offset, header), b);
      }
      case OrderAcceptedDecoder.TEMPLATE_ID ->
          onAccepted(e.accepted.wrapAndApplyHeader(b, offset, header));
      case OrderRestedDecoder.TEMPLATE_ID ->
          checks.orders.onRested(e.rested.wrapAndApplyHeader(b, offset, header));
      case OrderCanceledDecoder.TEMPLATE_ID -> {
        var canceled = e.canceled.wrapAndApplyHeader(b, offset, header);
        checks.forced.onCanceled(canceled);
        if (canceled.reason() == CancelReason.EXPIRED) {
          checks.expiry.onExpired(canceled, checks.orders.meeting(), early);
        }
        if (canceled.reason() == CancelReason.SCHEDULED) {
          checks.switches.onCanceled(canceled.account(), 0, canceled.orderId(), early);
        }
        checks.orders.onCanceled(canceled);
      }
      case OrderReducedDecoder.TEMPLATE_ID ->
          checks.orders.onReduced(e.reduced.wrapAndApplyHeader(b, offset, header));
      case OrderAmendedDecoder.TEMPLATE_ID -> {
        var amended = e.amended.wrapAndApplyHeader(b, offset, header);
        checks.agents.onAmended(amended);
        checks.limits.onOrder(checks.orders.onAmended(amended), template);
      }
      case TradeExecutedDecoder.TEMPLATE_ID -> {
        var trade = e.trade.wrapAndApplyHeader(b, offset, header);
        checks.liquidation.onTrade(
            ledger.account(trade.makerAccount()), ledger.account(trade.takerAccount()));
        checks.orders.onTrade(trade);
        checks.twaps.onTrade(trade);
        trades++;
      }
      case OutflowLimitedDecoder.TEMPLATE_ID ->
          checks.custody.onLimited(e.outflow.wrapAndApplyHeader(b, offset, header).most());
      case AuctionTakenDecoder.TEMPLATE_ID ->
          checks.orders.onTaken(e.auctionTaken.wrapAndApplyHeader(b, offset, header));
      case AccountLevelSetDecoder.TEMPLATE_ID -> {
        var set = e.level.wrapAndApplyHeader(b, offset, header);
        int level = Math.max(set.ownerLevel().value(), set.venueLevel().value());
        checks.closed.onLevel(set, template, command);
        ledger.account(set.account()).level = level;
      }
      case UnitsTransferredDecoder.TEMPLATE_ID -> {
        var transferred = e.transferred.wrapAndApplyHeader(b, offset, header);
        checks.closed.onCredit(transferred.to(), "a transfer");
        checks.custody.onTransferred(transferred);
      }
      case TriggerPlacedDecoder.TEMPLATE_ID -> {
        var trigger = e.trigger.wrapAndApplyHeader(b, offset, header);
        unlessEqual(sequence, trigger.triggerId(), IDENTITY, "id of a trigger");
        checks.orders.waiting(trigger.triggerId());
        checks.agents.onTrigger(trigger);
        sender.accepted(trigger.clientOrderId().low(), trigger.triggerId());
      }
      case TriggerFailedDecoder.TEMPLATE_ID -> {
        var failed = e.triggerFailed.wrapAndApplyHeader(b, offset, header);
        checks.closed.onFailed(failed.account(), failed.reason());
        checks.triggers.onFailed(failed);
      }
      case TriggerFiredDecoder.TEMPLATE_ID ->
          checks.triggers.onFired(e.triggerFired.wrapAndApplyHeader(b, offset, header));
      case TriggerCanceledDecoder.TEMPLATE_ID -> {
        var canceled = e.triggerCanceled.wrapAndApplyHeader(b, offset, header);
        if (canceled.reason() == CancelReason.SCHEDULED) {
          checks.switches.onCanceled(canceled.account(), 1, canceled.triggerId(), early);
        }
        checks.triggers.onCanceled(canceled);
      }
      case TwapPlacedDecoder.TEMPLATE_ID -> {
        var twap = e.twap.wrapAndApplyHeader(b, offset, header);
        unlessEqual(sequence, twap.twapId(), IDENTITY, "id of a TWAP");
        checks.agents.onTwap(twap, command);
        sender.accepted(twap.clientOrderId().low(), twap.twapId());
      }
      case TwapSlicedDecoder.TEMPLATE_ID -> {
        unless(early, TwapCheck.TWAP, "a slice after what came later");
        var sliced = e.twapSliced.wrapAndApplyHeader(b, offset, header);
        checks.closed.onFailed(sliced.account(), sliced.reason());
        checks.twaps.onSliced(sliced);
      }
      case TwapEndedDecoder.TEMPLATE_ID -> {
        var done = e.twapEnded.wrapAndApplyHeader(b, offset, header);
        if (done.reason() == CancelReason.SCHEDULED) {
          checks.switches.onCanceled(done.account(), 2, done.twapId(), early);
        }
        checks.twaps.onEnded(done);
      }
      case CancelScheduledDecoder.TEMPLATE_ID ->
          checks.switches.onScheduled(
              e.switched.wrapAndApplyHeader(b, offset, header), command, early);
      case WindowSealedDecoder.TEMPLATE_ID ->
          checks.custody.onSealed(e.sealed.wrapAndApplyHeader(b, offset, header), sequence);
      case ParametersChangedDecoder.TEMPLATE_ID -> {
        var changed = e.parameters.wrapAndApplyHeader(b, offset, header);
        unlessEqual(ledger.version + 1, changed.version(), "parameters", "version");
        if (template == SetFeeTiersDecoder.TEMPLATE_ID) {
          checks.fees.onTiers(command);
        }
        ledger.version++;
        checks.terms.read(template, command);
      }
      case BackstopOfferedDecoder.TEMPLATE_ID -> {
        var offered = e.offered.wrapAndApplyHeader(b, offset, header);
        if (offered.capacityLots() != 0) {
          checks.closed.onCredit(offered.account(), "an offer");
        }
        checks.agents.onOffered(offered);
        checks.liquidation.backstop.onOffered(offered);
      }
      default -> {
        if (!checks.markets.read(id, b, offset)
            && !checks.fees.read(template, id, b, offset, command)) {
          checks.house.read(id, b, offset);
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
    checks.bundles.begin();
    checks.custody.commandBegins();
    checks.events.commandBegins();
    checks.triggers.commandBegins();
    checks.expiry.commandBegins();
    checks.twaps.commandBegins();
    checks.scales.commandBegins();
    checks.agents.commandBegins(template, command, length);
    checks.forced.commandBegins(template, command, length);
    checks.liquidation.closes(checks.forced.closer());
  }

  private void onRejected(CommandRejectedDecoder refusal) {
    unlessEqual(checks.due.count() + 1, index, IDENTITY, "a refusal after an outcome");
    rejected = true;
    rejections++;
    if (outcomes == 0) {
      firstOutcome = refusal.reason();
    }
    if (refusal.entry() != CommandRejectedDecoder.entryNullValue()) {
      checks.bundles.refused(refusal.entry(), command);
    }
    checks.limits.onRejected(refusal.reason(), template, command);
    checks.closed.onRejected(template, refusal.reason(), command);
    checks.refusals.check(template, refusal.reason(), command);
    checks.agents.onRejected(refusal, command);
    checks.forced.onRejected(refusal.reason());
    checks.fees.onRejected(refusal.reason(), template, command);
    checks.cancels.onRejected(refusal.reason(), template, command);
    checks.rooms.onRejected(refusal.reason(), template, command);
    switch (template) {
      case RequestWithdrawalDecoder.TEMPLATE_ID ->
          checks.owed.onRejected(refusal.reason(), command);
      case PlaceTwapDecoder.TEMPLATE_ID -> checks.twaps.onRejected(refusal.reason(), command);
      case PlaceScaleDecoder.TEMPLATE_ID -> checks.scales.onRejected(refusal.reason(), command);
      case ScheduleCancelDecoder.TEMPLATE_ID ->
          checks.switches.onRejected(refusal.reason(), command);
      default -> {}
    }
  }

  private void pricesApplied() {
    marked = true;
    checks.marks.roundTold(prices.wrapAndApplyHeader(command, 0, header));
    checks.triggers.order.roundTold(prices.wrapAndApplyHeader(command, 0, header));
  }

  private void onAccepted(OrderAcceptedDecoder accepted) {
    checks.agents.onAccepted(accepted, sequence);
    Order order = checks.orders.onAccepted(accepted, sequence);
    if (order.id >= TwapCheck.FIRST_ID) {
      checks.twaps.onAccepted(accepted, order);
    } else if (!OrderCheck.ofHouse(order.id)) {
      sender.accepted(order.name, order.id);
    }
    if (!OrderCheck.ofHouse(order.id)) {
      checks.limits.onOrder(order, template);
      unless(order.account.level < CANCEL_ONLY, "level", "an order of " + order.account.id);
    }
    if (BundleCheck.ofCommand(order.id, sequence)) {
      checks.expiry.onAccepted(order.id, template, command);
      boolean scaled = template == PlaceScaleDecoder.TEMPLATE_ID;
      boolean further = scaled && placed != null;
      placed = order;
      checks.bundles.onAccepted(order.id, scaled || template == SubmitOrdersDecoder.TEMPLATE_ID);
      if (scaled) {
        checks.scales.onAccepted(accepted, command, sequence);
      }
      if (template == SubmitOrderDecoder.TEMPLATE_ID) {
        submit.wrapAndApplyHeader(command, 0, header);
        long line = order.account.lots[order.market.id];
        boolean reduces = order.lots <= (order.buy ? -line : line);
        unless(submit.reduceOnly() == 0 || reduces, "book", "a reducing order would add");
      }
      if (further) {
        checks.marginCheck.further(order);
      } else {
        checks.marginCheck.before(order);
      }
      checks.events.onOrder(order);
    } else if (OrderCheck.ofHouse(order.id)) {
      if (order.account == checks.forced.closer()) {
        checks.close.onOrder(order);
      } else {
        checks.liquidation.onOrder(order);
      }
    }
  }

  /** After every command: what it touched is in the engine as in the checks.events. */
  void commandDone(StateMachine machine) {
    unless(ended, IDENTITY, "the last event has no flag");
    unlessEqual(sequence, machine.sequence(), IDENTITY, "sequence of the engine");
    unlessEqual(ledger.orders.size(), machine.restingOrders(), "book", "resting orders");
    checks.state.touched(machine);
    if (placed != null) {
      checks.marginCheck.after(placed);
    }
    checks.events.commandDone(command);
    Account withdrawer = checks.custody.withdrawer();
    if (withdrawer != null) {
      checks.marginCheck.withdrew(withdrawer, checks.custody.withdrawn());
    }
  }

  /** All of the state: every account, and that units and lots add up. */
  void scan(StateMachine machine) {
    checks.state.scan(machine);
  }
}
