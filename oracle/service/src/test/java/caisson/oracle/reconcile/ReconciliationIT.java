package caisson.oracle.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.chain.ChainClient;
import caisson.chain.LogEntry;
import caisson.chain.SettlementContracts;
import caisson.chain.VaultEvent;
import caisson.client.Cursor;
import caisson.client.EventHandler;
import caisson.client.EventLog;
import caisson.fixtures.ChainFixture;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.reconciliation.Key;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;

/**
 * Real node, attestor, chain, contracts, database and bridge around the packaged oracle: three
 * users deposit, trade both markets and one withdraws; then all sides agree to the last unit, and
 * one unit planted in any of them is told by side, account and asset.
 */
class ReconciliationIT {
  private static final int ALICE = 4096;
  private static final int BOB = 4097;
  private static final int CAROL = 4098;
  private static final long COIN = 1_000_000;
  private static final long TOKENS = 100_000_000;

  // 10 lots at 60,000.0 of Bob for Alice, 4 of them on to Carol at 60,010.0, 5 spot lots at
  // 60,000.0
  // of Bob for Alice, 30 coin out; maker 100 ppm, taker 400 ppm, each rounded up.
  private static final long ALICE_CASH = 903_965_599;
  private static final long ALICE_BALANCE = ALICE_CASH + 36_000_000;
  private static final long BOB_BALANCE = 2_029_991_000;
  private static final long CAROL_BALANCE = 999_990_398;

  private static Venue venue;
  private static SettlementContracts contracts;
  private static Vertx vertx;
  private static Pool pool;

  @BeforeAll
  static void tradeAndSettle() throws Exception {
    venue = new Venue();
    contracts = new SettlementContracts(venue.chain, venue.deployment);
    vertx = Vertx.vertx();
    pool =
        new Pool(
            PgBuilder.pool()
                .connectingTo(
                    PgConnectOptions.fromUri(
                        venue.databaseUrl().replace("//", "//caisson:caisson@")))
                .using(vertx)
                .build());
    Venue.User alice = venue.user(5);
    Venue.User bob = venue.user(6);
    Venue.User carol = venue.user(7);
    deposit(alice, bob, carol);
    trade(alice, bob, carol);
    long moved = venue.number("select sequence from bridge.log_cursor");
    Processes.await(
        "a pass and a checkpoint at or after sequence " + moved,
        () -> {
          JsonNode report = venue.oracle("/reconciliation");
          return report.at("/passes/0/sequence").asLong() >= moved
              && report.at("/checkpoint/sequence").asLong() >= moved;
        });
  }

