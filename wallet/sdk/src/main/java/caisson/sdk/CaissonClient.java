package caisson.sdk;

import caisson.signing.Address;
import caisson.signing.AgentScope;
import caisson.signing.KeyPair;
import caisson.signing.PersonalMessage;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.AmendMessage;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.CancelAllMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.ScheduleMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A venue through its gateway: signs requests with the caller's keys and sends them. Safe for many
 * threads.
 *
 * <p>A request without a clear answer (connection lost, gateway starting, outcome unknown) is sent
 * again with the same signed bytes until the deadline; the venue recognises the client order id and
 * the nonce, so nothing happens twice. After a repeat the answer can be NONCE_USED: then an earlier
 * copy was applied, and the account or the order tells what it did.
 */
public final class CaissonClient {
  private final Requests requests;
  private final Venue venue;
  private final Map<Integer, Market> markets = new TreeMap<>();

  private CaissonClient(URI gateway, Duration deadline) {
    this.requests = new Requests(gateway, deadline);
    this.venue = Venue.of(requests.get("/v1/info"));
    for (Json market : requests.get("/v1/markets").list("markets")) {
      Market listed = Market.of(market);
      markets.put(listed.id(), listed);
    }
  }

  /** Reads what the venue lists; markets listed later need a new client. */
  public static CaissonClient connect(URI gateway) {
    return connect(gateway, Duration.ofSeconds(10));
  }

  /**
   * @param deadline how long one call may take, repeats included
   */
  public static CaissonClient connect(URI gateway, Duration deadline) {
    return new CaissonClient(gateway, deadline);
  }

  public Venue venue() {
    return venue;
  }

  public Market market(int id) {
    Market market = markets.get(id);
    if (market == null) {
      throw new IllegalArgumentException("unknown market: " + id);
    }
    return market;
  }

  /** Balances and positions, as the gateway's GET /v1/accounts/{id} gives them. */
  public Json account(int account) {
    return requests.get("/v1/accounts/" + account);
  }

  public Json book(int market, int depth) {
    return requests.get("/v1/markets/" + market + "/book?depth=" + depth);
  }

  public Json trades(int market, int limit) {
    return requests.get("/v1/markets/" + market + "/trades?limit=" + limit);
  }

  /** The last sealed and the last confirmed batch. */
  public Json lastBatch() {
    return requests.get("/v1/batches/last");
  }

  /** Lets the agent's key trade for the account within the scope, which replaces an earlier one. */
  public Json registerAgent(
      KeyPair owner, int account, Address agent, AgentScope scope, long nonce) {
    AgentMessage message = new AgentMessage(account, agent, scope, nonce);
    Map<String, Object> fields =
        Json.object(
            "account", account,
            "agent", agent.toString(),
            "expiryNs", Long.toString(scope.expiryNs()),
            "maxNotionalPerDay", dollars(scope.maxNotionalPerDay()),
            "maxOrderNotional", dollars(scope.maxOrderNotional()),
            "nonce", Long.toString(nonce),
            "signature", owner.sign(venue.domain(), message).toString());
    if (scope.markets() != AgentScope.EVERY_MARKET) {
      fields.put("markets", scope.marketList());
    }
    if (scope.maxPosition() != AgentScope.ANY_POSITION) {
      fields.put("maxPosition", dollars(scope.maxPosition()));
    }
    if (scope.bandPpm() != AgentScope.ANY_PRICE) {
      fields.put("bandPpm", scope.bandPpm());
    }
    return requests.post("/v1/agents", fields);
  }

  /** The signer is a registered agent of the account, or its owner. */
  public Order place(KeyPair signer, OrderTicket ticket) {
    if (ticket.timeInForce() == TimeInForce.FOK) {
      return place(signer, ticket, OrderTerms.NONE);
    }
    Map<String, Object> body = body(ticket);
    body.put("signature", signer.sign(venue.domain(), ticket.message()).toString());
    return Order.of(requests.post("/v1/orders", body));
  }

  /** An order with further terms; all of them are signed. */
  public Order place(KeyPair signer, OrderTicket ticket, OrderTerms terms) {
    Map<String, Object> body = body(ticket);
    body.put("selfTrade", terms.selfTrade().name());
    body.put("reduceOnly", terms.reduceOnly());
    body.put("slide", terms.slide());
    body.put("goodTillNs", Long.toString(terms.goodTillNs()));
    body.put("replaces", Long.toString(terms.replaces()));
    body.put("signature", signer.sign(venue.domain(), terms.message(ticket)).toString());
    return Order.of(requests.post("/v1/orders", body));
  }

