package caisson.engine.wire;

import caisson.protocol.MarketKind;

/** New assets and markets. */
public interface ListingCommands {
  void listAsset(
      long requestId, int asset, int scale, long markUnit, long symbolLow, long symbolHigh);

  void listMarket(
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
      long symbolHigh);
}
