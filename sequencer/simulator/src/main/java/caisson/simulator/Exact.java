package caisson.simulator;

import java.math.BigInteger;

/**
 * The rounding rules once more, through BigInteger, so that no code of the engine checks itself.
 */
final class Exact {
  private static final long MILLION = 1_000_000;

  private Exact() {}

  static long mulDivDown(long a, long b, long divisor) {
    long product = a * b;
    if (Math.multiplyHigh(a, b) == product >> 63) {
      return Math.floorDiv(product, divisor);
    }
    var exact = big(a).multiply(big(b));
    var parts = exact.divideAndRemainder(big(divisor));
    return parts[1].signum() < 0
        ? parts[0].subtract(BigInteger.ONE).longValueExact()
        : parts[0].longValueExact();
  }

  static long mulDivUp(long a, long b, long divisor) {
    return -mulDivDown(-a, b, divisor);
  }

  /** ceil(amount * ppm / 10^6). */
  static long ppmUp(long amount, long ppm) {
    return mulDivUp(amount, ppm, MILLION);
  }

  static long ppmDown(long amount, long ppm) {
    return mulDivDown(amount, ppm, MILLION);
  }

  /** floor(units * markUnit / 10^12). */
  static long assetValue(long units, long markUnit) {
    return mulDivDown(units, markUnit, 1_000_000_000_000L);
  }

  static long root(long square) {
    return big(square).sqrt().longValueExact();
  }

  /** Adding carries cost, reducing keeps the floor of what remains, a flip closes and opens. */
  static long refCost(long cost, long before, long signedLots, long value) {
    long after = before + signedLots;
    if (before == 0 || Long.signum(before) == Long.signum(signedLots)) {
      return cost + signedLots * value;
    }
    if (after == 0) {
      return 0;
    }
    if (Long.signum(after) == Long.signum(before)) {
      return mulDivDown(cost, Math.abs(after), Math.abs(before));
    }
    return after * value;
  }

  /** floor and remainder of rate * value + carried over 10^9. */
  static long[] funding(long rateE9, long lotValue, long carried) {
    var e9 = big(1_000_000_000L);
    var x = big(rateE9).multiply(big(lotValue)).add(big(carried));
    var rest = x.mod(e9);
    return new long[] {x.subtract(rest).divide(e9).longValueExact(), rest.longValueExact()};
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
