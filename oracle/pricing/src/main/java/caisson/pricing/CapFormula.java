package caisson.pricing;

import static caisson.pricing.MarkFormula.big;
import static caisson.pricing.MarkFormula.floor;

import java.math.BigInteger;

/**
 * How far a mark with a cap may go, computed again from the marks. Written from the rules and
 * shares nothing with the engine.
 *
 * <pre>
 * average += floor(((mark before - average) * elapsed + carried) / 1 h), the rest is carried
 * most     = floor(average * cap)
 * </pre>
 */
public final class CapFormula {
  private static final long UNIT = 1_024;
  private static final long PPM = 1_000_000;
  private static final long HOUR_MS = 3_600_000;

  /** In 1/1,024 tick; what is carried in parts of an hour in milliseconds. */
  public record Average(long value, long carried) {
    /** Before the first mark. */
    public static final Average NONE = new Average(0, 0);

    public static Average at(long mark) {
      return new Average(mark * UNIT, 0);
    }

    /** The mark has stood so long. */
    public Average next(long mark, long elapsedMs) {
      Average from = equals(NONE) ? at(mark) : this;
      BigInteger far = big(mark * UNIT - from.value);
      BigInteger way = far.multiply(big(elapsedMs)).add(big(from.carried));
      long step = floor(way, HOUR_MS);
      BigInteger rest = way.subtract(big(step).multiply(big(HOUR_MS)));
      return new Average(from.value + step, rest.longValueExact());
    }

    public long most(long capPpm) {
      return floor(big(value).multiply(big(capPpm)), UNIT * PPM);
    }
  }

  private CapFormula() {}
}
