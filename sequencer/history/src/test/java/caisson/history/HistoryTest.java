package caisson.history;

import static caisson.history.ScriptedLog.BTC;
import static caisson.history.ScriptedLog.PERP;
import static caisson.history.ScriptedLog.SPOT;
import static caisson.history.ScriptedLog.USDC;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.client.Cursor;
import caisson.history.projection.DatabaseException;
import caisson.history.projection.InconsistentLogException;
import caisson.history.projection.Projection;
import caisson.protocol.Side;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestVenue.class)
class HistoryTest {
  private static final int ALICE = 4096;
  private static final int BOB = 4097;
  private static final int CAROL = 4098;

  @Inject Pool pool;

  @BeforeEach
  void emptyTables() throws SQLException {
    try (Connection connection = TestVenue.database.connect()) {
      for (String table : tables(connection)) {
        if (!table.equals("progress")) {
          connection.createStatement().execute("truncate history." + table);
        }
      }
      connection
          .createStatement()
          .execute("update history.progress set sequence = 0, event_index = -1");
    }
  }

  @Test
  void shouldAnswerFillsOrdersFundingTradesAndCandles() {
    ScriptedLog log = new ScriptedLog().listVenue();
    log.deposit(ALICE, USDC, 1_000_000_000).deposit(BOB, USDC, 1_000_000_000);
    long resting = log.place(ALICE, PERP, Side.BUY, 600_000, 10);
    long taking = log.take(BOB, resting, 4);
    log.funding(500_000, 12_500, 75);
    log.cancel(resting);
    fold(log);

    given()
        .get("/v1/accounts/{a}/fills", ALICE)
        .then()
        .statusCode(200)
        .body("items", hasSize(1))
        .body("items[0].orderId", equalTo("" + resting))
        .body("items[0].side", equalTo("BUY"))
        .body("items[0].liquidity", equalTo("MAKER"))
        .body("items[0].lots", equalTo("4"))
        .body("items[0].cashDelta", equalTo("-23999999"))
        .body("items[0].cashAfter", equalTo("976000001"))
        .body("items[0].positionAfter", equalTo("4"))
        .body("next", nullValue());
    given()
        .get("/v1/accounts/{a}/orders", ALICE)
        .then()
        .body("items.status", contains("CANCELED"))
        .body("items[0].cancelReason", equalTo("REQUESTED"))
        .body("items[0].remainingLots", equalTo("6"));
    given()
        .get("/v1/accounts/{a}/orders", BOB)
        .then()
        .body("items.orderId", contains("" + taking))
        .body("items.status", contains("FILLED"));
    given()
        .get("/v1/accounts/{a}/funding", ALICE)
        .then()
        .body("items.amount", contains("-300"))
        .body("items.lots", contains("4"));
    given().get("/v1/accounts/{a}/funding", BOB).then().body("items.amount", contains("300"));
    given()
        .get("/v1/markets/{m}/trades", PERP)
        .then()
        .body("items.priceTicks", contains("600000"))
        .body("items.takerSide", contains("SELL"));
    given()
        .get("/v1/markets/{m}/candles", PERP)
        .then()
        .body("items", hasSize(1))
        .body("items[0].lots", equalTo("4"));
  }

  @Test
  void shouldPageFromNewestToOldestWithoutRepeatingARow() {
    ScriptedLog log = new ScriptedLog().listVenue();
    long resting = log.place(ALICE, PERP, Side.SELL, 600_000, 100);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      expected.addFirst("" + log.take(BOB, resting, 1));
    }
    fold(log);

