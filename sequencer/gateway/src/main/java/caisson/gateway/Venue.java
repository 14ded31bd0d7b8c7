package caisson.gateway;

import caisson.protocol.AccountLevelSetDecoder;
import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AgentRegisteredDecoder;
import caisson.protocol.AssetListedDecoder;
import caisson.protocol.AssetMarkUpdatedDecoder;
import caisson.protocol.BatchConfirmedDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DividendPaidDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderRestedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TriggerPlacedDecoder;
import caisson.protocol.TwapEndedDecoder;
import caisson.protocol.TwapPlacedDecoder;
import caisson.protocol.TwapSlicedDecoder;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.signing.Address;
import caisson.signing.AgentScope;
import caisson.signing.Hex;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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

  /** SystemAccount.FEES of the wire schema; the generator skips enums no message uses. */
  private static final int FEES = 1;

  /** Kind of a forced request. */
  private static final int ROTATE = 4;

  private final BigDecimal perpetualLotSize;
  private final Stream stream = new Stream();
  private final Map<Integer, Market.Listing> listings = new ConcurrentHashMap<>();
  private final SortedMap<Integer, Market> markets = new TreeMap<>();
  private final SortedMap<Integer, Asset> assets = new TreeMap<>();
  private final Map<Integer, Account> accounts = new LinkedHashMap<>();
  private final Map<Order.Key, Order> orders = new LinkedHashMap<>();

  /** By signature: the same signed bytes again are the same command again. */
  private final Map<ByteBuffer, Answer> answers = new LinkedHashMap<>();

  private @Nullable ObjectNode sealed;
  private @Nullable ObjectNode confirmed;
  private long sequence;
  private long timeNs;

  // What the sequence being applied has done so far.
  private final Map<Integer, ArrayNode> accountEvents = new TreeMap<>();
  private final Map<Integer, ArrayNode> trades = new TreeMap<>();
  private final Set<Integer> markChanges = new LinkedHashSet<>();
  private final Set<Order> changedOrders = new LinkedHashSet<>();
  private final ArrayNode fills = JsonWriter.array();
  private @Nullable ByteBuffer signature;
  private @Nullable ObjectNode batchChange;
  private @Nullable ObjectNode done;
  private @Nullable String refusal;

  /** The order that the command placed or amended. */
  private @Nullable Order placed;

  Venue(BigDecimal perpetualLotSize) {
    this.perpetualLotSize = perpetualLotSize;
  }

  // Reading.

  /** Null when there is no such market. */
  Market.@Nullable Listing listing(int market) {
    return listings.get(market);
  }

  synchronized @Nullable Grid assetGrid(int asset) {
    Asset listed = assets.get(asset);
    return listed == null ? null : listed.grid();
  }

  synchronized long sequence() {
    return sequence;
  }

  synchronized void describe(ObjectNode node, SortedMap<Integer, Address> tokens) {
    ArrayNode rows = node.putArray("assets");
    for (Asset asset : assets.values()) {
      ObjectNode row = rows.addObject();
      row.put("asset", asset.asset());
      row.put("symbol", asset.symbol());
      row.put("scale", asset.scale());
      Address token = tokens.get(asset.asset());
      row.put("token", token == null ? null : token.toString());
    }
    stamp(node);
  }

  synchronized ObjectNode markets() {
    ObjectNode node = JsonWriter.object();
    ArrayNode rows = node.putArray("markets");
    markets.values().forEach(market -> rows.add(JsonWriter.market(market)));
    return node;
  }

  synchronized ObjectNode book(int id, int depth) {
    Market market = market(id);
    ObjectNode node = JsonWriter.object().put("market", id);
    stamp(node);
    JsonWriter.book(node, market, depth);
    return node;
  }

  synchronized ObjectNode trades(int id, int limit) {
    Market market = market(id);
    ObjectNode node = JsonWriter.object().put("market", id);
    node.set("trades", JsonWriter.newestTrades(market, limit));
    return node;
  }

  synchronized ObjectNode marks(int id, int limit) {
    Market market = market(id);
    ObjectNode node = JsonWriter.object().put("market", id);
    node.set("marks", JsonWriter.latestMarks(market, limit));
    return node;
  }

  synchronized ObjectNode account(int id, boolean withOrders) {
    ObjectNode node = accountNode(id, withOrders);
    node.put("sequence", Long.toString(sequence));
    return node;
  }

  /** Null when this order is not remembered. */
  synchronized @Nullable ObjectNode order(Order.Key key) {
    Order order = orders.get(key);
    return order == null ? null : orderNode(order);
  }

  /** What became of the command with this signature; null when it is not remembered. */
  synchronized @Nullable Answer answered(byte[] signed) {
    return answers.get(ByteBuffer.wrap(signed));
  }

  synchronized ObjectNode batches() {
    ObjectNode node = JsonWriter.object();
    node.set("sealed", sealed);
    node.set("confirmed", confirmed);
    return node;
  }

  /** Whether the address may act for the account, as owner or, when asked, as agent. */
  synchronized boolean isSigner(int account, Address address, boolean agentsToo) {
    Account found = accounts.get(account);
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
            Market market = market(channel.id());
            yield node -> {
              node.put("depth", STREAM_DEPTH);
              JsonWriter.book(node, market, STREAM_DEPTH);
            };
          }
          case TRADES -> {
            Market market = market(channel.id());
            yield node -> node.set("trades", JsonWriter.newestTrades(market, 50));
          }
          case MARKS -> {
            Market market = market(channel.id());
            yield node -> JsonWriter.mark(node, market);
          }
          case BATCHES -> node -> node.setAll(batches());
          case ACCOUNT -> {
            ObjectNode state = accountNode(channel.id(), true);
            yield node -> node.set("state", state);
          }
        };
    stream.subscribe(channel, subscriber, after, timeNs, answer, snapshot);
  }

  synchronized void unsubscribe(Stream.Channel channel, Stream.Subscriber subscriber) {
    stream.unsubscribe(channel, subscriber);
  }

  synchronized void unsubscribe(Stream.Subscriber subscriber) {
    stream.unsubscribe(subscriber);
  }

  // Writing: begin, the events of one sequence, end.

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

  /** Publishes what the sequence has changed. */
  void end() {
    for (Order order : changedOrders) {
      ObjectNode event = event(order.key.account(), "order");
      event.set("order", orderNode(order));
    }
    for (Market market : markets.values()) {
      int id = market.listing.market();
      if (market.book.touched()) {
        publish(Stream.Kind.BOOK, id, node -> JsonWriter.bookDelta(node, market));
        market.book.clearTouched();
      }
    }
    trades.forEach((id, rows) -> publish(Stream.Kind.TRADES, id, node -> node.set("trades", rows)));
    for (int id : markChanges) {
      publish(Stream.Kind.MARKS, id, node -> JsonWriter.mark(node, listed(markets, id)));
    }
    accountEvents.forEach(
        (id, events) -> publish(Stream.Kind.ACCOUNT, id, node -> node.set("events", events)));
    if (batchChange != null) {
      publish(Stream.Kind.BATCHES, 0, node -> node.setAll(batchChange));
    }
  }

  /**
   * The outcome of the sequence just applied, for whoever sent its command. Of a signed command
   * that came twice it is the first one's: the second was refused for its used nonce only.
   */
  Answer answer(long requestId) {
    if (signature == null) {
      return outcome(requestId);
    }
    Answer first = answers.get(signature);
    if (first != null) {
      return first;
    }
    Answer answer = outcome(requestId);
    answers.put(signature, answer);
    dropEldest(answers, REMEMBERED_ANSWERS);
    return answer;
  }

  private Answer outcome(long requestId) {
    if (refusal != null) {
      return new Answer.Refused(refusal, requestId, sequence);
    }
    ObjectNode node = placed != null ? orderNode(placed) : done;
    if (node == null) {
      node = JsonWriter.object();
    }
    if (placed != null) {
      node.set("fills", fills.deepCopy());
    }
    node.put("requestId", Long.toUnsignedString(requestId));
    node.put("sequence", Long.toString(sequence));
    node.put("timeNs", Long.toString(timeNs));
    return new Answer.Applied(node);
  }

  void onSigned(byte[] commandSignature) {
    signature = ByteBuffer.wrap(commandSignature);
  }

  void onRejected(CommandRejectedDecoder event) {
    refusal = event.reason().name();
  }

  void onAssetListed(AssetListedDecoder event) {
    assets.put(
        event.asset(),
        new Asset(
            event.asset(),
            event.symbol(),
            event.scale(),
            event.markUnit(),
            Grid.decimals(event.scale())));
  }

  void onMarketListed(MarketListedDecoder event) {
    BigDecimal lotSize = perpetualLotSize;
    if (event.unitsPerLot() > 0) {
      lotSize = BigDecimal.valueOf(event.unitsPerLot(), listed(assets, event.baseAsset()).scale());
    }
    Market.Listing listing =
        new Market.Listing(
            event.market(),
            event.symbol(),
            event.kind(),
            event.baseAsset(),
            event.k(),
            event.marginPpm(),
            event.makerFeePpm(),
            event.takerFeePpm(),
            event.minLots(),
            event.maxTicks(),
            event.maxOrderLots(),
            Market.Listing.price(event.k(), lotSize),
            Grid.of(lotSize));
    markets.put(event.market(), new Market(listing));
    listings.put(event.market(), listing);
  }

  void onAccountRegistered(AccountRegisteredDecoder event) {
    Account account = account(event.account());
    byte[] owner = new byte[Address.LENGTH];
    event.getOwner(owner, 0, owner.length);
    account.owner = Address.of(owner);
  }

  void onAgentRegistered(AgentRegisteredDecoder event) {
    byte[] bytes = new byte[Address.LENGTH];
    event.getAgent(bytes, 0, bytes.length);
    Address agent = Address.of(bytes);
    AgentScope scope =
        new AgentScope(
            event.expiryNs(),
            event.maxNotionalPerDay(),
            event.maxOrderNotional(),
            event.markets(),
            event.maxPosition(),
            event.bandPpm());
    account(event.account()).agents.put(agent, scope);
    JsonWriter.agent(event(event.account(), "agent"), agent, scope);
    done = JsonWriter.object();
    done.put("account", event.account());
    JsonWriter.agent(done, agent, scope);
  }

  void onAccountLevelSet(AccountLevelSetDecoder event) {
    Account account = account(event.account());
    account.ownerLevel = event.ownerLevel();
    account.venueLevel = event.venueLevel();
    done = JsonWriter.object();
    done.put("account", event.account());
    done.put("ownerLevel", account.ownerLevel.name());
    done.put("venueLevel", account.venueLevel.name());
    event(event.account(), "level").setAll(done);
  }

  void onUnitsTransferred(UnitsTransferredDecoder event) {
    setUnits(event.from(), event.asset(), event.fromBalance());
    setUnits(event.to(), event.asset(), event.toBalance());
    Grid grid = listed(assets, event.asset()).grid();
    done = JsonWriter.object();
    done.put("from", event.from());
    done.put("to", event.to());
    done.put("asset", event.asset());
    done.put("amount", grid.text(event.units()));
    event(event.to(), "moved").put("balance", grid.text(event.toBalance())).setAll(done);
    done.put("balance", grid.text(event.fromBalance()));
    event(event.from(), "moved").setAll(done);
  }

  /** A new owner holds at once and the agents of the old one end. */
  void onRequestServed(RequestServedDecoder event) {
    if (event.reason() == RejectReason.UNKNOWN_ACCOUNT) {
      return;
    }
    if (event.kind() == ROTATE && event.reason() == RejectReason.NONE) {
      Account account = account(event.account());
      byte[] owner = new byte[Address.LENGTH];
      event.getTarget(owner, 0, owner.length);
      account.owner = Address.of(owner);
      account.agents.clear();
    }
    ObjectNode node = event(event.account(), "forcedRequest");
    node.put("no", Long.toString(event.no()));
    node.put("kind", event.kind());
    node.put("reason", event.reason().name());
    node.put("served", Long.toString(event.served()));
    node.put("queued", Long.toString(event.queued()));
  }

  void onDepositCredited(DepositCreditedDecoder event) {
    setUnits(event.account(), event.asset(), event.balance());
    ObjectNode node = event(event.account(), "deposit");
    node.put("depositNo", Long.toString(event.depositNo()));
    node.put("asset", event.asset());
    node.put("units", listed(assets, event.asset()).grid().text(event.units()));
  }

  void onWithdrawalCreated(WithdrawalCreatedDecoder event) {
    Grid grid = listed(assets, event.asset()).grid();
    byte[] destination = new byte[Address.LENGTH];
    event.getDestination(destination, 0, destination.length);
    done = JsonWriter.object();
    done.put("account", event.account());
    done.put("asset", event.asset());
    done.put("amount", grid.text(event.units()));
    done.put("destination", Hex.encode(destination));
    done.put("lane", event.lane().name());
    done.put("batchNo", Long.toString(event.batchNo()));
    done.put("withdrawalIndex", event.withdrawalIndex());
    done.put("balance", grid.text(event.balance()));
    // A returned deposit may name an account that does not exist; it has nothing to update.
    if (accounts.containsKey(event.account())) {
      setUnits(event.account(), event.asset(), event.balance());
      event(event.account(), "withdrawal").setAll(done);
    }
  }

  void onOrderAccepted(OrderAcceptedDecoder event) {
    Order.Key key =
        new Order.Key(event.account(), event.clientOrderId().high(), event.clientOrderId().low());
    Order order =
        new Order(
            key,
            event.market(),
            event.orderId(),
            event.side(),
            event.timeInForce(),
            event.limitTicks(),
            event.lots(),
            sequence,
            timeNs);
    account(event.account()).openOrders.put(order.orderId, order);
    // Put at the young end also when the name was used before.
    orders.remove(key);
    orders.put(key, order);
    dropEldest(orders, REMEMBERED_ORDERS);
    changedOrders.add(order);
    // Orders that the venue makes in the sequence of another's command are no answer to it.
    placed = event.requestId() == 0 ? placed : order;
  }

  void onOrderRested(OrderRestedDecoder event) {
    listed(markets, event.market())
        .book
        .add(event.side() == Side.BUY, event.limitTicks(), event.restingLots());
  }

  void onOrderCanceled(OrderCanceledDecoder event) {
    if (event.wasResting() != 0) {
      listed(markets, event.market())
          .book
          .remove(event.side() == Side.BUY, event.limitTicks(), event.canceledLots());
    }
    Order order = account(event.account()).openOrders.remove(event.orderId());
    if (order != null) {
      order.canceled = event.reason();
      changedOrders.add(order);
    }
    if (placed == null && event.requestId() != 0) {
      tellCanceled(event);
    }
  }

  /** One canceled order is the answer itself; of several it is the list. */
  private void tellCanceled(OrderCanceledDecoder event) {
    ObjectNode row = JsonWriter.object();
    row.put("orderId", Long.toString(event.orderId()));
    row.put(
        "canceledQuantity",
        listed(markets, event.market()).listing.quantity().text(event.canceledLots()));
    done = done == null ? row.deepCopy() : done;
    done.withArray("/canceled").add(row);
  }

  void onOrderReduced(OrderReducedDecoder event) {
    if (event.wasResting() != 0) {
      listed(markets, event.market())
          .book
          .remove(event.side() == Side.BUY, event.limitTicks(), event.reducedLots());
    }
    Order order = account(event.account()).openOrders.get(event.orderId());
    if (order != null) {
      order.lots -= event.reducedLots();
      changedOrders.add(order);
      placed = event.reason() == CancelReason.AMENDED ? order : placed;
    }
  }

  void onOrderAmended(OrderAmendedDecoder event) {
    listed(markets, event.market())
        .book
        .remove(event.side() == Side.BUY, event.fromTicks(), event.fromLots());
    Order order = account(event.account()).openOrders.get(event.orderId());
    if (order != null) {
      order.limitTicks = event.limitTicks();
      order.lots = order.filledLots + event.lots();
      changedOrders.add(order);
      placed = order;
    }
  }

  void onCancelScheduled(CancelScheduledDecoder event) {
    ObjectNode node = event(event.account(), "scheduledCancel");
    node.put("atNs", Long.toString(event.atNs()));
    node.put("fired", event.fired() == 1);
    if (event.requestId() != 0) {
      done = JsonWriter.object().put("atNs", Long.toString(event.atNs()));
    }
  }

  void onTriggerPlaced(TriggerPlacedDecoder event) {
    Market.Listing listing = listed(markets, event.market()).listing;
    ObjectNode node = JsonWriter.object();
    node.put("triggerId", Long.toString(event.triggerId()));
    node.put("market", event.market());
    node.put("side", event.side().name());
    node.put("timeInForce", event.timeInForce().name());
    node.put("when", event.when().name());
    node.put("triggerPrice", listing.price().text(event.triggerTicks()));
    node.put("price", listing.price().text(event.limitTicks()));
    node.put("quantity", listing.quantity().text(event.lots()));
    node.put("reduceOnly", event.reduceOnly() == 1);
    node.put("group", Long.toString(event.group()));
    account(event.account()).triggers.put(event.triggerId(), node);
    event(event.account(), "trigger").put("status", "WAITING").set("trigger", node);
    done = node.deepCopy();
  }

  void onTriggerGone(
      int account, long triggerId, String status, @Nullable String reason, boolean asked) {
    account(account).triggers.remove(triggerId);
    ObjectNode node = event(account, "trigger").put("status", status);
    node.put("triggerId", Long.toString(triggerId));
    node.put("reason", reason);
    if (asked && done == null) {
      done = JsonWriter.object().put("triggerId", Long.toString(triggerId));
    }
  }

  void onTwapPlaced(TwapPlacedDecoder event) {
    Market.Listing listing = listed(markets, event.market()).listing;
    ObjectNode node = JsonWriter.object();
    node.put("twapId", Long.toString(event.twapId()));
    node.put("market", event.market());
    node.put("side", event.side().name());
    node.put("price", listing.price().text(event.limitTicks()));
    node.put("quantity", listing.quantity().text(event.lots()));
    node.put("slices", event.slices());
    node.put("intervalNs", Long.toString(event.intervalNs()));
    node.put("reduceOnly", event.reduceOnly() == 1);
    event(event.account(), "twap").put("status", "RUNNING").set("twap", node);
    done = node.deepCopy();
  }

  void onTwapSliced(TwapSlicedDecoder event) {
    ObjectNode node = event(event.account(), "twap").put("status", "SLICED");
    node.put("twapId", Long.toString(event.twapId()));
    node.put("orderId", Long.toString(event.orderId()));
    node.put("slicesLeft", event.slicesLeft());
    boolean refused = event.reason() != RejectReason.NONE;
    node.put("reason", refused ? event.reason().name() : null);
  }

  void onTwapEnded(TwapEndedDecoder event) {
    Market.Listing listing = listed(markets, event.market()).listing;
    ObjectNode node = event(event.account(), "twap").put("status", "ENDED");
    node.put("twapId", Long.toString(event.twapId()));
    node.put("remainingQuantity", listing.quantity().text(event.remainingLots()));
    node.put("reason", event.reason().name());
    if (event.requestId() != 0 && done == null) {
      done = JsonWriter.object().put("twapId", Long.toString(event.twapId()));
    }
  }

  void onTrade(TradeExecutedDecoder event) {
    Market market = listed(markets, event.market());
    boolean takerBuys = event.takerSide() == Side.BUY;
    int index = event.stamp().index();
    market.book.remove(!takerBuys, event.priceTicks(), event.lots());
    Market.Trade trade =
        new Market.Trade(sequence, index, timeNs, event.priceTicks(), event.lots(), takerBuys);
    market.add(trade);
    trades
        .computeIfAbsent(event.market(), id -> JsonWriter.array())
        .add(JsonWriter.trade(market.listing, trade));
    fill(
        market,
        trade,
        event.makerAccount(),
        event.makerOrderId(),
        !takerBuys,
        event.makerFee(),
        "MAKER");
    fill(
        market,
        trade,
        event.takerAccount(),
        event.takerOrderId(),
        takerBuys,
        event.takerFee(),
        "TAKER");
    if (placed != null) {
      ObjectNode row = fills.addObject();
      row.put("tradeId", JsonWriter.tradeId(sequence, index));
      row.put("price", market.listing.price().text(event.priceTicks()));
      row.put("quantity", market.listing.quantity().text(event.lots()));
      row.put("fee", JsonWriter.USD.text(event.takerFee()));
      row.put("makerOrderId", Long.toString(event.makerOrderId()));
    }
    setUnits(event.makerAccount(), 0, event.makerCash());
    setUnits(event.takerAccount(), 0, event.takerCash());
    setPosition(market, event.makerAccount(), event.makerPosition(), event.makerRefCost());
    setPosition(market, event.takerAccount(), event.takerPosition(), event.takerRefCost());
    account(FEES).units.put(0, event.feesCash());
  }

  void onLiquidation(LiquidationSteppedDecoder event) {
    ObjectNode node = event(event.account(), "liquidation");
    node.put("stage", event.stage().name());
    node.put("equity", JsonWriter.USD.text(event.equityAfter()));
    node.put("maintenanceMargin", JsonWriter.USD.text(event.maintenanceAfter()));
  }

  void onAssigned(PositionAssignedDecoder event) {
    Market market = listed(markets, event.market());
    assigned(market, event, event.seller(), false);
    assigned(market, event, event.buyer(), true);
    setUnits(event.seller(), 0, event.sellerCash());
    setUnits(event.buyer(), 0, event.buyerCash());
    setPosition(market, event.seller(), event.sellerLots(), event.sellerRefCost());
    setPosition(market, event.buyer(), event.buyerLots(), event.buyerRefCost());
  }

  private void assigned(Market market, PositionAssignedDecoder event, int account, boolean buys) {
    ObjectNode node = event(account, "assigned");
    node.put("market", event.market());
    node.put("side", buys ? "BUY" : "SELL");
    node.put("price", market.listing.price().text(event.priceTicks()));
    node.put("quantity", market.listing.quantity().text(event.lots()));
    node.put("reason", event.reason().name());
  }

  void onCashMoved(CashMovedDecoder event) {
    transferred(event, event.from(), -event.amount());
    transferred(event, event.to(), event.amount());
    setUnits(event.from(), 0, event.fromCash());
    setUnits(event.to(), 0, event.toCash());
  }

  private void transferred(CashMovedDecoder event, int account, long amount) {
    ObjectNode node = event(account, "transfer");
    node.put("amount", JsonWriter.USD.text(amount));
    node.put("reason", event.reason().name());
  }

  void onMarkUpdated(MarkUpdatedDecoder event) {
    Market market = listed(markets, event.market());
    market.add(
        new Market.Mark(sequence, timeNs, event.round(), event.markTicks(), event.indexTicks()));
    markChanges.add(event.market());
  }

  void onAssetMarkUpdated(AssetMarkUpdatedDecoder event) {
    assets.computeIfPresent(event.asset(), (id, asset) -> asset.withMark(event.markUnit()));
  }

  void onFundingSettled(FundingSettledDecoder event) {
    listed(markets, event.market()).fundingIndex = event.fundingIndex();
    markChanges.add(event.market());
  }

  void onDividendPaid(DividendPaidDecoder event) {
    listed(markets, event.market()).fundingIndex = event.fundingIndex();
    markChanges.add(event.market());
  }

  void onWindowSealed(WindowSealedDecoder event) {
    sealed = JsonWriter.object();
    sealed.put("batchNo", Long.toString(event.batchNo()));
    sealed.put("seqFrom", Long.toString(event.seqFrom()));
    sealed.put("seqTo", Long.toString(event.seqTo()));
    sealed.put("headerTsS", Long.toString(event.headerTsS()));
    sealed.put("depositsUpTo", Long.toString(event.depositsUpTo()));
    sealed.put("withdrawals", event.withdrawals());
    stamp(sealed);
    batchChange = batchChange == null ? JsonWriter.object() : batchChange;
    batchChange.set("sealed", sealed);
  }

  void onBatchConfirmed(BatchConfirmedDecoder event) {
    byte[] hash = new byte[32];
    confirmed = JsonWriter.object();
    confirmed.put("batchNo", Long.toString(event.batchNo()));
    event.getHeaderHash(hash, 0, hash.length);
    confirmed.put("headerHash", Hex.encode(hash));
    event.getTransactionHash(hash, 0, hash.length);
    confirmed.put("transactionHash", Hex.encode(hash));
    stamp(confirmed);
    batchChange = batchChange == null ? JsonWriter.object() : batchChange;
    batchChange.set("confirmed", confirmed);
  }

  private void fill(
      Market market,
      Market.Trade trade,
      int account,
      long orderId,
      boolean buys,
      long fee,
      String role) {
    Order order = account(account).openOrders.get(orderId);
    if (order != null) {
      order.fill(trade.priceTicks(), trade.lots());
      changedOrders.add(order);
      if (order.isFilled()) {
        account(account).openOrders.remove(orderId);
      }
    }
    ObjectNode node = event(account, "fill");
    node.put("orderId", Long.toString(orderId));
    node.put("tradeId", JsonWriter.tradeId(trade.sequence(), trade.index()));
    node.put("market", market.listing.market());
    node.put("side", buys ? "BUY" : "SELL");
    node.put("price", market.listing.price().text(trade.priceTicks()));
    node.put("quantity", market.listing.quantity().text(trade.lots()));
    node.put("fee", JsonWriter.USD.text(fee));
    node.put("role", role);
  }

  private void setUnits(int id, int asset, long units) {
    account(id).units.put(asset, units);
    ObjectNode node = event(id, "balance");
    node.put("asset", asset);
    node.put("units", listed(assets, asset).grid().text(units));
  }

  private void setPosition(Market market, int id, long position, long refCost) {
    if (market.listing.kind() == MarketKind.SPOT) {
      setUnits(id, market.listing.baseAsset(), position);
      return;
    }
    SortedMap<Integer, Account.Line> lines = account(id).lines;
    if (position == 0) {
      lines.remove(market.listing.market());
    } else {
      Account.Line line = lines.computeIfAbsent(market.listing.market(), m -> new Account.Line());
      line.lots = position;
      line.refCost = refCost;
    }
    ObjectNode node = event(id, "position");
    node.put("market", market.listing.market());
    node.put("quantity", market.listing.quantity().text(position));
    node.put("refCost", JsonWriter.USD.text(refCost));
  }

  private ObjectNode event(int account, String type) {
    return accountEvents
        .computeIfAbsent(account, id -> JsonWriter.array())
        .addObject()
        .put("type", type);
  }

  private void publish(Stream.Kind kind, int id, Consumer<ObjectNode> body) {
    stream.publish(new Stream.Channel(kind, id), sequence, timeNs, body);
  }

  private ObjectNode accountNode(int id, boolean withOrders) {
    Account account = accounts.get(id);
    if (account == null) {
      throw Problem.of(404, "UNKNOWN_ACCOUNT", "no account " + id);
    }
    return JsonWriter.account(account, assets, markets, withOrders);
  }

  private ObjectNode orderNode(Order order) {
    return JsonWriter.order(order, listed(markets, order.market).listing);
  }

  /** The log lists an asset or a market before anything names it. */
  static <T> T listed(Map<Integer, T> rows, int id) {
    return Objects.requireNonNull(rows.get(id), () -> "not listed: id=" + id);
  }

  private static <K, V> void dropEldest(Map<K, V> oldestFirst, int most) {
    if (oldestFirst.size() > most) {
      Iterator<K> keys = oldestFirst.keySet().iterator();
      keys.next();
      keys.remove();
    }
  }

  private Account account(int id) {
    return accounts.computeIfAbsent(id, Account::new);
  }

  private Market market(int id) {
    Market market = markets.get(id);
    if (market == null) {
      throw Problem.of(404, "UNKNOWN_MARKET", "no market " + id);
    }
    return market;
  }

  private void stamp(ObjectNode node) {
    node.put("sequence", Long.toString(sequence));
    node.put("timeNs", Long.toString(timeNs));
  }
}
