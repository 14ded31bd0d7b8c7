package caisson.engine.depth;

import caisson.engine.risk.Parameters;
import caisson.units.Rounding;

/**
 * How deep the books of markets have been, and the limits of open interest that follow from it.
 * Part of the state.
 *
 * <pre>
 * once a minute   a sample: value of the lesser side that counts, {@link StandingDepth}
 * hourMean        sum of the samples of the last whole hour / 60, so a minute without one is 0
 * dayMean         moves a 24th of the way to hourMean each hour, rounded down
 * depth           the lesser of both: it falls within the hour and takes a day to rise
 * up              max(floor, (sum of depth + external) * shock / 12 %), at most what the factor allows
 * </pre>
 *
 * <p>The last line is the bound of attack cost: to move the price by the shock x takes depth * x /
 * 2 % of orders at half of x in the mean, and a third of what that costs may be won.
 */
public final class Depths {
  public static final long SAMPLE_NS = 60_000_000_000L;

  private static final long NS_PER_HOUR = 3_600_000_000_000L;
  private static final long SAMPLES = 60;
  private static final long HOURS = 24;
  private static final long PPM_PER_BPS = 100;

  /** 2 % times two for the mean price times the third that may be won. */
  private static final long COST_PPM = 120_000;

  // By factor; floor 0: no limit by depth.
  public final long[] floor = new long[Parameters.MAX_ID + 1];
  public final long[] external = new long[Parameters.MAX_ID + 1];

  // By market.
  public final long[] sampledNs;
  public final long[] hour;
  public final long[] sum;
  public final long[] hourMean;
  public final long[] dayMean;

  public Depths(int markets) {
    sampledNs = new long[markets + 1];
    hour = new long[markets + 1];
    sum = new long[markets + 1];
    hourMean = new long[markets + 1];
    dayMean = new long[markets + 1];
  }

  public boolean limits(int factor) {
    return floor[factor] != 0;
  }

  public boolean due(int market, long nowNs) {
    return nowNs - sampledNs[market] >= SAMPLE_NS;
  }

  /** A sample in micro-dollars; hours that ended since the last one are closed before. */
  public void add(int market, long value, long nowNs) {
    long now = nowNs / NS_PER_HOUR;
    boolean first = sampledNs[market] == 0;
    // After two days of nothing the mean is that of nothing.
    long from = first ? now : Math.max(hour[market], now - 2 * HOURS);
    for (long each = from; each < now; each++) {
      hourMean[market] = sum[market] / SAMPLES;
      dayMean[market] += Math.floorDiv(hourMean[market] - dayMean[market], HOURS);
      sum[market] = 0;
    }
    sum[market] += value;
    hour[market] = now;
    sampledNs[market] = nowNs;
  }

  public long depth(int market) {
    return Math.min(hourMean[market], dayMean[market]);
  }

  /** The most open interest a factor may have, given what depth its markets have. */
  public long up(Parameters parameters, int factor, long depth) {
    long shockPpm = PPM_PER_BPS * Math.max(parameters.downBps[factor], parameters.upBps[factor]);
    long byDepth = Rounding.mulDivDown(depth + external[factor], shockPpm, COST_PPM);
    return Math.min(parameters.oiUp[factor], Math.max(floor[factor], byDepth));
  }

  /** Margin begins to rise at the same share of the limit. */
  public long low(Parameters parameters, int factor, long up) {
    return Rounding.mulDivDown(parameters.oiLow[factor], up, parameters.oiUp[factor]);
  }
}
