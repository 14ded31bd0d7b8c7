package caisson.engine.session;

import caisson.protocol.Interruption;
import caisson.protocol.MarketSession;

/**
 * Sessions of markets whose home exchange is not always open, and what each adds to the gap of the
 * market's factor. Plain columns by market, written by the engine only; part of the state.
 *
 * <pre>
 * session   REGULAR, EXTENDED, OVERNIGHT, WEEKEND, as scheduled; a window adds to any of them
 * HALT, CORPORATE_ACTION   interrupt it at once; what is scheduled goes on beneath
 *
 * gap(t) = max(add-on of the session,
 *              ceil(add-on of a change ahead * (2 h - (its time - last whole minute)) / 2 h),
 *              while interrupted: haltBps, and the gap before)
 * </pre>
 *
 * <p>So a gap rises in steps of a minute, none of them above a 120th of it, and has risen when its
 * session begins. It falls at once. A change that would put the gap above what was told before, at
 * any time, is told a day ahead.
 */
public final class Sessions {
  /** Told ahead in one market. */
  public static final int MOST_CHANGES = 16;

  public static final long NOTICE_NS = 24L * 3_600_000_000_000L;
  public static final long MOST_AHEAD_NS = 60 * NOTICE_NS;

  /** The largest of each number; a session in a window is no more than a whole notional. */
  public static final int MOST_BPS = 5_000;

  /** Added to a session that has a window. */
  public static final int WINDOW = 4;

  private static final int KINDS = 4;
  private static final long RAMP_NS = 2L * 3_600_000_000_000L;
  private static final long NS_PER_MINUTE = 60_000_000_000L;
  private static final int NONE = Interruption.NONE.value();

  public final boolean[] set;

  /** Of each {@link MarketSession}; that of REGULAR is 0. */
  public final int[] sessionBps;

  public final int[] windowBps;
  public final int[] haltBps;

  /** What holds: a {@link MarketSession}, {@link #WINDOW} more in a window. */
  public final int[] session;

  /** An {@link Interruption}. */
  public final int[] interruption;

  /** Phase that the market goes back to when it is not interrupted any more. */
  public final int[] phaseAfter;

  // Changes ahead, ascending in time.
  public final int[] ahead;
  public final int[] next;
  public final long[] atNs;
  private boolean any;

  public Sessions(int markets) {
    int rows = markets + 1;
    set = new boolean[rows];
    sessionBps = new int[rows * KINDS];
    windowBps = new int[rows];
    haltBps = new int[rows];
    session = new int[rows];
    interruption = new int[rows];
    phaseAfter = new int[rows];
    ahead = new int[rows];
    next = new int[rows * MOST_CHANGES];
    atNs = new long[rows * MOST_CHANGES];
  }

  /** Whether any market keeps sessions. */
  public boolean any() {
    return any;
  }

  public void begin(int market, int extended, int overnight, int weekend, int window, int halt) {
    any = true;
    set[market] = true;
    sessionBps[market * KINDS + MarketSession.EXTENDED.value()] = extended;
    sessionBps[market * KINDS + MarketSession.OVERNIGHT.value()] = overnight;
    sessionBps[market * KINDS + MarketSession.WEEKEND.value()] = weekend;
    windowBps[market] = window;
    haltBps[market] = halt;
  }

  /** The market is no more. */
  public void end(int market) {
    set[market] = false;
    session[market] = MarketSession.REGULAR.value();
    interruption[market] = NONE;
    ahead[market] = 0;
  }

  public int bps(int market, MarketSession of) {
    return sessionBps[market * KINDS + of.value()];
  }

  public boolean interrupted(int market) {
    return interruption[market] != NONE;
  }

  /** Overnight or at the weekend: the home exchange makes no price. */
  public boolean offHours(int market) {
    return (session[market] & (KINDS - 1)) >= MarketSession.OVERNIGHT.value();
  }

  public boolean weekend(int market) {
    return (session[market] & (KINDS - 1)) == MarketSession.WEEKEND.value();
  }

  /** In REGULAR hours, with nothing told ahead. */
  public boolean quiet(int market) {
    return session[market] == MarketSession.REGULAR.value()
        && ahead[market] == 0
        && !interrupted(market);
  }

  /** What a session adds. */
  public int addOnBps(int market, int of) {
    int bps = sessionBps[market * KINDS + (of & (KINDS - 1))];
    return of < WINDOW ? bps : bps + windowBps[market];
  }

  /** Whether a session may begin then: with a day's notice, or without more gap than was told. */
  public boolean mayBegin(int market, int wanted, long at, long nowNs) {
    int least = addOnBps(market, session[market]);
    for (int i = 0; i < ahead[market]; i++) {
      int bps = addOnBps(market, next[market * MOST_CHANGES + i]);
      least = atNs[market * MOST_CHANGES + i] <= at ? bps : Math.min(least, bps);
    }
    return at - nowNs >= NOTICE_NS || addOnBps(market, wanted) <= least;
  }

  /** In place of what is told for that time and later; false when there is no room. */
  public boolean schedule(int market, int wanted, long at) {
    int count = ahead[market];
    while (count > 0 && atNs[market * MOST_CHANGES + count - 1] >= at) {
      count--;
    }
    if (count == MOST_CHANGES) {
      return false;
    }
    next[market * MOST_CHANGES + count] = wanted;
    atNs[market * MOST_CHANGES + count] = at;
    ahead[market] = count + 1;
    return true;
  }

  /** Takes the first change whose time has come; whether there was one. */
  public boolean advance(int market, long nowNs) {
    int first = market * MOST_CHANGES;
    if (ahead[market] == 0 || atNs[first] > nowNs) {
      return false;
    }
    session[market] = next[first];
    ahead[market]--;
    System.arraycopy(next, first + 1, next, first, ahead[market]);
    System.arraycopy(atNs, first + 1, atNs, first, ahead[market]);
    return true;
  }

  /** The gap at a time up to which the sessions have come. */
  public int gapBps(int market, int inForce, long nowNs) {
    int gap = addOnBps(market, session[market]);
    long minute = nowNs - nowNs % NS_PER_MINUTE;
    for (int i = market * MOST_CHANGES; i < market * MOST_CHANGES + ahead[market]; i++) {
      long gone = Math.max(0, RAMP_NS - (atNs[i] - minute));
      gap = Math.max(gap, (int) Math.ceilDiv(addOnBps(market, next[i]) * gone, RAMP_NS));
    }
    return interrupted(market) ? Math.max(gap, Math.max(haltBps[market], inForce)) : gap;
  }
}
