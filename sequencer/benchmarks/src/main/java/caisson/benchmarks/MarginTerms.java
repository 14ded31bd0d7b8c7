package caisson.benchmarks;

import caisson.engine.listing.Rules;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.SetFactorEncoder;
import caisson.protocol.SetGroupEncoder;
import caisson.protocol.SetLiquidationEncoder;
import caisson.protocol.SetMarketFactorEncoder;
import caisson.protocol.SetRulesEncoder;

/**
 * Margin as a venue would list it: each market a factor of its own, eight factors to a group with
 * correlation credit, and every add-on; by the newest rules.
 */
final class MarginTerms {
  private static final int FACTORS_PER_GROUP = 8;
  private static final int GAP_BPS = 50;

  private final EngineTraffic traffic;
  private final EngineTraffic.Batch batch;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long version;

  MarginTerms(EngineTraffic traffic, EngineTraffic.Batch batch) {
    this.traffic = traffic;
    this.batch = batch;
  }

  void put(int markets) {
    for (int market = 1; market <= markets; market++) {
      if (market % FACTORS_PER_GROUP == 1) {
        group(groupOf(market));
      }
      factor(market);
      link(market);
    }
    for (int rules = 1; rules <= Rules.NEWEST; rules++) {
      putInForce(rules);
    }
  }

  /** Terms of liquidation: tier 1, a fine of 0.5 %, a limit at most 5 % off the mark. */
  void liquidate(int markets) {
    for (int market = 1; market <= markets; market++) {
      var c = new SetLiquidationEncoder().wrapAndApplyHeader(batch.buffer, batch.begin(), header);
      c.requestId(traffic.stamp()).version(++version).market(market).tier((short) 1);
      c.feePpm(5_000).bandPpm(50_000);
      batch.add(8 + c.encodedLength(), traffic.timeNs());
    }
  }

  /** Basis points of a long line's maintenance margin. */
  static int maintenanceBps(int market) {
    return shockBps(market) + GAP_BPS;
  }

  private static int shockBps(int market) {
    return 200 + 20 * groupOf(market);
  }

  private static int groupOf(int market) {
    return 1 + (market - 1) / FACTORS_PER_GROUP;
  }

  private void putInForce(int rules) {
    var c = new SetRulesEncoder().wrapAndApplyHeader(batch.buffer, batch.begin(), header);
    c.requestId(traffic.stamp()).version(++version).rules(rules);
    batch.add(8 + c.encodedLength(), traffic.timeNs());
  }

  private void group(int group) {
    var c = new SetGroupEncoder().wrapAndApplyHeader(batch.buffer, batch.begin(), header);
    c.requestId(traffic.stamp()).version(++version).group(group).rho(614 - 40 * group).kappa(768);
    batch.add(8 + c.encodedLength(), traffic.timeNs());
  }

  private void factor(int market) {
    int shock = shockBps(market);
    var c = new SetFactorEncoder().wrapAndApplyHeader(batch.buffer, batch.begin(), header);
    c.requestId(traffic.stamp()).version(++version).factor(market).group(groupOf(market));
    c.downBps(shock).upBps(shock + 10).spotBps(3 * shock).initialE3(1_500);
    c.basisPpm(10_000).sizePpm(1_500).gapBps(GAP_BPS).profitPpm(1_000_000);
    c.oiLow(1_000_000_000_000_000L).oiUp(10_000_000_000_000_000L);
    batch.add(8 + c.encodedLength(), traffic.timeNs());
  }

  private void link(int market) {
    var c = new SetMarketFactorEncoder().wrapAndApplyHeader(batch.buffer, batch.begin(), header);
    c.requestId(traffic.stamp()).version(++version).market(market).factor(market);
    batch.add(8 + c.encodedLength(), traffic.timeNs());
  }
}
