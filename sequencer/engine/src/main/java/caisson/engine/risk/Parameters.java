package caisson.engine.risk;

/**
 * Margin parameters as the commands set them, with one version number for all: a change carries the
 * next one. Plain columns, written by the engine only; part of the state.
 *
 * <p>Factor and group ids are 1 to 64. A perpetual without a factor is a factor of its own with the
 * margin it was listed with; an asset without a factor is no collateral.
 */
public final class Parameters {
  public static final int MAX_ID = 64;
  public static final int NONE = 0;

  /** No hedge takes away more than three quarters of a group's loss. */
  public static final int MAX_KAPPA = 768;

  /**
   * Three haircuts on the parts of a holding up to the first bound, up to the second, and above.
   */
  public static final int HAIRCUTS = 3;

  public long version;

  public final boolean[] defined = new boolean[MAX_ID + 1];

  /** 0 for a factor that no other nets with. */
  public final int[] group = new int[MAX_ID + 1];

  public final int[] downBps = new int[MAX_ID + 1];
  public final int[] upBps = new int[MAX_ID + 1];
  public final int[] spotBps = new int[MAX_ID + 1];

  /** Initial shock over maintenance shock, in thousandths. */
  public final int[] initialE3 = new int[MAX_ID + 1];

  public final int[] basisPpm = new int[MAX_ID + 1];
  public final int[] sizePpm = new int[MAX_ID + 1];
  public final int[] gapBps = new int[MAX_ID + 1];

  /** Share of unrealised profit that counts toward the initial margin. */
  public final int[] profitPpm = new int[MAX_ID + 1];

  /** Open interest in micro-dollars from which margin rises, and above which only reducing goes. */
  public final long[] oiLow = new long[MAX_ID + 1];

  public final long[] oiUp = new long[MAX_ID + 1];

  /** Added to the initial margin by open interest at the last price round. */
  public final int[] oiPpm = new int[MAX_ID + 1];

  public final int[] rho = new int[MAX_ID + 1];
  public final int[] kappa = new int[MAX_ID + 1];

  /** By market: what its session has the gap of its factor be at least, in force. */
  public final int[] sessionGapBps;

  public final int[] marketFactor;
  public final int[] assetFactor;
  public final long[] haircutBound1;
  public final long[] haircutBound2;
  public final int[] haircutPpm;

  public Parameters(int assets, int markets) {
    sessionGapBps = new int[markets + 1];
    marketFactor = new int[markets + 1];
    assetFactor = new int[assets];
    haircutBound1 = new long[assets];
    haircutBound2 = new long[assets];
    haircutPpm = new int[assets * HAIRCUTS];
  }

  public boolean isFactor(int factor) {
    return factor >= 1 && factor <= MAX_ID && defined[factor];
  }

  public void haircuts(int asset, long bound1, long bound2, int ppm1, int ppm2, int ppm3) {
    haircutBound1[asset] = bound1;
    haircutBound2[asset] = bound2;
    haircutPpm[asset * HAIRCUTS] = ppm1;
    haircutPpm[asset * HAIRCUTS + 1] = ppm2;
    haircutPpm[asset * HAIRCUTS + 2] = ppm3;
  }

  /** ceil of the marginal haircuts on the value of a holding. */
  long haircut(int asset, long value) {
    int tier = asset * HAIRCUTS;
    long first = Math.min(value, haircutBound1[asset]);
    long second = Math.min(value, haircutBound2[asset]) - first;
    return Scan.ppmUp(first, haircutPpm[tier])
        + Scan.ppmUp(second, haircutPpm[tier + 1])
        + Scan.ppmUp(value - first - second, haircutPpm[tier + 2]);
  }

  /** ceil of what open interest adds to a margin in ppm: it reaches all of the notional at oiUp. */
  static long openInterestPpm(long initialPpm, long interest, long low, long up) {
    if (up == 0 || interest <= low) {
      return 0;
    }
    long rest = Math.max(0, 1_000_000 - initialPpm);
    if (interest >= up) {
      return rest;
    }
    return caisson.units.Rounding.mulDivUp(rest, interest - low, up - low);
  }
}
