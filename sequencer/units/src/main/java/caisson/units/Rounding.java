package caisson.units;

/**
 * Exact integer arithmetic with a named direction wherever something is lost.
 *
 * <p>Charges round up and credits round down, so an account never gains from rounding and never
 * loses a whole unit. Overflow is a broken invariant, because inputs were bounded before: it
 * throws.
 */
public final class Rounding {
  public static final long PPM = 1_000_000L;

  private Rounding() {}

  /** floor(amount * ppm / 10^6), for credits. */
  public static long mulPpmFloor(long amount, long ppm) {
    return mulDivDown(amount, ppm, PPM);
  }

  /** ceil(amount * ppm / 10^6), for charges. */
  public static long mulPpmCeil(long amount, long ppm) {
    return mulDivUp(amount, ppm, PPM);
  }

  /** floor(a * b / divisor) through 128 bits; divisor &gt; 0. */
  public static long mulDivDown(long a, long b, long divisor) {
    return divide(a, b, divisor, false);
  }

  /** ceil(a * b / divisor) through 128 bits; divisor &gt; 0. */
  public static long mulDivUp(long a, long b, long divisor) {
    return divide(a, b, divisor, true);
  }

  private static long divide(long a, long b, long divisor, boolean up) {
    if (divisor <= 0) {
      throw new ArithmeticException("divisor must be positive: " + divisor);
    }
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    if (high == low >> 63) {
      long floor = Math.floorDiv(low, divisor);
      return up && floor * divisor != low ? Math.addExact(floor, 1) : floor;
    }
    return divideWide(high, low, divisor, up);
  }

  /** Divides |high:low| bit by bit; only products beyond 63 bits come here. */
  private static long divideWide(long high, long low, long divisor, boolean up) {
    boolean negative = high < 0;
    long magnitudeLow = negative ? -low : low;
    long magnitudeHigh = negative ? (magnitudeLow == 0 ? -high : ~high) : high;
    if (Long.compareUnsigned(magnitudeHigh, divisor) >= 0) {
      throw new ArithmeticException("quotient exceeds 64 bits");
    }
    long remainder = magnitudeHigh;
    long quotient = 0;
    for (int bit = 63; bit >= 0; bit--) {
      boolean carry = remainder < 0;
      remainder = (remainder << 1) | ((magnitudeLow >>> bit) & 1);
      quotient <<= 1;
      if (carry || Long.compareUnsigned(remainder, divisor) >= 0) {
        remainder -= divisor;
        quotient |= 1;
      }
    }
    boolean awayFromZero = remainder != 0 && up != negative;
    if (awayFromZero) {
      quotient++;
    }
    if (quotient < 0) {
      throw new ArithmeticException("quotient exceeds 63 bits");
    }
    return negative ? -quotient : quotient;
  }
}
