package caisson.engine.liquidation;

import caisson.units.Rounding;

/**
 * Splits a sum by weights, exactly: each gets floor(sum * weight / total), what is left goes unit
 * by unit to the largest remainders, of equal ones to the first. Of a sum that is no more than the
 * total nobody gets more than his weight.
 */
final class ProRata {
  private final long[] remainders;
  private final Largest largest;

  ProRata(int most) {
    remainders = new long[most];
    largest = new Largest(most);
  }

  /** The weights are positive and come to the total, a positive sum to no more than it. */
  void split(long sum, long[] weights, int count, long total, long[] shares) {
    long given = 0;
    for (int i = 0; i < count; i++) {
      shares[i] = Rounding.mulDivDown(sum, weights[i], total);
      // Exact although the products wrap: the remainder is below the divisor.
      remainders[i] = sum * weights[i] - shares[i] * total;
      given += shares[i];
    }
    largest.of(remainders, count);
    for (long left = sum - given; left > 0; left--) {
      shares[largest.next()]++;
    }
  }
}