  /** An order that is placed when the mark gets there; canceled like an order, by its triggerId. */
  public Json placeTrigger(KeyPair signer, OrderTicket ticket, TriggerTerms terms) {
    Map<String, Object> body = body(ticket);
    body.put("selfTrade", terms.selfTrade().name());
    body.put("reduceOnly", terms.reduceOnly());
    body.put("when", terms.when().name());
    body.put("triggerPrice", market(ticket.market()).price(terms.triggerTicks()));
    body.put("group", Long.toString(terms.group()));
    body.put("signature", signer.sign(venue.domain(), terms.message(ticket)).toString());
    return requests.post("/v1/orders/trigger", body);
  }

  /** Orders evenly over a range of prices; the answer tells the last of them. */
  public Order placeScale(KeyPair signer, OrderTicket ticket, ScaleTerms terms) {
    Map<String, Object> body = untimed(ticket);
    body.put("fromPrice", body.remove("price"));
    body.put("toPrice", market(ticket.market()).price(terms.toTicks()));
    body.put("orders", terms.orders());
    body.put("postOnly", terms.postOnly(ticket));
    body.put("selfTrade", terms.selfTrade().name());
    body.put("goodTillNs", Long.toString(terms.goodTillNs()));
    body.put("signature", signer.sign(venue.domain(), terms.message(ticket)).toString());
    return Order.of(requests.post("/v1/orders/scale", body));
  }

  /** All of it or nothing; the answer tells the orders placed, those canceled and the fills. */
  public Json submit(KeyPair signer, Bundle bundle) {
    Map<String, Object> body = bundle.body();
    body.put("signature", signer.sign(venue.domain(), bundle.message()).toString());
    return requests.post("/v1/orders/bundle", body);
  }

  /** Lots traded in slices over time; canceled like an order, by its twapId. */
  public Json placeTwap(KeyPair signer, OrderTicket ticket, TwapTerms terms) {
    Map<String, Object> body = untimed(ticket);
    body.put("slices", terms.slices());
    body.put("intervalNs", Long.toString(terms.interval().toNanos()));
    body.put("reduceOnly", terms.reduceOnly());
    body.put("selfTrade", terms.selfTrade().name());
    body.put("signature", signer.sign(venue.domain(), terms.message(ticket)).toString());
    return requests.post("/v1/orders/twap", body);
  }

  /** All orders of the account leave at that time, unless it is set again; 0 turns it off. */
  public Json scheduleCancel(KeyPair signer, int account, long atNs, long nonce, long expiryNs) {
    ScheduleMessage message = new ScheduleMessage(account, atNs, nonce, expiryNs);
    return requests.post(
        "/v1/orders/schedule-cancel",
        Json.object(
            "account", account,
            "atNs", Long.toString(atNs),
            "nonce", Long.toString(nonce),
            "expiryNs", Long.toString(expiryNs),
            "signature", signer.sign(venue.domain(), message).toString()));
  }

  /**
   * A standing offer to take lines of the market that liquidation did not sell, in place of what
   * the account offered there before; the signer is an agent of the account, or its owner.
   */
  public Json offerBackstop(KeyPair signer, BackstopOffer offer) {
    Map<String, Object> body = offer.body(market(offer.market()));
    body.put("signature", signer.sign(venue.domain(), offer.message()).toString());
    return requests.post("/v1/backstop/offers", body);
  }

  /** Ends what the account offers in the market. */
  public Json endBackstop(KeyPair signer, int account, int market, long nonce, long expiryNs) {
    BackstopMessage message = new BackstopMessage(account, market, 0, 0, nonce, expiryNs);
    return requests.post(
        "/v1/backstop/offers/end",
        Json.object(
            "account", account,
            "market", market,
            "nonce", Long.toString(nonce),
            "expiryNs", Long.toString(expiryNs),
            "signature", signer.sign(venue.domain(), message).toString()));
  }

  private Map<String, Object> body(OrderTicket ticket) {
    Map<String, Object> body = untimed(ticket);
    body.put("timeInForce", ticket.timeInForce().name());
    return body;
  }

  private Map<String, Object> untimed(OrderTicket ticket) {
    Market market = market(ticket.market());
    return Json.object(
        "account", ticket.account(),
        "market", ticket.market(),
        "side", ticket.side().name(),
        "price", market.price(ticket.limitTicks()),
        "quantity", market.quantity(ticket.lots()),
        "nonce", Long.toString(ticket.nonce()),
        "expiryNs", Long.toString(ticket.expiryNs()),
        "clientOrderId", ticket.clientOrderId());
  }

