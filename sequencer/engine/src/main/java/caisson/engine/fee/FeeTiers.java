package caisson.engine.fee;

import caisson.units.Rounding;

/**
 * What an account pays for a fill: the market's fees, or those of the tier its volume has reached,
 * whichever are lower. So what the margin check reserves, the market's, is never too little. Part
 * of the state.
 *
 * <p>Volume is the notional of both sides in the half month of 15 days that runs and the one before
 * it: between 15 and 30 days of trading, in two numbers an account.
 */
public final class FeeTiers {
  public static final int MAX = 8;

  private static final long HALF_MONTH_NS = 15 * 86_400_000_000_000L;

  public final long[] minVolume = new long[MAX];
  public final int[] makerPpm = new int[MAX];
  public final int[] takerPpm = new int[MAX];
  public int count;

  // By account row.
  public final int[] halfMonth;
  public final long[] volumeNow;
  public final long[] volumeBefore;

  /** Account id, 0 for none. */
  public final int[] referrer;

  public final int[] sharePpm;

  public FeeTiers(int rows) {
    halfMonth = new int[rows];
    volumeNow = new long[rows];
    volumeBefore = new long[rows];
    referrer = new int[rows];
    sharePpm = new int[rows];
  }

  public int takerPpm(int row, int listedPpm, long nowNs) {
    int tier = tier(row, nowNs);
    return tier < 0 ? listedPpm : Math.min(listedPpm, takerPpm[tier]);
  }

  public int makerPpm(int row, int listedPpm, long nowNs) {
    int tier = tier(row, nowNs);
    return tier < 0 ? listedPpm : Math.min(listedPpm, makerPpm[tier]);
  }

  /** Nothing is counted while there are no tiers. */
  public void traded(int row, long notional, long nowNs) {
    if (count > 0) {
      roll(row, nowNs);
      volumeNow[row] = Math.min(Long.MAX_VALUE / 4, volumeNow[row] + notional);
    }
  }

  /** What the referrer gets of a fee, rounded down. */
  public long share(int row, long fee) {
    return fee <= 0 || referrer[row] == 0 ? 0 : Rounding.mulPpmFloor(fee, sharePpm[row]);
  }

  private int tier(int row, long nowNs) {
    if (count == 0) {
      return -1;
    }
    roll(row, nowNs);
    long volume = volumeNow[row] + volumeBefore[row];
    int tier = count - 1;
    while (tier >= 0 && minVolume[tier] > volume) {
      tier--;
    }
    return tier;
  }

  private void roll(int row, long nowNs) {
    int now = (int) (nowNs / HALF_MONTH_NS);
    if (halfMonth[row] == now) {
      return;
    }
    volumeBefore[row] = halfMonth[row] == now - 1 ? volumeNow[row] : 0;
    volumeNow[row] = 0;
    halfMonth[row] = now;
  }
}
