package caisson.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known of the venue after the last sequence. */
final class Tables {
  final BigDecimal perpetualLotSize;
  final Map<Integer, Market.Listing> listings = new ConcurrentHashMap<>();
  final SortedMap<Integer, Market> markets = new TreeMap<>();
  final SortedMap<Integer, Asset> assets = new TreeMap<>();
  final Map<Integer, Account> accounts = new LinkedHashMap<>();
  final Map<Order.Key, Order> orders = new LinkedHashMap<>();
  @Nullable ObjectNode sealed;
  @Nullable ObjectNode confirmed;

  Tables(BigDecimal perpetualLotSize) {
    this.perpetualLotSize = perpetualLotSize;
  }

  Account account(int id) {
    return accounts.computeIfAbsent(id, Account::new);
  }

  Market market(int id) {
    Market market = markets.get(id);
    if (market == null) {
      throw Problem.of(404, "UNKNOWN_MARKET", "no market " + id);
    }
    return market;
  }

  /** The log lists an asset or a market before anything names it. */
  static <T> T listed(Map<Integer, T> rows, int id) {
    return Objects.requireNonNull(rows.get(id), () -> "not listed: id=" + id);
  }

  static <K, V> void dropEldest(Map<K, V> oldestFirst, int most) {
    if (oldestFirst.size() > most) {
      Iterator<K> keys = oldestFirst.keySet().iterator();
      keys.next();
      keys.remove();
    }
  }
}
