package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CollateralWeighedDecoder;
import caisson.protocol.SetCollateralFallDecoder;
import caisson.protocol.SupplyReportedDecoder;
import java.math.BigInteger;
import java.util.TreeMap;

/**
 * What an asset counts for as it falls, and whether its supply grew too fast, told again from all
 * that was said since the rule began.
 */
final class CollateralTwin {
  private static final String WEIGHT = "collateral";
  private static final long WHOLE = 1_000_000;
  private static final long NS_PER_HOUR = 3_600_000_000_000L;
  private static final long NS_PER_DAY = 24 * NS_PER_HOUR;

  private long full;
  private long none;
  private long day;
  private long reference;
  private long referenceNs;
  private long round;

  /** The last supply told in each hour, and the first of all. */
  private final TreeMap<Long, Long> supplies = new TreeMap<>();

  private long firstSupply;

  /** No deposits are taken until the rule is set anew. */
  boolean shut;

  void begin(SetCollateralFallDecoder c, long markUnit, long nowNs) {
    full = c.fullPpm();
    none = c.nonePpm();
    day = c.dayPpm();
    reference = markUnit;
    referenceNs = nowNs;
    round = 0;
    supplies.clear();
    shut = false;
  }

  /** What a price makes it count for; the same price again changes nothing. */
  long weight(long markUnit, long nowNs) {
    if (full == 0) {
      return WHOLE;
    }
    var daily = big(reference).multiply(big(day)).divide(big(WHOLE));
    long time = Math.min(NS_PER_DAY, nowNs - referenceNs);
    var down = daily.multiply(big(time)).divide(big(NS_PER_DAY));
    reference = Math.max(markUnit, reference - down.longValueExact());
    referenceNs = nowNs;
    long share =
        big(markUnit).multiply(big(WHOLE)).divide(big(Math.max(1, reference))).longValueExact();
    if (share >= full) {
      return WHOLE;
    }
    return share <= none ? 0 : (share - none) * WHOLE / (full - none);
  }

  void onWeighed(CollateralWeighedDecoder e, long before, long nowNs) {
    unlessEqual(weight(e.markUnit(), nowNs), e.weightPpm(), WEIGHT, "weight of " + e.asset());
    unlessEqual(reference, e.referenceUnit(), WEIGHT, "reference of " + e.asset());
    unless(e.weightPpm() != before, WEIGHT, "told and not changed: " + e.asset());
  }

  void onSupply(SupplyReportedDecoder e, long nowNs) {
    unless(full != 0, WEIGHT, "supply of an asset without a rule: " + e.asset());
    unless(e.round() > round, WEIGHT, "an old report of " + e.asset());
    round = e.round();
    long hour = nowNs / NS_PER_HOUR;
    firstSupply = supplies.isEmpty() ? e.supply() : firstSupply;
    var before = supplies.lowerEntry(hour);
    long base = before == null ? firstSupply : before.getValue();
    unlessEqual(base, e.baseSupply(), WEIGHT, "supply that growth is counted from");
    supplies.put(hour, e.supply());
    shut |= e.supply() - base > base / 20;
    unless(shut == (e.shut() == 1), WEIGHT, "whether deposits are shut: " + e.asset());
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
