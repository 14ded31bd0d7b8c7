package caisson.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the sequence being applied has done so far. */
final class Change {
  final Map<Integer, ArrayNode> accountEvents = new TreeMap<>();
  final Map<Integer, ArrayNode> trades = new TreeMap<>();
  final Set<Integer> markChanges = new LinkedHashSet<>();
  final Set<Order> changedOrders = new LinkedHashSet<>();
  final ArrayNode fills = JsonWriter.array();
  long sequence;
  long timeNs;
  @Nullable ByteBuffer signature;
  @Nullable ObjectNode batchChange;
  @Nullable ObjectNode done;
  @Nullable String refusal;

  /** The order that the command placed or amended. */
  @Nullable Order placed;

  void begin(long newSequence, long newTimeNs) {
    sequence = newSequence;
    timeNs = newTimeNs;
    accountEvents.clear();
    trades.clear();
    markChanges.clear();
    changedOrders.clear();
    fills.removeAll();
    signature = null;
    batchChange = null;
    done = null;
    refusal = null;
    placed = null;
  }

  ObjectNode event(int account, String type) {
    return accountEvents
        .computeIfAbsent(account, id -> JsonWriter.array())
        .addObject()
        .put("type", type);
  }

  void stamp(ObjectNode node) {
    node.put("sequence", Long.toString(sequence));
    node.put("timeNs", Long.toString(timeNs));
  }
}
