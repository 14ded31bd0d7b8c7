package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Book;
import caisson.engine.liquidation.House;
import caisson.engine.listing.Markets;
import caisson.engine.outcome.OutcomeEvents;
import caisson.engine.outcome.OutcomeMarks;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.EventCommands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.EventTerms;
import caisson.protocol.CancelReason;
import caisson.protocol.ListEventDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.ProposeResolutionDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.TransferReason;

/**
 * Events from listing to the last converted line.
 *
 * <pre>
 * open      marks follow the books; two sources that name one outcome, or one that nobody contradicts
 *           within the dispute time, or the time at which it is void, make it final
 * final     marks are what a lot pays; no order is taken; resting orders are cancelled and lines sold to
 *           or bought from the settlement account at the marks, a slice at every price round
 * settled   no order and no line is left; the settlement account is empty
 * </pre>
 */
final class Outcomes implements EventCommands {
  private static final int CANCELS_A_ROUND = 500;
  private static final int CONVERSIONS_A_ROUND = 500;
  private static final int ROWS_A_ROUND = 20_000;
  private static final long MIN_PAYOUT = 100_000;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final OutcomeEvents outcomes;
  private final PortfolioRisk risk;
  private final House house;
  private final EventPublisher events;
  private final long[] raw = new long[EventTerms.MAX_OUTCOMES];
  private final long[] remainders = new long[EventTerms.MAX_OUTCOMES];

