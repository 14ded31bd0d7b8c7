package caisson.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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

  /** Of a bundle, whose answer tells all of them: the orders it placed and what it canceled. */
  boolean bundle;

  final List<Order> bundled = new ArrayList<>();
  final ArrayNode canceled = JsonWriter.array();

  /** The first entry of a bundle that was refused, -1 for none. */
  int refusedEntry;

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
    bundle = false;
    bundled.clear();
    canceled.removeAll();
    refusedEntry = -1;
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
