package caisson.engine.listing;

import caisson.units.Rounding;
import java.util.Arrays;

/**
 * What collateral that falls still counts for. Its reference follows the mark up at once and down
 * by a share a day; between two shares of the reference the weight goes from all to nothing. One
 * whose supply grows by a twentieth within an hour takes no deposits any more. By asset; part of
 * the state.
 */
public final class CollateralFalls {
  public static final int WHOLE = 1_000_000;

  private static final long NS_PER_HOUR = 3_600_000_000_000L;
  private static final long NS_PER_DAY = 24 * NS_PER_HOUR;
  private static final long MOST_GROWTH = 20;

  /** Shares of the reference, in ppm; 0 for an asset without this rule. */
  public final int[] fullPpm;

  public final int[] nonePpm;

  /** Of the reference, that it falls in a day. */
  public final int[] dayPpm;

  public final int[] weightPpm;
  public final long[] referenceUnit;
  public final long[] referenceNs;
  public final boolean[] shut;
  public final long[] supplyRound;
  public final long[] supplyHour;

  /** The last supply of the hour before. */
  public final long[] baseSupply;

  public final long[] lastSupply;

  public CollateralFalls(int assets) {
    fullPpm = new int[assets];
    nonePpm = new int[assets];
    dayPpm = new int[assets];
    weightPpm = new int[assets];
    Arrays.fill(weightPpm, WHOLE);
    referenceUnit = new long[assets];
    referenceNs = new long[assets];
    shut = new boolean[assets];
    supplyRound = new long[assets];
    supplyHour = new long[assets];
    baseSupply = new long[assets];
    lastSupply = new long[assets];
  }

  public boolean set(int asset) {
    return fullPpm[asset] != 0;
  }

  /** Begins anew at the mark; full 0 ends the rule. */
  public void begin(int asset, int full, int none, int day, long markUnit, long nowNs) {
    fullPpm[asset] = full;
    nonePpm[asset] = none;
    dayPpm[asset] = day;
    weightPpm[asset] = WHOLE;
    referenceUnit[asset] = full == 0 ? 0 : markUnit;
    referenceNs[asset] = full == 0 ? 0 : nowNs;
    shut[asset] = false;
    supplyRound[asset] = 0;
    supplyHour[asset] = 0;
    baseSupply[asset] = 0;
    lastSupply[asset] = 0;
  }

  /** Whether a price has changed the weight. */
  public boolean priced(int asset, long markUnit, long nowNs) {
    long elapsed = Math.min(NS_PER_DAY, nowNs - referenceNs[asset]);
    long daily = Rounding.mulPpmFloor(referenceUnit[asset], dayPpm[asset]);
    long fallen = referenceUnit[asset] - Rounding.mulDivDown(daily, elapsed, NS_PER_DAY);
    referenceUnit[asset] = Math.max(markUnit, fallen);
    referenceNs[asset] = nowNs;
    int before = weightPpm[asset];
    weightPpm[asset] = weight(asset, markUnit);
    return weightPpm[asset] != before;
  }

  private int weight(int asset, long markUnit) {
    long reference = Math.max(1, referenceUnit[asset]);
    long share = Rounding.mulDivDown(markUnit, WHOLE, reference);
    long above = Math.max(0, share - nonePpm[asset]);
    return (int) Math.min(WHOLE, above * WHOLE / (fullPpm[asset] - nonePpm[asset]));
  }

  public void report(int asset, long round, long supply, long nowNs) {
    long hour = nowNs / NS_PER_HOUR;
    if (lastSupply[asset] == 0) {
      baseSupply[asset] = supply;
    } else if (hour != supplyHour[asset]) {
      baseSupply[asset] = lastSupply[asset];
    }
    supplyRound[asset] = round;
    supplyHour[asset] = hour;
    lastSupply[asset] = supply;
    shut[asset] |= supply - baseSupply[asset] > baseSupply[asset] / MOST_GROWTH;
  }

  /** What so much of it counts for; rounded down. */
  public long counted(int asset, long value) {
    return weightPpm[asset] == WHOLE ? value : Rounding.mulPpmFloor(value, weightPpm[asset]);
  }
}
