package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.floorDiv;

import caisson.engine.ReferenceEngine.Asset;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.PriceCommands;
import caisson.engine.wire.PriceRound;
import caisson.protocol.RejectReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Rounds of prices and what hangs on them; marks without rules are made here. */
final class ReferenceRounds implements PriceCommands {
  private static final BigInteger E9 = big(1_000_000_000);

  private final ReferenceEngine engine;
  private final EventPublisher events;
  private final Map<Integer, Asset> assets;
  private final Map<Integer, Market> markets;
  private long lastRound;
  private long coinRound;

  ReferenceRounds(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
    assets = engine.assets;
    markets = engine.markets;
  }

  @Override
  public void publishPrices(long requestId, long round, PriceRound prices) {
    RejectReason reason = round <= lastRound ? RejectReason.ALREADY_APPLIED : RejectReason.NONE;
    boolean once = engine.parameters.rules >= 4;
    var namedAssets = new HashSet<Integer>();
    var named = new HashSet<Integer>();
    for (int i = 0; i < prices.assetRows() && reason == RejectReason.NONE; i++) {
      if (!assets.containsKey(prices.asset(i))) {
        reason = RejectReason.UNKNOWN_ASSET;
      } else if (prices.asset(i) == 0 || prices.markUnit(i) < 0) {
        reason = RejectReason.BAD_PRICE;
      } else if (once && !namedAssets.add(prices.asset(i))) {
        reason = RejectReason.BAD_PARAMETER;
      }
    }
    for (int i = 0; i < prices.marketRows() && reason == RejectReason.NONE; i++) {
      var market = markets.get(prices.market(i));
      if (market == null) {
        reason = RejectReason.UNKNOWN_MARKET;
      } else if (market.spot
          || prices.indexTicks(i) < 1
          || prices.indexTicks(i) > market.maxTicks
          || prices.externalTicks(i) < 0
          || prices.externalTicks(i) > market.maxTicks) {
        reason = RejectReason.BAD_PRICE;
      } else if (prices.splitVersion(i) != market.splits) {
        reason = RejectReason.SPLIT_VERSION;
      } else {
        long highest = prices.indexTicks(i) + prices.indexTicks(i) / 100;
        highest = Math.max(highest, prices.externalTicks(i));
        if (engine.pricing.has(market)) {
          highest = engine.pricing.highest(market, prices.indexTicks(i));
        }
        boolean far = engine.book.carriedTooFar(market, big(highest).multiply(market.k));
        boolean twice = once && !named.add(market.id);
        RejectReason own = twice ? RejectReason.BAD_PARAMETER : reason;
        reason = far ? RejectReason.BOUND_EXCEEDED : own;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 30, reason);
      return;
    }
    lastRound = round;
    boolean told = engine.sessions.round();
    for (int i = 0; i < prices.assetRows(); i++) {
      var asset = assets.get(prices.asset(i));
      if (!asset.markUnit.equals(big(prices.markUnit(i)))) {
        asset.markUnit = big(prices.markUnit(i));
        events.assetMarkUpdated(prices.asset(i), round, prices.markUnit(i));
        told = true;
      }
      told |= engine.collateral.weigh(prices.asset(i), asset);
    }
    for (int i = 0; i < prices.marketRows(); i++) {
      var market = markets.get(prices.market(i));
      if (engine.pricing.has(market)) {
        engine.pricing.price(market, round, prices.indexTicks(i), prices.externalTicks(i));
        told = true;
      } else {
        told |= mark(market, round, prices.indexTicks(i), prices.externalTicks(i));
      }
      told |= engine.depth.sample(market);
    }
    if (!told) {
      events.completed(requestId);
    }
    engine.margin.marksChanged();
    engine.auctions.round();
    for (int i = 0; i < prices.marketRows(); i++) {
      engine.triggers.fire(markets.get(prices.market(i)));
    }
  }

  private boolean mark(Market market, long round, long index, long external) {
    var bid = engine.book.quote(market, true);
    var ask = engine.book.quote(market, false);
    long book = index;
    if (bid != null && ask != null) {
      book = (bid.limit + ask.limit) / 2;
      book = Math.max(book, index - index / 100);
      book = Math.min(book, index + index / 100);
    }
    var sorted = new ArrayList<>(List.of(index, external == 0 ? index : external, book));
    sorted.sort(null);
    return marked(market, round, index, external, sorted.get(1));
  }

  boolean marked(Market market, long round, long index, long external, long mark) {
    var bid = engine.book.quote(market, true);
    var ask = engine.book.quote(market, false);
    engine.pricing.count(market);
    if (market.index == index && market.external == external && market.mark == mark) {
      return false;
    }
    market.index = index;
    market.external = external;
    market.mark = mark;
    events.markUpdated(
        market.id,
        round,
        index,
        external,
        bid == null ? 0 : bid.limit,
        ask == null ? 0 : ask.limit,
        mark);
    return true;
  }

  @Override
  public void tickFunding(long requestId, int marketId, long hour, long rateE9) {
    var market = markets.get(marketId);
    RejectReason reason = RejectReason.NONE;
    if (market == null || market.spot) {
      reason = RejectReason.UNKNOWN_MARKET;
    } else if (hour <= market.fundingHour) {
      reason = RejectReason.ALREADY_APPLIED;
    } else if (hour > engine.now / 3_600_000_000_000L
        || hour < engine.now / 3_600_000_000_000L - 1) {
      reason = RejectReason.OUT_OF_ORDER;
    } else if (Math.abs(rateE9) > 10_000_000 || engine.pricing.has(market)) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (market.mark == 0) {
      reason = RejectReason.NO_MARK;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 31, reason);
      return;
    }
    fund(market, hour, rateE9);
    engine.margin.marksChanged();
  }

  void fund(Market market, long hour, long rateE9) {
    var delta = BigInteger.ZERO;
    var lotValue = big(market.index).multiply(market.k);
    if (lotValue.compareTo(big(10_000)) >= 0) {
      var x = big(rateE9).multiply(lotValue).add(market.fundingRemainder);
      delta = floorDiv(x, E9);
      market.fundingRemainder = x.mod(E9);
    }
    market.funding = market.funding.add(delta);
    market.fundingHour = hour;
    events.fundingSettled(
        market.id,
        hour,
        rateE9,
        market.index,
        delta.longValueExact(),
        market.fundingRemainder.longValueExact(),
        market.funding.longValueExact());
  }

  @Override
  public void publishCoin(long requestId, long round, long indexPpm) {
    if (round <= coinRound) {
      events.rejected(requestId, 0, 79, RejectReason.ALREADY_APPLIED);
    } else if (indexPpm < 0 || indexPpm > 10_000_000) {
      events.rejected(requestId, 0, 79, RejectReason.BAD_PRICE);
    } else {
      coinRound = round;
      engine.coinPpm = indexPpm;
      events.prices.coinIndexed(round, indexPpm, 1_000_000 + Math.max(0, 4 * (990_000 - indexPpm)));
    }
  }
}
