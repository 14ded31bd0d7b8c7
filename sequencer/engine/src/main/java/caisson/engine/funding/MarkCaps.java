package caisson.engine.funding;

import caisson.units.Rounding;

/**
 * How far the mark of a long-tail market may be above its own average of an hour, so that a price
 * which is driven up in minutes takes hours to be believed. By market; part of the state.
 *
 * <pre>
 * average  of the marks, each for the time it stood, over an hour; begins at the mark in force
 * most     floor(average * cap)
 * </pre>
 *
 * <p>What is taken for the price is at most that; slew and band bound it afterwards. So a cap that
 * is lowered moves the mark no faster than its slew, and the mark stays in the band of the index.
 */
public final class MarkCaps {
  /** A cap is above this: below, the mark would follow its average down. */
  public static final int LEAST_PPM = 1_000_000;

  public static final int MOST_PPM = 10_000_000;

  private static final long SPAN_MS = 3_600_000;

  /** 0: none. */
  public final int[] capPpm;

  public final SlowAverage average;

  public MarkCaps(int markets) {
    capPpm = new int[markets + 1];
    average = new SlowAverage(markets);
  }

  public boolean set(int market) {
    return capPpm[market] != 0;
  }

  /** Another cap goes on with the average of the one before. */
  public void cap(int market, int ppm) {
    if (ppm == 0 || capPpm[market] == 0) {
      average.begin(market, 0);
    }
    capPpm[market] = ppm;
  }

  /** The mark of the round before has stood so long; false when there was none. */
  public boolean stood(int market, long markTicks, long elapsedMs) {
    if (markTicks == 0) {
      return false;
    }
    long mark = markTicks * Basis.UNIT;
    if (average.value[market] == 0) {
      average.begin(market, mark);
    }
    average.step(market, mark, elapsedMs, SPAN_MS);
    return true;
  }

  public long mostTicks(int market) {
    long unit = Rounding.PPM * Basis.UNIT;
    return Rounding.mulDivDown(average.value[market], capPpm[market], unit);
  }
}
