package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.SetVolatilityDecoder;
import caisson.protocol.ShocksMovedDecoder;
import caisson.simulator.Ledger.Factor;

/**
 * Shocks of a factor that follow the volatility of an index, told again from the index of each
 * minute. Down, up and that of collateral, each a path in 1/65,536 of a basis point.
 */
final class VolatilityTwin {
  private static final String SHOCKS = "shocks";
  private static final long NS_PER_MINUTE = 60_000_000_000L;
  private static final long ONE = 65_536;
  private static final long DAY = 1_440;
  private static final long MOST_BPS = 10_000;

  private final Factor factor;
  private final long[] path = new long[3];
  private final long[] dayBegan = new long[3];
  private long multipleE3;
  private int market;
  private long fast;
  private long slow;
  private long minute;
  private long index;

  /** Times that a shock for maintenance came to be another. */
  long moved;

  VolatilityTwin(Factor factor) {
    this.factor = factor;
  }

  void begin(SetVolatilityDecoder c) {
    multipleE3 = c.multipleE3();
    market = c.market();
    fast = 0;
    slow = 0;
    minute = 0;
    for (int which = 0; which < path.length; which++) {
      path[which] = factor.listed(which) * ONE;
      dayBegan[which] = path[which];
    }
  }

  /** In force for maintenance, in basis points. */
  long maintenance(int which) {
    return multipleE3 == 0 ? factor.listed(which) : path[which] / ONE;
  }

  /** What the initial shock is a multiple of. */
  long wanted(int which) {
    return multipleE3 == 0 ? factor.listed(which) : Math.max(target(which), path[which] / ONE);
  }

  /** Sigma times the multiple, from the listed shock to four times it. */
  private long target(int which) {
    long listed = factor.listed(which);
    long sought = Math.ceilDiv(sigma() * multipleE3, 1_000);
    return Math.max(listed, Math.min(sought, Math.min(4 * listed, MOST_BPS)));
  }

  /** Basis points a minute. */
  private long sigma() {
    return Exact.root(Math.max(fast, slow)) / 256;
  }

  /**
   * @param credited the factor is in a group with correlation credit
   */
  void onMoved(ShocksMovedDecoder e, Ledger ledger, boolean credited) {
    long now = ledger.timeNs / NS_PER_MINUTE;
    unless(multipleE3 != 0 && now != minute, SHOCKS, "told and not due: " + e.factor());
    unlessEqual(market, e.market(), SHOCKS, "market of factor " + e.factor());
    long was = index;
    index = ledger.market(market).index;
    unlessEqual(index, e.indexTicks(), SHOCKS, "index of market " + market);
    long before = minute;
    minute = now;
    if (before / DAY != now / DAY) {
      System.arraycopy(path, 0, dayBegan, 0, path.length);
    }
    if (before != 0) {
      long bps = Math.clamp((index - was) * 10_000 / was, -100_000, 100_000);
      fast += Math.floorDiv(bps * bps * ONE - fast, 32);
      slow += Math.floorDiv(bps * bps * ONE - slow, 4_096);
      for (int which = 0; which < path.length && before / 5 != now / 5; which++) {
        step(which, credited);
      }
    }
    unlessEqual(fast, e.fastVariance(), SHOCKS, "fast variance of " + e.factor());
    unlessEqual(slow, e.slowVariance(), SHOCKS, "slow variance of " + e.factor());
    unlessEqual(sigma(), e.sigmaBps(), SHOCKS, "sigma of " + e.factor());
    unlessEqual(maintenance(0), e.downBps(), SHOCKS, "down of " + e.factor());
    unlessEqual(maintenance(1), e.upBps(), SHOCKS, "up of " + e.factor());
    unlessEqual(maintenance(2), e.spotBps(), SHOCKS, "collateral of " + e.factor());
    unlessEqual(wanted(0), e.wantedDownBps(), SHOCKS, "down wanted of " + e.factor());
    unlessEqual(wanted(1), e.wantedUpBps(), SHOCKS, "up wanted of " + e.factor());
    unlessEqual(wanted(2), e.wantedSpotBps(), SHOCKS, "collateral wanted of " + e.factor());
  }

  /**
   * Five minutes: half of the way down in a day; up by a tenth, or a fortieth where a margin may be
   * a quarter of its loss, counted in the whole points in force too, and to twice what the day
   * began with.
   */
  private void step(int which, boolean credited) {
    long old = path[which];
    long target = target(which) * ONE;
    if (target <= old) {
      path[which] -= Math.ceilDiv(old - target, 416);
    } else {
      long points = old / ONE;
      long most = credited ? points * 10_275 / 10_000 : points * 111 / 100;
      long bound = Math.min((most + 1) * ONE - 1, 2 * dayBegan[which]);
      long up = old + old / (credited ? 40 : 10);
      path[which] = Math.max(old, Math.min(Math.min(up, target), bound));
    }
    moved += path[which] / ONE == old / ONE ? 0 : 1;
  }

  /** Every minute with a price round is told. */
  void roundTold(Ledger ledger) {
    boolean due = multipleE3 != 0 && ledger.market(market).index != 0;
    unless(!due || minute == ledger.timeNs / NS_PER_MINUTE, SHOCKS, "a minute was not told");
  }
}