  @AfterAll
  static void stop() throws Exception {
    if (pool != null) {
      pool.closeAndAwait();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    if (venue != null) {
      venue.close();
    }
  }

  @Test
  void shouldFindAllThreeSidesEqualAfterTradesDepositsAndAWithdrawal() {
    assertEquals(ALICE_BALANCE, balance(ALICE));
    assertEquals(BOB_BALANCE, balance(BOB));
    assertEquals(CAROL_BALANCE, balance(CAROL));
    JsonNode report = venue.oracle("/reconciliation");
    assertEquals("EQUAL", report.get("state").asText());
    for (JsonNode pass : report.get("passes")) {
      assertEquals(0, pass.get("differenceCount").asInt(), pass.toString());
    }
    JsonNode pass = report.get("passes").get(0);
    // Cash of three users and of FEES, tokens of two, lines of three; the books have no lines but
    // the reference costs.
    assertEquals(9, pass.at("/rows/engine").asInt());
    assertEquals(9, pass.at("/rows/chain").asInt());
    assertEquals(7, pass.at("/rows/ledger").asInt());
    long block = pass.get("block").asLong();
    long commitBlock =
        venue.number(
            "select block from bridge.commitment where batch_no = " + pass.get("batchNo").asText());
    assertTrue(block >= commitBlock && commitBlock > 0, pass.toString());
    assertEquals(
        pass.get("sequence").asLong(),
        venue.number("select seq_to from bridge.batch where no = " + pass.get("batchNo").asText()));
    assertEquals(9, report.at("/checkpoint/rows").asInt());
    assertEquals(0, report.at("/checkpoint/differenceCount").asInt(), report.toString());
    assertEquals("UP", venue.oracle("/health").get("status").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 2000, 0, -1, AMOUNT engine/ledger asset=0 account=4096 expected=939965599 found=939965600,"
        + " TOTAL ledger asset=0 account=0 expected=3970004000 found=3970004001",
    "0, 2320, 0, -1, AMOUNT engine/ledger asset=0 code=2320 expected=-4000 found=-3999,"
        + " TOTAL ledger asset=0 account=0 expected=3970003999 found=3970004000",
    "0, 1000, 1, 1, AMOUNT vault/ledger asset=1 code=1000 expected=100000000 found=100000001,"
        + " TOTAL ledger asset=1 account=0 expected=100000001 found=100000000"
  })
  void shouldTellAUnitPlantedInTheTables(
      int owner, int code, int asset, int debit, String row, String total) {
    plant(owner, code, asset, debit);
    try {
      Processes.await("alarm", () -> state().equals("DIFFERENT"));
      JsonNode pass = venue.oracle("/reconciliation").get("passes").get(0);
      assertEquals(2, pass.get("differenceCount").asInt());
      assertEquals(
          List.of(total, row),
          pass.get("differences").findValuesAsText("text").stream()
              .sorted((a, b) -> b.compareTo(a))
              .toList());
      assertEquals("ALARM", venue.oracle("/health").get("status").asText());
    } finally {
      plant(owner, code, asset, -debit);
    }
    Processes.await("end of the alarm", () -> state().equals("EQUAL"));
    assertEquals("UP", venue.oracle("/health").get("status").asText());
  }

  @Test
  void shouldTellAUnitPlantedInALeaf() throws Exception {
    String entry = entryOfAlice();
    long zigzag = Long.parseUnsignedLong(entry.substring(8), 16);
    String lie = entry.substring(0, 8) + "%016x".formatted(zigzag + 2);
    try (var endpoint = new LyingEndpoint(venue.local.url(), entry, lie);
        ChainClient client =
            ChainClient.connect(endpoint.url(), ChainFixture.CHAIN_ID, Duration.ofSeconds(10))) {
      ChainSide chain = new ChainSide(client, new SettlementContracts(client, venue.deployment));
      assertEquals(
          List.of(
              "TOTAL chain asset=0 account=0 expected=3970000000 found=3970000001",
              "AMOUNT engine/chain asset=0 account=4096 expected=903965599 found=903965600"),
          differences(new EngineSide(), chain));
    }
  }

  /** As if the event after a withdrawal told one unit too much. */
  @Test
  void shouldTellAUnitPlantedInTheEnginesCopy() {
    EngineSide engine = new EngineSide();
    EventHandler oneMore =
        new EventHandler() {
          @Override
          public void onEvent(
              long sequence,
              int index,
              boolean last,
              int templateId,
              DirectBuffer buffer,
              int offset,
              int length) {
            UnsafeBuffer told = new UnsafeBuffer(new byte[length]);
            told.putBytes(0, buffer, offset, length);
            if (templateId == WithdrawalCreatedDecoder.TEMPLATE_ID) {
              int at =
                  MessageHeaderDecoder.ENCODED_LENGTH
                      + WithdrawalCreatedDecoder.balanceEncodingOffset();
              long balance = told.getLong(at, ByteOrder.LITTLE_ENDIAN);
              told.putLong(at, balance + 1, ByteOrder.LITTLE_ENDIAN);
            }
            engine.onEvent(sequence, index, last, templateId, told, 0, length);
          }

          @Override
          public void onNote(long sequence, int id, DirectBuffer buffer, int offset, int length) {
            engine.onNote(sequence, id, buffer, offset, length);
          }
        };
    assertEquals(
        List.of(
            "TOTAL engine asset=0 account=0 expected=3970000000 found=3970000001",
            "AMOUNT engine/chain asset=0 account=4096 expected=903965600 found=903965599",
            "AMOUNT engine/ledger asset=0 account=4096 expected=939965600 found=939965599"),
        differences(oneMore, engine, new ChainSide(venue.chain, contracts)));
    assertEquals(
        List.of("AMOUNT checkpoint/engine asset=0 account=4096 expected=903965599 found=903965600"),
        engine.statePass().differences().stream().map(Found::text).toList());
  }

  private static void deposit(Venue.User alice, Venue.User bob, Venue.User carol) {
    String vault = venue.deployment.vault();
    String coin = venue.deployment.tokens().get(0);
    String token = venue.deployment.tokens().get(1);
    for (Venue.User user : List.of(alice, bob, carol)) {
      user.send(coin, "mint", new Address(user.address()), raw(10_000 * COIN))
          .send(coin, "approve", new Address(vault), raw(10_000 * COIN));
    }
    bob.send(token, "mint", new Address(bob.address()), raw(TOKENS))
        .send(token, "approve", new Address(vault), raw(TOKENS));
    List.of(alice, bob, carol).forEach(Venue.User::mined);
    alice.send(vault, "register", raw(1_000 * COIN));
    bob.send(vault, "register", raw(2_000 * COIN));
    carol.send(vault, "register", raw(1_000 * COIN));
    List.of(alice, bob, carol).forEach(Venue.User::mined);
    bob.send(vault, "deposit", new Uint32(BOB), new Uint16(1), raw(TOKENS)).mined();
    venue.awaitServices();
    Processes.await(
        "deposits credited",
        () ->
            venue.number("select count(*) from bridge.balance where code = 2000 and credits > 0")
                == 4);
  }

  private static void trade(Venue.User alice, Venue.User bob, Venue.User carol) {
    Processes.await("a price", () -> venue.oracle("/v1/prices").at("/round").asLong() > 1);
    bob.order(BOB, Venue.PERPETUAL, Side.SELL, TimeInForce.POST_ONLY, 600_000, 10);
    alice.order(ALICE, Venue.PERPETUAL, Side.BUY, TimeInForce.IOC, 600_000, 10);
    alice.order(ALICE, Venue.PERPETUAL, Side.SELL, TimeInForce.POST_ONLY, 600_100, 4);
    carol.order(CAROL, Venue.PERPETUAL, Side.BUY, TimeInForce.IOC, 600_100, 4);
    bob.order(BOB, Venue.SPOT, Side.SELL, TimeInForce.POST_ONLY, 600_000, 5);
    alice.order(ALICE, Venue.SPOT, Side.BUY, TimeInForce.IOC, 600_000, 5);
    alice.withdraw(ALICE, 30 * COIN);
    Processes.await(
        "the withdrawal in the books",
        () ->
            venue.number(
                    "select sum(credits) from bridge.balance where code = 2050 and owner = "
                        + ALICE)
                == 30 * COIN);
  }

  private static long balance(int account) {
    return venue.number(
        "select credits - debits from bridge.balance where code = 2000 and asset = 0 and owner = "
            + account);
  }

  private static void plant(int owner, int code, int asset, int debit) {
    venue.write(
        "update bridge.balance set debits = debits + %d where owner = %d and code = %d and asset = %d"
            .formatted(debit, owner, code, asset));
  }

  private static String state() {
    return venue.oracle("/reconciliation").get("state").asText();
  }

  /** What a pass finds between the log, the chain and the tables as they are. */
  private static List<String> differences(EngineSide engine, ChainSide chain) {
    return differences(engine, engine, chain);
  }

  private static List<String> differences(EventHandler log, EngineSide engine, ChainSide chain) {
    LedgerSide ledger = new LedgerSide(pool);
    List<String> found = new ArrayList<>();
    try (EventLog events =
        EventLog.open(venue.node(), venue.data.resolve("test"), Cursor.START, log)) {
      Processes.await(
          "a pass",
          () -> {
            while (events.poll(1_000) > 0 || !events.live()) {
              Thread.onSpinWait();
            }
            while (chain.read()) {
              Thread.onSpinWait();
            }
            if (!engine.knows(chain.batchNo()) || !chain.readVault()) {
              return false;
            }
            Optional<LedgerSide.Books> books = ledger.at(chain.cut(), chain.depositNo());
            engine.mergeTo(chain.batchNo());
            books.ifPresent(
                b ->
                    Pass.of(engine, chain, b)
                        .differences()
                        .forEach(difference -> found.add(difference.text())));
            return books.isPresent();
          });
    }
    return found;
  }

  /** Alice's cash in the first commit that moves it, as hex of the call data. */
  private static String entryOfAlice() {
    long head = venue.chain.block(ChainClient.At.FINALIZED).number();
    for (LogEntry log : venue.chain.logs(List.of(venue.deployment.clearingHouse()), 0, head)) {
      if (contracts.event(log).orElse(null) instanceof VaultEvent.BatchCommitted committed) {
        byte[] call = venue.chain.input(log.transactionHash()).orElseThrow();
        for (Commit.Entry entry :
            Commit.decode(committed.no(), committed.seqTo(), call).entries()) {
          if (entry.key().equals(Key.asset(0, ALICE))) {
            return "%08x%016x".formatted(ALICE, entry.delta() << 1 ^ entry.delta() >> 63);
          }
        }
      }
    }
    throw new AssertionError("no batch moved Alice's cash");
  }

  private static Uint256 raw(long units) {
    return new Uint256(BigInteger.valueOf(units));
  }
}
