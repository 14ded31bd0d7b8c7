package caisson.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.clearing.Posting;
import caisson.fixtures.PostgresFixture;
import caisson.protocol.AssetListedEncoder;
import caisson.protocol.DepositCreditedEncoder;
import caisson.protocol.MessageHeaderEncoder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash of the follower may leave in the tables. */
class LogFollowerTest {
  private static final int ACCOUNT = 4096;
  private static final int UNITS = 1_000;
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
  @TempDir private Path folder;

  @Test
  void shouldWriteNoRowOfASequenceWhoseLastEventHasNotCome() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (PostgresFixture server = PostgresFixture.start()) {
      Flyway.configure()
          .dataSource("jdbc:" + server.url(), "caisson", "caisson")
          .schemas("bridge")
          .defaultSchema("bridge")
          .load()
          .migrate();
      Pool pool =
          new Pool(
              PgBuilder.pool()
                  .connectingTo(
                      PgConnectOptions.fromUri(server.url().replace("//", "//caisson:caisson@")))
                  .using(vertx)
                  .build());
      var database = new Database(pool, Duration.ofSeconds(20));
      for (long no = 1; no <= 3; no++) {
        var seen = Posting.depositSeen(no, ACCOUNT, 0, UNITS);
        database.transaction(connection -> Ledger.post(connection, seen));
      }

      follow(
          database,
          follower -> {
            list(follower);
            credit(follower, 2, 1, 1, true);
            credit(follower, 3, 1, 2, false);
            // A poll may end between two events of one sequence, and the process right after it.
            follower.onPolled(0, true);
          });
      assertEquals(1, customerRows(server));
      assertEquals(2, server.number("select sequence from bridge.log_cursor"));

      follow(
          database,
          follower -> {
            list(follower);
            credit(follower, 2, 1, 1, true);
            credit(follower, 3, 1, 2, false);
            credit(follower, 3, 2, 3, true);
            follower.onPolled(0, true);
          });
      assertEquals(3, customerRows(server));
      assertEquals(3, server.number("select sequence from bridge.log_cursor"));
      pool.closeAndAwait();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private interface Events {
    void send(LogFollower follower);
  }

  private void follow(Database database, Events events) {
    try (BatchLogFiles files = new BatchLogFiles(folder)) {
      events.send(new LogFollower(database, files, new MoveFiles(folder), new LogState()));
    }
  }

  private void list(LogFollower follower) {
    var listed = new AssetListedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    listed.stamp().sequence(1).timeNs(1_000_000_000L);
    listed.asset(0).scale((short) 6).markUnit(1);
    int length = MessageHeaderEncoder.ENCODED_LENGTH + listed.encodedLength();
    follower.onEvent(1, 1, true, AssetListedEncoder.TEMPLATE_ID, buffer, 0, length);
  }

  private void credit(
      LogFollower follower, long sequence, int index, long depositNo, boolean last) {
    var credited =
        new DepositCreditedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    credited.stamp().sequence(sequence).timeNs(1_000_000_000L * sequence);
    credited.depositNo(depositNo).account(ACCOUNT).asset(0).units(UNITS).balance(depositNo * UNITS);
    int length = MessageHeaderEncoder.ENCODED_LENGTH + credited.encodedLength();
    follower.onEvent(sequence, index, last, DepositCreditedEncoder.TEMPLATE_ID, buffer, 0, length);
  }

  private static long customerRows(PostgresFixture server) {
    return server.number("select count(*) from bridge.journal where credit_code = 2000");
  }
}
