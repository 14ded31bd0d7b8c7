package caisson.gateway;

import caisson.protocol.MarketKind;
import caisson.signing.Address;
import caisson.signing.AgentScope;
import caisson.signing.Hex;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The JSON shapes of the native interface: each written in one place, decimals as strings. */
final class JsonWriter {
  static final Grid USD = Grid.decimals(6);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private JsonWriter() {}

  static ObjectNode object() {
    return JSON.objectNode();
  }

  static ArrayNode array() {
    return JSON.arrayNode();
  }

  static ObjectNode market(Market market) {
    Market.Listing listing = market.listing;
    ObjectNode node = object();
    node.put("market", listing.market());
    node.put("symbol", listing.symbol());
    node.put("kind", listing.kind().name());
    node.put("baseAsset", listing.kind() == MarketKind.SPOT ? listing.baseAsset() : null);
    node.put("tickSize", listing.price().stepText());
    node.put("lotSize", listing.quantity().stepText());
    node.put("k", Long.toString(listing.k()));
    node.put("minQuantity", listing.quantity().text(listing.minLots()));
    node.put("maxQuantity", listing.quantity().text(listing.maxOrderLots()));
    node.put("maxPrice", listing.price().text(listing.maxTicks()));
    node.put("marginPpm", listing.marginPpm());
    node.put("makerFeePpm", listing.makerFeePpm());
    node.put("takerFeePpm", listing.takerFeePpm());
    Market.Mark mark = market.marks.peekLast();
    node.put("markPrice", price(listing, market.markTicks()));
    node.put("indexPrice", price(listing, mark == null ? 0 : mark.indexTicks()));
    node.put("fundingIndex", Long.toString(market.fundingIndex));
    node.put("bestBid", price(listing, market.book.best(true)));
    node.put("bestAsk", price(listing, market.book.best(false)));
    Market.Trade last = market.trades.peekLast();
    node.put("lastPrice", price(listing, last == null ? 0 : last.priceTicks()));
    return node;
  }

  /** The book's best levels and the checksum over its best 25. */
  static void book(ObjectNode node, Market market, int depth) {
    levels(node.putArray("bids"), market.book.bids, market.listing, depth);
    levels(node.putArray("asks"), market.book.asks, market.listing, depth);
    checksum(node, market);
  }

  /** Only the levels of the last command; a level of zero has left the book. */
  static void bookDelta(ObjectNode node, Market market) {
    levels(node.putArray("bids"), market.book.touchedBids, market.listing, Integer.MAX_VALUE);
    levels(node.putArray("asks"), market.book.touchedAsks, market.listing, Integer.MAX_VALUE);
    checksum(node, market);
  }

  static ObjectNode trade(Market.Listing listing, Market.Trade trade) {
    ObjectNode node = object();
    node.put("tradeId", tradeId(trade.sequence(), trade.index()));
    node.put("sequence", Long.toString(trade.sequence()));
    node.put("index", trade.index());
    node.put("timeNs", Long.toString(trade.timeNs()));
    node.put("price", listing.price().text(trade.priceTicks()));
    node.put("quantity", listing.quantity().text(trade.lots()));
    node.put("takerSide", trade.takerBuys() ? "BUY" : "SELL");
    return node;
  }

  static ArrayNode newestTrades(Market market, int limit) {
    ArrayNode trades = array();
    Iterator<Market.Trade> newest = market.trades.descendingIterator();
    while (newest.hasNext() && trades.size() < limit) {
      trades.add(trade(market.listing, newest.next()));
    }
    return trades;
  }

  static void mark(ObjectNode node, Market market) {
    Market.Mark mark = market.marks.peekLast();
    node.put("markPrice", price(market.listing, market.markTicks()));
    node.put("indexPrice", price(market.listing, mark == null ? 0 : mark.indexTicks()));
    node.put("round", mark == null ? null : Long.toString(mark.round()));
    node.put("fundingIndex", Long.toString(market.fundingIndex));
  }

