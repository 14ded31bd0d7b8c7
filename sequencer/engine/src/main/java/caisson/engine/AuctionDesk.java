package caisson.engine;

import caisson.engine.auction.Auctions;
import caisson.engine.auction.UncrossingPrice;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.liquidation.Liquidation;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Scan;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.CancelReason;
import caisson.protocol.MarketPhase;
import caisson.units.Rounding;

/**
 * Call auctions: how a market opens after a halt, or after its price stayed away for a minute.
 * Orders that may rest are gathered for a minute and do not trade. Then all that meet trade at the
 * one price of {@link UncrossingPrice}, as ordinary fills with ordinary fees: each order of the
 * side that is short leaves its place and takes from the other, best price and oldest first on
 * both. A command does a part of it when it is long; until it is over no order is taken.
 *
 * <p>A perpetual opens with a price of its own, the third at least without a gap. No trade is
 * beyond the band of the orders' limits around the mark, or of the mark rules around the index;
 * when the book crosses only beyond it, what is priced beyond it is cancelled. Reduce-only orders
 * that shrink on the way may leave the book crossed: then it is priced again.
 */
final class AuctionDesk {
  private static final long LENGTH_NS = 60_000_000_000L;

  /** Events after which the rest waits for the next command. */
  private static final int MOST_EVENTS = 8_192;

  private final State state;
  private final Markets markets;
  private final Auctions auctions;
  private final RestingOrders resting;
  private final Matching matching;
  private final TriggerDesk triggers;
  private final EventPublisher events;
  private final UncrossingPrice price = new UncrossingPrice();
  private long lowTicks;
  private long highTicks;

  AuctionDesk(
      State state,
      RestingOrders resting,
      Matching matching,
      TriggerDesk triggers,
      EventPublisher events) {
    this.state = state;
    markets = state.markets;
    auctions = state.auctions;
    this.resting = resting;
    this.matching = matching;
    this.triggers = triggers;
    this.events = events;
  }

  /** A halt ends with an auction, whoever ends it. */
  void setPhase(int market, MarketPhase wanted) {
    int before = markets.phase(market);
    int phase = wanted.value();
    if (phase == Markets.AUCTION) {
      begin(market, before == Markets.HALTED ? Markets.OPEN : before);
    } else if (phase == Markets.HALTED || before < Markets.HALTED) {
      auctions.end(market);
      change(market, phase);
    } else if (before == Markets.HALTED) {
      begin(market, phase);
    } else {
      auctions.after[market] = phase;
      events.auctions.begun(market, auctions.endNs[market], wanted);
    }
  }

  void begin(int market, int phaseAfter) {
    auctions.begin(market, phaseAfter, state.timeNs + LENGTH_NS);
    change(market, Markets.AUCTION);
    events.auctions.begun(
        market, auctions.endNs[market], MarketPhase.get((short) auctions.after[market]));
  }

  private void change(int market, int phase) {
    markets.phase(market, phase);
    events.prices.phaseChanged(market, MarketPhase.get((short) phase));
  }

  /** Goes on with those whose time has come. */
  void run() {
    for (int market = 1; market <= markets.count(); market++) {
      if (auctions.endNs[market] <= state.timeNs) {
        uncross(market);
      }
    }
  }

  private void uncross(int market) {
    if (markets.status(market) == Markets.FINAL) {
      end(market);
      return;
    }
    // Orders whose time has come are still being swept out: they must not count.
    if (!priced(market) || state.timedOrders.firstNs() <= state.timeNs) {
      return;
    }
    Book book = state.books[market];
    while (book.crossed()) {
      if (events.count() >= MOST_EVENTS) {
        return;
      }
      if (auctions.ticks[market] == 0) {
        findPrice(market, book);
      } else if (!trade(market, book)) {
        auctions.price(market, 0, false);
      }
    }
    end(market);
  }

  private void end(int market) {
    int phase = auctions.after[market];
    auctions.end(market);
    change(market, phase);
    triggers.reopened(market);
  }

  private boolean priced(int market) {
    boolean needsNone = !markets.perpetual(market) || markets.markTicks(market) == 0;
    return needsNone
        || auctions.ticks[market] != 0
        || (markets.freshPrints[market] >= Liquidation.PRINTS_NEEDED
            && state.timeNs == markets.pricedNs(market));
  }

  private void findPrice(int market, Book book) {
    long reference = reference(market);
    setBand(market);
    price.find(book, lowTicks, highTicks, reference);
    if (price.ticks() == 0) {
      boolean bids = book.bidTicks() > highTicks;
      int worst = book.firstAt(bids, book.bestTicks(bids));
      resting.cancel(0, worst, CancelReason.PRICE_BAND);
      return;
    }
    auctions.price(market, price.ticks(), price.surplus() <= 0);
    events.auctions.priced(market, price, reference, lowTicks, highTicks);
  }

  /** The next order of the side that takes; false when one side has none left at the price. */
  private boolean trade(int market, Book book) {
    long ticks = auctions.ticks[market];
    boolean buyersTake = auctions.buyersTake[market];
    int taker = book.nextMatch(!buyersTake, ticks);
    if (taker == Orders.NONE || book.nextMatch(buyersTake, ticks) == Orders.NONE) {
      return false;
    }
    matching.take(taker, ticks);
    return true;
  }

  /** The mark, or what the base of a spot market is worth. */
  private long reference(int market) {
    if (!markets.spot(market)) {
      return markets.markTicks(market);
    }
    long unit = state.assets.markUnit[markets.baseAsset(market)];
    return Scan.assetValue(markets.unitsPerLot(market), unit) / markets.k(market);
  }

  private void setBand(int market) {
    long middle = markets.markTicks(market);
    long ppm = markets.bandPpm[market];
    if (ppm == 0 && state.markRules.set[market]) {
      middle = markets.indexTicks[market];
      ppm = state.markRules.bandPpm[market];
    }
    boolean none = ppm == 0 || middle == 0;
    long band = none ? 0 : Rounding.mulPpmFloor(middle, ppm);
    lowTicks = none ? 1 : Math.max(1, middle - band);
    highTicks = none ? markets.maxTicks(market) : Math.min(markets.maxTicks(market), middle + band);
  }
}
