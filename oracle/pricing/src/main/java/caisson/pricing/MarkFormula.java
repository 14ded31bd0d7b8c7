package caisson.pricing;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The mark of a market, computed again from what the engine tells of a round. Written from the
 * rules and shares nothing with the engine.
 *
 * <pre>
 * distance  = middle of the impact prices - index, in 1/1,024 tick; 0 when a side has none
 * average  += floor((distance - average) * elapsed / (span + elapsed))      spans of 30 and 150 s
 * fair      = median(index, index + slow average within the cap, median(bid, ask, external))
 * mark      = fair within the slew of the mark before, then within the band of the index, at least 1
 * </pre>
 */
public final class MarkFormula {
  private static final long UNIT = 1_024;
  private static final long FAST_MS = 30_000;
  private static final long SLOW_MS = 150_000;

  /** What operators set for a market. */
  public record Rules(long slewPpm, long bandPpm, long basisCapPpm, long interestE9) {}

  /** Prices of one round; 0 for one that is not there. */
  public record Inputs(long index, long external, long bid, long ask, long elapsedMs) {
    boolean both() {
      return bid != 0 && ask != 0;
    }
  }

  /** Average distances of the book from the index, in 1/1,024 of a tick. */
  public record Averages(long fast, long slow) {
    public static final Averages NONE = new Averages(0, 0);

    public Averages next(Inputs in) {
      long distance = in.both() ? (in.bid + in.ask) * (UNIT / 2) - in.index * UNIT : 0;
      return new Averages(
          next(fast, distance, in.elapsedMs, FAST_MS), next(slow, distance, in.elapsedMs, SLOW_MS));
    }

    private static long next(long average, long distance, long elapsedMs, long spanMs) {
      BigInteger step = big(distance).subtract(big(average)).multiply(big(elapsedMs));
      return average + floor(step, spanMs + elapsedMs);
    }
  }

  private MarkFormula() {}

  /** By day, without a cap. */
  public static long mark(Rules rules, Averages averages, Inputs in, long previous) {
    return bounded(rules, fair(rules, averages, in), in, previous);
  }

  /** What becomes of a fair price, of whatever it was made. */
  public static long bounded(Rules rules, long fair, Inputs in, long previous) {
    long mark = fair;
    if (previous != 0 && rules.slewPpm != 0) {
      BigInteger moved = big(previous).multiply(big(rules.slewPpm)).multiply(big(in.elapsedMs));
      long most = ceiling(moved, 1_000_000_000L);
      mark = Math.clamp(mark, previous - most, previous + most);
    }
    long band = floor(big(in.index).multiply(big(rules.bandPpm)), 1_000_000);
    return Math.max(1, Math.clamp(mark, in.index - band, in.index + band));
  }

  public static long fair(Rules rules, Averages averages, Inputs in) {
    BigInteger most = big(in.index).multiply(big(rules.basisCapPpm)).multiply(big(UNIT));
    long cap = floor(most, 1_000_000);
    long basis = Math.clamp(in.both() ? averages.slow : averages.fast, -cap, cap);
    long averaged = in.index + halfEven(big(basis), UNIT);
    if (in.both()) {
      long middle = halfEven(big(in.bid).add(big(in.ask)), 2);
      long book = in.external == 0 ? middle : median(in.bid, in.ask, in.external);
      return median(in.index, averaged, book);
    }
    return in.external == 0 ? averaged : median(in.index, averaged, in.external);
  }

  private static long median(long... three) {
    long[] sorted = three.clone();
    Arrays.sort(sorted);
    return sorted[1];
  }

  static long floor(BigInteger value, long divisor) {
    BigInteger[] parts = value.divideAndRemainder(big(divisor));
    long quotient = parts[0].longValueExact();
    return parts[1].signum() < 0 ? quotient - 1 : quotient;
  }

  private static long ceiling(BigInteger value, long divisor) {
    return -floor(value.negate(), divisor);
  }

  static long halfEven(BigInteger value, long divisor) {
    long below = floor(value, divisor);
    BigInteger twice = value.subtract(big(below).multiply(big(divisor))).shiftLeft(1);
    int half = twice.compareTo(big(divisor));
    boolean up = half > 0 || half == 0 && below % 2 != 0;
    return up ? below + 1 : below;
  }

  static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
