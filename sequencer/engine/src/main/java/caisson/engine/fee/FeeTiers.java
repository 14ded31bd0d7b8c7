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

  private static final int WORDS = 4;
  private static final int NOW = 0;
  private static final int BEFORE = 1;
  private static final int HALF_MONTH = 2;
  private static final int REFERRAL = 3;

  public final long[] minVolume = new long[MAX];
  public final int[] makerPpm = new int[MAX];
  public final int[] takerPpm = new int[MAX];
  public int count;

  /**
   * Four words an account, so that a fill reads one place: volume of this half month, of the one
   * before, which one this is, and the referrer's id below his share.
   */
  private final long[] words;

  /** Accounts that have a referrer. */
  private int referred;

  public FeeTiers(int rows) {
    words = new long[Math.multiplyExact(rows, WORDS)];
  }

  /** Whether a fill has to look at what is kept of its accounts. */
  public boolean any() {
    return count > 0 || referred > 0;
  }

  /** Reads what a fill needs of the account; of no other meaning. */
  public long touch(int row) {
    return any() ? words[row * WORDS] : 0;
  }

  public long volumeNow(int row) {
    return words[row * WORDS + NOW];
  }

  public long volumeBefore(int row) {
    return words[row * WORDS + BEFORE];
  }

  public int halfMonth(int row) {
    return (int) words[row * WORDS + HALF_MONTH];
  }

  public void volumes(int row, int halfMonth, long now, long before) {
    words[row * WORDS + NOW] = now;
    words[row * WORDS + BEFORE] = before;
    words[row * WORDS + HALF_MONTH] = halfMonth;
  }

  /** Account id, 0 for none. */
  public int referrer(int row) {
    return (int) words[row * WORDS + REFERRAL];
  }

  public int sharePpm(int row) {
    return (int) (words[row * WORDS + REFERRAL] >>> 32);
  }

  public void refer(int row, int account, int ppm) {
    referred += (account == 0 ? 0 : 1) - (referrer(row) == 0 ? 0 : 1);
    words[row * WORDS + REFERRAL] = (long) ppm << 32 | account;
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
      words[row * WORDS + NOW] = Math.min(Long.MAX_VALUE / 4, volumeNow(row) + notional);
    }
  }

  /** What the referrer gets of a fee, rounded down. */
  public long share(int row, long fee) {
    boolean none = fee <= 0 || referred == 0 || referrer(row) == 0;
    return none ? 0 : Rounding.mulPpmFloor(fee, sharePpm(row));
  }

  private int tier(int row, long nowNs) {
    if (count == 0) {
      return -1;
    }
    roll(row, nowNs);
    long volume = volumeNow(row) + volumeBefore(row);
    int tier = count - 1;
    while (tier >= 0 && minVolume[tier] > volume) {
      tier--;
    }
    return tier;
  }

  private void roll(int row, long nowNs) {
    int now = (int) (nowNs / HALF_MONTH_NS);
    int last = halfMonth(row);
    if (last != now) {
      volumes(row, now, 0, last == now - 1 ? volumeNow(row) : 0);
    }
  }
}
