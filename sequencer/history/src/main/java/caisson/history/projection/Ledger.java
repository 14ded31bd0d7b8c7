package caisson.history.projection;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What the fold must remember between events: listings, balances and open lines as of the last
 * event folded. Loaded from the tables, dropped and loaded again after any failure.
 */
final class Ledger {
  record Market(boolean hasLines, int baseAsset, long unitsPerLot, long k) {}

  record Key(int account, int id) {}

  record Line(long lots, long refCost) {}

  final Map<Integer, Market> markets = new HashMap<>();
  final Map<Key, Long> balances = new HashMap<>();

  /** Open lines by market, then account: funding walks one market. */
  private final Map<Integer, Map<Integer, Line>> lines = new HashMap<>();

  Market market(int market) {
    Market listed = markets.get(market);
    if (listed == null) {
      throw new InconsistentLogException("market was never listed: market=" + market);
    }
    return listed;
  }

  /** Moves a balance and requires the engine to have stated the same result. */
  void move(int account, int asset, long delta, long stated, long sequence) {
    long before = balances.getOrDefault(new Key(account, asset), 0L);
    long after = Math.addExact(before, delta);
    if (after != stated) {
      throw new InconsistentLogException(
          "balance differs: sequence=%d account=%d asset=%d before=%d delta=%d folded=%d stated=%d"
              .formatted(sequence, account, asset, before, delta, after, stated));
    }
    balances.put(new Key(account, asset), after);
  }

  void line(int account, int market, long lots, long refCost) {
    Map<Integer, Line> ofMarket = lines.computeIfAbsent(market, m -> new HashMap<>());
    if (lots == 0) {
      ofMarket.remove(account);
    } else {
      ofMarket.put(account, new Line(lots, refCost));
    }
  }

  void forEachLine(int market, BiConsumer<Integer, Line> consumer) {
    lines.getOrDefault(market, Map.of()).forEach(consumer);
  }
}
