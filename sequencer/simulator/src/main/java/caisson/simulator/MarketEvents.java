package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.AssetListedDecoder;
import caisson.protocol.AssetMarkUpdatedDecoder;
import caisson.protocol.AuctionBegunDecoder;
import caisson.protocol.AuctionPricedDecoder;
import caisson.protocol.CoinIndexedDecoder;
import caisson.protocol.CollateralWeighedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.DepthSampledDecoder;
import caisson.protocol.DividendPaidDecoder;
import caisson.protocol.EventListedDecoder;
import caisson.protocol.EventResolvedDecoder;
import caisson.protocol.EventSettledDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.GapMovedDecoder;
import caisson.protocol.MarkAveragedDecoder;
import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketDelistedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MarketSplitDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OffHoursMarkedDecoder;
import caisson.protocol.PhaseChangedDecoder;
import caisson.protocol.ResolutionProposedDecoder;
import caisson.protocol.SessionChangedDecoder;
import caisson.protocol.SessionScheduledDecoder;
import caisson.protocol.ShocksMovedDecoder;
import caisson.protocol.SupplyReportedDecoder;
import caisson.simulator.Ledger.Asset;
import caisson.simulator.Ledger.Market;
import org.agrona.DirectBuffer;

/** What is told of assets, markets and events of outcomes, to whom it concerns. */
final class MarketEvents {
  private final Ledger ledger;
  private final Events e;
  private final MarkCheck marks;
  private final EventCheck events;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private long weak;

  MarketEvents(Ledger ledger, Events told, MarkCheck marks, EventCheck events) {
    this.ledger = ledger;
    e = told;
    this.marks = marks;
    this.events = events;
  }

  /** Prices of the coin below 99 cents. */
  long weak() {
    return weak;
  }

  /** Whether a price round tells it before anything follows from its marks. */
  static boolean ofMarks(int id) {
    return id == MarkUpdatedDecoder.TEMPLATE_ID
        || id == MarkComputedDecoder.TEMPLATE_ID
        || id == AssetMarkUpdatedDecoder.TEMPLATE_ID
        || id == CollateralWeighedDecoder.TEMPLATE_ID
        || id == DepthSampledDecoder.TEMPLATE_ID
        || id == SessionChangedDecoder.TEMPLATE_ID
        || id == GapMovedDecoder.TEMPLATE_ID
        || id == OffHoursMarkedDecoder.TEMPLATE_ID
        || id == MarkAveragedDecoder.TEMPLATE_ID
        || id == FundingSettledDecoder.TEMPLATE_ID
        || id == ShocksMovedDecoder.TEMPLATE_ID
        || id == CommandRejectedDecoder.TEMPLATE_ID;
  }

