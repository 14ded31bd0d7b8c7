package caisson.engine.risk;

/**
 * Integer arithmetic of the margin scan.
 *
 * <p>Money is in micro-dollars. Before it is shocked, a net notional becomes whole cents, rounded
 * away from zero, and cents times basis points is micro-dollars again: no division and no rounding
 * in the scan. Bounds that keep every product and sum in 63 bits: a line counts for at most {@link
 * #MAX_LINE}, a shock is at most {@link #MAX_SHOCK_BPS}, an account has at most 64 lines and 31
 * kinds of collateral.
 */
public final class Scan {
  /** A line or a holding above this, in micro-dollars, is scanned as if it were this. */
  public static final long MAX_LINE = 90_000_000_000_000_000L;

  public static final int MAX_SHOCK_BPS = 10_000;

  /** A whole, in shares of correlation credit. */
  public static final int UNIT = 1_024;

  private static final long UNITS_PER_CENT = 10_000L;
  private static final long PPM = 1_000_000L;
  private static final int FIVE_POW_12 = 244_140_625;

  /** Bits behind the point of a root in the table. */
  private static final int ROOT_BITS = 8;

  private static final int[] ROOTS = roots();

  private Scan() {}

  /** Whole cents of a notional of 0 or more, rounded up. */
  public static long centsUp(long notional) {
    return (notional + UNITS_PER_CENT - 1) / UNITS_PER_CENT;
  }

  /** floor(amount * per1024 / 1024) without leaving 63 bits; amount is 0 or more. */
  public static long share(long amount, long per1024) {
    return (amount >> 10) * per1024 + (((amount & 1_023) * per1024) >> 10);
  }

  /** What is left of a group's loss after the partial, capped credit for its gains. */
  public static long charge(long loss, long gain, long rho, long kappa) {
    return loss - Math.min(share(gain, rho), share(loss, kappa));
  }

  /** ceil(amount * ppm / 10^6) for a charge; amount is 0 or more, ppm below 2^32. */
  public static long ppmUp(long amount, long ppm) {
    return amount / PPM * ppm + (amount % PPM * ppm + PPM - 1) / PPM;
  }

  /** floor(amount * ppm / 10^6) for a credit. */
  public static long ppmDown(long amount, long ppm) {
    return amount / PPM * ppm + amount % PPM * ppm / PPM;
  }

  /**
   * floor of the square root of 0 or more. The root of the nine or ten leading bits comes from a
   * table; two of Newton's steps leave less than 2^-10 above the root, so the floor is exact or one
   * too many.
   */
  public static long squareRoot(long square) {
    int shift = Math.max(0, (Long.SIZE - 9 - Long.numberOfLeadingZeros(square)) & ~1);
    long leading = ROOTS[(int) (square >>> shift)];
    if (shift == 0) {
      return leading >> ROOT_BITS;
    }
    long root = (leading << (shift >> 1)) >> ROOT_BITS;
    root = (root + square / root) >>> 1;
    root = (root + square / root) >>> 1;
    return root * root > square ? root - 1 : root;
  }

  /** floor(sqrt(i) * 2^ROOT_BITS) by counting: a root lasts for as many squares as it spans. */
  private static int[] roots() {
    int[] roots = new int[1_024];
    int root = 0;
    for (int i = 0; i < roots.length; i++) {
      while ((root + 1) * (root + 1) <= (i << (2 * ROOT_BITS))) {
        root++;
      }
      roots[i] = root;
    }
    return roots;
  }

  /**
   * floor(units * markUnit / 10^12): micro-dollars of units at a mark in 1e-18 coin, at most {@link
   * #MAX_LINE}. Both are 0 or more. 10^12 = 2^12 * 5^12, so a shift leaves a divisor of 28 bits and
   * long division in base 2^32.
   */
  public static long assetValue(long units, long markUnit) {
    long high = Math.multiplyHigh(units, markUnit);
    long low = units * markUnit;
    long top = high >>> 12;
    long rest = high << 52 | low >>> 12;
    if (top == 0) {
      return Math.min(MAX_LINE, Long.divideUnsigned(rest, FIVE_POW_12));
    }
    if (top >= FIVE_POW_12 / 8) {
      return MAX_LINE;
    }
    long middle = top << 32 | rest >>> 32;
    long quotient = middle / FIVE_POW_12;
    long remainder = middle % FIVE_POW_12;
    long last = (remainder << 32 | (rest & 0xFFFF_FFFFL)) / FIVE_POW_12;
    return Math.min(MAX_LINE, (quotient << 32) + last);
  }

  static long clampLine(long notional) {
    return Math.max(-MAX_LINE, Math.min(MAX_LINE, notional));
  }
}