    List<String> found = new ArrayList<>();
    String cursor = null;
    do {
      var request = given().queryParam("limit", 3);
      if (cursor != null) {
        request = request.queryParam("cursor", cursor);
      }
      var page = request.get("/v1/accounts/{a}/fills", BOB).then().statusCode(200).extract();
      found.addAll(page.path("items.orderId"));
      cursor = page.path("next");
    } while (cursor != null);
    assertEquals(expected, found);
  }

  @Test
  void shouldRollTradesUpIntoMinutes() {
    ScriptedLog log = new ScriptedLog().listVenue();
    long minute = ScriptedLog.START_NS / 60_000_000_000L;
    for (long price : new long[] {600_000, 600_300, 599_900, 600_100}) {
      log.take(BOB, log.place(ALICE, PERP, Side.SELL, price, 2), 2);
    }
    log.advance(60_000_000_000L);
    log.take(BOB, log.place(ALICE, PERP, Side.SELL, 600_200, 1), 1);
    fold(log);
    given()
        .get("/v1/markets/{m}/candles", PERP)
        .then()
        .body("items.minute", contains("" + (minute + 1), "" + minute))
        .body("items[1].openTicks", equalTo("600000"))
        .body("items[1].highTicks", equalTo("600300"))
        .body("items[1].lowTicks", equalTo("599900"))
        .body("items[1].closeTicks", equalTo("600100"))
        .body("items[1].lots", equalTo("8"))
        .body("items[1].trades", equalTo("4"));
  }

  @Test
  void shouldNameTheMalformedField() {
    for (String query : List.of("limit=0", "limit=501", "cursor=abc", "cursor=1")) {
      given()
          .get("/v1/accounts/4096/fills?" + query)
          .then()
          .statusCode(400)
          .body("reason", equalTo("BAD_FIELD"))
          .body("field", equalTo(query.substring(0, query.indexOf('='))));
    }
  }

  @Test
  void shouldBeHealthyWhileTheNodeIsAway() {
    given().get("/health").then().statusCode(200).body("status", equalTo("UP"));
  }

  @Test
  void shouldStopAtABalanceTheEngineStatedWrong() {
    ScriptedLog log = new ScriptedLog().listVenue().deposit(ALICE, USDC, 1_000, 1_001);
    Projection projection = Projection.load(pool);
    InconsistentLogException e =
        assertThrows(InconsistentLogException.class, () -> log.replay(projection));
    assertTrue(e.getMessage().contains("folded=1000 stated=1001"), e.getMessage());
  }

  @Test
  void shouldKeepWhatALiquidationMoved() throws Exception {
    ScriptedLog log = new ScriptedLog().listVenue();
    log.deposit(ALICE, USDC, 1_000_000_000).deposit(BOB, USDC, 1_000_000_000);
    log.take(BOB, log.place(ALICE, PERP, Side.BUY, 600_000, 10), 10);
    log.funding(500_000, 12_500, 75);
    log.assign(ALICE, BOB, 590_000, 10).pay(BOB, ALICE, 7);
    fold(log);
    Map<String, List<String>> rows = dump();
    assertEquals(List.of(), rows.get("position"));
    // Entered at 6,000,000 a lot, left at 5,900,000 less 75 of funding; fees of -1 and 5.
    long lost = 10L * (100_000 + 75);
    assertEquals(
        List.of(
            "(1,0,4)",
            "(%d,0,%d)".formatted(ALICE, 1_000_000_000 - lost + 1 + 7),
            "(%d,0,%d)".formatted(BOB, 1_000_000_000 + lost - 5 - 7)),
        rows.get("balance"));
    List<String> moved =
        rows.get("money_event").stream().filter(row -> row.contains("DELEVERAGE")).toList();
    assertEquals(2, moved.size(), moved::toString);
    assertTrue(moved.get(0).contains(",DELEVERAGE," + 10L * (5_900_000 - 75) + ","), moved.get(0));
    assertTrue(moved.get(1).contains(",DELEVERAGE,-" + 10L * (5_900_000 - 75) + ","), moved.get(1));
  }

  @Test
  void shouldRefuseTheCommitOfASecondWriter() {
    ScriptedLog log = new ScriptedLog().listVenue();
    Projection first = Projection.load(pool);
    Projection second = Projection.load(pool);
    log.replay(first);
    log.replay(second);
    first.commit();
    assertThrows(DatabaseException.class, second::commit);
  }

  @Test
  void shouldKeepNoMoneyEventOfWhatAnAccountPaysItself() throws Exception {
    ScriptedLog log = new ScriptedLog().listVenue();
    log.deposit(ALICE, USDC, 1_000).pay(ALICE, ALICE, 7).pay(ALICE, BOB, 5);
    fold(log);
    Map<String, List<String>> rows = dump();
    assertEquals(
        List.of("(%d,0,995)".formatted(ALICE), "(%d,0,5)".formatted(BOB)), rows.get("balance"));
    List<String> moved =
        rows.get("money_event").stream().filter(row -> row.contains("PROFIT_HAIRCUT")).toList();
    assertEquals(2, moved.size(), moved::toString);
    assertTrue(moved.get(0).contains(",PROFIT_HAIRCUT,-5,"), moved.get(0));
    assertTrue(moved.get(1).contains(",PROFIT_HAIRCUT,5,"), moved.get(1));
  }

  @Test
  void shouldNotCommitInsideASequence() {
    ScriptedLog log = new ScriptedLog().listVenue();
    long resting = log.place(ALICE, PERP, Side.SELL, 600_000, 5);
    log.take(BOB, resting, 3);
    int inside = log.events().size() - 1;
    Projection projection = Projection.load(pool);
    log.replay(projection, 0, inside);
    assertTrue(!projection.committable());
    log.replay(projection, inside, log.events().size());
    assertTrue(projection.committable());
  }

  @Test
  void shouldHoldTheSameRowsAfterAnyInterruptionAsWithout() throws Exception {
    long seed = Long.getLong("caisson.test.seed", 710);
    ScriptedLog log = randomLog(new Random(seed), 1_500);
    fold(log);
    Map<String, List<String>> expected = dump();
    assertTrue(expected.get("funding_payment").size() > 20, "seed " + seed);
    for (String kind : List.of("balance", "position", "orders", "fill", "batch", "money_event")) {
      assertTrue(!expected.get(kind).isEmpty(), kind);
    }

    emptyTables();
    foldWithInterruptions(log, new Random(seed + 1));
    assertEquals(expected, dump(), "seed " + seed);
  }

  @Test
  void shouldResumeAfterTheDatabaseWasKilled() throws Exception {
    ScriptedLog log = randomLog(new Random(711), 400);
    fold(log);
    Map<String, List<String>> expected = dump();

    emptyTables();
    int half = log.events().size() / 2;
    while (!log.events().get(half - 1).last()) {
      half++;
    }
    Projection projection = Projection.load(pool);
    log.replay(projection, 0, half);
    projection.commit();
    log.replay(projection, half, log.events().size());
    TestVenue.database.killAndRestart();
    foldUntilCommitted(log, projection);
    assertEquals(expected, dump());
  }

  /** Goes on as the follower does: a failed commit drops the fold and loads it again. */
  private void foldUntilCommitted(ScriptedLog log, Projection interrupted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Projection projection = interrupted;
    while (true) {
      try {
        projection.commit();
        return;
      } catch (DatabaseException e) {
        assertTrue(System.nanoTime() < deadline, "database did not come back: " + e.getMessage());
        projection = loadWithin(deadline);
        log.replay(projection);
        if (!projection.committable()) {
          return;
        }
      }
    }
  }

  private Projection loadWithin(long deadline) {
    while (true) {
      try {
        return Projection.load(pool);
      } catch (DatabaseException e) {
        assertTrue(System.nanoTime() < deadline, "database did not come back: " + e.getMessage());
      }
    }
  }

  private void fold(ScriptedLog log) {
    Projection projection = Projection.load(pool);
    log.replay(projection);
    projection.commit();
  }

  private void foldWithInterruptions(ScriptedLog log, Random random) {
    int end = log.events().size();
    Projection projection = Projection.load(pool);
    int at = 0;
    while (at < end) {
      int next = Math.min(end, at + 1 + random.nextInt(60));
      log.replay(projection, at, next);
      at = next;
      if (projection.committable() && random.nextInt(3) > 0) {
        projection.commit();
      }
      if (random.nextInt(4) == 0) {
        projection = Projection.load(pool);
        at = Math.max(0, after(log, projection.committed()) - random.nextInt(20));
      }
    }
    projection.commit();
  }

  private static int after(ScriptedLog log, Cursor cursor) {
    int at = 0;
    for (ScriptedLog.Event e : log.events()) {
      if (new Cursor(e.sequence(), e.index()).compareTo(cursor) <= 0) {
        at++;
      }
    }
    return at;
  }

  private static ScriptedLog randomLog(Random random, int commands) {
    ScriptedLog log = new ScriptedLog().listVenue();
    int[] accounts = {ALICE, BOB, CAROL, 4099, 4100};
    for (int account : accounts) {
      log.register(account).deposit(account, USDC, 1_000_000_000).deposit(account, BTC, 1 << 30);
    }
    List<Long> resting = new ArrayList<>();
    Map<Long, Integer> owners = new TreeMap<>();
    long hour = 500_000;
    for (int i = 0; i < commands; i++) {
      int account = accounts[random.nextInt(accounts.length)];
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> {
          Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
          int market = random.nextInt(3) == 0 ? SPOT : PERP;
          long id =
              log.place(
                  account, market, side, 600_000 + random.nextInt(200), 1 + random.nextInt(20));
          resting.add(id);
          owners.put(id, account);
        }
        case 4, 5, 6, 7 -> {
          if (!resting.isEmpty()) {
            long maker = resting.get(random.nextInt(resting.size()));
            if (log.remaining(maker) > 0 && owners.get(maker) != account) {
              log.take(account, maker, 1 + random.nextInt(20));
            }
          }
        }
        case 8 -> {
          if (!resting.isEmpty()) {
            long id = resting.remove(random.nextInt(resting.size()));
            if (log.remaining(id) > 0) {
              log.cancel(id);
            }
          }
        }
        case 9 -> log.mark(600_000 + random.nextInt(100)).advance(random.nextInt(1 << 30) * 10L);
        case 10 -> {
          switch (random.nextInt(5)) {
            case 3 -> log.assign(account, 4101, 600_050, 1 + random.nextInt(9));
            case 4 -> log.pay(account, 4101, 1 + random.nextInt(1_000));
            case 0 -> log.funding(hour++, 12_500, random.nextInt(200) - 100);
            case 1 -> log.withdraw(account, USDC, 1 + random.nextInt(1_000));
            default -> log.returnDeposit(account, USDC, 5);
          }
        }
        default -> log.seal();
      }
    }
    return log.seal().confirm(1);
  }

  private static Map<String, List<String>> dump() throws SQLException {
    Map<String, List<String>> dump = new TreeMap<>();
    try (Connection connection = TestVenue.database.connect()) {
      for (String table : tables(connection)) {
        List<String> rows = new ArrayList<>();
        ResultSet result =
            connection
                .createStatement()
                .executeQuery("select t::text from history." + table + " t order by 1");
        while (result.next()) {
          rows.add(result.getString(1));
        }
        dump.put(table, rows);
      }
    }
    return dump;
  }

  private static List<String> tables(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    ResultSet result =
        connection
            .createStatement()
            .executeQuery(
                "select tablename from pg_tables where schemaname = 'history'"
                    + " and tablename <> 'flyway_schema_history'");
    while (result.next()) {
      tables.add(result.getString(1));
    }
    return tables;
  }
}
