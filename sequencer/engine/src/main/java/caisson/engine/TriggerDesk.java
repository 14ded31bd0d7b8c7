package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.liquidation.Liquidation;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.trigger.Triggers;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.engine.wire.TriggerTerms;
import caisson.protocol.CancelReason;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.RejectReason;

/**
 * Orders that come in when the mark reaches a price.
 *
 * <p>They fire in the command that moves the mark, after all its marks and before liquidation, not
 * on the first two prices after a silence: nearest price first, of equal ones the oldest. A fired
 * one leaves and takes the others of its group with it, unless its order is refused: then it is
 * gone alone. The order has the trigger's id and passes every check as if it came now.
 */
final class TriggerDesk extends WaitingDesk {
  /** Events after which what else is due waits for the next command. */
  private static final int MOST_EVENTS = 8_000;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Triggers triggers;
  private final Signers signers;
  private final Admission admission;
  private final Matching matching;
  private final EventPublisher events;
  private final Submission fired = new Submission();

  /** Bit per market in which triggers are due that had to wait. */
  private long waiting;

  TriggerDesk(
      State state, Signers signers, Admission admission, Matching matching, EventPublisher events) {
    super(state.triggers);
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    triggers = state.triggers;
    this.signers = signers;
    this.admission = admission;
    this.matching = matching;
    this.events = events;
  }

  void place(long requestId, Signed by, TriggerTerms terms) {
    var order = terms.order;
    int row = accounts.rowOf(by.account);
    RejectReason reason = signers.check(by, row);
    if (reason == RejectReason.NONE) {
      reason = admission.checkTerms(order);
    }
    if (reason == RejectReason.NONE) {
      reason = check(row, terms);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, order.account, PlaceTriggerDecoder.TEMPLATE_ID, reason);
      return;
    }
    triggers.add(
        state.sequence, row, signers.signer(), terms.triggerTicks, terms.when, terms.group, order);
    events.triggers.placed(requestId, state.sequence, terms);
  }

  private RejectReason check(int row, TriggerTerms terms) {
    int market = terms.order.market;
    if (markets.spot(market)) {
      return RejectReason.BAD_PARAMETER;
    }
    if (terms.triggerTicks < 1 || terms.triggerTicks > markets.maxTicks(market)) {
      return RejectReason.BAD_PRICE;
    }
    if (Triggers.met(terms.triggerTicks, terms.when, markets.markTicks(market))) {
      return RejectReason.TRIGGER_ALREADY_MET;
    }
    if (triggers.count(row) >= Triggers.MAX_PER_ACCOUNT) {
      return RejectReason.ACCOUNT_ORDER_LIMIT;
    }
    return triggers.full() ? RejectReason.TRIGGERS_FULL : RejectReason.NONE;
  }

  /** Fires what the mark of a market reaches, as far as events go. */
  void fire(int market) {
    if (!ready(market)) {
      return;
    }
    long mark = markets.markTicks(market);
    int entry = triggers.due(market, mark);
    while (entry != Triggers.NONE && events.count() < MOST_EVENTS) {
      fire(entry, mark);
      entry = triggers.due(market, mark);
    }
    long bit = MarketBits.of(market);
    waiting = entry == Triggers.NONE ? waiting & ~bit : waiting | bit;
  }

  boolean anyWaiting() {
    return waiting != 0;
  }

  void fireWaiting() {
    for (long left = waiting; left != 0; left &= left - 1) {
      fire(MarketBits.first(left));
    }
  }

  /** After a restore: what was due and had to wait is due still. */
  void restored() {
    for (int market = 1; market <= markets.count(); market++) {
      reopened(market);
    }
  }

  /** What is due at the mark of a market that has just opened fires next. */
  void reopened(int market) {
    if (ready(market) && triggers.due(market, markets.markTicks(market)) != Triggers.NONE) {
      waiting |= MarketBits.of(market);
    }
  }

  /** No trigger is judged by a price of a halt: it waits for the mark the market opens with. */
  private boolean ready(int market) {
    return markets.freshPrints[market] >= Liquidation.PRINTS_NEEDED
        && markets.phase(market) < Markets.HALTED;
  }

  private void fire(int entry, long mark) {
    int row = triggers.row(entry);
    long id = triggers.id(entry);
    long group = triggers.group(entry);
    int agent = triggers.agent(entry);
    var order = fired;
    order.account = accounts.idOf(row);
    triggers.copyTo(order, entry);
    triggers.remove(entry);
    events.triggers.fired(order.account, order.market, id, mark);
    RejectReason reason = admission.checkLater(row, agent, order);
    if (reason != RejectReason.NONE) {
      events.triggers.failed(order.account, order.market, id, reason);
      return;
    }
    if (group != 0) {
      cancelGroup(row, group);
    }
    signers.use(order.market, order.limitTicks, order.lots);
    events.orders.accepted(
        0,
        order.account,
        order.market,
        id,
        order.limitTicks,
        order.lots,
        order.clientHigh,
        order.clientLow,
        order.side,
        order.timeInForce);
    matching.match(0, row, id, order);
  }

  private void cancelGroup(int row, long group) {
    int entry = triggers.first(row);
    while (entry != Triggers.NONE) {
      int next = triggers.next(entry);
      if (triggers.group(entry) == group) {
        end(0, entry, CancelReason.GROUP);
      }
      entry = next;
    }
  }

  @Override
  void end(long requestId, int entry, CancelReason why) {
    int account = accounts.idOf(triggers.row(entry));
    int market = triggers.market(entry);
    long id = triggers.id(entry);
    triggers.remove(entry);
    events.triggers.canceled(requestId, account, market, id, why);
  }
}
