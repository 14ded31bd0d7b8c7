package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.FactorTerms;
import caisson.engine.wire.RiskCommands;
import caisson.protocol.RejectReason;
import java.util.Map;

/** Versioned parameters of margin, marks and limits. */
final class ReferenceParameters implements RiskCommands {
  private final ReferenceEngine engine;
  private final EventPublisher events;
  private final ReferenceMargin margin;
  private final Map<Integer, Market> markets;
  int rules;

  ReferenceParameters(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
    margin = engine.margin;
    markets = engine.markets;
  }

  @Override
  public void setGroup(long requestId, long version, int group, int rho, int kappa) {
    if (!refused(requestId, 60, version, RejectReason.NONE)) {
      margin.groups.put(group, new int[] {rho, kappa});
      changed(version);
    }
  }

  @Override
  public void setFactor(long requestId, long version, FactorTerms terms) {
    boolean bad = terms.factor() < 1 || terms.spotBps() < terms.downBps();
    var reason = bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
    if (refused(requestId, 61, version, reason)) {
      return;
    }
    var factor = new ReferenceMargin.Factor();
    factor.group = terms.group();
    factor.down = terms.downBps();
    factor.up = terms.upBps();
    factor.spot = terms.spotBps();
    factor.e3 = terms.initialE3();
    factor.basis = terms.basisPpm();
    factor.size = terms.sizePpm();
    factor.gap = terms.gapBps();
    factor.profit = terms.profitPpm();
    factor.oiLow = big(terms.oiLow());
    factor.oiUp = big(terms.oiUp());
    margin.factors.put(terms.factor(), factor);
    changed(version);
  }

