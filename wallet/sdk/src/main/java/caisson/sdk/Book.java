package caisson.sdk;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * One market's depth, kept from the messages of its book channel and compared with the checksum in
 * each.
 */
public final class Book {
  private static final int CHECKED_LEVELS = 25;

  private final NavigableMap<BigDecimal, Level> bids = new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<BigDecimal, Level> asks = new TreeMap<>();

  /** Text as sent, because the checksum is over the text. */
  public record Level(String price, String quantity) {}

  /**
   * Throws IllegalStateException when the book is not the gateway's: the reader must start from a
   * snapshot.
   */
  public void apply(Json message) {
    if ("snapshot".equals(message.text("type"))) {
      bids.clear();
      asks.clear();
    }
    change(bids, message.list("bids"));
    change(asks, message.list("asks"));
    String found = checksum();
    if (!found.equals(message.text("checksum"))) {
      throw new IllegalStateException(
          "book checksum: expected=" + message.text("checksum") + " found=" + found);
    }
  }

  public List<Level> bids() {
    return List.copyOf(bids.values());
  }

  public List<Level> asks() {
    return List.copyOf(asks.values());
  }

  private static void change(Map<BigDecimal, Level> side, List<Json> levels) {
    for (Json level : levels) {
      List<Json> pair = level.items();
      String quantity = pair.get(1).asText();
      BigDecimal key = new BigDecimal(pair.get(0).asText()).stripTrailingZeros();
      if (new BigDecimal(quantity).signum() == 0) {
        side.remove(key);
      } else {
        side.put(key, new Level(pair.get(0).asText(), quantity));
      }
    }
  }

  /** CRC32 over b0.price:b0.quantity:a0.price:a0.quantity:b1.price ... of the best 25 a side. */
  private String checksum() {
    StringBuilder text = new StringBuilder();
    Iterator<Level> bid = bids.values().iterator();
    Iterator<Level> ask = asks.values().iterator();
    for (int i = 0; i < CHECKED_LEVELS; i++) {
      append(text, bid);
      append(text, ask);
    }
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
    return Long.toString(crc.getValue());
  }

  private static void append(StringBuilder text, Iterator<Level> levels) {
    if (levels.hasNext()) {
      Level level = levels.next();
      text.append(text.length() == 0 ? "" : ":")
          .append(level.price())
          .append(':')
          .append(level.quantity());
    }
  }
}
