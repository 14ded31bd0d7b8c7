package caisson.engine;

import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.CancelReason;
import caisson.protocol.MarketPhase;
import java.util.ArrayList;
import java.util.List;

/** Call auctions told again: every price of the band is tried. */
final class ReferenceAuctions {
  private static final long MINUTE = 60_000_000_000L;

  /** One price with what it brings. */
  private record Outcome(long price, long bids, long asks, long reference) {
    long lots() {
      return Math.min(bids, asks);
    }

    boolean betterThan(Outcome other) {
      if (other == null || lots() != other.lots()) {
        return other == null || lots() > other.lots();
      }
      long surplus = Math.abs(bids - asks);
      long others = Math.abs(other.bids - other.asks);
      if (surplus != others) {
        return surplus < others;
      }
      return Math.abs(price - reference) < Math.abs(other.price - reference);
    }
  }

  /** Markets whose price has come back with the round at hand. */
  final List<Market> returned = new ArrayList<>();

  private final ReferenceEngine engine;
  private final EventPublisher events;
  int crossings;
  int beyond;

  ReferenceAuctions(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
  }

  void setPhase(Market market, MarketPhase phase) {
    boolean auction = market.phase == MarketPhase.AUCTION;
    boolean halted = market.phase == MarketPhase.HALTED;
    if (phase == MarketPhase.AUCTION) {
      begin(market, halted ? MarketPhase.OPEN : market.phase);
    } else if (phase == MarketPhase.HALTED || (!halted && !auction)) {
      market.phase = phase;
      events.prices.phaseChanged(market.id, phase);
    } else if (halted) {
      begin(market, phase);
    } else {
      market.phaseAfter = phase;
      events.auctions.begun(market.id, market.auctionEnd, phase);
    }
  }

  private void begin(Market market, MarketPhase after) {
    market.phase = MarketPhase.AUCTION;
    market.phaseAfter = after;
    market.auctionEnd = engine.now + MINUTE;
    events.prices.phaseChanged(market.id, MarketPhase.AUCTION);
    events.auctions.begun(market.id, market.auctionEnd, after);
  }

  void round() {
    returned.sort((a, b) -> Integer.compare(a.id, b.id));
    for (var market : returned) {
      if (market.phase == MarketPhase.OPEN || market.phase == MarketPhase.REDUCE_ONLY) {
        begin(market, market.phase);
      }
    }
    returned.clear();
    open(true);
  }

  void due() {
    open(false);
  }

  private void open(boolean inRound) {
    for (var market : engine.markets.values()) {
      boolean now = inRound && engine.pricing.pricedNs.getOrDefault(market.id, 0L) == engine.now;
      boolean priced = market.spot || market.mark == 0 || (market.prints >= 3 && now);
      if (market.phase == MarketPhase.AUCTION && market.auctionEnd <= engine.now && priced) {
        uncross(market);
        market.phase = market.phaseAfter;
        events.prices.phaseChanged(market.id, market.phase);
      }
    }
  }

  private void uncross(Market market) {
    while (engine.book.crossed(market)) {
      long middle = market.mark;
      long ppm = market.bandPpm;
      if (ppm == 0 && engine.pricing.has(market)) {
        middle = market.index;
        ppm = engine.pricing.rules.get(market.id).band;
      }
      long band = middle * ppm / 1_000_000;
      boolean free = ppm == 0 || middle == 0;
      long low = free ? 1 : Math.max(1, middle - band);
      long high = free ? market.maxTicks : Math.min(market.maxTicks, middle + band);
      long reference = market.mark;
      if (market.spot) {
        var value = market.unitsPerLot.multiply(engine.assets.get(market.base).markUnit);
        var e12 = ReferenceEngine.big(1_000_000_000_000L);
        reference = value.divide(e12).divide(market.k).longValueExact();
      }
      Outcome best = null;
      long from = Math.max(low, engine.book.best(market, false).limit);
      long to = Math.min(high, engine.book.best(market, true).limit);
      for (long price = from; price <= to; price++) {
        var outcome = at(market, price, reference);
        best = outcome.lots() > 0 && outcome.betterThan(best) ? outcome : best;
      }
      if (best == null) {
        var bid = engine.book.best(market, true);
        beyond++;
        engine.book.remove(
            0, bid.limit > high ? bid : engine.book.best(market, false), CancelReason.PRICE_BAND);
        continue;
      }
      crossings++;
      long surplus = best.bids - best.asks;
      events.auctions.priced(market.id, best.price, best.lots(), surplus, reference, low, high);
      long price = best.price;
      while (true) {
        var bid = engine.book.best(market, true);
        var ask = engine.book.best(market, false);
        if (bid == null || ask == null || bid.limit < price || ask.limit > price) {
          break;
        }
        engine.matching.takeAt(surplus <= 0 ? bid : ask, price);
      }
    }
  }

  private Outcome at(Market market, long price, long reference) {
    long bids = 0;
    long asks = 0;
    for (Order order : engine.resting) {
      if (order.market == market) {
        bids += order.buy && order.limit >= price ? order.lots : 0;
        asks += !order.buy && order.limit <= price ? order.lots : 0;
      }
    }
    return new Outcome(price, bids, asks, reference);
  }
}