  Outcomes(State state, PortfolioRisk risk, House house, EventPublisher events) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    outcomes = state.outcomes;
    this.risk = risk;
    this.house = house;
    this.events = events;
  }

  // Listing

  @Override
  public void listEvent(long requestId, EventTerms terms) {
    RejectReason reason = check(terms);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, ListEventDecoder.TEMPLATE_ID, reason);
      return;
    }
    int event = outcomes.add();
    outcomes.firstMarket[event] = terms.markets[0];
    outcomes.outcomes[event] = terms.outcomes;
    outcomes.payoutTicks[event] = terms.payoutTicks;
    outcomes.exhaustive[event] = terms.exhaustive;
    outcomes.disputeNs[event] = terms.disputeNs;
    outcomes.voidAtNs[event] = terms.voidAtNs;
    accounts.owners.register(accounts.rowOf(OutcomeEvents.account(event)), 0, 0, 0);
    events.outcomes.eventListed(terms);
    for (int i = 0; i < terms.outcomes; i++) {
      addMarket(event, terms, i);
    }
    firstMarks(event);
    risk.parametersChanged();
  }

  private RejectReason check(EventTerms terms) {
    if (outcomes.listed(terms.event)) {
      return RejectReason.ALREADY_EXISTS;
    }
    if (terms.event != outcomes.count() + 1) {
      return RejectReason.OUT_OF_ORDER;
    }
    int least = terms.exhaustive ? 2 : 1;
    if (terms.outcomes < least) {
      return RejectReason.BAD_PARAMETER;
    }
    if (terms.event > OutcomeEvents.MAX || markets.count() + terms.outcomes > markets.capacity()) {
      return RejectReason.BOUND_EXCEEDED;
    }
    long voided = 0;
    for (int i = 0; i < terms.outcomes; i++) {
      if (terms.markets[i] != markets.count() + 1 + i) {
        return RejectReason.OUT_OF_ORDER;
      }
      if (terms.voidTicks[i] < 0 || terms.voidTicks[i] > terms.payoutTicks) {
        return RejectReason.BAD_PARAMETER;
      }
      voided += terms.voidTicks[i];
    }
    boolean bad =
        terms.payoutTicks < Math.max(2, terms.outcomes)
            || terms.k < 1
            || terms.k > Markets.MAX_LOT_VALUE / terms.payoutTicks
            || terms.payoutTicks * terms.k < MIN_PAYOUT
            || voided > terms.payoutTicks
            || (terms.exhaustive && voided != terms.payoutTicks)
            || terms.disputeNs < 0
            || terms.takerFeePpm < 0
            || terms.takerFeePpm > Markets.MAX_FEE_PPM
            || state.rules.beyond(terms.makerFeePpm, terms.takerFeePpm)
            || terms.minLots < 1
            || terms.maxOrderLots < terms.minLots
            || terms.maxOrderLots > Markets.MAX_ORDER_UNITS;
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  private void addMarket(int event, EventTerms terms, int i) {
    int market = state.addMarket();
    outcomes.eventOf[market] = event;
    outcomes.voidTicks[market] = terms.voidTicks[i];
    markets.payoutTicks(market, terms.payoutTicks);
    markets.k(market, terms.k);
    markets.feesPpm(market, terms.makerFeePpm, terms.takerFeePpm);
    markets.minLots(market, terms.minLots);
    markets.maxTicks(market, terms.payoutTicks - 1);
    markets.maxOrderLots(market, terms.maxOrderLots);
    markets.symbolLow[market] = terms.symbolLow[i];
    markets.symbolHigh[market] = terms.symbolHigh[i];
    events.marketListed(
        market,
        MarketKind.OUTCOME,
        0,
        0,
        terms.k,
        0,
        terms.makerFeePpm,
        terms.takerFeePpm,
        terms.minLots,
        terms.payoutTicks - 1,
        terms.maxOrderLots,
        terms.symbolLow[i],
        terms.symbolHigh[i]);
  }

  /** Every row of the payoff table is as likely as another. */
  private void firstMarks(int event) {
    int count = outcomes.outcomes[event];
    long even = outcomes.payoutTicks[event] / (count + (outcomes.exhaustive[event] ? 0 : 1));
    for (int i = 0; i < count; i++) {
      raw[i] = Math.max(1, even);
    }
    setMarks(event);
  }

  /** At the mark; who has a line gets or pays what it is worth. */
  void delist(int market) {
    int event = outcomes.add();
    outcomes.state[event] = OutcomeEvents.FINAL;
    outcomes.firstMarket[event] = market;
    outcomes.outcomes[event] = 1;
    accounts.owners.register(accounts.rowOf(OutcomeEvents.account(event)), 0, 0, 0);
    markets.status(market, Markets.FINAL);
    events.outcomes.delisted(
        market, event, markets.markTicks(market), markets.fundingIndex(market));
    risk.parametersChanged();
  }

  boolean full() {
    return outcomes.count() == OutcomeEvents.MAX;
  }

  // Resolution

  @Override
  public void proposeResolution(long requestId, int event, int source, int outcome) {
    RejectReason reason = checkProposal(event, source, outcome);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, ProposeResolutionDecoder.TEMPLATE_ID, reason);
      return;
    }
    int place = outcomes.place(event, outcome);
    if (outcomes.firstProposedNs[event] == 0) {
      outcomes.firstProposedNs[event] = state.timeNs;
    }
    outcomes.vote(event, place, 1L << source);
    boolean agreed = Long.bitCount(outcomes.votes(event, place)) > 1;
    events.outcomes.proposed(event, source, outcome, agreed);
    if (agreed) {
      resolve(event, outcome);
    }
  }

  private RejectReason checkProposal(int event, int source, int outcome) {
    if (!outcomes.listed(event) || outcomes.delisted(event)) {
      return RejectReason.UNKNOWN_MARKET;
    }
    if (outcomes.state[event] != OutcomeEvents.OPEN) {
      return RejectReason.ALREADY_APPLIED;
    }
    if (source < 1 || source > 63 || outcomes.place(event, outcome) < 0) {
      return RejectReason.BAD_PARAMETER;
    }
    for (int place = 0; place < outcomes.places(event); place++) {
      if ((outcomes.votes(event, place) & 1L << source) != 0) {
        return RejectReason.ALREADY_APPLIED;
      }
    }
    return RejectReason.NONE;
  }

  private void resolve(int event, int outcome) {
    outcomes.state[event] = OutcomeEvents.FINAL;
    events.outcomes.resolved(event, outcome);
    for (int market = outcomes.firstMarket[event]; market <= outcomes.lastMarket(event); market++) {
      markets.status(market, Markets.FINAL);
      long pays = market == outcome ? outcomes.payoutTicks[event] : 0;
      mark(market, outcome == OutcomeEvents.VOID ? outcomes.voidTicks[market] : pays, 0);
    }
    risk.marksChanged();
  }

  // At every price round

  void run() {
    for (int event = 1; event <= outcomes.count(); event++) {
      if (outcomes.state[event] == OutcomeEvents.OPEN) {
        followBooks(event);
        resolveWhenDue(event);
      } else if (outcomes.state[event] == OutcomeEvents.FINAL) {
        wind(event);
      }
    }
  }

  private void resolveWhenDue(int event) {
    long proposed = outcomes.firstProposedNs[event];
    if (proposed != 0 && state.timeNs - proposed >= outcomes.disputeNs[event]) {
      int only = onlyProposal(event);
      if (only >= 0) {
        resolve(event, outcomes.outcomeAt(event, only));
        return;
      }
    }
    if (state.timeNs >= outcomes.voidAtNs[event]) {
      resolve(event, OutcomeEvents.VOID);
    }
  }

  /** The place all sources named, or -1 when they differ. */
  private int onlyProposal(int event) {
    int only = -1;
    for (int place = 0; place < outcomes.places(event); place++) {
      if (outcomes.votes(event, place) != 0) {
        if (only >= 0) {
          return -1;
        }
        only = place;
      }
    }
    return only;
  }

  private void followBooks(int event) {
    boolean moved = false;
    int first = outcomes.firstMarket[event];
    for (int i = 0; i < outcomes.outcomes[event]; i++) {
      Book book = state.books[first + i];
      boolean both = book.bidTicks() != 0 && book.askTicks() != 0 && !book.crossed();
      raw[i] =
          both
              ? (book.bidTicks() + book.askTicks()) / 2
              : Math.max(1, markets.indexTicks[first + i]);
      moved |= raw[i] != markets.indexTicks[first + i];
    }
    if (moved) {
      setMarks(event);
      risk.marksChanged();
    }
  }

  /** Takes the raw prices; those of an exhaustive event are scaled to the payout. */
  private void setMarks(int event) {
    int first = outcomes.firstMarket[event];
    int count = outcomes.outcomes[event];
    for (int i = 0; i < count; i++) {
      markets.indexTicks[first + i] = raw[i];
    }
    if (outcomes.exhaustive[event]) {
      OutcomeMarks.scale(raw, remainders, count, outcomes.payoutTicks[event]);
    }
    for (int i = 0; i < count; i++) {
      mark(first + i, raw[i], markets.indexTicks[first + i]);
    }
  }

  private void mark(int market, long ticks, long rawTicks) {
    if (markets.markTicks(market) == ticks && rawTicks == markets.externalTicks[market]) {
      return;
    }
    markets.markTicks(market, ticks);
    markets.externalTicks[market] = rawTicks;
    Book book = state.books[market];
    events.markUpdated(
        market, state.lastRound, rawTicks, 0, book.quoteTicks(true), book.quoteTicks(false), ticks);
  }

  // Conversion

  private void wind(int event) {
    int left = CANCELS_A_ROUND;
    for (int market = outcomes.firstMarket[event];
        market <= outcomes.lastMarket(event) && left > 0;
        market++) {
      left -= house.cancelResting(market, left, CancelReason.RESOLVED);
    }
    if (left > 0 && convert(event)) {
      outcomes.state[event] = OutcomeEvents.SETTLED;
      events.outcomes.settled(event);
    }
  }

  /** Whether no line is left. */
  private boolean convert(int event) {
    int settlement = accounts.rowOf(OutcomeEvents.account(event));
    int conversions = 0;
    int end = Math.min(accounts.rows(), outcomes.sweptRows[event] + ROWS_A_ROUND);
    while (outcomes.sweptRows[event] < end && conversions < CONVERSIONS_A_ROUND) {
      int row = outcomes.sweptRows[event]++;
      if (row != settlement) {
        conversions += convertRow(event, row, settlement);
      }
    }
    return outcomes.sweptRows[event] == accounts.rows();
  }

  private int convertRow(int event, int row, int settlement) {
    int converted = 0;
    long lines = accounts.markets(row);
    for (int market = outcomes.firstMarket[event];
        lines != 0 && market <= outcomes.lastMarket(event);
        market++) {
      long lots = accounts.lots(row, market);
      if (lots > 0) {
        house.assign(row, settlement, market, lots, TransferReason.RESOLVED);
      } else if (lots < 0) {
        house.assign(settlement, row, market, -lots, TransferReason.RESOLVED);
      }
      converted += lots == 0 ? 0 : 1;
    }
    return converted;
  }
}
