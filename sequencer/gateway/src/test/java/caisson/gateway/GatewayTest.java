package caisson.gateway;

import static caisson.gateway.OpenMarket.ALICE;
import static caisson.gateway.OpenMarket.BOB;
import static caisson.gateway.OpenMarket.NEVER;
import static caisson.gateway.OpenMarket.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.gateway.Web.Reply;
import caisson.signing.AgentScope;
import caisson.signing.Hex;
import caisson.signing.KeyPair;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.AmendMessage;
import caisson.signing.TypedMessage.CancelAllMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.OrderMessage;
import caisson.signing.TypedMessage.ScaleMessage;
import caisson.signing.TypedMessage.ScheduleMessage;
import caisson.signing.TypedMessage.SubmitMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.TriggerMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One story against a real node: accounts and markets come from the log, keys sign orders over
 * HTTP, the stream tells what happened, the node is killed and comes back.
 */
@QuarkusTest
@QuarkusTestResource(RunningVenue.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KeyPair aliceAgent = KeyPair.create();
  private OpenMarket venue;
  private KeyPair alice;
  private KeyPair bob;
  private SignedBodies bodies;
  private Web web;

  @ConfigProperty(name = "caisson.port-base")
  int portBase;

  @ConfigProperty(name = "test.data")
  Path data;

  @BeforeAll
  void openTheMarket() {
    venue = OpenMarket.at(portBase, data);
    alice = venue.alice;
    bob = venue.bob;
    bodies = venue.bodies;
    web = venue.web;
  }

  @Test
  @Order(1)
  void shouldTellTheVenueAndItsMarkets() {
    Reply info = web.get("/v1/info");
    assertEquals(31337, info.body().get("chainId").asInt());
    assertEquals(RunningVenue.CLEARING_HOUSE, info.body().at("/domain/verifyingContract").asText());
    assertEquals(RunningVenue.USDC, info.body().at("/assets/0/token").asText());
    JsonNode perpetual = web.get("/v1/markets").body().at("/markets/0");
    assertEquals("0.1", perpetual.get("tickSize").asText());
    assertEquals("0.0001", perpetual.get("lotSize").asText());
    assertEquals("60000.0", perpetual.get("markPrice").asText());
    JsonNode spot = web.get("/v1/markets").body().at("/markets/1");
    assertEquals("0.1", spot.get("tickSize").asText());
    assertEquals("0.0001", spot.get("lotSize").asText());
  }

  @Test
  @Order(2)
  void shouldTakeAnAgentFromTheOwnerOnly() {
    AgentMessage message =
        new AgentMessage(
            ALICE,
            aliceAgent.address(),
            AgentScope.of(NEVER, 1_000_000_000_000L, 100_000_000_000L),
            venue.nextNonce());
    Reply byOther = web.post("/v1/agents", bodies.agent(message, bob));
    assertEquals(403, byOther.status());
    assertEquals("NOT_OWNER", byOther.text("reason"));
    Reply byOwner = web.post("/v1/agents", bodies.agent(message, alice));
    assertEquals(200, byOwner.status(), byOwner.body()::toString);
    assertEquals(aliceAgent.address().toString(), byOwner.text("agent"));
  }

  @Test
  @Order(3)
  void shouldRestMatchAndStreamSignedOrders() throws Exception {
    String token = logOn(ALICE, aliceAgent);
    try (Reader stream = web.stream()) {
      stream.send("{'op':'subscribe','id':'b','channel':'book','market':1}");
      assertEquals("subscribed", stream.next().get("op").asText());
      JsonNode before = stream.next();
      assertEquals("snapshot", before.get("type").asText());
      stream.send(
          "{'op':'subscribe','id':'a','channel':'account','account':%d,'token':'%s'}"
              .formatted(ALICE, token));
      JsonNode own =
          stream.next(m -> m.path("channel").asText().equals("account") && m.has("type"));
      assertEquals("10000.000000", own.at("/state/cash").asText());

      OrderMessage bid = order(ALICE, 1, 0, 0, 599_990, 100, 1);
      Reply rested = web.post("/v1/orders", bodies.order(bid, "59999.0", "0.0100", aliceAgent));
      assertEquals(200, rested.status(), rested.body()::toString);
      assertEquals("OPEN", rested.text("status"));
      JsonNode delta = stream.next(m -> m.path("channel").asText().equals("book"));
      assertEquals("delta", delta.get("type").asText());
      assertEquals(before.get("sequence"), delta.get("previous"));
      assertEquals("[[\"59999.0\",\"0.0100\"]]", delta.get("bids").toString());
      assertEquals(delta.get("checksum"), web.get("/v1/markets/1/book").body().get("checksum"));

      OrderMessage hit = order(BOB, 1, 1, 1, 599_990, 40, 2);
      Reply traded = web.post("/v1/orders", bodies.order(hit, "59999.0", "0.0040", bob));
      assertEquals(200, traded.status(), traded.body()::toString);
      assertEquals("FILLED", traded.text("status"));
      assertEquals("59999.0", traded.body().at("/fills/0/price").asText());
      assertEquals("0.0040", traded.body().at("/fills/0/quantity").asText());
      // 0.004 x 59,999 = 239.996 USD, of which 500 ppm.
      assertEquals("0.119998", traded.body().at("/fills/0/fee").asText());
      JsonNode after = stream.next(m -> m.path("channel").asText().equals("book"));
      assertEquals(delta.get("sequence"), after.get("previous"));
      assertEquals("[[\"59999.0\",\"0.0060\"]]", after.get("bids").toString());
      JsonNode fills =
          stream.next(
              m ->
                  m.path("channel").asText().equals("account")
                      && m.toString().contains("\"MAKER\""));
      assertEquals(traded.body().get("sequence"), fills.get("sequence"));

      stream.send("{'op':'subscribe','id':'t','channel':'trades','market':1}");
      JsonNode trades =
          stream.next(m -> m.path("channel").asText().equals("trades") && m.has("type"));
      assertEquals("SELL", trades.at("/trades/0/takerSide").asText());
    }
    JsonNode account = web.getAs("/v1/accounts/" + ALICE, token).body();
    assertEquals("0.0040", account.at("/positions/0/quantity").asText());
    assertEquals("10000.000000", account.get("balance").asText());
    assertEquals("PARTIALLY_FILLED", account.at("/openOrders/0/status").asText());
    assertFalse(web.get("/v1/accounts/" + ALICE).body().has("openOrders"), "orders are private");
    Reply own =
        web.getAs("/v1/accounts/" + ALICE + "/orders/" + SignedBodies.clientOrderId(1), token);
    assertEquals("0.0040", own.text("filledQuantity"));
    assertEquals(
        401,
        web.get("/v1/accounts/" + ALICE + "/orders/" + SignedBodies.clientOrderId(1)).status());
    assertEquals(
        401,
        web.getAs("/v1/accounts/" + BOB + "/orders/" + SignedBodies.clientOrderId(2), token)
            .status());
  }

  @Test
  @Order(4)
  void shouldTradeSpotAndCancel() {
    OrderMessage ask = order(BOB, 2, 1, 2, 600_000, 50, 10);
    Reply rested = web.post("/v1/orders", bodies.order(ask, "60000", "0.005", bob));
    assertEquals(200, rested.status(), rested.body()::toString);
    OrderMessage buy = order(ALICE, 2, 0, 1, 600_000, 20, 11);
    assertEquals(
        "FILLED",
        web.post("/v1/orders", bodies.order(buy, "60000.0", "0.0020", alice)).text("status"));
    assertEquals(
        "0.00200000", web.get("/v1/accounts/" + ALICE).body().at("/assets/1/units").asText());

    long orderId = Long.parseLong(rested.text("orderId"));
    CancelMessage message = new CancelMessage(BOB, 2, orderId, venue.nextNonce(), NEVER);
    Reply canceled = web.post("/v1/orders/cancel", bodies.cancel(message, bob));
    assertEquals(200, canceled.status(), canceled.body()::toString);
    assertEquals("0.0030", canceled.text("canceledQuantity"));
    Reply again = web.post("/v1/orders/cancel", bodies.cancel(message, bob));
    assertEquals(canceled.body(), again.body(), "the same signed bytes get the first answer");
    CancelMessage unknown = new CancelMessage(BOB, 2, orderId, venue.nextNonce(), NEVER);
    Reply refused = web.post("/v1/orders/cancel", bodies.cancel(unknown, bob));
    assertEquals(422, refused.status());
    assertEquals("UNKNOWN_ORDER", refused.text("reason"));
    assertEquals(Problem.MEDIA_TYPE, refused.type());
    assertTrue(refused.body().has("requestId"));
  }

  @Test
  @Order(5)
  void shouldAnswerTheSameSignedBytesWithOneOrder() {
    OrderMessage message = order(ALICE, 1, 0, 0, 500_000, 10, 20);
    ObjectNode body = bodies.order(message, "50000.0", "0.0010", aliceAgent);
    List<CompletableFuture<Reply>> replies =
        IntStream.range(0, 20)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> web.post("/v1/orders", body)))
            .toList();
    List<JsonNode> bodies = new ArrayList<>();
    for (CompletableFuture<Reply> reply : replies) {
      assertEquals(200, reply.join().status(), () -> reply.join().body().toString());
      bodies.add(reply.join().body());
    }
    assertEquals(1, bodies.stream().distinct().count());
    assertEquals("0.0010", venue.levelQuantity("50000.0"));
  }

  @Test
  @Order(6)
  void shouldRefuseByNameWithoutTouchingTheLog() {
    OrderMessage message = order(ALICE, 1, 0, 0, 599_000, 10, 30);
    ObjectNode good = bodies.order(message, "59900.0", "0.0010", aliceAgent);
    String before = web.get("/health").text("sequence");
    assertProblem(400, "PRICE_GRID", "price", good.deepCopy().put("price", "59900.05"));
    assertProblem(400, "QUANTITY_GRID", "quantity", good.deepCopy().put("quantity", "0.00001"));
    assertProblem(400, "BAD_FIELD", "price", good.deepCopy().put("price", 59900));
    assertProblem(400, "BAD_FIELD", "side", good.deepCopy().put("side", "HOLD"));
    assertProblem(400, "UNKNOWN_MARKET", "market", good.deepCopy().put("market", 9));
    assertProblem(400, "UNKNOWN_FIELD", "leverage", good.deepCopy().put("leverage", 10));
    ObjectNode missing = good.deepCopy();
    missing.remove("nonce");
    assertProblem(400, "MISSING_FIELD", "nonce", missing);
    // Every one of these is another message than the one that was signed.
    assertProblem(401, "UNKNOWN_AGENT", null, good.deepCopy().put("price", "59900.1"));
    assertProblem(401, "UNKNOWN_AGENT", null, good.deepCopy().put("quantity", "0.0011"));
    assertProblem(401, "UNKNOWN_AGENT", null, good.deepCopy().put("side", "SELL"));
    assertProblem(401, "UNKNOWN_AGENT", null, good.deepCopy().put("account", BOB));
    assertProblem(401, "UNKNOWN_AGENT", null, good.deepCopy().put("market", 2));
    assertProblem(422, "UNKNOWN_ACCOUNT", null, good.deepCopy().put("account", 5000));
    String signature = good.get("signature").asText();
    assertProblem(
        400,
        "BAD_SIGNATURE",
        "signature",
        good.deepCopy().put("signature", signature.substring(0, 130) + "00"));
    assertEquals(404, web.get("/v1/nothing").status());
    assertEquals(405, web.get("/v1/orders").status());
    assertEquals("UNKNOWN_MARKET", web.get("/v1/markets/9/book").text("reason"));
    assertEquals("UNKNOWN_ACCOUNT", web.get("/v1/accounts/9999").text("reason"));
    assertEquals("BAD_FIELD", web.get("/v1/markets/1/book?depth=0").text("reason"));
    assertEquals(400, web.send("POST", "/v1/orders", "{", "application/json", null).status());
    assertEquals(415, web.send("POST", "/v1/orders", "{}", "text/plain", null).status());
    assertEquals(
        413, web.send("POST", "/v1/orders", " ".repeat(70_000), "application/json", null).status());
    assertEquals(before, web.get("/health").text("sequence"), "nothing reached the log");
  }

  @Test
  @Order(7)
  void shouldPassTheEnginesRefusalOn() {
    OrderMessage large = order(BOB, 1, 0, 0, 600_000, 900_000, 40);
    Reply refused = web.post("/v1/orders", bodies.order(large, "60000.0", "90.0", bob));
    assertEquals(422, refused.status());
    assertEquals("INSUFFICIENT_MARGIN", refused.text("reason"));
    OrderMessage usedNonce =
        new OrderMessage(BOB, 1, 0, 0, 500_000, 1, large.nonce(), NEVER, 0, 41);
    assertEquals(
        "NONCE_USED",
        web.post("/v1/orders", bodies.order(usedNonce, "50000.0", "0.0001", bob)).text("reason"));
  }

  @Test
  @Order(8)
  void shouldTakeEveryTermOfAnOrderAndChangeAndCancelIt() {
    SubmitMessage message =
        new SubmitMessage(
            ALICE, 1, 0, 0, 3, 0, 0, 510_000, 30, 0, NEVER - 1, venue.nextNonce(), NEVER, 0, 60);
    ObjectNode good = bodies.submit(message, "51000.0", "0.0030", alice);
    assertProblem(401, "UNKNOWN_AGENT", null, good.deepCopy().put("goodTillNs", "1"));
    assertProblem(401, "UNKNOWN_AGENT", null, good.deepCopy().put("selfTrade", "CANCEL_MAKER"));
    assertProblem(400, "BAD_FIELD", "slide", good.deepCopy().put("slide", true));
    assertProblem(400, "BAD_FIELD", "reduceOnly", good.deepCopy().put("reduceOnly", "yes"));
    assertProblem(400, "BAD_FIELD", "goodTillNs", good.deepCopy().put("timeInForce", "IOC"));
    assertProblem(
        400, "BAD_FIELD", "reduceOnly", good.deepCopy().put("market", 2).put("reduceOnly", true));
    Reply rested = web.post("/v1/orders", good);
    assertEquals("OPEN", rested.text("status"), rested.body()::toString);
    assertEquals("0.0030", venue.levelQuantity("51000.0"));

    long orderId = Long.parseLong(rested.text("orderId"));
    Reply smaller = web.post("/v1/orders/amend", amend(orderId, 510_000, 20, "51000.0", "0.0020"));
    assertEquals("0.0020", smaller.text("remainingQuantity"), smaller.body()::toString);
    assertEquals("0.0020", venue.levelQuantity("51000.0"));
    Reply moved = web.post("/v1/orders/amend", amend(orderId, 511_000, 25, "51100.0", "0.0025"));
    assertEquals("51100.0", moved.text("price"), moved.body()::toString);
    assertEquals(rested.text("orderId"), moved.text("orderId"));
    assertEquals("0.0000", venue.levelQuantity("51000.0"));
    assertEquals("0.0025", venue.levelQuantity("51100.0"));

    SubmitMessage large =
        new SubmitMessage(
            BOB, 1, 1, 3, 0, 0, 0, 511_000, 900, 0, 0, venue.nextNonce(), NEVER, 0, 61);
    Reply killed = web.post("/v1/orders", bodies.submit(large, "51100.0", "0.0900", bob));
    assertEquals("WOULD_NOT_FILL", killed.text("reason"), killed.body()::toString);

    CancelAllMessage all = new CancelAllMessage(ALICE, 1, 1, venue.nextNonce(), NEVER);
    Reply canceled =
        web.post(
            "/v1/orders/cancel-all",
            bodies
                .signed(all, alice)
                .put("account", ALICE)
                .put("market", 1)
                .put("sides", "BUYS")
                .put("nonce", Long.toString(all.nonce()))
                .put("expiryNs", Long.toString(NEVER)));
    assertEquals(200, canceled.status(), canceled.body()::toString);
    assertTrue(canceled.body().get("canceled").toString().contains(rested.text("orderId")));
    assertEquals("0.0000", venue.levelQuantity("51100.0"));
  }

  @Test
  @Order(9)
  void shouldKeepTriggersAndTheSwitchThatCancels() {
    TriggerMessage message =
        new TriggerMessage(
            ALICE, 1, 1, 1, 0, 1, 1, 400_000, 390_000, 40, 5, venue.nextNonce(), NEVER, 0, 70);
    ObjectNode good =
        bodies
            .signed(message, aliceAgent)
            .put("account", ALICE)
            .put("market", 1)
            .put("side", "SELL")
            .put("timeInForce", "IOC")
            .put("reduceOnly", true)
            .put("when", "AT_OR_BELOW")
            .put("triggerPrice", "40000.0")
            .put("price", "39000.0")
            .put("quantity", "0.0040")
            .put("group", "5")
            .put("nonce", Long.toString(message.nonce()))
            .put("expiryNs", Long.toString(NEVER))
            .put("clientOrderId", SignedBodies.clientOrderId(70));
    Reply other = web.post("/v1/orders/trigger", good.deepCopy().put("triggerPrice", "40000.1"));
    assertEquals("UNKNOWN_AGENT", other.text("reason"), other.body()::toString);
    Reply spot = web.post("/v1/orders/trigger", good.deepCopy().put("market", 2));
    assertEquals("market", spot.text("field"), spot.body()::toString);
    Reply placed = web.post("/v1/orders/trigger", good);
    assertEquals("40000.0", placed.text("triggerPrice"), placed.body()::toString);

    ScheduleMessage schedule = new ScheduleMessage(ALICE, NEVER - 1, venue.nextNonce(), NEVER);
    Reply set =
        web.post(
            "/v1/orders/schedule-cancel",
            bodies
                .signed(schedule, aliceAgent)
                .put("account", ALICE)
                .put("atNs", Long.toString(NEVER - 1))
                .put("nonce", Long.toString(schedule.nonce()))
                .put("expiryNs", Long.toString(NEVER)));
    assertEquals(Long.toString(NEVER - 1), set.text("atNs"), set.body()::toString);

    ScaleMessage scale =
        new ScaleMessage(
            ALICE, 1, 0, 1, 0, 3, 450_000, 430_000, 30, 0, venue.nextNonce(), NEVER, 0, 80);
    ObjectNode spread =
        bodies
            .signed(scale, aliceAgent)
            .put("account", ALICE)
            .put("market", 1)
            .put("side", "BUY")
            .put("postOnly", true)
            .put("orders", 3)
            .put("fromPrice", "45000.0")
            .put("toPrice", "43000.0")
            .put("quantity", "0.0030")
            .put("nonce", Long.toString(scale.nonce()))
            .put("expiryNs", Long.toString(NEVER))
            .put("clientOrderId", SignedBodies.clientOrderId(80));
    Reply one = web.post("/v1/orders/scale", spread.deepCopy().put("orders", 1));
    assertEquals("orders", one.text("field"), one.body()::toString);
    assertEquals(200, web.post("/v1/orders/scale", spread).status());
    assertEquals("0.0010", venue.levelQuantity("45000.0"));
    assertEquals("0.0010", venue.levelQuantity("44000.0"));
    assertEquals("0.0010", venue.levelQuantity("43000.0"));

    long triggerId = Long.parseLong(placed.text("triggerId"));
    CancelMessage cancel = new CancelMessage(ALICE, 1, triggerId, venue.nextNonce(), NEVER);
    Reply canceled = web.post("/v1/orders/cancel", bodies.cancel(cancel, aliceAgent));
    assertEquals(placed.text("triggerId"), canceled.text("triggerId"), canceled.body()::toString);
  }

  @Test
  @Order(10)
  void shouldTakeAWithdrawalFromTheOwnerOnly() {
    WithdrawMessage message =
        new WithdrawMessage(BOB, 0, 25_000_000, bob.address(), venue.nextNonce(), NEVER);
    assertEquals(
        "NOT_OWNER", web.post("/v1/withdrawals", bodies.withdrawal(message, alice)).text("reason"));
    Reply made = web.post("/v1/withdrawals", bodies.withdrawal(message, bob));
    assertEquals(200, made.status(), made.body()::toString);
    assertEquals("25.000000", made.text("amount"));
    assertEquals(web.get("/v1/accounts/" + BOB).text("cash"), made.text("balance"));
  }

  @Test
  @Order(11)
  void shouldTellSealedBatchesAndMarks() throws Exception {
    try (Operator operator = venue.operator();
        Reader stream = web.stream()) {
      stream.send("{'op':'subscribe','channel':'batches'}");
      stream.send("{'op':'subscribe','channel':'marks','market':1}");
      stream.next(m -> m.path("channel").asText().equals("marks") && m.has("markPrice"));
      operator.price(2, 1, 600_500);
      JsonNode mark = stream.next(m -> m.path("channel").asText().equals("marks"));
      assertEquals("60050.0", mark.get("indexPrice").asText());
      long second = System.currentTimeMillis() / 1000;
      operator.seal(1, second, OpenMarket.DEPOSITS);
      JsonNode batch = stream.next(m -> m.path("channel").asText().equals("batches"));
      assertEquals("1", batch.at("/sealed/batchNo").asText());
      assertEquals(batch.get("sealed"), web.get("/v1/batches/last").body().get("sealed"));
    }
  }

  @Test
  @Order(12)
  void shouldRefuseStreamRequestsByName() throws Exception {
    try (Reader stream = web.stream()) {
      String[][] table = {
        {"{'op':'subscribe','channel':'book','market':9}", "UNKNOWN_MARKET"},
        {"{'op':'subscribe','channel':'book'}", "MISSING_FIELD"},
        {"{'op':'subscribe','channel':'gossip'}", "BAD_FIELD"},
        {"{'op':'subscribe','channel':'account','account':4096}", "NO_SESSION"},
        {"{'op':'subscribe','channel':'account','account':4096,'token':'x'}", "NO_SESSION"},
        {"{'op':'dance'}", "BAD_FIELD"},
        {"[]", "BAD_FIELD"},
        {"not json", "BAD_FIELD"},
      };
      for (String[] row : table) {
        stream.send(row[0]);
        JsonNode answer = stream.next();
        assertEquals("error", answer.get("op").asText());
        assertEquals(row[1], answer.at("/problem/reason").asText(), row[0]);
      }
      stream.send("{'op':'ping','id':'7'}");
      assertEquals("{\"op\":\"pong\",\"id\":\"7\"}", stream.next().toString());
    }
  }

  @Test
  @Order(13)
  void shouldServeThePage() {
    HttpResponse<String> page = web.page("/");
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("data-testid=\"mark-price\""));
    assertTrue(page.headers().firstValue("Content-Security-Policy").isPresent());
    assertEquals(200, web.page("/app.js").statusCode());
  }

  @Test
  @Order(14)
  void shouldMoveUnitsBetweenAccountsOfOneOwnerAndRestrictThem() throws Exception {
    int savings = 4098;
    try (Operator operator = venue.operator()) {
      operator.registerAccount(savings, bob.address());
      // What is offered leaves with the operator's driver still there.
      await(() -> web.get("/v1/accounts/" + savings).status() == 200);
    }
    var move = new TransferMessage(BOB, savings, 0, 7_500_000, venue.nextNonce(), NEVER);
    assertEquals(
        "NOT_OWNER", web.post("/v1/transfers", bodies.transfer(move, alice)).text("reason"));
    Reply moved = web.post("/v1/transfers", bodies.transfer(move, bob));
    assertEquals(200, moved.status(), moved.body()::toString);
    assertEquals("7.500000", moved.text("amount"));
    assertEquals(web.get("/v1/accounts/" + BOB).text("cash"), moved.text("balance"));
    assertEquals("7.500000", web.get("/v1/accounts/" + savings).text("cash"));
    var toOther = new TransferMessage(savings, ALICE, 0, 1, venue.nextNonce(), NEVER);
    assertEquals(
        "NOT_OWNER", web.post("/v1/transfers", bodies.transfer(toOther, bob)).text("reason"));

    var level = new LevelMessage(savings, 2, venue.nextNonce(), NEVER);
    Reply set = web.post("/v1/accounts/level", bodies.level(level, bob));
    assertEquals("CANCEL_ONLY", set.text("ownerLevel"), set.body()::toString);
    assertEquals("CANCEL_ONLY", web.get("/v1/accounts/" + savings).text("ownerLevel"));
    OrderMessage order = order(savings, 1, 0, 0, 500_000, 1, 77);
    assertEquals(
        "ACCOUNT_RESTRICTED",
        web.post("/v1/orders", bodies.order(order, "50000.0", "0.0001", bob)).text("reason"));
    var closed = new LevelMessage(savings, 3, venue.nextNonce(), NEVER);
    Reply refused = web.post("/v1/accounts/level", bodies.level(closed, bob));
    assertEquals("ACCOUNT_NOT_EMPTY", refused.text("reason"));
  }

  @Test
  @Order(15)
  void shouldGoOnAfterTheNodeWasKilled() throws Exception {
    String[] cursor = new String[1];
    try (Reader stream = web.stream()) {
      stream.send("{'op':'subscribe','channel':'book','market':1}");
      cursor[0] = stream.next(m -> m.has("type")).get("sequence").asText();
    }
    JsonNode book = web.get("/v1/markets/1/book").body();
    RunningVenue.node.kill();
    await(() -> web.get("/health").status() == 503);
    OrderMessage message = order(BOB, 1, 0, 0, 400_000, 10, 50);
    Reply down = web.post("/v1/orders", bodies.order(message, "40000.0", "0.0010", bob));
    assertEquals(503, down.status());
    assertEquals("NOT_READY", down.text("reason"));
    assertEquals(book.get("bids"), web.get("/v1/markets/1/book").body().get("bids"), "reads go on");

    RunningVenue.node.start();
    await(() -> web.get("/health").status() == 200);
    Reply up = web.post("/v1/orders", bodies.order(message, "40000.0", "0.0010", bob));
    assertEquals(200, up.status(), up.body()::toString);
    assertNotEquals("0.0000", venue.levelQuantity("40000.0"));
    try (Reader stream = web.stream()) {
      stream.send("{'op':'subscribe','channel':'book','market':1,'after':'" + cursor[0] + "'}");
      assertTrue(stream.next().get("resumed").asBoolean());
      JsonNode missed = stream.next();
      assertEquals("delta", missed.get("type").asText());
      assertEquals(cursor[0], missed.get("previous").asText());
    }
  }

  private String logOn(int account, KeyPair key) {
    Reply challenge =
        web.post("/v1/sessions/challenge", JSON.createObjectNode().put("account", account));
    ObjectNode answer = JSON.createObjectNode().put("account", account);
    answer.put("challenge", challenge.text("challenge"));
    answer.put(
        "signature",
        Hex.encode(key.sign(Sessions.personalDigest(challenge.text("message"))).bytes()));
    Reply session = web.post("/v1/sessions", answer);
    assertEquals(200, session.status(), session.body()::toString);
    assertEquals(401, web.post("/v1/sessions", answer).status(), "a challenge is used once");
    return session.text("token");
  }

  private OrderMessage order(
      int account, int market, int side, int timeInForce, long ticks, long lots, long name) {
    return new OrderMessage(
        account, market, side, timeInForce, ticks, lots, venue.nextNonce(), NEVER, 0, name);
  }

  private ObjectNode amend(long orderId, long ticks, long lots, String price, String quantity) {
    AmendMessage message =
        new AmendMessage(ALICE, 1, orderId, ticks, lots, 0, 0, venue.nextNonce(), NEVER);
    return bodies
        .signed(message, alice)
        .put("account", ALICE)
        .put("market", 1)
        .put("orderId", Long.toString(orderId))
        .put("price", price)
        .put("quantity", quantity)
        .put("nonce", Long.toString(message.nonce()))
        .put("expiryNs", Long.toString(NEVER));
  }

  private void assertProblem(int status, String reason, String field, ObjectNode body) {
    Reply reply = web.post("/v1/orders", body);
    assertEquals(reason, reply.text("reason"), reply.body()::toString);
    assertEquals(status, reply.status());
    assertEquals(field, reply.body().get("field").isNull() ? null : reply.text("field"));
    assertEquals(Problem.MEDIA_TYPE, reply.type());
  }
}
