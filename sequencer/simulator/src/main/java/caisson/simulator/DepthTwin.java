package caisson.simulator;

import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.DepthSampledDecoder;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.math.BigInteger;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The depth of a market, told again from its book with lists and big numbers. */
final class DepthTwin {
  private static final String DEPTH = "depth";
  private static final long NS_PER_HOUR = 3_600_000_000_000L;
  private static final long EVERY_NS = 60_000_000_000L;

  private long sampledNs;
  private long hour;
  private BigInteger sum = BigInteger.ZERO;
  private BigInteger hourMean = BigInteger.ZERO;
  private BigInteger dayMean = BigInteger.ZERO;
  private long all;

  void onSampled(Market market, DepthSampledDecoder e, long nowNs) {
    Break.unless(nowNs - sampledNs >= EVERY_NS, DEPTH, "sampled too soon: " + market.id);
    unlessEqual(market.mark, e.markTicks(), DEPTH, "mark of " + market.id);
    long bids = counted(market, true);
    unlessEqual(all, e.bidLots(), DEPTH, "bids that stand");
    unlessEqual(bids, e.bidCounted(), DEPTH, "bids that count");
    long asks = counted(market, false);
    unlessEqual(all, e.askLots(), DEPTH, "asks that stand");
    unlessEqual(asks, e.askCounted(), DEPTH, "asks that count");
    long now = nowNs / NS_PER_HOUR;
    for (long each = sampledNs == 0 ? now : Math.max(hour, now - 48); each < now; each++) {
      hourMean = sum.divide(BigInteger.valueOf(60));
      var step = hourMean.subtract(dayMean);
      var moved = step.subtract(step.mod(BigInteger.valueOf(24))).divide(BigInteger.valueOf(24));
      dayMean = dayMean.add(moved);
      sum = BigInteger.ZERO;
    }
    sum = sum.add(BigInteger.valueOf(Math.min(bids, asks)).multiply(value(market)));
    hour = now;
    sampledNs = nowNs;
    unlessEqual(hourMean.longValueExact(), e.hourMean(), DEPTH, "mean of the hour");
    unlessEqual(dayMean.longValueExact(), e.dayMean(), DEPTH, "mean of the day");
  }

  private static BigInteger value(Market market) {
    return BigInteger.valueOf(market.lotValue());
  }

  /** The least of four bounds, each leaves one more of the largest out. */
  private long counted(Market market, boolean bids) {
    Map<Account, Long> lots = new HashMap<>();
    for (var level : market.side(bids).entrySet()) {
      if (50 * Math.abs(level.getKey() - market.mark) > market.mark) {
        continue;
      }
      for (Order order : level.getValue()) {
        if (order.seen) {
          lots.merge(order.account, order.lots, Long::sum);
        }
        order.seen = true;
      }
    }
    List<Long> sizes = new java.util.ArrayList<>(lots.values());
    sizes.sort(Collections.reverseOrder());
    all = sizes.stream().mapToLong(Long::longValue).sum();
    long least = all;
    long rest = all;
    for (int k = 1; k <= 3; k++) {
      rest -= k <= sizes.size() ? sizes.get(k - 1) : 0;
      least = Math.min(least, 4 * rest / (4 - k));
    }
    return least;
  }

  long depth() {
    return hourMean.min(dayMean).longValueExact();
  }
}
