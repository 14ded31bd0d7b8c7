package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.SessionCommands;
import caisson.protocol.Interruption;
import caisson.protocol.MarketPhase;
import caisson.protocol.MarketSession;
import caisson.protocol.RejectReason;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Sessions as their rule states them; what is told ahead is a map by its time. */
final class ReferenceSessions implements SessionCommands {
  private record Kind(MarketSession session, boolean window) {}

  private static final class Calendar {
    final Map<MarketSession, Integer> bps = new EnumMap<>(MarketSession.class);
    int window;
    int halt;
    Kind now = new Kind(MarketSession.REGULAR, false);
    Interruption interruption = Interruption.NONE;
    MarketPhase after = MarketPhase.OPEN;
    final TreeMap<Long, Kind> ahead = new TreeMap<>();
    int gap;

    int addOn(Kind kind) {
      return bps.get(kind.session) + (kind.window ? window : 0);
    }
  }

  private static final long HOUR = 3_600_000_000_000L;
  private static final long MINUTE = HOUR / 60;
  private static final int MOST_AHEAD = 16;

  private final Map<Integer, Calendar> calendars = new TreeMap<>();
  private final ReferenceEngine engine;
  private final EventPublisher events;

  /** Moves of a gap that is neither that before a session nor that of it. */
  int ramps;

  int offHours;

  ReferenceSessions(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
  }

  int gap(int market) {
    return calendars.containsKey(market) ? calendars.get(market).gap : 0;
  }

  boolean interrupted(int market) {
    return calendars.containsKey(market) && calendars.get(market).interruption != Interruption.NONE;
  }

  boolean inCorporateAction(int market) {
    return interrupted(market)
        && calendars.get(market).interruption == Interruption.CORPORATE_ACTION;
  }

  boolean keeps(int market) {
    return calendars.containsKey(market);
  }

  boolean weekend(int market) {
    return calendars.get(market).now.session == MarketSession.WEEKEND;
  }

  boolean offHours(int market) {
    var of = calendars.get(market);
    return of != null
        && (of.now.session == MarketSession.OVERNIGHT || of.now.session == MarketSession.WEEKEND);
  }

  /** The first change ahead of any market, 0 without one. */
  long firstNs() {
    return calendars.values().stream()
        .filter(of -> !of.ahead.isEmpty())
        .mapToLong(of -> of.ahead.firstKey())
        .min()
        .orElse(0);
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
    var reason = engine.listings.unknown(market);
    var before = calendars.get(market);
    boolean busy =
        before != null
            && (!before.ahead.isEmpty()
                || before.interruption != Interruption.NONE
                || !before.now.equals(new Kind(MarketSession.REGULAR, false)));
    boolean bad = busy;
    for (int bps : new int[] {extendedBps, overnightBps, weekendBps, windowBps, haltBps}) {
      bad |= bps < 0 || bps > 5_000;
    }
    reason = reason == RejectReason.NONE && bad ? RejectReason.BAD_PARAMETER : reason;
    if (engine.parameters.refused(requestId, 75, version, reason)) {
      return;
    }
    var of = new Calendar();
    of.bps.put(MarketSession.REGULAR, 0);
    of.bps.put(MarketSession.EXTENDED, extendedBps);
    of.bps.put(MarketSession.OVERNIGHT, overnightBps);
    of.bps.put(MarketSession.WEEKEND, weekendBps);
    of.window = windowBps;
    of.halt = haltBps;
    calendars.put(market, of);
    engine.parameters.changed(version);
  }

  @Override
  public void setOffHours(long requestId, long version, int market, int overnightS, int weekendS) {
    engine.pricing.closed.set(requestId, version, market, overnightS, weekendS);
  }