  /** New price and resting lots; fewer lots at the same price keep the order's place in time. */
  public Order amend(
      KeyPair signer,
      int account,
      int market,
      long orderId,
      long limitTicks,
      long lots,
      long nonce,
      long expiryNs) {
    AmendMessage message =
        new AmendMessage(account, market, orderId, limitTicks, lots, 0, 0, nonce, expiryNs);
    return Order.of(
        requests.post(
            "/v1/orders/amend",
            Json.object(
                "account", account,
                "market", market,
                "orderId", Long.toString(orderId),
                "price", market(market).price(limitTicks),
                "quantity", market(market).quantity(lots),
                "nonce", Long.toString(nonce),
                "expiryNs", Long.toString(expiryNs),
                "signature", signer.sign(venue.domain(), message).toString())));
  }

  /** Every resting order of the account. */
  public Json cancelAll(KeyPair signer, int account, long nonce, long expiryNs) {
    CancelAllMessage message = new CancelAllMessage(account, 0, 0, nonce, expiryNs);
    return requests.post(
        "/v1/orders/cancel-all",
        Json.object(
            "account", account,
            "nonce", Long.toString(nonce),
            "expiryNs", Long.toString(expiryNs),
            "signature", signer.sign(venue.domain(), message).toString()));
  }

  public Json cancel(
      KeyPair signer, int account, int market, long orderId, long nonce, long expiryNs) {
    CancelMessage message = new CancelMessage(account, market, orderId, nonce, expiryNs);
    return requests.post(
        "/v1/orders/cancel",
        Json.object(
            "account", account,
            "market", market,
            "orderId", Long.toString(orderId),
            "nonce", Long.toString(nonce),
            "expiryNs", Long.toString(expiryNs),
            "signature", signer.sign(venue.domain(), message).toString()));
  }

  /** Signed by the owner; the amount is in whole coins of the asset. */
  public WithdrawalTicket withdraw(
      KeyPair owner,
      int account,
      int asset,
      BigDecimal amount,
      Address destination,
      long nonce,
      long expiryNs) {
    WithdrawMessage message =
        new WithdrawMessage(
            account, asset, units(amount, scale(asset)), destination, nonce, expiryNs);
    return WithdrawalTicket.of(
        requests.post(
            "/v1/withdrawals",
            Json.object(
                "account", account,
                "asset", asset,
                "amount", amount.toPlainString(),
                "destination", destination.toString(),
                "nonce", Long.toString(nonce),
                "expiryNs", Long.toString(expiryNs),
                "signature", owner.sign(venue.domain(), message).toString())));
  }

  /** Moves units to another account of the same owner, which risks them apart from this one. */
  public Json transfer(
      KeyPair owner, int from, int to, int asset, BigDecimal amount, long nonce, long expiryNs) {
    TransferMessage message =
        new TransferMessage(from, to, asset, units(amount, scale(asset)), nonce, expiryNs);
    return requests.post(
        "/v1/transfers",
        Json.object(
            "from", from,
            "to", to,
            "asset", asset,
            "amount", amount.toPlainString(),
            "nonce", Long.toString(nonce),
            "expiryNs", Long.toString(expiryNs),
            "signature", owner.sign(venue.domain(), message).toString()));
  }

  /** What the account may do from now on: its resting orders go when that is less than before. */
  public Json setLevel(KeyPair owner, int account, AccountLevel level, long nonce, long expiryNs) {
    LevelMessage message = new LevelMessage(account, level.number, nonce, expiryNs);
    return requests.post(
        "/v1/accounts/level",
        Json.object(
            "account", account,
            "level", level.name(),
            "nonce", Long.toString(nonce),
            "expiryNs", Long.toString(expiryNs),
            "signature", owner.sign(venue.domain(), message).toString()));
  }

  /** A token for the private channel of the account, until its end or the gateway's restart. */
  public String logOn(KeyPair signer, int account) {
    Json challenge = requests.post("/v1/sessions/challenge", Json.object("account", account));
    byte[] digest = PersonalMessage.digest(challenge.text("message"));
    return requests
        .post(
            "/v1/sessions",
            Json.object(
                "account", account,
                "challenge", challenge.text("challenge"),
                "signature", signer.sign(digest).toString()))
        .text("token");
  }

  /** Live channels; close it when done. */
  public EventStream stream() {
    return requests.stream();
  }

  private int scale(int asset) {
    Integer scale = venue.scales().get(asset);
    if (scale == null) {
      throw new IllegalArgumentException("unknown asset: " + asset);
    }
    return scale;
  }

  private static String dollars(long microDollars) {
    return BigDecimal.valueOf(microDollars, 6).toPlainString();
  }

  private static long units(BigDecimal amount, int scale) {
    return amount.movePointRight(scale).longValueExact();
  }
}