  static ArrayNode latestMarks(Market market, int limit) {
    ArrayNode marks = array();
    market.marks.stream()
        .skip(Math.max(0, market.marks.size() - limit))
        .forEach(
            mark -> {
              ObjectNode node = marks.addObject();
              node.put("sequence", Long.toString(mark.sequence()));
              node.put("timeNs", Long.toString(mark.timeNs()));
              node.put("markPrice", price(market.listing, mark.markTicks()));
              node.put("indexPrice", price(market.listing, mark.indexTicks()));
              node.put("round", Long.toString(mark.round()));
            });
    return marks;
  }

  static ObjectNode order(Order order, Market.Listing listing) {
    ObjectNode node = object();
    node.put("orderId", Long.toString(order.orderId));
    node.put("clientOrderId", clientOrderId(order.key));
    node.put("account", order.key.account());
    node.put("market", order.market);
    node.put("side", order.side.name());
    node.put("timeInForce", order.timeInForce.name());
    node.put("price", listing.price().text(order.limitTicks));
    node.put("quantity", listing.quantity().text(order.lots));
    node.put("filledQuantity", listing.quantity().text(order.filledLots));
    node.put(
        "remainingQuantity",
        listing.quantity().text(order.canceled == null ? order.lots - order.filledLots : 0));
    node.put("averagePrice", averagePrice(order, listing));
    node.put("status", order.status());
    node.put("cancelReason", order.canceled == null ? null : order.canceled.name());
    node.put("sequence", Long.toString(order.sequence));
    node.put("timeNs", Long.toString(order.timeNs));
    return node;
  }

  static ObjectNode account(
      Account account,
      SortedMap<Integer, Asset> assets,
      Map<Integer, Market> markets,
      boolean withOrders) {
    ObjectNode node = object();
    node.put("account", account.id);
    node.put("owner", account.owner.toString());
    node.put("ownerLevel", account.ownerLevel.name());
    node.put("venueLevel", account.venueLevel.name());
    node.put("cash", USD.text(account.cash()));
    node.put("balance", USD.text(account.balance()));
    node.put("equity", equity(account, assets, markets));
    ArrayNode units = node.putArray("assets");
    account.units.forEach(
        (id, amount) -> {
          Asset asset = Tables.listed(assets, id);
          ObjectNode row = units.addObject();
          row.put("asset", id);
          row.put("symbol", asset.symbol());
          row.put("units", asset.grid().text(amount));
        });
    ArrayNode positions = node.putArray("positions");
    account.lines.forEach(
        (id, line) -> position(positions.addObject(), line, Tables.listed(markets, id)));
    ArrayNode agents = node.putArray("agents");
    account.agents.forEach((key, scope) -> agent(agents.addObject(), key, scope));
    if (withOrders) {
      ArrayNode orders = node.putArray("openOrders");
      account
          .openOrders
          .values()
          .forEach(order -> orders.add(order(order, Tables.listed(markets, order.market).listing)));
      ArrayNode triggers = node.putArray("triggers");
      account.triggers.values().forEach(trigger -> triggers.add(trigger.deepCopy()));
      ArrayNode twaps = node.putArray("twaps");
      account.twaps.values().forEach(twap -> twaps.add(twap.deepCopy()));
      ArrayNode offers = node.putArray("backstopOffers");
      account.backstopOffers.values().forEach(offer -> offers.add(offer.deepCopy()));
      node.put("cancelAtNs", account.cancelAtNs == 0 ? null : Long.toString(account.cancelAtNs));
    }
    return node;
  }

  /** A bound that is not set is left out. */
  static void agent(ObjectNode node, Address agent, AgentScope scope) {
    node.put("agent", agent.toString());
    node.put("expiryNs", Long.toString(scope.expiryNs()));
    node.put("maxNotionalPerDay", USD.text(scope.maxNotionalPerDay()));
    node.put("maxOrderNotional", USD.text(scope.maxOrderNotional()));
    if (scope.markets() != AgentScope.EVERY_MARKET) {
      ArrayNode markets = node.putArray("markets");
      scope.marketList().forEach(markets::add);
    }
    if (scope.maxPosition() != AgentScope.ANY_POSITION) {
      node.put("maxPosition", USD.text(scope.maxPosition()));
    }
    if (scope.bandPpm() != AgentScope.ANY_PRICE) {
      node.put("bandPpm", scope.bandPpm());
    }
  }

