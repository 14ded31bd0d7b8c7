package caisson.engine.wire;

import caisson.engine.auction.UncrossingPrice;
import caisson.protocol.AuctionBegunEncoder;
import caisson.protocol.AuctionPricedEncoder;
import caisson.protocol.AuctionTakenEncoder;
import caisson.protocol.MarketPhase;
import caisson.protocol.Side;

/** How a market opens by a call auction. */
public final class AuctionEvents {
  private final AuctionBegunEncoder auctionBegun = new AuctionBegunEncoder();
  private final AuctionPricedEncoder auctionPriced = new AuctionPricedEncoder();
  private final AuctionTakenEncoder auctionTaken = new AuctionTakenEncoder();
  private final EventPublisher events;

  AuctionEvents(EventPublisher events) {
    this.events = events;
  }

  public void begun(int market, long endNs, MarketPhase phaseAfter) {
    events.release();
    auctionBegun
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .endNs(endNs)
        .phaseAfter(phaseAfter);
    events.stamp();
    events.hold(auctionBegun.encodedLength());
  }

  public void priced(
      int market, UncrossingPrice price, long referenceTicks, long lowTicks, long highTicks) {
    priced(
        market, price.ticks(), price.lots(), price.surplus(), referenceTicks, lowTicks, highTicks);
  }

  public void priced(
      int market,
      long priceTicks,
      long lots,
      long surplusLots,
      long referenceTicks,
      long lowTicks,
      long highTicks) {
    events.release();
    auctionPriced
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .priceTicks(priceTicks)
        .lots(lots)
        .surplusLots(surplusLots)
        .referenceTicks(referenceTicks)
        .lowTicks(lowTicks)
        .highTicks(highTicks);
    events.stamp();
    events.hold(auctionPriced.encodedLength());
  }

  public void taken(int account, int market, long orderId, long limitTicks, long lots, Side side) {
    events.release();
    auctionTaken
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .lots(lots)
        .side(side);
    events.stamp();
    events.hold(auctionTaken.encodedLength());
  }
}
