package caisson.sdk;

import caisson.signing.Address;
import caisson.signing.AgentScope;
import caisson.signing.KeyPair;
import caisson.signing.PersonalMessage;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.AmendMessage;
import caisson.signing.TypedMessage.CancelAllMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
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
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final long RETRY_PAUSE_MS = 100;

  private final URI gateway;
  private final Duration deadline;
  private final HttpClient http;
  private final Venue venue;
  private final Map<Integer, Market> markets = new TreeMap<>();

  private CaissonClient(URI gateway, Duration deadline) {
    this.gateway = gateway;
    this.deadline = deadline;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(REQUEST_TIMEOUT)
            .build();
    this.venue = Venue.of(get("/v1/info"));
    for (Json market : get("/v1/markets").list("markets")) {
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
    return get("/v1/accounts/" + account);
  }

  public Json book(int market, int depth) {
    return get("/v1/markets/" + market + "/book?depth=" + depth);
  }

  public Json trades(int market, int limit) {
    return get("/v1/markets/" + market + "/trades?limit=" + limit);
  }

  /** The last sealed and the last confirmed batch. */
  public Json lastBatch() {
    return get("/v1/batches/last");
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
      fields.put("markets", markets(scope.markets()));
    }
    if (scope.maxPosition() != AgentScope.ANY_POSITION) {
      fields.put("maxPosition", dollars(scope.maxPosition()));
    }
    if (scope.bandPpm() != AgentScope.ANY_PRICE) {
      fields.put("bandPpm", scope.bandPpm());
    }
    return post("/v1/agents", fields);
  }

  /** The signer is a registered agent of the account, or its owner. */
  public Order place(KeyPair signer, OrderTicket ticket) {
    if (ticket.timeInForce() == TimeInForce.FOK) {
      return place(signer, ticket, OrderTerms.NONE);
    }
    Map<String, Object> body = body(ticket);
    body.put("signature", signer.sign(venue.domain(), ticket.message()).toString());
    return Order.of(post("/v1/orders", body));
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
    return Order.of(post("/v1/orders", body));
  }

  private Map<String, Object> body(OrderTicket ticket) {
    Market market = market(ticket.market());
    return Json.object(
        "account", ticket.account(),
        "market", ticket.market(),
        "side", ticket.side().name(),
        "timeInForce", ticket.timeInForce().name(),
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
        post(
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
    return post(
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
    return post(
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
        post(
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
    return post(
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
    return post(
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
    Json challenge = post("/v1/sessions/challenge", Json.object("account", account));
    byte[] digest = PersonalMessage.digest(challenge.text("message"));
    return post(
            "/v1/sessions",
            Json.object(
                "account", account,
                "challenge", challenge.text("challenge"),
                "signature", signer.sign(digest).toString()))
        .text("token");
  }

  /** Live channels; close it when done. */
  public EventStream stream() {
    String text = gateway.toString().replaceFirst("^http", "ws");
    return EventStream.open(http, URI.create(text).resolve("/v1/stream"));
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

  private static List<Object> markets(long bits) {
    return BitSet.valueOf(new long[] {bits}).stream().<Object>mapToObj(market -> market).toList();
  }

  private static long units(BigDecimal amount, int scale) {
    return amount.movePointRight(scale).longValueExact();
  }

  private Json get(String path) {
    return send(HttpRequest.newBuilder(gateway.resolve(path)).GET());
  }

  private Json post(String path, Map<String, Object> body) {
    return send(
        HttpRequest.newBuilder(gateway.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(body))));
  }

  private Json send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(REQUEST_TIMEOUT).build();
    long endNs = System.nanoTime() + deadline.toNanos();
    while (true) {
      GatewayException failure;
      try {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return Json.parse(response.body());
        }
        failure = GatewayException.of(response.statusCode(), response.body());
        if (!worthRepeating(failure.status())) {
          throw failure;
        }
      } catch (IOException noAnswer) {
        failure = new GatewayException(0, "NO_ANSWER", "", "no answer from " + gateway);
        failure.initCause(noAnswer);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new GatewayException(0, "INTERRUPTED", "", "interrupted");
      }
      if (System.nanoTime() - endNs >= 0) {
        throw failure;
      }
      pause();
    }
  }

  private static boolean worthRepeating(int status) {
    return status == 429 || status == 503 || status == 504;
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_PAUSE_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new GatewayException(0, "INTERRUPTED", "", "interrupted");
    }
  }
}