  /** Whether it was one of these. */
  boolean read(int id, DirectBuffer b, int offset) {
    switch (id) {
      case AssetListedDecoder.TEMPLATE_ID -> {
        var listed = e.asset.wrapAndApplyHeader(b, offset, header);
        var asset = new Asset(listed.asset());
        asset.markUnit = listed.markUnit();
        ledger.assets.add(asset);
      }
      case MarketListedDecoder.TEMPLATE_ID ->
          onMarket(e.market.wrapAndApplyHeader(b, offset, header));
      case MarkUpdatedDecoder.TEMPLATE_ID ->
          marks.onMark(e.mark.wrapAndApplyHeader(b, offset, header));
      case AssetMarkUpdatedDecoder.TEMPLATE_ID -> {
        var mark = e.assetMark.wrapAndApplyHeader(b, offset, header);
        ledger.assets.get(mark.asset()).markUnit = mark.markUnit();
      }
      case MarkComputedDecoder.TEMPLATE_ID ->
          marks.onComputed(e.computed.wrapAndApplyHeader(b, offset, header));
      case MarkAveragedDecoder.TEMPLATE_ID -> {
        var averaged = e.averaged.wrapAndApplyHeader(b, offset, header);
        ledger.market(averaged.market()).cap.onAveraged(averaged);
      }
      case OffHoursMarkedDecoder.TEMPLATE_ID -> {
        var night = e.night.wrapAndApplyHeader(b, offset, header);
        ledger.market(night.market()).night.onMarked(night);
      }
      case PhaseChangedDecoder.TEMPLATE_ID -> {
        var phase = e.phase.wrapAndApplyHeader(b, offset, header);
        AuctionCheck.onPhase(ledger.market(phase.market()), phase.phase(), ledger.timeNs);
      }
      case DepthSampledDecoder.TEMPLATE_ID -> {
        var sampled = e.depth.wrapAndApplyHeader(b, offset, header);
        var market = ledger.market(sampled.market());
        market.depth.onSampled(market, sampled, ledger.timeNs);
      }
      case SessionScheduledDecoder.TEMPLATE_ID -> {
        var scheduled = e.scheduled.wrapAndApplyHeader(b, offset, header);
        ledger.market(scheduled.market()).sessions.onScheduled(scheduled);
      }
      case SessionChangedDecoder.TEMPLATE_ID -> {
        var changed = e.session.wrapAndApplyHeader(b, offset, header);
        ledger.market(changed.market()).sessions.onChanged(changed, ledger.timeNs);
      }
      case MarketSplitDecoder.TEMPLATE_ID -> {
        var split = e.split.wrapAndApplyHeader(b, offset, header);
        var market = ledger.market(split.market());
        unlessEqual(++market.splits, split.splitVersion(), "split", "version");
      }
      case GapMovedDecoder.TEMPLATE_ID -> {
        var moved = e.gap.wrapAndApplyHeader(b, offset, header);
        ledger.market(moved.market()).sessions.onGap(moved, ledger.timeNs);
      }
      case CollateralWeighedDecoder.TEMPLATE_ID ->
          marks.onWeighed(e.weighed.wrapAndApplyHeader(b, offset, header));
      case SupplyReportedDecoder.TEMPLATE_ID -> {
        var supply = e.supply.wrapAndApplyHeader(b, offset, header);
        ledger.assets.get(supply.asset()).collateral.onSupply(supply, ledger.timeNs);
      }
      case CoinIndexedDecoder.TEMPLATE_ID -> {
        var coin = e.coin.wrapAndApplyHeader(b, offset, header);
        unless(coin.round() > ledger.coinRound, "margin", "an old price of the coin");
        ledger.coinRound = coin.round();
        ledger.coinPpm = coin.indexPpm();
        weak += coin.indexPpm() < 990_000 ? 1 : 0;
        long dearer = 4 * Math.max(0, 990_000 - coin.indexPpm());
        unlessEqual(1_000_000 + dearer, coin.initialPpm(), "margin", "factor of the coin");
      }
      case AuctionBegunDecoder.TEMPLATE_ID -> {
        var begun = e.auction.wrapAndApplyHeader(b, offset, header);
        AuctionCheck.of(ledger.market(begun.market())).onBegun(begun, ledger.timeNs);
      }
      case AuctionPricedDecoder.TEMPLATE_ID -> {
        var priced = e.auctionPrice.wrapAndApplyHeader(b, offset, header);
        AuctionCheck.of(ledger.market(priced.market())).onPriced(priced, ledger);
      }
      case EventListedDecoder.TEMPLATE_ID ->
          events.onListed(e.event.wrapAndApplyHeader(b, offset, header));
      case ResolutionProposedDecoder.TEMPLATE_ID ->
          events.onProposed(e.proposed.wrapAndApplyHeader(b, offset, header));
      case EventResolvedDecoder.TEMPLATE_ID -> {
        events.onResolved(e.resolved.wrapAndApplyHeader(b, offset, header));
        ledger.interest();
      }
      case EventSettledDecoder.TEMPLATE_ID ->
          events.onSettled(e.settled.wrapAndApplyHeader(b, offset, header));
      case MarketDelistedDecoder.TEMPLATE_ID ->
          events.onDelisted(e.delisted.wrapAndApplyHeader(b, offset, header));
      case DividendPaidDecoder.TEMPLATE_ID ->
          events.onDividend(e.dividend.wrapAndApplyHeader(b, offset, header));
      case FundingSettledDecoder.TEMPLATE_ID ->
          marks.onFunding(e.funding.wrapAndApplyHeader(b, offset, header));
      case ShocksMovedDecoder.TEMPLATE_ID ->
          marks.onShocks(e.shocks.wrapAndApplyHeader(b, offset, header));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void onMarket(MarketListedDecoder listed) {
    var market = new Market(listed.market());
    market.spot = listed.kind() == MarketKind.SPOT;
    market.base = listed.baseAsset();
    market.unitsPerLot = listed.unitsPerLot();
    market.k = listed.k();
    market.margin = listed.marginPpm();
    market.makerPpm = listed.makerFeePpm();
    market.takerPpm = listed.takerFeePpm();
    market.minLots = listed.minLots();
    market.maxTicks = listed.maxTicks();
    market.maxLots = listed.maxOrderLots();
    if (listed.kind() == MarketKind.OUTCOME) {
      events.onMarket(market, listed.maxTicks());
    }
    ledger.markets.add(market);
  }
}
