package caisson.gateway;

import caisson.protocol.MarketKind;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One listed market as the log tells it: its grid, its book by price, its marks and last trades.
 */
final class Market {
  static final int TRADES = 500;
  static final int MARKS = 1_000;

  /** Listing; never changes. */
  record Listing(
      int market,
      String symbol,
      MarketKind kind,
      int baseAsset,
      long k,
      int marginPpm,
      int makerFeePpm,
      int takerFeePpm,
      long minLots,
      long maxTicks,
      long maxOrderLots,
      Grid price,
      Grid quantity) {
    boolean spot() {
      return kind == MarketKind.SPOT;
    }

    /** The tick in quote per base follows from k micro-dollars per tick and lot. */
    static Grid price(long k, BigDecimal lotSize) {
      return Grid.of(BigDecimal.valueOf(k, 6).divide(lotSize));
    }
  }

  record Trade(
      long sequence, int index, long timeNs, long priceTicks, long lots, boolean takerBuys) {}

  record Mark(long sequence, long timeNs, long round, long markTicks, long indexTicks) {}

  final Listing listing;
  final Book book = new Book();
  final Deque<Trade> trades = new ArrayDeque<>();
  final Deque<Mark> marks = new ArrayDeque<>();
  long fundingIndex;

  Market(Listing listing) {
    this.listing = listing;
  }

  void add(Trade trade) {
    if (trades.size() == TRADES) {
      trades.removeFirst();
    }
    trades.addLast(trade);
  }

  void add(Mark mark) {
    if (marks.size() == MARKS) {
      marks.removeFirst();
    }
    marks.addLast(mark);
  }

  /** 0 before the first mark. */
  long markTicks() {
    return marks.isEmpty() ? 0 : marks.peekLast().markTicks();
  }
}
