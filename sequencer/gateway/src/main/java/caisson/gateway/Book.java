package caisson.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Resting lots by price, folded from the events. Levels touched since the last {@link
 * #clearTouched} are remembered for the delta.
 */
final class Book {
  static final int CHECKSUM_LEVELS = 25;

  final NavigableMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
  final NavigableMap<Long, Long> asks = new TreeMap<>();
  final NavigableMap<Long, Long> touchedBids = new TreeMap<>(Comparator.reverseOrder());
  final NavigableMap<Long, Long> touchedAsks = new TreeMap<>();

  void add(boolean buy, long ticks, long lots) {
    change(buy, ticks, lots);
  }

  void remove(boolean buy, long ticks, long lots) {
    change(buy, ticks, -lots);
  }

  boolean touched() {
    return !touchedBids.isEmpty() || !touchedAsks.isEmpty();
  }

  void clearTouched() {
    touchedBids.clear();
    touchedAsks.clear();
  }

  /** 0 when the side is empty. */
  long best(boolean buy) {
    NavigableMap<Long, Long> side = buy ? bids : asks;
    return side.isEmpty() ? 0 : side.firstKey();
  }

  /**
   * CRC-32 of price:quantity of the best levels, bid and ask in turn, written as the stream writes
   * them.
   */
  String checksum(Grid price, Grid quantity) {
    StringBuilder text = new StringBuilder();
    Iterator<Map.Entry<Long, Long>> bid = bids.entrySet().iterator();
    Iterator<Map.Entry<Long, Long>> ask = asks.entrySet().iterator();
    for (int i = 0; i < CHECKSUM_LEVELS; i++) {
      append(text, bid, price, quantity);
      append(text, ask, price, quantity);
    }
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
    return Long.toString(crc.getValue());
  }

  private static void append(
      StringBuilder text, Iterator<Map.Entry<Long, Long>> levels, Grid price, Grid quantity) {
    if (!levels.hasNext()) {
      return;
    }
    Map.Entry<Long, Long> level = levels.next();
    if (!text.isEmpty()) {
      text.append(':');
    }
    text.append(price.text(level.getKey())).append(':').append(quantity.text(level.getValue()));
  }

  private void change(boolean buy, long ticks, long lots) {
    NavigableMap<Long, Long> side = buy ? bids : asks;
    long after = side.getOrDefault(ticks, 0L) + lots;
    if (after < 0) {
      throw new IllegalStateException(
          "book level below zero: ticks=%d lots=%d".formatted(ticks, after));
    }
    if (after == 0) {
      side.remove(ticks);
    } else {
      side.put(ticks, after);
    }
    (buy ? touchedBids : touchedAsks).put(ticks, after);
  }
}
