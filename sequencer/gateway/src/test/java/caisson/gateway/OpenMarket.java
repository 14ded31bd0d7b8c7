package caisson.gateway;

import caisson.client.NodeEndpoints;
import caisson.protocol.MarketKind;
import caisson.signing.Address;
import caisson.signing.KeyPair;
import caisson.signing.SigningDomain;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What every story on the running venue begins with: two markets, and accounts with cash. The first
 * that asks opens it, whichever it is, and all share the one venue; so each has accounts of its own
 * where it matters what else an account did.
 */
final class OpenMarket {
  static final int ALICE = 4096;
  static final int BOB = 4097;

  /** Of bundles and standing offers. */
  static final int CAROL = 4099;

  static final long NEVER = Long.MAX_VALUE;

  /** Deposits that were made. */
  static final int DEPOSITS = 4;

  private static @Nullable OpenMarket open;

  final KeyPair alice = KeyPair.create();
  final KeyPair bob = KeyPair.create();
  final KeyPair carol = KeyPair.create();
  final SignedBodies bodies =
      new SignedBodies(new SigningDomain(31337, Address.parse(RunningVenue.CLEARING_HOUSE)));
  final Web web;
  private final int portBase;
  private final Path data;
  private long nonce = 1;

  private OpenMarket(int portBase, Path data) {
    this.portBase = portBase;
    this.data = data;
    web = new Web(portBase);
  }

  static synchronized OpenMarket at(int portBase, Path data) {
    OpenMarket market = open;
    if (market == null || !market.data.equals(data)) {
      market = new OpenMarket(portBase, data);
      market.begin();
      open = market;
    }
    return market;
  }

  private void begin() {
    try (Operator operator = operator()) {
      operator.listAsset(0, "USDC", 6, 1_000_000_000_000L);
      operator.listAsset(1, "tBTC", 8, 600_000_000_000_000L);
      operator.listMarket(1, "BTC-PERP", MarketKind.PERPETUAL, 0, 0);
      operator.listMarket(2, "BTC/USDC", MarketKind.SPOT, 1, 10_000);
      operator.registerAccount(ALICE, alice.address());
      operator.registerAccount(BOB, bob.address());
      operator.registerAccount(CAROL, carol.address());
      operator.deposit(1, ALICE, 0, 10_000_000_000L);
      operator.deposit(2, BOB, 0, 10_000_000_000L);
      operator.deposit(3, BOB, 1, 50_000_000L);
      operator.deposit(4, CAROL, 0, 10_000_000_000L);
      operator.price(1, 1, 600_000);
      await(
          () ->
              web.get("/health").status() == 200
                  && web.get("/v1/accounts/4097").body().path("assets").size() == 2
                  && !web.get("/v1/markets").body().at("/markets/0/markPrice").isNull());
    }
  }

  Operator operator() {
    return new Operator(new NodeEndpoints("127.0.0.1", portBase), data.resolve("operator"));
  }

  long nextNonce() {
    return nonce++;
  }

  /** What bids for at a price of the perpetual. */
  String levelQuantity(String price) {
    for (JsonNode level : web.get("/v1/markets/1/book?depth=200").body().get("bids")) {
      if (level.get(0).asText().equals(price)) {
        return level.get(1).asText();
      }
    }
    return "0.0000";
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 60 s");
      }
      LockSupport.parkNanos(20_000_000L);
    }
  }
}
