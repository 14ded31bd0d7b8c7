package caisson.gateway;

import caisson.protocol.CommandRejectedDecoder;
import caisson.signing.Address;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway knows: a fold of the event log, from its start, that ends with the process.
 * Books, accounts, marks and last trades for reading, the channels of the stream, and the answer to
 * the command of the sequence being applied.
 *
 * <p>One thread applies events, others read. Both hold this object's monitor: the writer for one
 * whole sequence, so that nobody sees half a command. Only {@link #listing} is read without it.
 * Memory is bounded by the engine's own tables and by what is remembered of the past.
 */
final class Venue {
  static final int REMEMBERED_ORDERS = 65_536;
  static final int REMEMBERED_ANSWERS = 16_384;
  static final int STREAM_DEPTH = 500;

  private final Stream stream = new Stream();
  private final Tables tables;
  private final Change change = new Change();

  /** By signature: the same signed bytes again are the same command again. */
  private final Map<ByteBuffer, Answer> answers = new LinkedHashMap<>();

  // Each applies the events of its subject.
  final AccountFold accounts;
  final OrderFold orders;
  final TradeFold trades;
  final MarketFold markets;

  Venue(BigDecimal perpetualLotSize) {
    tables = new Tables(perpetualLotSize);
    Balances balances = new Balances(tables, change);
    accounts = new AccountFold(tables, change, balances);
    orders = new OrderFold(tables, change);
    trades = new TradeFold(tables, change, balances);
    markets = new MarketFold(tables, change);
  }

  // Reading.

  /** Null when there is no such market. */
  Market.@Nullable Listing listing(int market) {
    return tables.listings.get(market);
  }

  synchronized @Nullable Grid assetGrid(int asset) {
    Asset listed = tables.assets.get(asset);
    return listed == null ? null : listed.grid();
  }

  synchronized long sequence() {
    return change.sequence;
  }

  synchronized void describe(ObjectNode node, SortedMap<Integer, Address> tokens) {
    ArrayNode rows = node.putArray("assets");
    for (Asset asset : tables.assets.values()) {
      ObjectNode row = rows.addObject();
      row.put("asset", asset.asset());
      row.put("symbol", asset.symbol());
      row.put("scale", asset.scale());
      Address token = tokens.get(asset.asset());
      row.put("token", token == null ? null : token.toString());
    }
    change.stamp(node);
  }

  synchronized ObjectNode markets() {
    ObjectNode node = JsonWriter.object();
    ArrayNode rows = node.putArray("markets");
    tables.markets.values().forEach(market -> rows.add(JsonWriter.market(market)));
    return node;
  }

  synchronized ObjectNode book(int id, int depth) {
    Market market = tables.market(id);
    ObjectNode node = JsonWriter.object().put("market", id);
    change.stamp(node);
    JsonWriter.book(node, market, depth);
    return node;
  }

  synchronized ObjectNode trades(int id, int limit) {
    Market market = tables.market(id);
    ObjectNode node = JsonWriter.object().put("market", id);
    node.set("trades", JsonWriter.newestTrades(market, limit));
    return node;
  }

  synchronized ObjectNode marks(int id, int limit) {
    Market market = tables.market(id);
    ObjectNode node = JsonWriter.object().put("market", id);
    node.set("marks", JsonWriter.latestMarks(market, limit));
    return node;
  }

  synchronized ObjectNode account(int id, boolean withOrders) {
    ObjectNode node = accountNode(id, withOrders);
    node.put("sequence", Long.toString(change.sequence));
    return node;
  }

  /** Null when this order is not remembered. */
  synchronized @Nullable ObjectNode order(Order.Key key) {
    Order order = tables.orders.get(key);
    return order == null ? null : orderNode(order);
  }

  /** What became of the command with this signature; null when it is not remembered. */
  synchronized @Nullable Answer answered(byte[] signed) {
    return answers.get(ByteBuffer.wrap(signed));
  }

  synchronized ObjectNode batches() {
    ObjectNode node = JsonWriter.object();
    node.set("sealed", tables.sealed);
    node.set("confirmed", tables.confirmed);
    return node;
  }

  /** Whether the address may act for the account, as owner or, when asked, as agent. */
  synchronized boolean isSigner(int account, Address address, boolean agentsToo) {
    Account found = tables.accounts.get(account);
    if (found == null) {
      throw Problem.of(422, "UNKNOWN_ACCOUNT", "no account " + account);
    }
    return agentsToo ? found.isSigner(address) : found.owner.equals(address);
  }

  synchronized void subscribe(
      Stream.Channel channel, Stream.Subscriber subscriber, long after, Consumer<Boolean> answer) {
    Consumer<ObjectNode> snapshot =
        switch (channel.kind()) {
          case BOOK -> {
            Market market = tables.market(channel.id());
            yield node -> {
              node.put("depth", STREAM_DEPTH);
              JsonWriter.book(node, market, STREAM_DEPTH);
            };
          }
          case TRADES -> {
            Market market = tables.market(channel.id());
            yield node -> node.set("trades", JsonWriter.newestTrades(market, 50));
          }
          case MARKS -> {
            Market market = tables.market(channel.id());
            yield node -> JsonWriter.mark(node, market);
          }
          case BATCHES -> node -> node.setAll(batches());
          case ACCOUNT -> {
            ObjectNode state = accountNode(channel.id(), true);
            yield node -> node.set("state", state);
          }
        };
    stream.subscribe(channel, subscriber, after, change.timeNs, answer, snapshot);
  }

  synchronized void unsubscribe(Stream.Channel channel, Stream.Subscriber subscriber) {
    stream.unsubscribe(channel, subscriber);
  }

  synchronized void unsubscribe(Stream.Subscriber subscriber) {
    stream.unsubscribe(subscriber);
  }

  // Writing: begin, the events of one sequence, end.

  void begin(long sequence, long timeNs) {
    change.begin(sequence, timeNs);
  }

  /** Publishes what the sequence has changed. */
  void end() {
    for (Order order : change.changedOrders) {
      ObjectNode event = change.event(order.key.account(), "order");
      event.set("order", orderNode(order));
    }
    for (Market market : tables.markets.values()) {
      int id = market.listing.market();
      if (market.book.touched()) {
        publish(Stream.Kind.BOOK, id, node -> JsonWriter.bookDelta(node, market));
        market.book.clearTouched();
      }
    }
    change.trades.forEach(
        (id, rows) -> publish(Stream.Kind.TRADES, id, node -> node.set("trades", rows)));
    for (int id : change.markChanges) {
      publish(
          Stream.Kind.MARKS, id, node -> JsonWriter.mark(node, Tables.listed(tables.markets, id)));
    }
    change.accountEvents.forEach(
        (id, events) -> publish(Stream.Kind.ACCOUNT, id, node -> node.set("events", events)));
    if (change.batchChange != null) {
      publish(Stream.Kind.BATCHES, 0, node -> node.setAll(change.batchChange));
    }
  }

  /**
   * The outcome of the sequence just applied, for whoever sent its command. Of a signed command
   * that came twice it is the first one's: the second was refused for its used nonce only.
   */
  Answer answer(long requestId) {
    if (change.signature == null) {
      return outcome(requestId);
    }
    Answer first = answers.get(change.signature);
    if (first != null) {
      return first;
    }
    Answer answer = outcome(requestId);
    answers.put(change.signature, answer);
    Tables.dropEldest(answers, REMEMBERED_ANSWERS);
    return answer;
  }

  private Answer outcome(long requestId) {
    if (change.refusal != null) {
      return new Answer.Refused(change.refusal, change.refusedEntry, requestId, change.sequence);
    }
    return new Answer.Applied(change.bundle ? bundleNode(requestId) : commandNode(requestId));
  }

  private ObjectNode bundleNode(long requestId) {
    ObjectNode node = JsonWriter.object();
    ArrayNode orders = node.putArray("orders");
    change.bundled.forEach(order -> orders.add(orderNode(order)));
    node.set("canceled", change.canceled.deepCopy());
    node.set("fills", change.fills.deepCopy());
    return stamped(node, requestId);
  }

  private ObjectNode commandNode(long requestId) {
    ObjectNode node = change.placed != null ? orderNode(change.placed) : change.done;
    if (node == null) {
      node = JsonWriter.object();
    }
    if (change.placed != null) {
      node.set("fills", change.fills.deepCopy());
    }
    return stamped(node, requestId);
  }

  private ObjectNode stamped(ObjectNode node, long requestId) {
    node.put("requestId", Long.toUnsignedString(requestId));
    change.stamp(node);
    return node;
  }

  void onBundle() {
    change.bundle = true;
  }

  void onSigned(byte[] commandSignature) {
    change.signature = ByteBuffer.wrap(commandSignature);
  }

  void onRejected(CommandRejectedDecoder event) {
    change.refusal = event.reason().name();
    boolean ofEntry = event.entry() != CommandRejectedDecoder.entryNullValue();
    change.refusedEntry = ofEntry ? event.entry() : -1;
  }

  private void publish(Stream.Kind kind, int id, Consumer<ObjectNode> body) {
    stream.publish(new Stream.Channel(kind, id), change.sequence, change.timeNs, body);
  }

  private ObjectNode accountNode(int id, boolean withOrders) {
    Account account = tables.accounts.get(id);
    if (account == null) {
      throw Problem.of(404, "UNKNOWN_ACCOUNT", "no account " + id);
    }
    return JsonWriter.account(account, tables.assets, tables.markets, withOrders);
  }

  private ObjectNode orderNode(Order order) {
    return JsonWriter.order(order, Tables.listed(tables.markets, order.market).listing);
  }
}
