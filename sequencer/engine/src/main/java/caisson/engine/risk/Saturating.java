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

  private static long clamp(long value) {
    return Math.max(-MAX, Math.min(MAX, value));
  }
}
