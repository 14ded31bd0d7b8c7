package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.floorDiv;

import caisson.engine.ReferenceEngine.Asset;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.EventCommands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.EventTerms;
import caisson.engine.wire.ListingCommands;
import caisson.engine.wire.MarketCommands;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketPhase;
import caisson.protocol.RejectReason;
import java.math.BigInteger;
import java.util.Map;

/** Listings, and what becomes of a market as a whole. */
final class ReferenceMarkets implements ListingCommands, MarketCommands, EventCommands {
  private static final BigInteger E9 = big(1_000_000_000);

  private final ReferenceEngine engine;
  private final EventPublisher events;
  private final Map<Integer, Asset> assets;
  private final Map<Integer, Market> markets;

  ReferenceMarkets(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
    assets = engine.assets;
    markets = engine.markets;
  }

  @Override
  public void listAsset(
      long requestId, int asset, int scale, long markUnit, long symbolLow, long symbolHigh) {
    if (asset != assets.size() || scale > 9 || markUnit < 1_000_000) {
      events.rejected(
          requestId,
          0,
          1,
          asset < assets.size()
              ? RejectReason.ALREADY_EXISTS
              : asset > assets.size() ? RejectReason.OUT_OF_ORDER : RejectReason.BAD_PARAMETER);
      return;
    }
    var row = new Asset();
    row.scale = scale;
    row.markUnit = big(markUnit);
    assets.put(asset, row);
    events.assetListed(asset, scale, markUnit, symbolLow, symbolHigh);
  }

  @Override
  public void listMarket(
      long requestId,
      int market,
      MarketKind kind,
      int baseAsset,
      long unitsPerLot,
      long k,
      int marginPpm,
      int makerFeePpm,
      int takerFeePpm,
      long minLots,
      long maxTicks,
      long maxOrderLots,
      long symbolLow,
      long symbolHigh) {
    var row = new Market();
    row.id = market;
    row.spot = kind == MarketKind.SPOT;
    row.base = baseAsset;
    row.unitsPerLot = big(unitsPerLot);
    row.k = big(k);
    row.marginPpm = big(marginPpm);
    row.makerPpm = big(makerFeePpm);
    row.takerPpm = big(takerFeePpm);
    row.minLots = minLots;
    row.maxTicks = maxTicks;
    row.maxOrderLots = maxOrderLots;
    markets.put(market, row);
    events.marketListed(
        market,
        kind,
        baseAsset,
        unitsPerLot,
        k,
        marginPpm,
        makerFeePpm,
        takerFeePpm,
        minLots,
        maxTicks,
        maxOrderLots,
        symbolLow,
        symbolHigh);
  }

  @Override
  public void setPhase(long requestId, long version, int market, MarketPhase phase) {
    var reason = unknown(market);
    if (reason == RejectReason.NONE
        && phase == MarketPhase.AUCTION
        && markets.get(market).phase == MarketPhase.AUCTION) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (reason == RejectReason.NONE && engine.sessions.interrupted(market)) {
      reason = RejectReason.MARKET_HALTED;
    }
    if (!engine.parameters.refused(requestId, 68, version, reason)) {
      engine.auctions.setPhase(markets.get(market), phase);
      engine.parameters.changed(version);
    }
  }

  @Override
  public void payDividend(long requestId, long version, int market, long perLotE9) {
    var reason = unknown(market);
    var row = markets.get(market);
    if (reason == RejectReason.NONE && row.spot) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (reason == RejectReason.NONE && row.mark == 0) {
      reason = RejectReason.NO_MARK;
    } else if (reason == RejectReason.NONE
        && big(perLotE9).abs().divide(E9).compareTo(row.lotValue()) > 0) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (engine.parameters.refused(requestId, 69, version, reason)) {
      return;
    }
    var x = row.fundingRemainder.subtract(big(perLotE9));
    row.funding = row.funding.add(floorDiv(x, E9));
    row.fundingRemainder = x.mod(E9);
    engine.margin.marksChanged();
    events.prices.dividendPaid(
        market,
        perLotE9,
        floorDiv(x, E9).longValueExact(),
        row.fundingRemainder.longValueExact(),
        row.funding.longValueExact());
    engine.parameters.changed(version);
  }

  @Override
  public void splitMarket(
      long requestId, long version, int market, int numerator, int denominator) {
    var reason = unknown(market);
    var row = markets.get(market);
    boolean ratio = numerator >= 1 && denominator >= 1 && numerator != denominator;
    ratio &= numerator <= 1_000 && denominator <= 1_000;
    if (reason == RejectReason.NONE
        && (!ratio || row.spot || !engine.sessions.inCorporateAction(market))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    var up = row == null ? BigInteger.ONE : row.sharesUp.multiply(big(numerator));
    var down = row == null ? BigInteger.ONE : row.sharesDown.multiply(big(denominator));
    var common = up.gcd(down).max(BigInteger.ONE);
    up = up.divide(common);
    down = down.divide(common);
    if (reason == RejectReason.NONE && up.max(down).compareTo(E9.multiply(big(1_000))) > 0) {
      reason = RejectReason.BOUND_EXCEEDED;
    }
    if (engine.parameters.refused(requestId, 92, version, reason)) {
      return;
    }
    row.sharesUp = up;
    row.sharesDown = down;
    row.splits++;
    engine.parameters.changed(version);
    events.sessions.split(
        market, row.splits, numerator, denominator, up.longValueExact(), down.longValueExact());
  }

  RejectReason unknown(int market) {
    return markets.containsKey(market) ? RejectReason.NONE : RejectReason.UNKNOWN_MARKET;
  }

  @Override
  public void delistMarket(long requestId, long version, int market) {
    if (!engine.parameters.refused(requestId, 70, version, unknown(market))) {
      throw new UnsupportedOperationException("the end of a market is not twinned here");
    }
  }

  /** Outcomes have a twin of their own, {@link OutcomeRunTest}. */
  @Override
  public void listEvent(long requestId, EventTerms terms) {
    if (terms.event == 1) {
      throw new UnsupportedOperationException("events are not twinned here");
    }
    events.rejected(requestId, 0, 66, RejectReason.OUT_OF_ORDER);
  }

  @Override
  public void proposeResolution(long requestId, int event, int source, int outcome) {
    events.rejected(requestId, 0, 67, RejectReason.UNKNOWN_MARKET);
  }
}
