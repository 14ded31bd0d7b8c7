package caisson.engine.listing;

/** Sets of markets in a long, a bit each; the lowest is market 1. */
public final class MarketBits {
  private MarketBits() {}

  public static long of(int market) {
    return 1L << (market - 1);
  }

  /** All markets before this one. */
  public static long before(int market) {
    return of(market) - 1;
  }

  /** The first market of a set that is not empty. */
  public static int first(long bits) {
    return 1 + Long.numberOfTrailingZeros(bits);
  }
}
