package caisson.engine;

import caisson.engine.listing.Assets;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.ListingCommands;
import caisson.protocol.ListAssetDecoder;
import caisson.protocol.ListMarketDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.RejectReason;

/** Commands that list assets and markets; ids are dense, terms never change afterwards. */
final class Listing implements ListingCommands {
  private final State state;
  private final Assets assets;
  private final Markets markets;
  private final PortfolioRisk risk;
  private final EventPublisher events;

  Listing(State state, PortfolioRisk risk, EventPublisher events) {
    this.state = state;
    assets = state.assets;
    markets = state.markets;
    this.risk = risk;
    this.events = events;
  }

  @Override
  public void listAsset(
      long requestId, int asset, int scale, long markUnit, long symbolLow, long symbolHigh) {
    RejectReason reason = checkAsset(asset, scale, markUnit);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, ListAssetDecoder.TEMPLATE_ID, reason);
      return;
    }
    assets.list(scale, markUnit, symbolLow, symbolHigh);
    risk.parametersChanged();
    events.assetListed(asset, scale, markUnit, symbolLow, symbolHigh);
  }

  private RejectReason checkAsset(int asset, int scale, long markUnit) {
    if (asset < assets.count()) {
      return RejectReason.ALREADY_EXISTS;
    }
    if (asset > assets.count()) {
      return RejectReason.OUT_OF_ORDER;
    }
    if (asset >= assets.capacity()) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (scale > Assets.MAX_SCALE || markUnit < Assets.MIN_LISTED_MARK_UNIT) {
      return RejectReason.BAD_PARAMETER;
    }
    if (asset == Assets.CASH && (scale != Assets.CASH_SCALE || markUnit != Assets.CASH_MARK_UNIT)) {
      return RejectReason.BAD_PARAMETER;
    }
    return RejectReason.NONE;
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
    boolean spot = kind == MarketKind.SPOT;
    RejectReason reason = checkMarket(market);
    if (reason == RejectReason.NONE) {
      reason =
          spot
              ? checkSpotTerms(baseAsset, unitsPerLot, maxOrderLots)
              : checkPerpetualTerms(baseAsset, unitsPerLot, marginPpm);
    }
    if (reason == RejectReason.NONE) {
      reason = checkTrading(k, makerFeePpm, takerFeePpm, minLots, maxTicks, maxOrderLots);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, ListMarketDecoder.TEMPLATE_ID, reason);
      return;
    }
    state.addMarket();
    markets.spot(market, spot);
    markets.baseAsset(market, baseAsset);
    markets.unitsPerLot(market, unitsPerLot);
    markets.k(market, k);
    markets.marginPpm[market] = marginPpm;
    markets.feesPpm(market, makerFeePpm, takerFeePpm);
    markets.minLots(market, minLots);
    markets.maxTicks(market, maxTicks);
    markets.maxOrderLots(market, maxOrderLots);
    markets.symbolLow[market] = symbolLow;
    markets.symbolHigh[market] = symbolHigh;
    risk.parametersChanged();
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

  private RejectReason checkMarket(int market) {
    if (market <= markets.count()) {
      return market < 1 ? RejectReason.BAD_PARAMETER : RejectReason.ALREADY_EXISTS;
    }
    if (market > markets.count() + 1) {
      return RejectReason.OUT_OF_ORDER;
    }
    return market > markets.capacity() ? RejectReason.BOUND_EXCEEDED : RejectReason.NONE;
  }

  private RejectReason checkSpotTerms(int baseAsset, long unitsPerLot, long maxOrderLots) {
    if (baseAsset == Assets.CASH || !assets.listed(baseAsset)) {
      return RejectReason.UNKNOWN_ASSET;
    }
    boolean bad =
        unitsPerLot < 1
            || maxOrderLots < 1
            || unitsPerLot > Markets.MAX_ORDER_UNITS
            || maxOrderLots > Markets.MAX_ORDER_UNITS / unitsPerLot;
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  private static RejectReason checkPerpetualTerms(int baseAsset, long unitsPerLot, int marginPpm) {
    boolean bad = baseAsset != 0 || unitsPerLot != 0 || marginPpm < 1 || marginPpm > 1_000_000;
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  private static RejectReason checkTrading(
      long k, int makerFeePpm, int takerFeePpm, long minLots, long maxTicks, long maxOrderLots) {
    boolean bad =
        k < 1
            || k > Markets.MAX_LOT_VALUE
            || maxTicks < 1
            || maxTicks > Markets.MAX_LOT_VALUE / k
            || takerFeePpm < 0
            || takerFeePpm > Markets.MAX_FEE_PPM
            || makerFeePpm > takerFeePpm
            || makerFeePpm < -takerFeePpm
            || minLots < 1
            || maxOrderLots < minLots
            || maxOrderLots > Markets.MAX_ORDER_UNITS;
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }
}
