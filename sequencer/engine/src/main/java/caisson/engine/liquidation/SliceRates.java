package caisson.engine.liquidation;

/**
 * Lots that slices may take from the book of a market in a minute of log time, and what they took
 * in the one that runs. So however many accounts are due at once, a fall is not driven by what is
 * sold for them. Part of the state.
 */
public final class SliceRates {
  private static final long NS_PER_MINUTE = 60_000_000_000L;

  // By market; perMinute 0 is no limit, then nothing is counted.
  public final long[] perMinute;
  public final long[] minute;
  public final long[] taken;

  public SliceRates(int markets) {
    perMinute = new long[markets + 1];
    minute = new long[markets + 1];
    taken = new long[markets + 1];
  }

  /** A new limit holds for what the running minute took already. */
  public void limit(int market, long lotsPerMinute) {
    perMinute[market] = lotsPerMinute;
    if (lotsPerMinute == 0) {
      minute[market] = 0;
      taken[market] = 0;
    }
  }

  long left(int market, long timeNs) {
    if (perMinute[market] == 0) {
      return Long.MAX_VALUE;
    }
    long before = minute[market] == timeNs / NS_PER_MINUTE ? taken[market] : 0;
    return Math.max(0, perMinute[market] - before);
  }

  void took(int market, long lots, long timeNs) {
    if (perMinute[market] == 0) {
      return;
    }
    long now = timeNs / NS_PER_MINUTE;
    taken[market] = (minute[market] == now ? taken[market] : 0) + lots;
    minute[market] = now;
  }
}
