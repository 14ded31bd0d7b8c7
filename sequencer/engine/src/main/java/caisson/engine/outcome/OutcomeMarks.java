package caisson.engine.outcome;

import caisson.units.Rounding;

/**
 * Marks of an exhaustive event: its raw prices scaled to sum to the payout, the ticks left over to
 * the largest remainder, then the lower place.
 *
 * <pre>
 * m_i = floor(raw_i * T / sum raw)
 * </pre>
 */
public final class OutcomeMarks {
  private OutcomeMarks() {}

  /** Replaces the first {@code count} raw prices, all positive, by marks. */
  public static void scale(long[] raw, long[] remainders, int count, long payoutTicks) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum = Math.addExact(sum, raw[i]);
    }
    long left = payoutTicks;
    for (int i = 0; i < count; i++) {
      long mark = Rounding.mulDivDown(raw[i], payoutTicks, sum);
      // Exact although the products wrap: the remainder is below the divisor.
      remainders[i] = raw[i] * payoutTicks - mark * sum;
      raw[i] = mark;
      left -= mark;
    }
    for (; left > 0; left--) {
      int largest = 0;
      for (int i = 1; i < count; i++) {
        largest = remainders[i] > remainders[largest] ? i : largest;
      }
      raw[largest]++;
      remainders[largest] = -1;
    }
  }
}
