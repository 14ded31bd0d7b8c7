package caisson.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.chain.ChainClient;
import caisson.chain.Hex;
import caisson.chain.SettlementContracts;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;

/**
 * Real node, attestor, chain, contracts and database around the packaged bridge. One venue, told in
 * order: money in, proofs, money out, and a kill of everything that can be killed; the books are
 * checked after each step.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BridgeIT {
  private static final int ACCOUNT = 4096;
  private static final long CHALLENGE_WINDOW_S = 60;
  private static final long COIN = 1_000_000;

  /** Reverts with nothing to say. */
  private static final String REFUSES_ALL = "0x60006000fd";

  private static Venue venue;
  private static SettlementContracts contracts;
  private static long deposited;

  @BeforeAll
  static void start() throws Exception {
    venue = new Venue();
    contracts = new SettlementContracts(venue.chain, venue.deployment);
    String coin = venue.deployment.tokens().get(0);
    Uint256 plenty = raw(1_000_000 * COIN);
    venue.transact(coin, "mint", new Address(venue.user.address().toString()), plenty);
    venue.transact(coin, "approve", new Address(venue.deployment.vault()), plenty);
  }

  @AfterAll
  static void stop() throws Exception {
    if (venue != null) {
      venue.close();
    }
  }

  @Test
  @Order(1)
  void shouldCreditAFinalDepositAndConfirmItsBatch() throws Exception {
    venue.transact(venue.deployment.vault(), "register", raw(100 * COIN));
    deposited = 100 * COIN;
    awaitCommitted(deposited);
    JsonNode batch = confirmedBatch();
    assertEquals(contracts.headNo(ChainClient.At.LATEST), lastNo());
    assertTrue(batch.get("blockNumber").asLong() > 0);
    Path log = venue.data.resolve("bridge/log/batch-000001.log");
    assertTrue(Files.size(log) > 0);
    checkBooks();
  }

  @Test
  @Order(2)
  void shouldProveALeafToTheContract() {
    JsonNode proof = venue.get("/v1/proofs/" + ACCOUNT).orElseThrow();
    assertEquals(BigInteger.valueOf(deposited), claim(proof, proof.get("leaf").asText()));
    String forged = proof.get("leaf").asText().replaceFirst("..$", "01");
    try {
      assertNotEquals(proof.get("leaf").asText(), forged);
      claim(proof, forged);
      throw new AssertionError("the contract took a forged leaf");
    } catch (caisson.chain.ChainException refused) {
      assertTrue(refused.revertData().isPresent());
    }
  }

  /**
   * One batch, killed with its commit signed and not sent, and again with it sent and not noted.
   */
  @Test
  @Order(3)
  void shouldCommitOnceWhenKilledAroundTheSending() throws Exception {
    Venue.kill(venue.bridge);
    venue.startBridge("-Dcaisson.bridge.halt-at=signed");
    deposit(5 * COIN);
    awaitHalt();
    long no = venue.database.number("select max(no) from bridge.batch where state = 2");
    String hash = attemptHash(no);
    venue.startBridge("-Dcaisson.bridge.halt-at=sent");
    awaitHalt();
    venue.startBridge();
    awaitCommitted(deposited);
    JsonNode batch = venue.get("/v1/batches/" + no).orElseThrow();
    assertEquals(hash, batch.get("transactionHash").asText());
    assertEquals(
        1,
        venue.database.number(
            "select count(*) from bridge.attempt where request = 'batch-" + no + "'"));
    checkBooks();
  }

  @Test
  @Order(5)
  void shouldGoOnAfterAKillOfTheDatabase() throws Exception {
    venue.database.killAndRestart();
    deposit(7 * COIN);
    awaitCommitted(deposited);
    assertTrue(venue.bridge.isAlive());
    checkBooks();
  }

  @Test
  @Order(6)
  void shouldGoOnAfterAKillOfTheNode() throws Exception {
    Venue.kill(venue.node);
    deposit(8 * COIN);
    venue.startNode();
    awaitCommitted(deposited);
    assertTrue(venue.bridge.isAlive());
    checkBooks();
  }

  /** As while the contracts are paused, or while the endpoint is behind the others. */
  @Test
  @Order(4)
  void shouldWaitWhileTheChainRefuses() throws Exception {
    String house = venue.deployment.clearingHouse();
    String code = Hex.of(venue.chain.code(house));
    deposit(3 * COIN);
    venue.setCode(house, REFUSES_ALL);
    Venue.await("refused", () -> Venue.lastWords().contains("refuses, waiting"));
    venue.setCode(house, code);
    awaitCommitted(deposited);
    assertTrue(venue.bridge.isAlive());
    checkBooks();
  }

  @Test
  @Order(7)
  void shouldPayAWithdrawalByItsProof() {
    long units = 30 * COIN;
    venue.requestWithdrawal(ACCOUNT, units);
    Venue.await("payable", () -> withdrawalState().equals("PAYABLE"));
    JsonNode payout = venue.get("/v1/withdrawals/" + ACCOUNT).orElseThrow().get(0);
    // The fast lane lends against the insurance fund, which is empty here: the contract pays once
    // the challenge window is over.
    venue.travel(CHALLENGE_WINDOW_S);
    Venue.await(
        "challenge window",
        () ->
            venue.chain.block(ChainClient.At.LATEST).timestampS()
                >= payout.get("committedAt").asLong() + CHALLENGE_WINDOW_S);
    venue.transact(
        venue.deployment.clearingHouse(),
        "pay",
        bytes(payout, "header"),
        new Uint64(payout.get("committedAt").asLong()),
        bytes(payout, "flows"),
        new StaticStruct(
            new Uint32(payout.get("index").asLong()),
            new Uint32(payout.get("account").asLong()),
            new Uint16(payout.get("asset").asLong()),
            new Uint64(payout.get("units").asLong()),
            new Address(payout.get("destination").asText()),
            new Uint8(payout.get("lane").asLong())),
        new Uint32(payout.get("count").asLong()),
        bytes(payout, "path"));
    deposited -= units;
    Venue.await("paid", () -> withdrawalState().equals("PAID"));
    awaitCommitted(deposited);
    checkBooks();
    assertEquals(deposited, vaultLedger());
  }

  /**
   * Served, unservable and empty requests are consumed by batches of the honest number, over a kill
   * of the bridge with a deposit on its way, another with the requests in its hands, and one of the
   * node before it has them on record.
   */
  @Test
  @Order(8)
  void shouldConsumeForcedRequestsOverKills() throws Exception {
    deposit(9 * COIN);
    Venue.kill(venue.bridge);
    venue.startBridge("-Dcaisson.bridge.halt-at=requested");
    String queue = venue.deployment.periphery().get("forceQueue");
    Uint32 account = new Uint32(ACCOUNT);
    long units = 6 * COIN;
    venue.transact(queue, "close", account, new Uint32(1), uint64(-1), uint64(0));
    awaitHalt();
    Address user = new Address(venue.user.address().toString());
    venue.transact(queue, "withdraw", account, new Uint16(0), uint64(units), user);
    venue.transact(queue, "cancelAll", account);
    Venue.kill(venue.node);
    venue.startBridge();
    venue.startNode();
    Venue.await("three requests consumed", () -> consumed() == 3);
    deposited -= units;
    awaitCommitted(deposited);
    JsonNode last = withdrawals().get(0);
    assertEquals(2, last.get("lane").asInt());
    assertEquals(units, last.get("units").asLong());
    checkBooks();
  }

  /** Both roots and the leaf of an account, of a batch in which it moved. */
  @Test
  @Order(9)
  void shouldShowWhatIsDemandedOnChain() {
    deposit(11 * COIN);
    awaitCommitted(deposited);
    JsonNode proof = venue.get("/v1/proofs/" + ACCOUNT).orElseThrow();
    String demand = venue.deployment.periphery().get("demand");
    venue.pay(demand, DemandOnChain.root(proof, false), 1);
    venue.pay(demand, DemandOnChain.root(proof, true), 2);
    BigInteger claim = BigInteger.valueOf(deposited);
    venue.pay(demand, DemandOnChain.leaf(proof, ACCOUNT, claim), 4);
    String shown = "select count(*) from bridge.demand where answered is not null";
    Venue.await("three demands answered", () -> venue.database.number(shown) == 3);
    assertEquals(
        3,
        venue.database.number(
            "select count(distinct request) from bridge.attempt where request like 'demand-%'"));
    checkBooks();
  }

  /** Requests that the chain's head has consumed. */
  private static long consumed() {
    String house = venue.deployment.clearingHouse();
    byte[] status = venue.chain.call(house, Venue.call("status"), ChainClient.At.LATEST);
    return new BigInteger(1, status, 64, 32).longValueExact();
  }

  private static JsonNode withdrawals() {
    return venue.get("/v1/withdrawals/" + ACCOUNT).orElseThrow();
  }

  private static Uint64 uint64(long bits) {
    return new Uint64(new BigInteger(Long.toUnsignedString(bits)));
  }

  private static void awaitHalt() throws InterruptedException {
    assertTrue(venue.bridge.waitFor(Venue.LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertEquals(Halt.EXIT_CODE, venue.bridge.exitValue(), Venue::lastWords);
  }

  private static String attemptHash(long no) throws Exception {
    try (var connection = venue.database.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "select hash from bridge.attempt where request = 'batch-" + no + "'")) {
      assertTrue(rows.next());
      return rows.getString(1);
    }
  }

  private static void deposit(long units) {
    venue.transact(
        venue.deployment.vault(), "deposit", new Uint32(ACCOUNT), new Uint16(0), raw(units));
    deposited += units;
  }

  /**
   * The account's leaf at the last confirmed header claims the amount, as the contract computes it.
   */
  private static void awaitCommitted(long units) {
    Venue.await(
        "leaf of " + units,
        () ->
            venue
                .get("/v1/proofs/" + ACCOUNT)
                .filter(proof -> !proof.get("leaf").asText().equals("0x"))
                .filter(
                    proof ->
                        claim(proof, proof.get("leaf").asText()).equals(BigInteger.valueOf(units)))
                .isPresent());
  }

  private static BigInteger claim(JsonNode proof, String leaf) {
    byte[] answer =
        venue.chain.call(
            venue.deployment.clearingHouse(),
            Venue.call(
                "verifyLeaf",
                bytes(proof, "header"),
                new Uint64(proof.get("committedAt").asLong()),
                new Uint32(ACCOUNT),
                new DynamicBytes(Hex.bytes(leaf)),
                bytes(proof, "path"),
                bytes(proof, "marks")),
            ChainClient.At.LATEST);
    return new BigInteger(answer);
  }

  private static String withdrawalState() {
    return venue
        .get("/v1/withdrawals/" + ACCOUNT)
        .filter(list -> !list.isEmpty())
        .map(list -> list.get(0).get("state").asText())
        .orElse("");
  }

  private static JsonNode confirmedBatch() {
    return venue.get("/v1/batches/confirmed").orElseThrow();
  }

  private static long lastNo() {
    return venue.get("/v1/batches/last").orElseThrow().get("no").asLong();
  }

  /** Journal, chain and transactions agree, and every batch is on chain exactly once. */
  private static void checkBooks() {
    Venue.await(
        "customer balance " + deposited,
        () ->
            venue.database.number(
                    "select coalesce(sum(credits - debits), 0) from bridge.balance where code ="
                        + " 2000")
                == deposited);
    for (String difference :
        List.of(
            "select coalesce(sum(debits - credits), 0) from bridge.balance",
            "select count(*) - coalesce(max(batch_no), 0) from bridge.commitment",
            "select count(*) from bridge.batch b join bridge.commitment c on c.batch_no = b.no"
                + " where c.header_hash <> b.header_hash",
            "select count(*) from bridge.commitment c where c.transaction_hash not in"
                + " (select hash from bridge.attempt)",
            "select count(*) from (select request from bridge.attempt group by request"
                + " having count(distinct nonce) > 1) as twice")) {
      assertEquals(0, venue.database.number(difference), difference);
    }
  }

  private static long vaultLedger() {
    return venue.database.number(
        "select debits - credits from bridge.balance where code = 1000 and asset = 0");
  }

  private static DynamicBytes bytes(JsonNode node, String field) {
    return new DynamicBytes(Hex.bytes(node.get(field).asText()));
  }

  private static Uint256 raw(long units) {
    return new Uint256(BigInteger.valueOf(units));
  }
}
