package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.AuctionBegunDecoder;
import caisson.protocol.AuctionPricedDecoder;
import caisson.protocol.MarketPhase;
import caisson.simulator.Ledger.Market;
import java.util.TreeSet;

/**
 * A call auction against its rules: a minute at least, one price that trades most, never beyond the
 * band, an uncrossed book behind it. Every price is weighed that can be the best: those of orders,
 * their neighbours, the reference and the ends of the band.
 */
final class AuctionCheck {
  private static final String AUCTION = "auction";
  private static final long NS_PER_MINUTE = 60_000_000_000L;
  private static final int PRINTS_NEEDED = 3;

  private final Market market;
  private long endNs = Long.MAX_VALUE;
  private long price;
  private long left;
  private boolean buyersTake;

  private AuctionCheck(Market market) {
    this.market = market;
  }

  static AuctionCheck of(Market market) {
    AuctionCheck auction = market.auction;
    if (auction == null) {
      throw new Break(AUCTION, "an event of an auction outside of one: market " + market.id);
    }
    return auction;
  }

  static void onPhase(Market market, MarketPhase phase, long timeNs) {
    AuctionCheck before = market.auction;
    boolean begins = phase == MarketPhase.AUCTION;
    unless(before == null || !begins, AUCTION, "an auction within one of " + market.id);
    if (before != null && phase != MarketPhase.HALTED) {
      unless(timeNs >= before.endNs || market.ended(), AUCTION, "over too soon: " + market.id);
      boolean priced = market.prints >= PRINTS_NEEDED && market.pricedNs == timeNs;
      unless(
          priced || !market.live() || market.mark == 0,
          AUCTION,
          "opened on no price: " + market.id);
      long ask = market.bestTicks(false);
      unless(
          market.ended() || ask == 0 || market.bestTicks(true) < ask,
          AUCTION,
          "opened crossed: " + market.id);
    }
    market.auction = begins ? new AuctionCheck(market) : null;
    boolean stays = phase == MarketPhase.HALTED || !market.sessions.interrupted();
    unless(stays, AUCTION, "opened while interrupted: " + market.id);
    boolean wasHalted = before == null && market.halted && !begins;
    unless(!wasHalted || phase == MarketPhase.HALTED, AUCTION, "a halt ended without one");
    market.halted = begins || phase == MarketPhase.HALTED;
  }

  void onBegun(AuctionBegunDecoder e, long timeNs) {
    long from = endNs == Long.MAX_VALUE ? timeNs : endNs - NS_PER_MINUTE;
    unlessEqual(from + NS_PER_MINUTE, e.endNs(), AUCTION, "end of the auction of " + market.id);
    endNs = e.endNs();
  }

  void onPriced(AuctionPricedDecoder e, Ledger ledger) {
    unless(ledger.timeNs >= endNs, AUCTION, "priced too soon: " + market.id);
    long reference = market.mark;
    if (market.spot) {
      long unit = ledger.assets.get(market.base).markUnit;
      reference = Exact.mulDivDown(market.unitsPerLot, unit, 1_000_000_000_000L) / market.k;
    }
    unlessEqual(reference, e.referenceTicks(), AUCTION, "reference of " + market.id);
    var candidates = new TreeSet<Long>();
    candidates.add(e.lowTicks());
    candidates.add(e.highTicks());
    candidates.add(reference);
    for (boolean side : new boolean[] {true, false}) {
      for (long ticks : market.side(side).keySet()) {
        candidates.add(ticks);
        candidates.add(ticks + (side ? 1 : -1));
      }
    }
    long best = 0;
    long lots = 0;
    long surplus = 0;
    for (long ticks : candidates.subSet(e.lowTicks(), true, e.highTicks(), true)) {
      long bids = lots(true, ticks);
      long asks = lots(false, ticks);
      long trades = Math.min(bids, asks);
      boolean same = trades == lots && trades > 0;
      long less = Math.abs(surplus) - Math.abs(bids - asks);
      boolean nearer = Math.abs(ticks - reference) < Math.abs(best - reference);
      if (trades > lots || (same && (less > 0 || (less == 0 && nearer)))) {
        best = ticks;
        lots = trades;
        surplus = bids - asks;
      }
    }
    unlessEqual(best, e.priceTicks(), AUCTION, "price of " + market.id);
    unlessEqual(lots, e.lots(), AUCTION, "lots of " + market.id);
    unlessEqual(surplus, e.surplusLots(), AUCTION, "surplus of " + market.id);
    price = best;
    left = lots;
    buyersTake = surplus <= 0;
  }

  private long lots(boolean bids, long price) {
    long lots = 0;
    for (var level : market.side(bids).entrySet()) {
      boolean counts = bids ? level.getKey() >= price : level.getKey() <= price;
      lots += counts ? level.getValue().stream().mapToLong(order -> order.lots).sum() : 0;
    }
    return lots;
  }

  void onTaken(boolean buy) {
    unless(price != 0 && buy == buyersTake, AUCTION, "the other side takes in " + market.id);
  }

  /** Returns the price. */
  long onTrade(long lots) {
    left -= lots;
    unless(left >= 0, AUCTION, "more lots than told in " + market.id);
    return price;
  }
}
