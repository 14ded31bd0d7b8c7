package caisson.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.chain.ChainClient;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.fixtures.ChainFixture;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OutflowLimitedDecoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.signing.KeyPair;
import caisson.signing.TypedMessage;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;

/** The chain goes on for an hour without a final block, then replaces the last twelve. */
@EnabledIfSystemProperty(named = "caisson.tier", matches = "full|nightly")
class FinalityIT {
  private static final int ACCOUNT = 4096;
  private static final long COIN = 1_000_000;
  private static final long LIMIT = 20 * COIN;
  private static final int REPLACED = 12;
  private static final long ORDER_NONCE = 50;
  private static final long AGAIN_NS = 5_000_000_000L;

  private StandingFinality finality;
  private Venue venue;
  private EventLog log;

  // What the log has told.
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CommandRejectedDecoder rejected = new CommandRejectedDecoder();
  private final OutflowLimitedDecoder limited = new OutflowLimitedDecoder();
  private final WithdrawalCreatedDecoder withdrawal = new WithdrawalCreatedDecoder();
  private final List<Long> limits = new ArrayList<>();
  private final List<Long> withdrawn = new ArrayList<>();
  private int refused;
  private int orders;

  @BeforeEach
  void start() throws Exception {
    venue =
        new Venue(
            url -> {
              finality = StandingFinality.before(url);
              return finality.url();
            },
            "-Dcaisson.bridge.outflow-limit=" + LIMIT);
    log =
        EventLog.open(
            new NodeEndpoints("127.0.0.1", venue.portBase),
            venue.data.resolve("watch"),
            Cursor.START,
            this::onEvent);
  }

  @AfterEach
  void stop() throws Exception {
    log.close();
    venue.close();
    finality.close();
  }

  private void onEvent(
      long sequence, int index, boolean last, int template, DirectBuffer b, int at, int length) {
    switch (template) {
      case OutflowLimitedDecoder.TEMPLATE_ID ->
          limits.add(limited.wrapAndApplyHeader(b, at, header).most());
      case WithdrawalCreatedDecoder.TEMPLATE_ID ->
          withdrawn.add(withdrawal.wrapAndApplyHeader(b, at, header).units());
      case CommandRejectedDecoder.TEMPLATE_ID -> {
        rejected.wrapAndApplyHeader(b, at, header);
        refused += rejected.reason() == RejectReason.OUTFLOW_LIMITED ? 1 : 0;
      }
      case OrderAcceptedDecoder.TEMPLATE_ID -> orders++;
      default -> {
        // nothing that is asked here
      }
    }
  }

  @Test
  void shouldCreditOnlyWhatIsFinalLimitWhatLeavesAndInventNothing() throws Exception {
    String coin = venue.deployment.tokens().get(0);
    Address vault = new Address(venue.deployment.vault());
    Uint256 plenty = raw(1_000 * COIN);
    venue.transact(coin, "mint", new Address(venue.user.address().toString()), plenty);
    venue.transact(coin, "approve", vault, plenty);
    venue.transact(venue.deployment.vault(), "register", raw(100 * COIN));
    KeyPair other = KeyPair.parse(ChainFixture.FUNDED_KEYS.get(7));
    venue.send(7, coin, Venue.call("mint", new Address(other.address().toString()), plenty));
    venue.send(7, coin, Venue.call("approve", vault, plenty));
    Venue.await("first deposit", () -> customers() == 100 * COIN);
    finality.stand(venue.chain.block(ChainClient.At.FINALIZED).number());
    // What was final before stays below the blocks that are replaced.
    venue.rpc("anvil_mine", Integer.toString(REPLACED));
    String lost = venue.send(7, vault.toString(), deposit(40));
    venue.travel(3_600);
    until("the limit", () -> limits.equals(List.of(LIMIT)));
    assertTrue(venue.chain.receipt(lost).isPresent());
    until("refused, being large", () -> refused == 1, () -> withdraw(30, 1));
    until("taken", () -> withdrawn.equals(List.of(15 * COIN)), () -> withdraw(15, 2));
    until("refused with the one before", () -> refused == 2, () -> withdraw(10, 3));
    until("an order", () -> orders == 1, this::trade);
    Venue.await("a commit that is not final", () -> mined() > 0);
    assertEquals(85 * COIN, customers(), "what is not final is not credited");

    venue.rpc("anvil_reorg", REPLACED + ",[]");
    assertTrue(venue.chain.receipt(lost).isEmpty());
    venue.transact(venue.deployment.vault(), "deposit", account(), new Uint16(0), raw(25 * COIN));
    Venue.await("the commit is sent again", () -> bridgeLog().contains("left the chain"));
    assertEquals(85 * COIN, customers());

    finality.goOn();
    Venue.await("the deposit that stayed", () -> customers() == 110 * COIN);
    until("the end of the limit", () -> limits.equals(List.of(LIMIT, -1L)));
    List<Long> both = List.of(15 * COIN, 30 * COIN);
    until("taken now", () -> withdrawn.equals(both), () -> withdraw(30, 4));
    Venue.await("everything confirmed", () -> customers() == 80 * COIN && unconfirmed() == 0);
    assertEquals(125 * COIN, vaultLedger());
    assertEquals(BigInteger.valueOf(125 * COIN), held(coin, vault));
    assertEquals(2, number("select count(*) from bridge.deposit"));
    assertEquals(0, number("select coalesce(sum(debits - credits), 0) from bridge.balance"));
    assertEquals(0, number("select count(*) - coalesce(max(batch_no), 0) from bridge.commitment"));
    assertTrue(venue.bridge.isAlive());
  }

