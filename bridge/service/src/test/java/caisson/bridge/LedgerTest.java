package caisson.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caisson.chain.Attempt;
import caisson.chain.Fees;
import caisson.clearing.FillTree;
import caisson.clearing.LedgerAccount;
import caisson.clearing.Posting;
import caisson.clearing.PostingRule;
import caisson.clearing.Transfer;
import caisson.fixtures.PostgresFixture;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables against a real PostgreSQL: what may be written, what the database itself refuses. */
class LedgerTest {
  private static PostgresFixture server;
  private static Vertx vertx;
  private static Pool pool;
  private static Database database;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresFixture.start();
    Flyway.configure()
        .dataSource("jdbc:" + server.url(), "caisson", "caisson")
        .schemas("bridge")
        .defaultSchema("bridge")
        .load()
        .migrate();
    vertx = Vertx.vertx();
    pool =
        new Pool(
            PgBuilder.pool()
                .connectingTo(
                    PgConnectOptions.fromUri(server.url().replace("//", "//caisson:caisson@")))
                .using(vertx)
                .build());
    database = new Database(pool, Duration.ofSeconds(20));
  }

  @AfterAll
  static void stop() {
    pool.closeAndAwait();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    server.close();
  }

  @Test
  void shouldForgetMovesADayAfterTheirWindowAndNoSooner(@TempDir Path folder) {
    MoveFiles moves = new MoveFiles(folder);
    for (long no = 1; no <= 4; no++) {
      moves.write(no, FillTree.EMPTY);
      database.query(
          "insert into bridge.commitment values ($1, '0x', $2, 1, '0x')", Tuple.of(no, 1_000 * no));
    }
    // A hold of an hour began after batch 2: its window and all later ones end that much later.
    LongUnaryOperator windowEnd = at -> at + 60 + (at >= 2_000 ? 3_600 : 0);
    Retention retention = new Retention(database, moves, windowEnd, 60, 86_400);
    retention.round(1_000 + 60 + 86_400);
    assertEquals(List.of(1L, 2L, 3L, 4L), kept(moves));
    retention.round(1_000 + 60 + 86_400 + 61);
    assertEquals(List.of(2L, 3L, 4L), kept(moves));
    retention.round(3_000 + 60 + 86_400 + 61);
    assertEquals(List.of(2L, 3L, 4L), kept(moves));
    retention.round(3_000 + 3_660 + 86_400 - 1);
    assertEquals(List.of(2L, 3L, 4L), kept(moves));
    retention.round(4_000 + 3_660 + 86_400 + 61);
    assertEquals(List.of(), kept(moves));
  }

  private static List<Long> kept(MoveFiles moves) {
    return LongStream.rangeClosed(1, 4).filter(no -> moves.read(no).isPresent()).boxed().toList();
  }

  @Test
  void shouldKeepBalancesTheSumOfTheJournal() {
    LedgerAccount alice = new LedgerAccount(4096, LedgerAccount.CUSTOMER, 1);
    LedgerAccount bob = new LedgerAccount(4097, LedgerAccount.CUSTOMER, 1);
    post(
        List.of(
            new Transfer(1, 1, alice, bob, 70, PostingRule.SPOT_BASE),
            new Transfer(1, 2, bob, alice, 30, PostingRule.SPOT_BASE)));
    post(List.of(new Transfer(1, 3, alice, bob, 5, PostingRule.SPOT_BASE)));
    assertEquals(
        75 - 30,
        server.number(
            "select debits - credits from bridge.balance where owner = 4096 and asset = 1"));
    assertEquals(
        2, server.number("select version from bridge.balance where owner = 4096 and asset = 1"));
    Ledger.verify(database);
  }

  @Test
  void shouldRefuseATransferPostedTwice() {
    List<Transfer> seen = Posting.depositSeen(1, 4096, 0, 1_000);
    post(seen);
    assertThrows(BrokenInvariantException.class, () -> post(seen));
    assertEquals(
        1_000,
        server.number(
            "select credits from bridge.balance where owner = 4096 and code = 2100 and asset = 0"));
    Ledger.verify(database);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update bridge.journal set amount = amount + 1",
        "delete from bridge.journal",
        "truncate bridge.journal",
        "insert into bridge.journal values (9, 1, 1, 2000, 2, 2000, 0, 0, 1)",
        "insert into bridge.journal values (9, 2, 1, 2000, 2, 2000, 0, -5, 1)",
        "insert into bridge.journal values (9, 3, 1, 2000, 1, 2000, 0, 5, 1)",
        "insert into bridge.log_cursor values (true, 9, 9)",
        "insert into bridge.log_cursor values (false, 9, 9)",
        "insert into bridge.deposit values (9, 4096, 0, 0, '0x', 0, 1, '0x')",
        "insert into bridge.batch values (9, 1, 0, 1, ''::bytea, '', '', '', '', '', '', '', 0, null, null, null, 1)"
      })
  void shouldBeRefusedByTheDatabase(String statement) throws SQLException {
    post(List.of(row(7, statement.hashCode())));
    try (Connection connection = server.connect()) {
      assertThrows(
          SQLException.class, () -> connection.createStatement().execute(statement), statement);
    }
  }

  @Test
  void shouldNeverChangeSealedBytesNorGoBack() throws SQLException {
    try (Connection connection = server.connect()) {
      connection
          .createStatement()
          .execute(
              "insert into bridge.batch values (1, 1, 5, 1, decode(repeat('00', 672), 'hex'), '0x',"
                  + " '0x', '', '', '', '', '{}', 0, null, null, null, 5)");
      for (String change :
          List.of(
              "payload = '1'",
              "flows = '1'",
              "header = decode(repeat('01', 672), 'hex')",
              "state = 3",
              "no = 2")) {
        assertThrows(
            SQLException.class,
            () -> connection.createStatement().execute("update bridge.batch set " + change),
            change);
      }
      connection.createStatement().execute("update bridge.batch set state = 6");
    }
  }

  @Test
  void shouldKeepAttemptsAcrossAKillOfTheServer() throws Exception {
    var outbox = new PgOutbox(database);
    var fees = new Fees(BigInteger.TEN.pow(30), BigInteger.ONE);
    var attempt =
        new Attempt(
            "batch-1", 0, 17, "0xaa", new byte[] {1}, 21_000, fees, new byte[] {2, 3}, "0xh", 5);
    outbox.record(attempt);
    outbox.record(attempt);
    server.killAndRestart();
    Attempt read = outbox.attempts("batch-1").getFirst();
    assertArrayEquals(attempt.signed(), read.signed());
    assertEquals(fees, read.fees());
    assertEquals(17, outbox.highestNonce().orElseThrow());
    assertEquals(1, outbox.attempts("batch-1").size());
  }

  private static Transfer row(long idHigh, long idLow) {
    return new Transfer(
        idHigh,
        idLow,
        new LedgerAccount(5000, LedgerAccount.CUSTOMER, 0),
        new LedgerAccount(5001, LedgerAccount.CUSTOMER, 0),
        1,
        PostingRule.SPOT_QUOTE);
  }

  private static void post(List<Transfer> transfers) {
    database.transaction(connection -> Ledger.post(connection, transfers));
  }
}