  @Override
  public void scheduleSession(
      long requestId, long version, int market, MarketSession session, boolean window, long atNs) {
    var reason = check(market);
    long at = atNs == 0 ? engine.now : atNs;
    var of = calendars.get(market);
    var kind = new Kind(session, window);
    if (reason == RejectReason.NONE
        && (at < engine.now || at > engine.now + 60 * 24 * HOUR || unannounced(of, kind, at))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason == RejectReason.NONE && of.ahead.headMap(at).size() == MOST_AHEAD) {
      reason = RejectReason.BOUND_EXCEEDED;
    }
    if (engine.parameters.refused(requestId, 90, version, reason)) {
      return;
    }
    of.ahead.tailMap(at, true).clear();
    of.ahead.put(at, kind);
    engine.parameters.changed(version);
    events.sessions.scheduled(market, session, window, at, of.addOn(kind));
    advance(market, of);
    move(market, of);
  }

  /** Whether some time sees a higher gap than was told for it, less than a day from now. */
  private boolean unannounced(Calendar of, Kind kind, long at) {
    if (at >= engine.now + 24 * HOUR) {
      return false;
    }
    var then = of.ahead.floorEntry(at);
    int told = of.addOn(then == null ? of.now : then.getValue());
    for (var later : of.ahead.tailMap(at, false).values()) {
      told = Math.min(told, of.addOn(later));
    }
    return of.addOn(kind) > told;
  }

  @Override
  public void interruptSession(
      long requestId, long version, int market, Interruption interruption) {
    var reason = check(market);
    var of = calendars.get(market);
    if (reason == RejectReason.NONE && of.interruption == interruption) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (engine.parameters.refused(requestId, 91, version, reason)) {
      return;
    }
    engine.parameters.changed(version);
    boolean began = of.interruption == Interruption.NONE;
    of.interruption = interruption;
    if (!advance(market, of)) {
      tell(market, of);
    }
    Market row = engine.markets.get(market);
    if (began) {
      of.after = row.phase == MarketPhase.AUCTION ? row.phaseAfter : row.phase;
      if (row.phase != MarketPhase.HALTED) {
        engine.auctions.setPhase(row, MarketPhase.HALTED);
      }
    } else if (interruption == Interruption.NONE && of.after != MarketPhase.HALTED) {
      engine.auctions.setPhase(row, of.after);
    }
    move(market, of);
  }

  private RejectReason check(int market) {
    var reason = engine.listings.unknown(market);
    boolean without = reason == RejectReason.NONE && !calendars.containsKey(market);
    return without ? RejectReason.BAD_PARAMETER : reason;
  }

  boolean round() {
    boolean told = false;
    for (var each : calendars.entrySet()) {
      told |= advance(each.getKey(), each.getValue());
      told |= move(each.getKey(), each.getValue());
    }
    return told;
  }

  private boolean advance(int market, Calendar of) {
    boolean begun = false;
    while (!of.ahead.isEmpty() && of.ahead.firstKey() <= engine.now) {
      of.now = of.ahead.pollFirstEntry().getValue();
      tell(market, of);
      begun = true;
    }
    offHours += begun && offHours(market) ? 1 : 0;
    return begun;
  }

  private void tell(int market, Calendar of) {
    boolean interrupted = of.interruption != Interruption.NONE;
    events.sessions.changed(
        market,
        of.now.session,
        of.now.window,
        of.interruption,
        of.addOn(of.now),
        interrupted ? of.halt : 0);
  }

  private boolean move(int market, Calendar of) {
    var gap = new BigDecimal(of.addOn(of.now));
    long minute = engine.now / MINUTE * MINUTE;
    for (var each : of.ahead.entrySet()) {
      var gone = new BigDecimal(big(2 * HOUR - (each.getKey() - minute)));
      var share =
          gone.multiply(new BigDecimal(of.addOn(each.getValue())))
              .divide(new BigDecimal(2 * HOUR), new MathContext(60))
              .setScale(0, RoundingMode.CEILING);
      gap = gap.max(share);
    }
    int moved = gap.intValueExact();
    if (of.interruption != Interruption.NONE) {
      moved = Math.max(moved, Math.max(of.halt, of.gap));
    }
    if (moved == of.gap) {
      return false;
    }
    ramps += of.interruption == Interruption.NONE && moved != of.addOn(of.now) ? 1 : 0;
    int before = of.gap;
    of.gap = moved;
    events.sessions.gapMoved(market, before, moved);
    return true;
  }
}