  /** A price and an order at it. */
  private void trade() {
    var prices = new PublishPricesEncoder().wrapAndApplyHeader(venue.buffer, 0, venue.header);
    prices.requestId(1).round(1);
    prices
        .pricesCount(1)
        .next()
        .market(1)
        .indexTicks(600_000)
        .externalTicks(600_000)
        .splitVersion(0);
    prices.assetPricesCount(0);
    venue.send(prices.encodedLength());
    var order = new PlaceOrderEncoder().wrapAndApplyHeader(venue.buffer, 0, venue.header);
    order.requestId(2).account(ACCOUNT).market(1).side(Side.BUY).limitTicks(600_000).lots(1);
    order.timeInForce(TimeInForce.GTC).nonce(ORDER_NONCE).expiryNs(Long.MAX_VALUE);
    order.clientOrderId().high(0).low(1);
    var message =
        new TypedMessage.OrderMessage(
            ACCOUNT,
            1,
            Side.BUY.value(),
            TimeInForce.GTC.value(),
            600_000,
            1,
            ORDER_NONCE,
            Long.MAX_VALUE,
            0,
            1);
    int at = order.offset();
    venue.buffer.putBytes(
        at + PlaceOrderEncoder.signerEncodingOffset(), venue.user.address().bytes());
    venue.buffer.putBytes(
        at + PlaceOrderEncoder.signatureEncodingOffset(), venue.signature(message));
    venue.send(order.encodedLength());
  }

  private void withdraw(long coins, long nonce) {
    venue.requestWithdrawal(ACCOUNT, coins * COIN, nonce);
  }

  /** Asks, and again what is not answered: an offered command may not arrive. */
  private void until(String what, BooleanSupplier condition, Runnable ask) {
    long[] askNs = {System.nanoTime()};
    until(
        what,
        () -> {
          boolean done = condition.getAsBoolean();
          if (!done && System.nanoTime() - askNs[0] >= 0) {
            ask.run();
            askNs[0] = System.nanoTime() + AGAIN_NS;
          }
          return done;
        });
  }

  private void until(String what, BooleanSupplier condition) {
    Venue.await(
        what,
        () -> {
          log.poll(1_000);
          return condition.getAsBoolean();
        });
  }

  private static byte[] deposit(long coins) {
    return Venue.call("deposit", account(), new Uint16(0), raw(coins * COIN));
  }

  private static Uint32 account() {
    return new Uint32(ACCOUNT);
  }

  private static Uint256 raw(long units) {
    return new Uint256(BigInteger.valueOf(units));
  }

  private static String bridgeLog() {
    try {
      return Files.readString(Path.of("target/bridge.log"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private BigInteger held(String coin, Address holder) {
    byte[] balance = venue.chain.call(coin, Venue.call("balanceOf", holder), ChainClient.At.LATEST);
    return new BigInteger(1, balance);
  }

  private long customers() {
    return number(
        "select coalesce(sum(credits - debits), 0) from bridge.balance where code = 2000");
  }

  private long vaultLedger() {
    return number("select debits - credits from bridge.balance where code = 1000 and asset = 0");
  }

  private long mined() {
    return number("select count(*) from bridge.batch where state = " + BatchState.MINED.code);
  }

  private long unconfirmed() {
    return number("select count(*) from bridge.batch where state < " + BatchState.CONFIRMED.code);
  }

  private long number(String query) {
    return venue.database.number(query);
  }
}
