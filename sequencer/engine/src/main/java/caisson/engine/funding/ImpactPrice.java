package caisson.engine.funding;

import caisson.engine.book.Book;

/**
 * What a market order of a given value would pay on average: bids round down, asks up. 0 when the
 * side does not hold that much in its best levels, and when the book is crossed.
 */
public final class ImpactPrice {
  private static final int MAX_LEVELS = 100;

  private ImpactPrice() {}

  /**
   * @param notional micro-dollars to take out of the side; 0 asks for the best price
   */
  public static long of(Book book, boolean ofBids, long notional, long k) {
    long lots = 0;
    long sum = 0;
    long value = 0;
    long ticks = book.quoteTicks(ofBids);
    for (int level = 0; ticks != 0 && level < MAX_LEVELS; level++) {
      long lotValue = ticks * k;
      long missing = Math.max(1, (notional - value + lotValue - 1) / lotValue);
      long taken = Math.min(missing, book.lotsAt(ofBids, ticks));
      lots += taken;
      sum += taken * ticks;
      value += taken * lotValue;
      if (taken == missing) {
        return ofBids ? sum / lots : (sum + lots - 1) / lots;
      }
      ticks = book.nextTicks(ofBids, ticks);
    }
    return 0;
  }
}
