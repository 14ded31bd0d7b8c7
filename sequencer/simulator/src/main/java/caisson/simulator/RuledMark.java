package caisson.simulator;

import static caisson.simulator.Break.unlessEqual;

import caisson.pricing.Funding;
import caisson.pricing.MarkFormula;
import caisson.protocol.MarkComputedDecoder;
import caisson.simulator.Ledger.Market;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/**
 * Mark, premium and funding of a market with mark rules, from its own book and the formulas of
 * {@code oracle/pricing}, which shares nothing with the engine.
 */
final class RuledMark {
  private static final String MARK = "mark";
  private static final long MAX_ELAPSED_MS = 100_000;
  private static final long NS_PER_MS = 1_000_000;
  private static final long NS_PER_HOUR = 3_600_000_000_000L;
  private static final int MAX_LEVELS = 100;

  private final MarkFormula.Rules rules;
  private final long impactNotional;
  private MarkFormula.Averages averages = MarkFormula.Averages.NONE;
  private long hour = Long.MIN_VALUE;
  private List<Long> samples = new ArrayList<>();
  private List<Long> hourBefore = new ArrayList<>();
  private long maintenancePpm;
  private long computedNs = Long.MIN_VALUE;

  RuledMark(MarkFormula.Rules rules, long impactNotional) {
    this.rules = rules;
    this.impactNotional = impactNotional;
  }

  /** The market takes index, external price and mark of the round. */
  void onComputed(Market market, MarkComputedDecoder e, long timeNs) {
    long elapsed = 0;
    // A round that names a market twice gives it a second mark without time in between.
    boolean again = timeNs == computedNs;
    if (market.prints != 0 && !again) {
      elapsed = Math.min(MAX_ELAPSED_MS, (timeNs - market.pricedNs) / NS_PER_MS);
    }
    long bid = impact(market, true);
    long ask = impact(market, false);
    unlessEqual(bid, e.impactBidTicks(), MARK, "impact bid of " + market.id);
    unlessEqual(ask, e.impactAskTicks(), MARK, "impact ask of " + market.id);
    unlessEqual(elapsed, e.elapsedMs(), MARK, "time since the last round of " + market.id);
    unlessEqual(market.mark, e.previousMarkTicks(), MARK, "mark before of " + market.id);
    var in = new MarkFormula.Inputs(e.indexTicks(), e.externalTicks(), bid, ask, elapsed);
    averages = averages.next(in);
    unlessEqual(averages.fast(), e.fastBasis(), MARK, "fast average of " + market.id);
    unlessEqual(averages.slow(), e.slowBasis(), MARK, "slow average of " + market.id);
    maintenancePpm = e.maintenancePpm();
    long fair =
        market.night.holds(market)
            ? market.night.fair(market, in, maintenancePpm)
            : MarkFormula.fair(rules, averages, in);
    fair = market.cap.of(market, fair, elapsed);
    long mark = MarkFormula.bounded(rules, fair, in, market.mark);
    unlessEqual(Math.min(mark, market.maxTicks), e.markTicks(), MARK, "by rule of " + market.id);
    long most = Math.min(1_000_000_000L, 2_000 * maintenancePpm);
    long premium = Funding.premiumE9(bid, ask, e.indexTicks(), most);
    unlessEqual(premium, e.premiumE9(), MARK, "premium of " + market.id);
    sample(timeNs / NS_PER_HOUR, e.sampled() == 1, premium);
    market.index = e.indexTicks();
    market.external = e.externalTicks();
    market.mark = e.markTicks();
    computedNs = timeNs;
  }

  private void sample(long now, boolean sampled, long premium) {
    if (now != hour) {
      hourBefore = now == hour + 1 ? samples : new ArrayList<>();
      samples = new ArrayList<>();
      hour = now;
    }
    if (sampled) {
      samples.add(premium);
    }
  }

  /** Of the hour that ended with this round. */
  long fundingRateE9() {
    long[] premiums = hourBefore.stream().mapToLong(Long::longValue).toArray();
    return Funding.hourlyRateE9(premiums, rules.interestE9(), maintenancePpm);
  }

  /** Average price of the notional, level by level; bids down, asks up, 0 without so much. */
  private long impact(Market market, boolean ofBids) {
    TreeMap<Long, Deque<Ledger.Order>> side = market.side(ofBids);
    var levels = new ArrayDeque<>(side.entrySet());
    if (market.quoteTicks(ofBids) == 0) {
      return 0;
    }
    long lots = 0;
    long sum = 0;
    for (int level = 0; level < MAX_LEVELS && !levels.isEmpty(); level++) {
      var best = levels.poll();
      long ticks = best.getKey();
      long resting = best.getValue().stream().mapToLong(order -> order.lots).sum();
      long missing = Math.ceilDiv(impactNotional - sum * market.k, ticks * market.k);
      long taken = Math.min(Math.max(1, missing), resting);
      lots += taken;
      sum += taken * ticks;
      if (taken >= Math.max(1, missing)) {
        return ofBids ? Math.floorDiv(sum, lots) : Math.ceilDiv(sum, lots);
      }
    }
    return 0;
  }
}
