package caisson.pricing;

/** From the micro-dollars of an index to the units of the log. */
public final class Ticks {
  private Ticks() {}

  /** priceMicros / tickMicros to the nearest tick, a half to the even one. */
  public static long halfEven(long priceMicros, long tickMicros) {
    long floor = Math.floorDiv(priceMicros, tickMicros);
    long rest = priceMicros - floor * tickMicros;
    long otherHalf = tickMicros - rest;
    boolean up = rest > otherHalf || (rest == otherHalf && (floor & 1) == 1);
    return up ? floor + 1 : floor;
  }

  /** Price of a share as it was listed, of which splits have made so many, to the nearest micro. */
  public static long asListed(long priceMicros, long sharesNumerator, long sharesDenominator) {
    return halfEven(Math.multiplyExact(priceMicros, sharesNumerator), sharesDenominator);
  }

  /**
   * 1e-18 coin per ledger unit of an asset with {@code scale} decimals: exact, because a ledger
   * scale is at most 9.
   */
  public static long markUnit(long priceMicros, int scale) {
    if (scale < 0 || scale > 9) {
      throw new IllegalArgumentException("scale must be 0..9: " + scale);
    }
    long factor = 1;
    for (int i = scale; i < 12; i++) {
      factor *= 10;
    }
    return Math.multiplyExact(priceMicros, factor);
  }
}
