package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.GapMovedDecoder;
import caisson.protocol.Interruption;
import caisson.protocol.MarketSession;
import caisson.protocol.ScheduleSessionDecoder;
import caisson.protocol.SessionChangedDecoder;
import caisson.protocol.SessionScheduledDecoder;
import caisson.protocol.SetSessionsDecoder;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sessions of a market and the gap that follows from them, out of the commands; every change
 * and every gap told is compared, and none may be missing after a price round.
 */
final class SessionTwin {
  private record Kind(MarketSession session, boolean window) {}

  private static final String SESSION = "session";
  private static final long NS_PER_MINUTE = 60_000_000_000L;
  private static final long RAMP_NS = 120 * NS_PER_MINUTE;
  private static final long DAY_NS = 1_440 * NS_PER_MINUTE;

  private final long[] bps = new long[MarketSession.WEEKEND.value() + 1];
  private long window;
  private long halt;
  private Kind now = new Kind(MarketSession.REGULAR, false);
  private Interruption interruption = Interruption.NONE;
  private final TreeMap<Long, Kind> ahead = new TreeMap<>();
  private boolean set;

  /** In force. */
  long gap;

  void begin(SetSessionsDecoder c) {
    unless(ahead.isEmpty() && addOn(now) == 0, SESSION, "numbers that change what was told");
    set = true;
    bps[MarketSession.EXTENDED.value()] = c.extendedBps();
    bps[MarketSession.OVERNIGHT.value()] = c.overnightBps();
    bps[MarketSession.WEEKEND.value()] = c.weekendBps();
    window = c.windowBps();
    halt = c.haltBps();
  }

  void end() {
    set = false;
    now = new Kind(MarketSession.REGULAR, false);
    interruption = Interruption.NONE;
    ahead.clear();
    gap = 0;
  }

  /** No gap at any time within a day from now may be above the one that was told for it. */
  void schedule(ScheduleSessionDecoder c, long timeNs) {
    long at = c.atNs() == 0 ? timeNs : c.atNs();
    var kind = new Kind(c.session(), c.window() == 1);
    var before = new TreeMap<>(ahead);
    ahead.tailMap(at, true).clear();
    ahead.put(at, kind);
    for (var told : before.tailMap(at, false).values()) {
      unless(at - timeNs >= DAY_NS || addOn(kind) <= addOn(told), SESSION, "taken back");
    }
    Map.Entry<Long, Kind> then = before.floorEntry(at);
    long told = addOn(then == null ? now : then.getValue());
    unless(at - timeNs >= DAY_NS || addOn(kind) <= told, SESSION, "not told a day ahead");
  }

  void interrupt(Interruption by) {
    interruption = by;
  }

  void onScheduled(SessionScheduledDecoder e) {
    var kind = ahead.get(e.atNs());
    if (kind == null || kind.session != e.session()) {
      throw new Break(SESSION, "scheduled by nobody: " + e);
    }
    unlessEqual(addOn(kind), e.addOnBps(), SESSION, "add-on of what is scheduled");
  }

  void onChanged(SessionChangedDecoder e, long timeNs) {
    var first = ahead.firstEntry();
    if (first != null && first.getKey() <= timeNs) {
      now = first.getValue();
      ahead.remove(first.getKey());
    }
    boolean same = now.session == e.session() && now.window == (e.window() == 1);
    unless(same && interruption == e.interruption(), SESSION, "not as scheduled: " + e);
    unlessEqual(addOn(now), e.addOnBps(), SESSION, "add-on");
    unlessEqual(interrupted() ? halt : 0, e.haltBps(), SESSION, "add-on of a halt");
  }

  void onGap(GapMovedDecoder e, long timeNs) {
    unlessEqual(gap, e.beforeBps(), SESSION, "gap before");
    gap = expected(timeNs);
    unlessEqual(gap, e.gapBps(), SESSION, "gap");
  }

  /** Every price round has told what its time brings. */
  void roundTold(long timeNs) {
    unless(ahead.isEmpty() || ahead.firstKey() > timeNs, SESSION, "a session has not begun");
    unlessEqual(set ? expected(timeNs) : 0, gap, SESSION, "gap that was not told");
  }

  private long expected(long timeNs) {
    long most = addOn(now);
    long minute = timeNs / NS_PER_MINUTE * NS_PER_MINUTE;
    for (var change : ahead.entrySet()) {
      long gone = RAMP_NS - (change.getKey() - minute);
      if (gone > 0) {
        most = Math.max(most, Exact.mulDivUp(addOn(change.getValue()), gone, RAMP_NS));
      }
    }
    return interrupted() ? Math.max(most, Math.max(halt, gap)) : most;
  }

  private long addOn(Kind kind) {
    return bps[kind.session.value()] + (kind.window ? window : 0);
  }

  boolean interrupted() {
    return interruption != Interruption.NONE;
  }

  boolean weekend() {
    return now.session == MarketSession.WEEKEND;
  }

  boolean offHours() {
    return now.session == MarketSession.OVERNIGHT || now.session == MarketSession.WEEKEND;
  }
}
