package caisson.engine.risk;

import caisson.engine.listing.Markets;

/**
 * Shocks that follow volatility, for factors that say so: variance of one-minute returns of one
 * market's index, the maintenance shocks on their bounded path every five minutes, the initial
 * shocks at once. Plain columns by factor; part of the state.
 */
public final class Volatility {
  private static final long NS_PER_MINUTE = 60_000_000_000L;
  private static final int MINUTES_A_STEP = 5;
  private static final int MINUTES_A_DAY = 24 * 60;
  private static final int ROWS = Parameters.MAX_ID + 1;

  /** Down, up and spot. */
  public static final int SHOCKS = 3;

  /**
   * sigma of a minute times this is the shock wanted, in thousandths; 0: the listed shocks hold.
   */
  public final int[] multipleE3 = new int[ROWS];

  /** Whose index is watched. */
  public final int[] market = new int[ROWS];

  public final long[] fast = new long[ROWS];
  public final long[] slow = new long[ROWS];

  /** Of the last return, with the index then; 0 before the first. */
  public final long[] minute = new long[ROWS];

  public final long[] ticks = new long[ROWS];

  /** Maintenance shocks in force in 1/65,536 of a basis point, and as the day began. */
  public final long[] path = new long[ROWS * SHOCKS];

  public final long[] dayStart = new long[ROWS * SHOCKS];

  private final Parameters parameters;
  private final Markets markets;

  public Volatility(Parameters parameters, Markets markets) {
    this.parameters = parameters;
    this.markets = markets;
  }

  /** Starts at the listed shocks. */
  public void follow(int factor, int ofMarket, int multiple) {
    multipleE3[factor] = multiple;
    market[factor] = ofMarket;
    fast[factor] = 0;
    slow[factor] = 0;
    minute[factor] = 0;
    for (int shock = 0; shock < SHOCKS; shock++) {
      path[factor * SHOCKS + shock] = ShockPath.path(listed(factor, shock));
      dayStart[factor * SHOCKS + shock] = path[factor * SHOCKS + shock];
    }
  }

  /** Takes the index of now into account; whether a shock in force may have changed. */
  public boolean observe(int factor, long nowNs) {
    long index = markets.indexTicks[market[factor]];
    long now = nowNs / NS_PER_MINUTE;
    if (multipleE3[factor] == 0 || index == 0 || now == minute[factor]) {
      return false;
    }
    long before = minute[factor];
    if (before != 0) {
      long difference = index - ticks[factor];
      int bps = (int) Math.clamp(difference * 10_000 / ticks[factor], -1_000_000L, 1_000_000L);
      fast[factor] = ShockPath.variance(fast[factor], bps, ShockPath.FAST);
      slow[factor] = ShockPath.variance(slow[factor], bps, ShockPath.SLOW);
    }
    minute[factor] = now;
    ticks[factor] = index;
    boolean newDay = before / MINUTES_A_DAY != now / MINUTES_A_DAY;
    boolean step = before != 0 && before / MINUTES_A_STEP != now / MINUTES_A_STEP;
    for (int at = factor * SHOCKS; at < (factor + 1) * SHOCKS; at++) {
      dayStart[at] = newDay ? path[at] : dayStart[at];
      if (step) {
        path[at] =
            ShockPath.next(path[at], target(factor, at % SHOCKS), dayStart[at], credited(factor));
      }
    }
    return true;
  }

  public long sigmaBps(int factor) {
    return ShockPath.sigmaBps(fast[factor], slow[factor]);
  }

  public int maintenanceBps(int factor, int shock) {
    return multipleE3[factor] == 0
        ? listed(factor, shock)
        : ShockPath.bps(path[factor * SHOCKS + shock]);
  }

  /** What the initial shock is a multiple of: the target, and never less than maintenance. */
  public int wantedBps(int factor, int shock) {
    return multipleE3[factor] == 0
        ? listed(factor, shock)
        : Math.max(target(factor, shock), maintenanceBps(factor, shock));
  }

  private int target(int factor, int shock) {
    return ShockPath.targetBps(listed(factor, shock), sigmaBps(factor), multipleE3[factor]);
  }

  private int listed(int factor, int shock) {
    return switch (shock) {
      case 0 -> parameters.downBps[factor];
      case 1 -> parameters.upBps[factor];
      default -> parameters.spotBps[factor];
    };
  }

  private boolean credited(int factor) {
    int group = parameters.group[factor];
    return group != Parameters.NONE && parameters.rho[group] > 0;
  }
}