  static String tradeId(long sequence, int index) {
    return sequence + "-" + index;
  }

  static String clientOrderId(Order.Key key) {
    return Hex.encode(
        ByteBuffer.allocate(16).putLong(key.clientHigh()).putLong(key.clientLow()).array());
  }

  /** Null for zero: a market without a mark, an empty side. */
  static @Nullable String price(Market.Listing listing, long ticks) {
    return ticks == 0 ? null : listing.price().text(ticks);
  }

  private static void levels(
      ArrayNode rows, NavigableMap<Long, Long> levels, Market.Listing listing, int depth) {
    for (Map.Entry<Long, Long> level : levels.entrySet()) {
      if (rows.size() == depth) {
        return;
      }
      rows.addArray()
          .add(listing.price().text(level.getKey()))
          .add(listing.quantity().text(level.getValue()));
    }
  }

  private static void checksum(ObjectNode node, Market market) {
    node.put("checksum", market.book.checksum(market.listing.price(), market.listing.quantity()));
  }

  private static @Nullable String averagePrice(Order order, Market.Listing listing) {
    if (order.filledLots == 0) {
      return null;
    }
    return new BigDecimal(order.filledTicksLots)
        .multiply(listing.price().step())
        .divide(
            BigDecimal.valueOf(order.filledLots),
            listing.price().digits() + 4,
            RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  private static void position(ObjectNode row, Account.Line line, Market market) {
    Market.Listing listing = market.listing;
    row.put("market", listing.market());
    row.put("symbol", listing.symbol());
    row.put("quantity", listing.quantity().text(line.lots));
    row.put("refCost", USD.text(line.refCost));
    row.put("breakEvenPrice", breakEvenPrice(line, market));
    row.put("markPrice", price(listing, market.markTicks()));
    row.put(
        "unrealizedPnl",
        market.markTicks() == 0 ? null : USD.text(value(line, market) - line.refCost));
  }

  /** Price at which closing now leaves nothing: entry cost with the funding since, for display. */
  private static @Nullable String breakEvenPrice(Account.Line line, Market market) {
    if (line.lots == 0) {
      return null;
    }
    BigDecimal perLot =
        BigDecimal.valueOf(line.refCost)
            .divide(BigDecimal.valueOf(line.lots), MathContext.DECIMAL64)
            .add(BigDecimal.valueOf(market.fundingIndex));
    return perLot
        .divide(BigDecimal.valueOf(market.listing.k()), MathContext.DECIMAL64)
        .multiply(market.listing.price().step())
        .setScale(market.listing.price().digits() + 2, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  /** Whole micro-dollars at the mark; the engine's bounds keep it inside a long. */
  private static long value(Account.Line line, Market market) {
    return Math.multiplyExact(
        line.lots,
        Math.subtractExact(
            Math.multiplyExact(market.markTicks(), market.listing.k()), market.fundingIndex));
  }

  /** Claim plus other assets at their marks; null while a mark is missing. */
  private static @Nullable String equity(
      Account account, SortedMap<Integer, Asset> assets, Map<Integer, Market> markets) {
    long equity = account.cash();
    for (Map.Entry<Integer, Account.Line> line : account.lines.entrySet()) {
      Market market = Tables.listed(markets, line.getKey());
      if (market.markTicks() == 0 && line.getValue().lots != 0) {
        return null;
      }
      equity = Math.addExact(equity, value(line.getValue(), market));
    }
    for (Map.Entry<Integer, Long> units : account.units.entrySet()) {
      if (units.getKey() != 0) {
        // markUnit is 1e-18 coin per unit, a micro-dollar is 1e-6 coin.
        BigInteger value =
            BigInteger.valueOf(units.getValue())
                .multiply(BigInteger.valueOf(Tables.listed(assets, units.getKey()).markUnit()))
                .divide(BigInteger.TEN.pow(12));
        equity = Math.addExact(equity, value.longValueExact());
      }
    }
    return USD.text(equity);
  }
}
