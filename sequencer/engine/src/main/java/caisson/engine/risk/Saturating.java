package caisson.engine.risk;

/** Sums and products that stop at +-2^62 instead of failing, for comparisons only. */
final class Saturating {
  static final long MAX = 1L << 62;

  private Saturating() {}

  static long add(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      return a < 0 ? -MAX : MAX;
    }
    return clamp(sum);
  }

  static long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    if (high != low >> 63) {
      return high < 0 ? -MAX : MAX;
    }
    return clamp(low);
  }

  /** Of two numbers from 0 to MAX. */
  static long plus(long a, long b) {
    long sum = a + b;
    return Long.compareUnsigned(sum, MAX) > 0 ? MAX : sum;
  }

  /** Of two numbers, 0 or more. */
  static long times(long a, long b) {
    long low = a * b;
    return (Math.multiplyHigh(a, b) | low >>> 62) == 0 ? low : MAX;
  }

  private static long clamp(long value) {
    return Math.max(-MAX, Math.min(MAX, value));
  }
}
