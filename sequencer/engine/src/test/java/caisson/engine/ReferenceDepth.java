package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.floorDiv;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.EventPublisher;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Depth as its rule states it: every order that a sample has met is kept in a set. */
final class ReferenceDepth {
  private static final class Mean {
    long sampled;
    long hour;
    BigInteger sum = BigInteger.ZERO;
    BigInteger ofHour = BigInteger.ZERO;
    BigInteger ofDay = BigInteger.ZERO;
  }

  private static final long HOUR = 3_600_000_000_000L;

  final Map<Integer, BigInteger> floors = new TreeMap<>();
  final Map<Integer, BigInteger> externals = new TreeMap<>();
  private final Map<Integer, Mean> means = new TreeMap<>();
  private final Set<Order> met = new HashSet<>();
  private final ReferenceEngine engine;
  private final EventPublisher events;
  private BigInteger all = BigInteger.ZERO;

  /** Samples in which anything stood. */
  int stood;

  ReferenceDepth(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
  }

  boolean sample(Market market) {
    var mean = means.computeIfAbsent(market.id, m -> new Mean());
    int factor = engine.margin.marketFactor.getOrDefault(market.id, 0);
    if (!floors.containsKey(factor) || engine.now - mean.sampled < 60_000_000_000L) {
      return false;
    }
    var bids = standing(market, true);
    var bidLots = all;
    var asks = standing(market, false);
    long now = engine.now / HOUR;
    long from = mean.sampled == 0 ? now : Math.max(mean.hour, now - 48);
    for (long each = from; each < now; each++) {
      mean.ofHour = mean.sum.divide(big(60));
      mean.ofDay = mean.ofDay.add(floorDiv(mean.ofHour.subtract(mean.ofDay), big(24)));
      mean.sum = BigInteger.ZERO;
    }
    mean.sum = mean.sum.add(bids.min(asks).multiply(market.lotValue()));
    mean.hour = now;
    mean.sampled = engine.now;
    stood += bidLots.add(all).signum();
    events.prices.depthSampled(
        market.id,
        market.mark,
        bidLots.longValueExact(),
        bids.longValueExact(),
        all.longValueExact(),
        asks.longValueExact(),
        mean.ofHour.longValueExact(),
        mean.ofDay.longValueExact());
    return true;
  }

  private BigInteger standing(Market market, boolean buy) {
    IdentityHashMap<Account, BigInteger> lots = new IdentityHashMap<>();
    for (var order : engine.resting) {
      boolean near = Math.abs(order.limit - market.mark) <= market.mark / 50;
      if (order.market == market && order.buy == buy && near && !met.add(order)) {
        lots.merge(order.account, big(order.lots), BigInteger::add);
      }
    }
    var sizes = new ArrayList<>(lots.values());
    sizes.sort(Collections.reverseOrder());
    all = sizes.stream().reduce(BigInteger.ZERO, BigInteger::add);
    var least = all;
    var rest = all;
    for (int k = 1; k <= 3; k++) {
      rest = rest.subtract(k <= sizes.size() ? sizes.get(k - 1) : BigInteger.ZERO);
      least = least.min(rest.multiply(big(4)).divide(big(4 - k)));
    }
    return least;
  }

  /** The most open interest of a factor. */
  BigInteger most(int id) {
    var factor = engine.margin.factors.get(id);
    if (!floors.containsKey(id) || factor.oiUp.signum() == 0) {
      return factor.oiUp;
    }
    var depth = externals.get(id);
    for (var entry : means.entrySet()) {
      if (engine.margin.marketFactor.getOrDefault(entry.getKey(), 0) == id) {
        depth = depth.add(entry.getValue().ofHour.min(entry.getValue().ofDay));
      }
    }
    var shock = big(100L * Math.max(factor.down, factor.up));
    return depth.multiply(shock).divide(big(120_000)).max(floors.get(id)).min(factor.oiUp);
  }
}
