package caisson.engine.funding;

import caisson.units.Rounding;

/**
 * Averages over hours, by market, in 1/1,024 of a tick. A round moves one by less than a unit when
 * the distance is small, so what does not divide is carried: an average of what stands still gets
 * there. Part of the state.
 *
 * <pre>
 * value += floor(((towards - value) * elapsed + carried) / span), the rest is carried     milliseconds
 * </pre>
 *
 * <p>A round counts as {@link Basis#MAX_ELAPSED_MS} at most and a span is longer, so none goes
 * beyond what it goes towards.
 */
public final class SlowAverage {
  public final long[] value;

  /** In [0, span). */
  public final long[] carried;

  SlowAverage(int markets) {
    value = new long[markets + 1];
    carried = new long[markets + 1];
  }

  void begin(int market, long from) {
    value[market] = from;
    carried[market] = 0;
  }

  void step(int market, long towards, long elapsedMs, long spanMs) {
    long distance = towards - value[market];
    long whole = Rounding.mulDivDown(distance, elapsedMs, spanMs);
    // Exact although the products wrap, since the difference is below the span.
    long rest = distance * elapsedMs - whole * spanMs + carried[market];
    value[market] += whole + rest / spanMs;
    carried[market] = rest % spanMs;
  }

  void hold(int market, long low, long high) {
    long held = Math.clamp(value[market], low, high);
    if (held != value[market]) {
      begin(market, held);
    }
  }
}
