package caisson.engine.liquidation;

import caisson.engine.account.SystemAccounts;

/**
 * Insurance by tier: the account that holds a tier's money and what it has paid in the running
 * periods. One tier's loss never reaches another: each pays from its own account, within its own
 * caps, and what is left is deleveraging and then the public deficit. Part of the state.
 */
public final class Tiers {
  /** Majors, large alts, tail markets, equities, outcomes. */
  public static final int COUNT = SystemAccounts.TIERS;

  static final int OUTCOMES = COUNT - 1;

  /** A market of this tier is not liquidated: it has no terms yet. */
  public static final int NONE = -1;

  private static final long HOUR_PPM = 50_000;
  private static final long DAY_PPM = 200_000;
  private static final long LOSS_PPM = 50_000;
  private static final long NS_PER_HOUR = 3_600_000_000_000L;

  /** Of each market. */
  public final int[] tier;

  public final int[] feePpm;
  public final int[] bandPpm;
  public final long[] hour;
  public final long[] paidInHour;

  /** Of each tier. */
  public final long[] day = new long[COUNT];

  public final long[] paidInDay = new long[COUNT];

  /** What accounts are owed for by BAD_DEBT; repaid first, from the tier's next fees. */
  public final long[] deficit = new long[COUNT];

  /** The day of the next two. */
  public final long[] lossDay = new long[COUNT];

  /** Its cash and lines when the day began, moved by what was paid in and out since. */
  public final long[] opening = new long[COUNT];

  /** Whether it has lost what it may that day; it takes nothing over any more. */
  public final boolean[] shut = new boolean[COUNT];

  public Tiers(int markets) {
    tier = new int[markets + 1];
    java.util.Arrays.fill(tier, NONE);
    feePpm = new int[markets + 1];
    bandPpm = new int[markets + 1];
    hour = new long[markets + 1];
    paidInHour = new long[markets + 1];
  }

  /** Whether any market has liquidation terms. */
  boolean any() {
    for (int of : tier) {
      if (of != NONE) {
        return true;
      }
    }
    return false;
  }

  public static int account(int tier) {
    return SystemAccounts.FIRST_TIER + tier;
  }

  /**
   * What a tier may still pay for a market: 5 % an hour of the market and 20 % a day of the tier,
   * of what it had at the start of each, and no more than it has.
   */
  long room(int market, long cash, long timeNs) {
    int t = tier[market];
    long nowHour = timeNs / NS_PER_HOUR;
    long nowDay = nowHour / 24;
    if (hour[market] != nowHour) {
      hour[market] = nowHour;
      paidInHour[market] = 0;
    }
    if (day[t] != nowDay) {
      day[t] = nowDay;
      paidInDay[t] = 0;
    }
    long has = Math.max(0, cash);
    long hourly = caisson.units.Rounding.mulPpmFloor(has + paidInHour[market], HOUR_PPM);
    long daily = caisson.units.Rounding.mulPpmFloor(has + paidInDay[t], DAY_PPM);
    long room = Math.min(hourly - paidInHour[market], daily - paidInDay[t]);
    return Math.max(0, Math.min(room, has));
  }

  void paid(int market, long amount) {
    paidInHour[market] += amount;
    paidInDay[tier[market]] += amount;
    opening[tier[market]] -= amount;
  }

  /** Cash that came to a tier, or left it, for no line of its own: neither gain nor loss. */
  public void moved(int tier, long amount) {
    opening[tier] += amount;
  }

  void openDay(int tier, long worth, long timeNs) {
    long today = timeNs / NS_PER_HOUR / 24;
    if (lossDay[tier] != today) {
      lossDay[tier] = today;
      opening[tier] = worth;
      shut[tier] = false;
    }
  }

  /** What the tier lost since the day began beyond 5 % of what it had; negative when it did not. */
  long beyondLimit(int tier, long worth) {
    long limit = caisson.units.Rounding.mulPpmFloor(Math.max(0, opening[tier]), LOSS_PPM);
    return opening[tier] - worth - limit;
  }

  public static boolean isAccount(int account) {
    return account >= SystemAccounts.FIRST_TIER && account < SystemAccounts.FIRST_TIER + COUNT;
  }
}
