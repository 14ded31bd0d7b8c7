package caisson.pricing;

import static caisson.pricing.MarkFormula.big;
import static caisson.pricing.MarkFormula.floor;
import static caisson.pricing.MarkFormula.halfEven;

import caisson.pricing.MarkFormula.Inputs;
import java.math.BigInteger;

/**
 * What the mark of an equity is made of while its exchange is closed, computed again from what the
 * engine tells of a round. Written from the rules and shares nothing with the engine.
 *
 * <pre>
 * range    = close -+ floor(close * min(1, maintenance + gap)), at least 1, stretched to index and external
 * average  = held in the range, then moved to the middle of the impact prices, held in the range too:
 *            by floor((distance * elapsed + carried) / span), the rest is carried
 * fair     = average to the nearest tick; bounded as every other
 * </pre>
 */
public final class OffHoursFormula {
  private static final long UNIT = 1_024;
  private static final long PPM = 1_000_000;
  private static final long OLD_MS = 60_000;

  /** Ticks that the average stays between. */
  public record Range(long low, long high) {}

  /** In 1/1,024 tick; what is carried in parts of the span in milliseconds. */
  public record Average(long value, long carried) {
    public long fair() {
      return halfEven(big(value), UNIT);
    }
  }

  private OffHoursFormula() {}

  /** The close, at the first round after it; lastIndex 0 when there was none. */
  public static long close(long lastIndex, Inputs in) {
    return lastIndex == 0 || in.elapsedMs() > OLD_MS ? in.index() : lastIndex;
  }

  /** The average that the first round after the close begins with. */
  public static Average begin(long lastMark, Inputs in) {
    return new Average((lastMark == 0 ? in.index() : lastMark) * UNIT, 0);
  }

  public static Range range(long close, long maintenancePpm, long gapBps, Inputs in) {
    long ppm = Math.min(PPM, maintenancePpm + 100 * gapBps);
    long band = floor(big(close).multiply(big(ppm)), PPM);
    long outside = in.external() == 0 ? in.index() : in.external();
    long low = Math.min(Math.max(1, close - band), Math.min(in.index(), outside));
    long high = Math.max(close + band, Math.max(in.index(), outside));
    return new Range(low, high);
  }

  public static Average next(Average before, Range range, Inputs in, long spanS) {
    long low = range.low * UNIT;
    long high = range.high * UNIT;
    boolean cut = before.value < low || before.value > high;
    Average held = cut ? new Average(Math.clamp(before.value, low, high), 0) : before;
    if (!in.both()) {
      return held;
    }
    long middle = Math.clamp((in.bid() + in.ask()) * (UNIT / 2), low, high);
    BigInteger way = big(middle - held.value).multiply(big(in.elapsedMs())).add(big(held.carried));
    long step = floor(way, 1_000 * spanS);
    BigInteger rest = way.subtract(big(step).multiply(big(1_000 * spanS)));
    return new Average(held.value + step, rest.longValueExact());
  }
}
