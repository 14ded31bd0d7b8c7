package caisson.engine.funding;

import caisson.units.Rounding;
import java.util.Arrays;

/**
 * Samples of the premium of each market in the hour that runs, at most one in five seconds. Part of
 * the state.
 *
 * <pre>
 * P  = (max(0, bid - index) - max(0, index - ask)) / index, floored, within twice the maintenance margin
 * Fh = floor((mean of the middle 80 % + clamp(I - mean, -5 bps, 5 bps)) / 8), within the hourly cap
 * </pre>
 */
public final class Premiums {
  public static final int MAX_SAMPLES = 720;
  private static final long EVERY_NS = 5_000_000_000L;
  private static final long INTEREST_CLAMP_E9 = 500_000;
  private static final long E9 = 1_000_000_000L;

  /** Hour since the epoch that the samples are of. */
  public final long[] hour;

  public final long[] lastNs;
  public final int[] count;
  private final int[] samplesE9;

  public Premiums(int markets) {
    hour = new long[markets + 1];
    lastNs = new long[markets + 1];
    count = new int[markets + 1];
    samplesE9 = new int[(markets + 1) * MAX_SAMPLES];
  }

  /** In 1e-9 of the index; a side without an impact price, 0, gives none. */
  public static long of(long indexTicks, long bidTicks, long askTicks, long maintenancePpm) {
    long above = bidTicks == 0 ? 0 : Math.max(0, bidTicks - indexTicks);
    long below = askTicks == 0 ? 0 : Math.max(0, indexTicks - askTicks);
    long most = Math.min(E9, 2_000 * maintenancePpm);
    return Math.clamp(Rounding.mulDivDown(above - below, E9, indexTicks), -most, most);
  }

  /** Whether a premium of now counts. */
  public boolean due(int market, long nowNs) {
    return count[market] < MAX_SAMPLES
        && (count[market] == 0 || nowNs - lastNs[market] >= EVERY_NS);
  }

  public void add(int market, long nowNs, long premiumE9) {
    samplesE9[market * MAX_SAMPLES + count[market]++] = (int) premiumE9;
    lastNs[market] = nowNs;
  }

  public int sampleE9(int market, int i) {
    return samplesE9[market * MAX_SAMPLES + i];
  }

  public void restoreSample(int market, int premiumE9) {
    samplesE9[market * MAX_SAMPLES + count[market]++] = premiumE9;
  }

  /** Starts an hour without samples. */
  public void begin(int market, long newHour) {
    hour[market] = newHour;
    count[market] = 0;
  }

  /** The hourly rate of the samples; the order they came in is lost. */
  public long rateE9(int market, long interestE9, long maintenancePpm) {
    int from = market * MAX_SAMPLES;
    Arrays.sort(samplesE9, from, from + count[market]);
    int trim = count[market] / 10;
    long sum = 0;
    for (int i = from + trim; i < from + count[market] - trim; i++) {
      sum += samplesE9[i];
    }
    long mean = Math.floorDiv(sum, count[market] - 2 * trim);
    long interest = Math.clamp(interestE9 - mean, -INTEREST_CLAMP_E9, INTEREST_CLAMP_E9);
    long most = Math.min(FundingIndex.MAX_RATE_E9, 500 * maintenancePpm);
    return Math.clamp(Math.floorDiv(mean + interest, 8), -most, most);
  }
}
