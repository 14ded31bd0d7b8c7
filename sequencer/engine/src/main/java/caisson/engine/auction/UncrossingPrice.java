package caisson.engine.auction;

import caisson.engine.book.Book;

/**
 * The one price at which a crossed book trades most: then least surplus, then nearest to the
 * reference, then the lowest. Prices beyond the band do not count; a bid above it is one at its
 * top, an ask below it one at its bottom.
 *
 * <p>Bids are paired with asks from the best inwards as long as they meet. The last pair bounds the
 * prices that trade most: above its bid too few buy, below its ask too few sell. Of what was not
 * paired the best bid lies below the best ask. Between them nothing is left over; at or below that
 * bid its side is, at or above that ask the other, and more of it the further.
 */
public final class UncrossingPrice {
  private static final long NONE = Long.MAX_VALUE;

  private long ticks;
  private long lots;
  private long surplus;

  // What the pairing left: prices and lots of the two orders' levels it stopped at.
  private long bid;
  private long ask;
  private long bidLots;
  private long askLots;
  private long lowest;
  private long highest;

  /** 0 when nothing meets within the band. */
  public long ticks() {
    return ticks;
  }

  public long lots() {
    return lots;
  }

  /** Lots of bids at or above the price less those of asks at or below it. */
  public long surplus() {
    return surplus;
  }

  public void find(Book book, long low, long high, long reference) {
    ticks = 0;
    surplus = 0;
    pair(book, low, high);
    if (lots == 0) {
      return;
    }
    long bestBid = bid == 0 || bid < low ? 0 : Math.min(bid, high);
    long bestAsk = ask == 0 || ask > high ? NONE : Math.max(ask, low);
    long from = Math.max(lowest, bestBid + 1);
    long to = Math.min(highest, bestAsk - 1);
    if (from <= to) {
      ticks = Math.clamp(reference, from, to);
      return;
    }
    long atBid = bestBid >= lowest ? atBid(book, high, bestBid, reference) : 0;
    long bidSurplus = surplus;
    long atAsk = bestAsk <= highest ? atAsk(book, low, bestAsk, reference) : 0;
    long askSurplus = surplus;
    boolean bids = atAsk == 0;
    if (atBid != 0 && atAsk != 0) {
      bids = bidSurplus < askSurplus;
      if (bidSurplus == askSurplus) {
        bids = Math.abs(atBid - reference) <= Math.abs(atAsk - reference);
      }
    }
    ticks = bids ? atBid : atAsk;
    surplus = bids ? bidSurplus : -askSurplus;
  }

  private void pair(Book book, long low, long high) {
    lots = 0;
    bid = book.bidTicks();
    ask = book.askTicks();
    bidLots = book.lotsAt(true, bid);
    askLots = book.lotsAt(false, ask);
    while (bid != 0 && ask != 0 && bid >= ask && bid >= low && ask <= high) {
      highest = Math.min(bid, high);
      lowest = Math.max(ask, low);
      long pair = Math.min(bidLots, askLots);
      lots = Math.addExact(lots, pair);
      bidLots -= pair;
      askLots -= pair;
      if (bidLots == 0) {
        bid = book.nextTicks(true, bid);
        bidLots = bid == 0 ? 0 : book.lotsAt(true, bid);
      }
      if (askLots == 0) {
        ask = book.nextTicks(false, ask);
        askLots = ask == 0 ? 0 : book.lotsAt(false, ask);
      }
    }
  }

  /** The best price at which only bids of this one's price are left over; the surplus is theirs. */
  private long atBid(Book book, long high, long price, long reference) {
    surplus = bidLots;
    long next = book.nextTicks(true, bid);
    for (; next != 0 && Math.min(next, high) == price; next = book.nextTicks(true, next)) {
      surplus += book.lotsAt(true, next);
    }
    return Math.clamp(reference, Math.max(lowest, next + 1), price);
  }

  private long atAsk(Book book, long low, long price, long reference) {
    surplus = askLots;
    long next = book.nextTicks(false, ask);
    for (; next != 0 && Math.max(next, low) == price; next = book.nextTicks(false, next)) {
      surplus += book.lotsAt(false, next);
    }
    return Math.clamp(reference, price, next == 0 ? highest : Math.min(highest, next - 1));
  }
}
