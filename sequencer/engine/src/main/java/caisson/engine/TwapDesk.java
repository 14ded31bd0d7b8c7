package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.trigger.Twaps;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.engine.wire.TwapTerms;
import caisson.protocol.CancelReason;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.RejectReason;

/**
 * Lots traded in slices over time.
 *
 * <p>A slice is an IOC order for an equal part, rounded up, of what is left to trade, so what one
 * slice misses the later ones catch up. It comes in the first command at or after its time, before
 * what that command does, and passes every check then; a refused one is told and counts as done.
 * The next is due one interval after it came, so none bunch up.
 */
final class TwapDesk extends WaitingDesk {
  private static final long LEAST_INTERVAL_NS = 1_000_000_000L;
  private static final long MOST_INTERVAL_NS = 86_400_000_000_000L;
  private static final int MOST_SLICES = 1_000;

  /** Ids of slices: beyond those of every other order. */
  private static final long FIRST_ID = 1L << 60;

  private static final int ID_SHIFT = 10;

  /** Events after which what else is due waits for the next command. */
  private static final int MOST_EVENTS = 1_024;

  private final State state;
  private final Accounts accounts;
  private final Twaps twaps;
  private final Signers signers;
  private final Admission admission;
  private final Matching matching;
  private final EventPublisher events;
  private final Submission slice = new Submission();

  TwapDesk(
      State state, Signers signers, Admission admission, Matching matching, EventPublisher events) {
    super(state.twaps);
    this.state = state;
    accounts = state.accounts;
    twaps = state.twaps;
    this.signers = signers;
    this.admission = admission;
    this.matching = matching;
    this.events = events;
  }

  void place(long requestId, Signed by, TwapTerms terms) {
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
      events.rejected(requestId, order.account, PlaceTwapDecoder.TEMPLATE_ID, reason);
      return;
    }
    twaps.add(
        state.sequence,
        row,
        signers.signer(),
        terms.intervalNs,
        0,
        terms.slices,
        state.timeNs,
        order);
    events.triggers.twapPlaced(requestId, state.sequence, terms);
  }

  private RejectReason check(int row, TwapTerms terms) {
    boolean bad =
        terms.slices < 2
            || terms.slices > MOST_SLICES
            || terms.intervalNs < LEAST_INTERVAL_NS
            || terms.intervalNs > MOST_INTERVAL_NS;
    if (bad) {
      return RejectReason.BAD_PARAMETER;
    }
    if (terms.order.lots / terms.slices < state.markets.minLots(terms.order.market)) {
      return RejectReason.BAD_QUANTITY;
    }
    if (twaps.count(row) >= Twaps.MAX_PER_ACCOUNT) {
      return RejectReason.ACCOUNT_ORDER_LIMIT;
    }
    return twaps.full() ? RejectReason.TWAPS_FULL : RejectReason.NONE;
  }

  void run() {
    while (twaps.firstNs() <= state.timeNs && events.count() < MOST_EVENTS) {
      slice(twaps.first());
    }
  }

  private void slice(int entry) {
    int row = twaps.row(entry);
    int left = twaps.left(entry);
    long id = twaps.id(entry);
    long orderId = FIRST_ID + (id << ID_SHIFT) + twaps.done(entry);
    var order = slice;
    order.account = accounts.idOf(row);
    twaps.copyTo(order, entry);
    order.lots = (order.lots + left - 1) / left;
    twaps.sliced(entry, state.timeNs + twaps.intervalNs(entry));
    RejectReason reason = admission.checkLater(row, twaps.agent(entry), order);
    events.triggers.twapSliced(
        order.account, order.market, id, orderId, order.lots, left - 1, reason);
    if (reason == RejectReason.NONE) {
      signers.use(order.market, order.limitTicks, order.lots);
      trade(entry, row, orderId, order);
    }
    if (left == 1 || twaps.lots(entry) == 0) {
      end(0, entry, CancelReason.DONE);
    }
  }

  private void trade(int entry, int row, long orderId, Submission order) {
    long unit = state.markets.spot(order.market) ? state.markets.unitsPerLot(order.market) : 1;
    long before = matching.position(row, order.market);
    events.orders.accepted(
        0,
        order.account,
        order.market,
        orderId,
        order.limitTicks,
        order.lots,
        order.clientHigh,
        order.clientLow,
        order.side,
        order.timeInForce);
    matching.match(0, row, orderId, order);
    twaps.traded(entry, Math.abs(matching.position(row, order.market) - before) / unit);
  }

  @Override
  void end(long requestId, int entry, CancelReason why) {
    int account = accounts.idOf(twaps.row(entry));
    int market = twaps.market(entry);
    long id = twaps.id(entry);
    long lots = twaps.lots(entry);
    twaps.remove(entry);
    events.triggers.twapEnded(requestId, account, market, id, lots, why);
  }
}
