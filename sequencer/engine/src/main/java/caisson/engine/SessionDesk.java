package caisson.engine;

import caisson.engine.funding.OffHours;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Parameters;
import caisson.engine.risk.Risk;
import caisson.engine.session.Sessions;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.SessionCommands;
import caisson.protocol.InterruptSessionDecoder;
import caisson.protocol.Interruption;
import caisson.protocol.MarketPhase;
import caisson.protocol.MarketSession;
import caisson.protocol.RejectReason;
import caisson.protocol.ScheduleSessionDecoder;
import caisson.protocol.SetOffHoursDecoder;
import caisson.protocol.SetSessionsDecoder;

/**
 * Sessions of equities. They change, and the gap of their market moves, at the first price round
 * after their time, before anything else of it; by command they do at once.
 */
final class SessionDesk implements SessionCommands {
  private final State state;
  private final Markets markets;
  private final Parameters parameters;
  private final Sessions sessions;
  private final Risk risk;
  private final AuctionDesk auctions;
  private final EventPublisher events;
  private final MarketChanges changes;

  SessionDesk(State state, Risk risk, AuctionDesk auctions, EventPublisher events) {
    this.state = state;
    markets = state.markets;
    parameters = state.parameters;
    sessions = state.sessions;
    this.risk = risk;
    this.auctions = auctions;
    this.events = events;
    changes = new MarketChanges(state, events);
  }

  @Override
  public void setSessions(
      long requestId,
      long version,
      int market,
      int extendedBps,
      int overnightBps,
      int weekendBps,
      int windowBps,
      int haltBps) {
    RejectReason reason = changes.check(version, market);
    boolean bad =
        badBps(extendedBps)
            || badBps(overnightBps)
            || badBps(weekendBps)
            || badBps(windowBps)
            || badBps(haltBps);
    if (reason == RejectReason.NONE
        && (bad || markets.outcome(market) || !sessions.quiet(market))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (changes.refused(requestId, SetSessionsDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    sessions.begin(market, extendedBps, overnightBps, weekendBps, windowBps, haltBps);
    changes.changed(version);
  }

  /** While the exchange is open, so that what a night goes by is known before it falls. */
  @Override
  public void setOffHours(long requestId, long version, int market, int overnightS, int weekendS) {
    RejectReason reason = check(version, market);
    boolean ends = overnightS == 0 && weekendS == 0;
    boolean bad = !ends && (badSpan(overnightS) || badSpan(weekendS));
    if (reason == RejectReason.NONE
        && (bad || !state.markRules.set[market] || sessions.offHours(market))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (changes.refused(requestId, SetOffHoursDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    state.offHours.set(market, overnightS, weekendS);
    changes.changed(version);
  }

  private static boolean badSpan(int seconds) {
    return seconds < OffHours.LEAST_S || seconds > OffHours.MOST_S;
  }

  private static boolean badBps(int bps) {
    return bps < 0 || bps > Sessions.MOST_BPS;
  }

  @Override
  public void scheduleSession(
      long requestId, long version, int market, MarketSession session, boolean window, long atNs) {
    RejectReason reason = check(version, market);
    long now = state.timeNs;
    long at = atNs == 0 ? now : atNs;
    int wanted = session.value() + (window ? Sessions.WINDOW : 0);
    if (reason == RejectReason.NONE) {
      boolean ahead = at >= now && at - now <= Sessions.MOST_AHEAD_NS;
      boolean told = ahead && sessions.mayBegin(market, wanted, at, now);
      reason = told ? RejectReason.NONE : RejectReason.BAD_PARAMETER;
    }
    if (reason == RejectReason.NONE && !sessions.schedule(market, wanted, at)) {
      reason = RejectReason.BOUND_EXCEEDED;
    }
    if (changes.refused(requestId, ScheduleSessionDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    changes.changed(version);
    int addOn = sessions.addOnBps(market, wanted);
    events.sessions.scheduled(market, session, window, at, addOn);
    advance(market);
    moveGap(market);
  }

  @Override
  public void interruptSession(
      long requestId, long version, int market, Interruption interruption) {
    RejectReason reason = check(version, market);
    if (reason == RejectReason.NONE && sessions.interruption[market] == interruption.value()) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (changes.refused(requestId, InterruptSessionDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    changes.changed(version);
    boolean before = sessions.interrupted(market);
    sessions.interruption[market] = interruption.value();
    if (!advance(market)) {
      tell(market);
    }
    if (!before) {
      int phase = markets.phase(market);
      boolean auction = phase == Markets.AUCTION;
      sessions.phaseAfter[market] = auction ? state.auctions.after[market] : phase;
      stop(market, phase);
    } else if (interruption == Interruption.NONE) {
      goOn(market);
    }
    moveGap(market);
  }

  private void stop(int market, int phase) {
    if (phase != Markets.HALTED) {
      auctions.setPhase(market, MarketPhase.HALTED);
    }
  }

  private void goOn(int market) {
    int phase = sessions.phaseAfter[market];
    sessions.phaseAfter[market] = Markets.OPEN;
    if (phase != Markets.HALTED) {
      auctions.setPhase(market, MarketPhase.get((short) phase));
    }
  }

  private RejectReason check(long version, int market) {
    RejectReason reason = changes.check(version, market);
    boolean without = reason == RejectReason.NONE && !sessions.set[market];
    return without ? RejectReason.BAD_PARAMETER : reason;
  }

  /** What the time of a price round brings; whether anything was told. */
  boolean round() {
    if (!sessions.any()) {
      return false;
    }
    boolean told = false;
    for (int market = 1; market <= markets.count(); market++) {
      if (sessions.set[market]) {
        told |= advance(market);
        told |= moveGap(market);
      }
    }
    return told;
  }

  /** Whether a session has begun. */
  private boolean advance(int market) {
    boolean changed = false;
    while (sessions.advance(market, state.timeNs)) {
      tell(market);
      changed = true;
    }
    return changed;
  }

  private void tell(int market) {
    int session = sessions.session[market];
    boolean window = session >= Sessions.WINDOW;
    events.sessions.changed(
        market,
        MarketSession.get((short) (window ? session - Sessions.WINDOW : session)),
        window,
        Interruption.get((short) sessions.interruption[market]),
        sessions.addOnBps(market, session),
        sessions.interrupted(market) ? sessions.haltBps[market] : 0);
  }

  /** Kept margins are of one gap, so every move of it cuts them off. */
  private boolean moveGap(int market) {
    int before = parameters.sessionGapBps[market];
    int gap = sessions.gapBps(market, before, state.timeNs);
    if (gap == before) {
      return false;
    }
    parameters.sessionGapBps[market] = gap;
    risk.parametersChanged();
    events.sessions.gapMoved(market, before, gap);
    return true;
  }

  /** The market is about to end. */
  void end(int market) {
    sessions.end(market);
    parameters.sessionGapBps[market] = 0;
  }
}
