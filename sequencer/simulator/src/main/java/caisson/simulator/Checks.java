package caisson.simulator;

import caisson.protocol.RejectReason;

/**
 * What the {@link Auditor} asks of a log, each check with those it asks itself, and what they met.
 */
final class Checks {
  private final Ledger ledger;
  final PlainMargin margin;
  final FeeCheck fees;
  final OrderCheck orders;
  final BundleCheck bundles;
  final ClosedCheck closed;
  final LimitCheck limits;
  final LiquidationCheck liquidation;
  final MarginCheck marginCheck;
  final TermsReader terms;
  final EventCheck events;
  final OwedCheck owed;
  final CustodyCheck custody;
  final RefusalCheck refusals;
  final MarkCheck marks;
  final MarketEvents markets;
  final HouseEvents house;
  final StateCheck state;
  final KeyCheck keys;
  final TriggerCheck triggers;
  final TwapCheck twaps;
  final ScaleCheck scales;
  final SwitchCheck switches;
  final CancelCheck cancels;
  final AgentCheck agents;
  final ForcedClose close;
  final ForcedCheck forced;
  final DueEvents due;
  final DueOrder dueOrder;
  final ExpiryCheck expiry;
  final RoomCheck rooms;

  Checks(Ledger ledger, Events e) {
    this.ledger = ledger;
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

  long liquidations() {
    return house.steps();
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
}