  @Override
  public void setMarketFactor(long requestId, long version, int market, int factor) {
    var reason = RejectReason.NONE;
    if (!markets.containsKey(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    } else if (markets.get(market).spot || !margin.factors.containsKey(factor)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (!refused(requestId, 62, version, reason)) {
      margin.marketFactor.put(market, factor);
      changed(version);
    }
  }

  @Override
  public void setMarkRules(
      long requestId,
      long version,
      int market,
      int slewPpm,
      int bandPpm,
      int basisCapPpm,
      long impactNotional,
      int interestE9) {
    var reason = RejectReason.NONE;
    if (!markets.containsKey(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    } else if (markets.get(market).spot || impactNotional < 0 || slewPpm < 0) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (!refused(requestId, 65, version, reason)) {
      engine.pricing.set(market, slewPpm, bandPpm, basisCapPpm, impactNotional, interestE9);
      changed(version);
    }
  }

  @Override
  public void setMarkCap(long requestId, long version, int market, int capPpm) {
    var reason = RejectReason.NONE;
    if (!markets.containsKey(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    } else if (!engine.pricing.has(markets.get(market))
        || (capPpm != 0 && (capPpm < 1_000_001 || capPpm > 10_000_000))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (!refused(requestId, 88, version, reason)) {
      engine.pricing.caps.set(markets.get(market), capPpm);
      changed(version);
    }
  }

  /**
   * What 1 changes is liquidation's, 2 {@link ReferenceForced}'s, 3 {@link ReferenceMargin}'s, 4
   * {@link ReferenceScales}' and {@link ReferenceTriggers}'.
   */
  @Override
  public void setRules(long requestId, long version, int number) {
    var reason = number == rules + 1 ? RejectReason.NONE : RejectReason.BAD_PARAMETER;
    if (!refused(requestId, 95, version, reason)) {
      rules = number;
      changed(version);
    }
  }

  @Override
  public void setVolatility(long requestId, long version, int factor, int market, int multipleE3) {
    var reason = engine.listings.unknown(market);
    boolean bad =
        !margin.factors.containsKey(factor)
            || multipleE3 < 0
            || multipleE3 > 1_000_000
            || (reason == RejectReason.NONE && markets.get(market).spot);
    reason = reason == RejectReason.NONE && bad ? RejectReason.BAD_PARAMETER : reason;
    if (!refused(requestId, 71, version, reason)) {
      throw new UnsupportedOperationException("volatility is not twinned here");
    }
  }

  @Override
  public void setDepthLimit(long requestId, long version, int factor, long floor, long external) {
    boolean known = margin.factors.containsKey(factor);
    boolean bad = !known || floor < 0 || external < 0 || (floor == 0 && external != 0);
    bad |= !bad && floor != 0 && margin.factors.get(factor).oiUp.signum() == 0;
    var reason = bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
    if (refused(requestId, 78, version, reason)) {
      return;
    }
    engine.depth.floors.remove(factor);
    if (floor != 0) {
      engine.depth.floors.put(factor, big(floor));
      engine.depth.externals.put(factor, big(external));
    }
    changed(version);
  }

  @Override
  public void setEventCap(long requestId, long version, int event, long capUnits) {
    if (!refused(requestId, 74, version, RejectReason.UNKNOWN_MARKET)) {
      throw new UnsupportedOperationException("events are not twinned here");
    }
  }

  /** The reference does not liquidate; runs beside it set no terms. */
  @Override
  public void setLiquidation(
      long requestId, long version, int market, int tier, int feePpm, int bandPpm) {
    if (!refused(requestId, 64, version, RejectReason.NONE)) {
      throw new UnsupportedOperationException("liquidation is not twinned");
    }
  }

  /** Checked here; what it limits is not twinned. */
  @Override
  public void setLiquidationRate(long requestId, long version, int marketId, long lotsPerMinute) {
    var market = markets.get(marketId);
    var reason = market == null ? RejectReason.UNKNOWN_MARKET : RejectReason.NONE;
    if (market != null && (market.spot || lotsPerMinute < 0)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (!refused(requestId, 86, version, reason)) {
      changed(version);
    }
  }

  @Override
  public void setTradingLimits(
      long requestId,
      long version,
      int marketId,
      int bandPpm,
      long positionLots,
      long minNotional) {
    var market = markets.get(marketId);
    var reason = RejectReason.NONE;
    if (market == null) {
      reason = RejectReason.UNKNOWN_MARKET;
    } else if (bandPpm < 0
        || bandPpm > 1_000_000
        || (market.spot && (bandPpm != 0 || positionLots != 0))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    boolean off = reason == RejectReason.NONE && market.bandPpm > 0 && bandPpm == 0;
    boolean wider = reason == RejectReason.NONE && market.bandPpm > 0 && bandPpm > market.bandPpm;
    boolean slow = engine.now - (wider ? market.bandWidened : 0) >= 86_400_000_000_000L;
    if (off || (wider && (4L * bandPpm > 5L * market.bandPpm || !slow))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (!refused(requestId, 32, version, reason)) {
      market.bandWidened = wider ? engine.now : market.bandWidened;
      market.bandPpm = bandPpm;
      market.positionLots = positionLots;
      market.minNotional = minNotional;
      changed(version);
    }
  }

  @Override
  public void setCollateral(
      long requestId,
      long version,
      int asset,
      int factor,
      long bound1,
      long bound2,
      int ppm1,
      int ppm2,
      int ppm3) {
    var reason = RejectReason.NONE;
    if (!engine.assets.containsKey(asset)) {
      reason = RejectReason.UNKNOWN_ASSET;
    } else if (asset == 0 || (factor != 0 && !margin.factors.containsKey(factor))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, 63, version, reason)) {
      return;
    }
    var terms = new ReferenceMargin.Collateral();
    terms.factor = factor;
    terms.bound1 = big(bound1);
    terms.bound2 = big(bound2);
    terms.ppm = new int[] {ppm1, ppm2, ppm3};
    margin.collateral.put(asset, terms);
    changed(version);
  }

  @Override
  public void setCollateralFall(long requestId, long version, int id, int full, int none, int day) {
    var reason = RejectReason.NONE;
    boolean ends = full == 0 && none == 0 && day == 0;
    boolean bad = none < 0 || none >= full || full > 1_000_000 || day < 0 || day > 1_000_000;
    if (!engine.assets.containsKey(id)) {
      reason = RejectReason.UNKNOWN_ASSET;
    } else if (id == 0 || (bad && !ends)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, 76, version, reason)) {
      return;
    }
    var asset = engine.assets.get(id);
    asset.full = full;
    asset.none = none;
    asset.day = day;
    asset.weight = big(1_000_000);
    asset.reference = asset.markUnit;
    asset.referenceNs = engine.now;
    asset.shut = false;
    asset.supply = null;
    asset.supplyRound = 0;
    changed(version);
  }

  boolean refused(long requestId, int template, long version, RejectReason other) {
    RejectReason reason =
        version <= margin.version
            ? RejectReason.ALREADY_APPLIED
            : version > margin.version + 1 ? RejectReason.OUT_OF_ORDER : other;
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, template, reason);
    }
    return reason != RejectReason.NONE;
  }

  void changed(long version) {
    margin.version = version;
    events.parametersChanged(version);
  }
}
