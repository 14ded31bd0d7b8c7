package caisson.gateway;

import caisson.protocol.AssetListedDecoder;
import caisson.protocol.AssetMarkUpdatedDecoder;
import caisson.protocol.BatchConfirmedDecoder;
import caisson.protocol.DividendPaidDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.signing.Hex;
import java.math.BigDecimal;

/** What is listed, at which marks, and how far it is settled. */
final class MarketFold {
  private final Tables tables;
  private final Change change;

  MarketFold(Tables tables, Change change) {
    this.tables = tables;
    this.change = change;
  }

  void onAssetListed(AssetListedDecoder event) {
    tables.assets.put(
        event.asset(),
        new Asset(
            event.asset(),
            event.symbol(),
            event.scale(),
            event.markUnit(),
            Grid.decimals(event.scale())));
  }

  void onMarketListed(MarketListedDecoder event) {
    BigDecimal lotSize = tables.perpetualLotSize;
    if (event.unitsPerLot() > 0) {
      lotSize =
          BigDecimal.valueOf(
              event.unitsPerLot(), Tables.listed(tables.assets, event.baseAsset()).scale());
    }
    Market.Listing listing =
        new Market.Listing(
            event.market(),
            event.symbol(),
            event.kind(),
            event.baseAsset(),
            event.k(),
            event.marginPpm(),
            event.makerFeePpm(),
            event.takerFeePpm(),
            event.minLots(),
            event.maxTicks(),
            event.maxOrderLots(),
            Market.Listing.price(event.k(), lotSize),
            Grid.of(lotSize));
    tables.markets.put(event.market(), new Market(listing));
    tables.listings.put(event.market(), listing);
  }

  void onMarkUpdated(MarkUpdatedDecoder event) {
    Market market = Tables.listed(tables.markets, event.market());
    market.add(
        new Market.Mark(
            change.sequence, change.timeNs, event.round(), event.markTicks(), event.indexTicks()));
    change.markChanges.add(event.market());
  }

  void onAssetMarkUpdated(AssetMarkUpdatedDecoder event) {
    tables.assets.computeIfPresent(event.asset(), (id, asset) -> asset.withMark(event.markUnit()));
  }

  void onFundingSettled(FundingSettledDecoder event) {
    Tables.listed(tables.markets, event.market()).fundingIndex = event.fundingIndex();
    change.markChanges.add(event.market());
  }

  void onDividendPaid(DividendPaidDecoder event) {
    Tables.listed(tables.markets, event.market()).fundingIndex = event.fundingIndex();
    change.markChanges.add(event.market());
  }

  void onWindowSealed(WindowSealedDecoder event) {
    tables.sealed = JsonWriter.object();
    tables.sealed.put("batchNo", Long.toString(event.batchNo()));
    tables.sealed.put("seqFrom", Long.toString(event.seqFrom()));
    tables.sealed.put("seqTo", Long.toString(event.seqTo()));
    tables.sealed.put("headerTsS", Long.toString(event.headerTsS()));
    tables.sealed.put("depositsUpTo", Long.toString(event.depositsUpTo()));
    tables.sealed.put("withdrawals", event.withdrawals());
    change.stamp(tables.sealed);
    change.batchChange = change.batchChange == null ? JsonWriter.object() : change.batchChange;
    change.batchChange.set("sealed", tables.sealed);
  }

  void onBatchConfirmed(BatchConfirmedDecoder event) {
    byte[] hash = new byte[32];
    tables.confirmed = JsonWriter.object();
    tables.confirmed.put("batchNo", Long.toString(event.batchNo()));
    event.getHeaderHash(hash, 0, hash.length);
    tables.confirmed.put("headerHash", Hex.encode(hash));
    event.getTransactionHash(hash, 0, hash.length);
    tables.confirmed.put("transactionHash", Hex.encode(hash));
    change.stamp(tables.confirmed);
    change.batchChange = change.batchChange == null ? JsonWriter.object() : change.batchChange;
    change.batchChange.set("confirmed", tables.confirmed);
  }
}
