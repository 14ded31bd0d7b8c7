package caisson.engine.funding;

import caisson.units.Rounding;

/**
 * How far the middle of the book stands from the index, averaged over 30 and over 150 seconds, in
 * 1/1,024 of a tick. A book with an empty side counts as a distance of 0. Part of the state.
 *
 * <pre>
 * average += floor((distance - average) * elapsed / (span + elapsed))     elapsed in milliseconds
 * </pre>
 */
public final class Basis {
  public static final int UNIT = 1_024;

  /** A longer silence counts as this. */
  public static final long MAX_ELAPSED_MS = 100_000;

  private static final long FAST_MS = 30_000;
  private static final long SLOW_MS = 150_000;

  public final long[] fast;
  public final long[] slow;

  public Basis(int markets) {
    fast = new long[markets + 1];
    slow = new long[markets + 1];
  }

  /** Takes the impact prices of both sides, 0 for an empty one. */
  public void sample(int market, long indexTicks, long bidTicks, long askTicks, long elapsedMs) {
    boolean both = bidTicks != 0 && askTicks != 0;
    long distance = both ? (bidTicks + askTicks) * (UNIT / 2) - indexTicks * UNIT : 0;
    fast[market] = next(fast[market], distance, elapsedMs, FAST_MS);
    slow[market] = next(slow[market], distance, elapsedMs, SLOW_MS);
  }

  private static long next(long average, long distance, long elapsedMs, long spanMs) {
    return average + Rounding.mulDivDown(distance - average, elapsedMs, spanMs + elapsedMs);
  }
}
