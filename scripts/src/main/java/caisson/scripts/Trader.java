package caisson.scripts;

import caisson.sdk.CaissonClient;
import caisson.sdk.ChainClient;
import caisson.sdk.DepositClient;
import caisson.sdk.GatewayException;
import caisson.sdk.Json;
import caisson.sdk.NonceSource;
import caisson.sdk.Order;
import caisson.sdk.OrderTicket;
import caisson.sdk.Side;
import caisson.sdk.TimeInForce;
import caisson.signing.AgentScope;
import caisson.signing.KeyPair;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One account with its owner and agent keys, driven through the SDK alone, as any user's program
 * would.
 */
final class Trader {
  private static final Duration CREDIT_LIMIT = Duration.ofSeconds(60);
  private static final long DAY_NS = Duration.ofDays(1).toNanos();
  private final KeyPair owner;
  private final KeyPair agent = KeyPair.create();
  private final NonceSource nonces = new NonceSource();
  private final CaissonClient client;
  private final DepositClient chain;
  private final Path memory;
  private int account;

  Trader(Venue venue, DemoKey key) {
    owner = KeyPair.parse(key.privateKey());
    client = CaissonClient.connect(URI.create(venue.gatewayUrl()));
    chain =
        new DepositClient(
            ChainClient.connect(URI.create(venue.chainUrl())),
            owner,
            client.venue().vault(),
            client.venue().clearingHouse());
    memory = venue.data().resolve("account-" + key.name().toLowerCase(java.util.Locale.ROOT));
  }

  CaissonClient client() {
    return client;
  }

  DepositClient chain() {
    return chain;
  }

  KeyPair owner() {
    return owner;
  }

  KeyPair agent() {
    return agent;
  }

  int account() {
    return account;
  }

  NonceSource nonces() {
    return nonces;
  }

  /** Opens the account with a first deposit on chain, or finds the one of an earlier start. */
  boolean open(long coinUnits) throws IOException {
    if (Files.exists(memory)) {
      account = Integer.parseInt(Files.readString(memory).strip());
      return false;
    }
    var coin = client.venue().token(0);
    BigInteger raw = BigInteger.valueOf(coinUnits);
    chain.mintTest(coin, raw);
    chain.approve(coin, raw);
    account = chain.register(raw);
    Files.writeString(memory, Integer.toString(account));
    return true;
  }

  void deposit(int asset, long raw) {
    var token = client.venue().token(asset);
    chain.mintTest(token, BigInteger.valueOf(raw));
    chain.approve(token, BigInteger.valueOf(raw));
    chain.deposit(account, asset, BigInteger.valueOf(raw));
  }

  void awaitUnits(int asset, BigDecimal units) {
    Await.until(
        "account " + account + " holding " + units.toPlainString() + " of asset " + asset,
        CREDIT_LIMIT,
        () -> state().filter(state -> units(state, asset).compareTo(units) >= 0).isPresent());
  }

  /** A key that trades for a day and never withdraws. */
  void registerAgent() {
    client.registerAgent(
        owner,
        account,
        agent.address(),
        AgentScope.of(expiryNs(DAY_NS), 1_000_000_000_000_000L, 10_000_000_000_000L),
        nonces.next());
  }

  Order place(int market, Side side, TimeInForce timeInForce, String price, String quantity) {
    return client.place(
        agent,
        OrderTicket.of(
            account,
            client.market(market),
            side,
            timeInForce,
            price,
            quantity,
            nonces.next(),
            expiryNs(Duration.ofSeconds(30).toNanos())));
  }

  Json cancel(int market, long orderId) {
    return client.cancel(
        agent, account, market, orderId, nonces.next(), expiryNs(Duration.ofSeconds(30).toNanos()));
  }

  /** Empty while the gateway does not know the account. */
  Optional<Json> state() {
    try {
      return Optional.of(client.account(account));
    } catch (GatewayException e) {
      return Optional.empty();
    }
  }

  Json requireState() {
    return Await.value("account " + account, CREDIT_LIMIT, this::state);
  }

  static BigDecimal units(Json state, int asset) {
    return state.list("assets").stream()
        .filter(row -> row.integer("asset") == asset)
        .map(row -> row.decimal("units"))
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  static BigDecimal position(Json state, int market) {
    return state.list("positions").stream()
        .filter(row -> row.integer("market") == market)
        .map(row -> row.decimal("quantity"))
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  static long expiryNs(long fromNow) {
    return Math.addExact(System.currentTimeMillis() * 1_000_000, fromNow);
  }
}
