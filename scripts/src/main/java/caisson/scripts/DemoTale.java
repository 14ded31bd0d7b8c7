package caisson.scripts;

import caisson.sdk.Claim;
import caisson.sdk.Json;
import caisson.sdk.Order;
import caisson.sdk.Side;
import caisson.sdk.TimeInForce;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two users deposit, trade, settle, verify and leave, while processes are killed in between; each
 * balance is asserted to the last unit.
 */
final class DemoTale {
  private static final int LOT_DIGITS = 4;
  private static final int PERPETUAL = 1;
  private static final int SPOT = 2;
  private static final int MAKER_FEE_PPM = 100;
  private static final int TAKER_FEE_PPM = 400;
  private static final Duration FINALITY = Duration.ofSeconds(120);
  private static final Duration PAYABLE = Duration.ofSeconds(150);
  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final long FIRST_DEPOSIT = 10_000_000_000L;
  private static final long SECOND_DEPOSIT = 20_000_000_000L;
  private static final long SECOND_TOKENS = 200_000_000L;
  private static final long THIRD_DEPOSIT = 1_000_000_000L;
  private static final String LEVERED = "0.3200";

  /** FEES, DUST, BAD_DEBT and the tier of majors. */
  private static final int[] HOUSE = {1, 3, 5, 16};

  private final Venue venue;
  private final Story story;
  private final Trader first;
  private final Trader second;

  /** What the users must hold, computed here from prices, fees and funding, in micro-dollars. */
  private long firstCash = FIRST_DEPOSIT;

  private long secondCash = SECOND_DEPOSIT;
  private long fees;

  DemoTale(Venue venue, Story story) {
    this.venue = venue;
    this.story = story;
    first = new Trader(venue, DemoKey.FIRST_USER);
    second = new Trader(venue, DemoKey.SECOND_USER);
  }

  void tell() throws Exception {
    deposits();
    trades();
    new WaitingOrdersTale(story, first, PERPETUAL, awaitMark()).tell();
    assertCash("after orders that only waited");
    new OperatorTale(venue, story, first).tell(farBelow());
    assertCash("after a limit that moved nothing");
    settlement();
    kills();
    liquidation();
    leaving();
  }

  private void deposits() throws IOException {
    story.chapter("Two users deposit on chain");
    first.open(FIRST_DEPOSIT);
    second.open(SECOND_DEPOSIT);
    second.deposit(1, SECOND_TOKENS);
    story.equal("the first user's account is the first user id", 4096, first.account());
    story.equal("the second user's account is the next", 4097, second.account());
    first.awaitUnits(0, coin(FIRST_DEPOSIT));
    second.awaitUnits(1, new BigDecimal("2.00000000"));
    assertCash("after the deposits");
    story.equal(
        "second user's tBTC", "2.00000000", Trader.units(second.requireState(), 1).toPlainString());
    first.registerAgent();
    second.registerAgent();
    story.equal(
        "the first user's agent is registered", 1, first.requireState().list("agents").size());
  }

  private void trades() {
    story.chapter("They trade a perpetual and a spot market");
    String price = awaitMark();
    story.tell("mark " + price);
    trade(PERPETUAL, price, "0.1000");
    assertCash("after the perpetual trade");
    story.equal("first user's position", "0.1000", position(first, PERPETUAL));
    story.equal("second user's position", "-0.1000", position(second, PERPETUAL));
    trade(SPOT, price, "0.0500");
    assertCash("after the spot trade");
    story.equal(
        "first user's tBTC", "0.05000000", Trader.units(first.requireState(), 1).toPlainString());
    story.equal(
        "second user's tBTC", "1.95000000", Trader.units(second.requireState(), 1).toPlainString());
    refused();
  }

  /**
   * The second user rests, the first takes; cash moves by price and fees, each rounded up, and for
   * a line by what funding has made of a lot since the market began: a full hour may lie in the
   * tale.
   */
  private void trade(int market, String price, String quantity) {
    Order rested = second.place(market, Side.SELL, TimeInForce.POST_ONLY, price, quantity);
    story.equal("the sell order rests", "OPEN", rested.status());
    Order taken = first.place(market, Side.BUY, TimeInForce.IOC, price, quantity);
    story.equal("the buy order fills", "FILLED", taken.status());
    long notional =
        new BigDecimal(price).multiply(new BigDecimal(quantity)).movePointRight(6).longValueExact();
    long makerFee = ppmCeil(notional, MAKER_FEE_PPM);
    long takerFee = ppmCeil(notional, TAKER_FEE_PPM);
    long funded = market == PERPETUAL ? fundingOf(quantity) : 0;
    firstCash -= notional - funded + takerFee;
    secondCash += notional - funded - makerFee;
    fees += makerFee + takerFee;
  }

  private long fundingOf(String quantity) {
    long lots = new BigDecimal(quantity).movePointRight(LOT_DIGITS).longValueExact();
    return lots * perpetual().orElseThrow().decimal("fundingIndex").longValueExact();
  }

  private void refused() {
    String before = first.requireState().text("cash");
    try {
      first.place(PERPETUAL, Side.BUY, TimeInForce.GTC, awaitMark(), "100.0000");
      story.fail("an order without margin is refused", "it was accepted");
    } catch (caisson.sdk.GatewayException e) {
      story.equal("an order without margin is refused", "INSUFFICIENT_MARGIN", e.reason());
    }
    story.equal("the refusal moved nothing", before, first.requireState().text("cash"));
  }

  private void settlement() throws Exception {
    story.chapter("The batch settles on chain");
    awaitSettled("the trades");
    story.equal(
        "cash of users and fees is what was deposited",
        FIRST_DEPOSIT + SECOND_DEPOSIT,
        firstCash + secondCash + fees);
    verifyOnChain("first user's leaf", first);
    verifyOnChain("second user's leaf", second);
    reconciled("after the trades", 0);
  }

  private void kills() throws Exception {
    story.chapter("Processes are killed");
    Order resting = second.place(PERPETUAL, Side.SELL, TimeInForce.GTC, farAbove(), "0.0100");
    story.equal("an order rests before the node is killed", "OPEN", resting.status());
    venue.child("node").kill();
    venue.startChild("node");
    awaitServing();
    assertCash("after kill and restart of the node");
    story.equal(
        "the order that rested before the kill is cancelled whole",
        "0.0100",
        second.cancel(PERPETUAL, resting.orderId()).text("canceledQuantity"));

    venue.child("bridge").kill();
    trade(SPOT, awaitMark(), "0.0100");
    venue.startChild("bridge");
    awaitSettled("the trade made while the bridge was dead");
    assertCash("after kill and restart of the bridge");

    venue.killPostgres();
    trade(PERPETUAL, awaitMark(), "0.0200");
    assertCash("while PostgreSQL is dead");
    venue.startPostgres();
    awaitSettled("the trade made while PostgreSQL was dead");
    story.equal(
        "no process ended by itself", "none", venue.crashed().map(Child::name).orElse("none"));
    verifyOnChain("first user's leaf after the kills", first);
  }

  /** The market falls by 4 %; a third user, at 19 times his money, loses his position to it. */
  private void liquidation() throws Exception {
    story.chapter("A price falls and a position is liquidated");
    Trader third = new Trader(venue, DemoKey.THIRD_USER);
    third.open(THIRD_DEPOSIT);
    third.awaitUnits(0, coin(THIRD_DEPOSIT));
    third.registerAgent();
    String price = awaitMark();
    second.place(PERPETUAL, Side.SELL, TimeInForce.POST_ONLY, price, LEVERED);
    Order taken = third.place(PERPETUAL, Side.BUY, TimeInForce.IOC, price, LEVERED);
    story.equal("the third user buys 19 times his money", "FILLED", taken.status());
    story.isTrue(
        "the demo price is moved", Http.post(oracle("/v1/prices/demo?instrument=BTC&ppm=-40000")));
    Json state =
        Await.value(
            "the third user's position gone",
            RECOVERY,
            () -> third.state().filter(s -> Trader.position(s, PERPETUAL).signum() == 0));
    BigDecimal left = state.decimal("cash");
    story.check(
        "what is left is less than was paid in and not below zero",
        left.signum() >= 0 && left.compareTo(coin(THIRD_DEPOSIT)) < 0,
        left.toPlainString());
    story.isTrue(
        "the demo price is moved back", Http.post(oracle("/v1/prices/demo?instrument=BTC&ppm=0")));
    BigDecimal all = coin(FIRST_DEPOSIT + SECOND_DEPOSIT + THIRD_DEPOSIT);
    BigDecimal held = left.add(first.requireState().decimal("cash"));
    held = held.add(second.requireState().decimal("cash")).add(houseCash());
    story.equal("cash of users and house is what was deposited", all, held);
    awaitSettled("the liquidation");
    verifyOnChain("the third user's leaf", third);
    reconciled("after the liquidation", 0);
    secondCash = second.requireState().decimal("cash").movePointRight(6).longValueExact();
  }

  private BigDecimal houseCash() {
    BigDecimal sum = BigDecimal.ZERO;
    for (int account : HOUSE) {
      sum =
          sum.add(
              Http.get(URI.create(venue.gatewayUrl() + "/v1/accounts/" + account))
                  .map(body -> Json.parse(body).decimal("cash"))
                  .orElse(BigDecimal.ZERO));
    }
    return sum;
  }

  private URI oracle(String path) {
    return URI.create("http://127.0.0.1:" + venue.ports().oracle() + path);
  }

  private void leaving() throws Exception {
    story.chapter("The first user withdraws to the chain");
    var coin = first.client().venue().token(0);
    BigInteger before = first.chain().balance(coin, first.owner().address());
    var ticket =
        first
            .client()
            .withdraw(
                first.owner(),
                first.account(),
                0,
                new BigDecimal("100.000000"),
                first.owner().address(),
                first.nonces().next(),
                Trader.expiryNs(Duration.ofSeconds(30).toNanos()));
    firstCash -= 100_000_000L;
    story.equal(
        "the answer tells the balance after", 0, ticket.balance().compareTo(coin(firstCash)));
    assertCash("after the request");
    Json claim =
        Await.value(
            "the payable withdrawal of batch " + ticket.batchNo(),
            PAYABLE,
            () -> payable(ticket.batchNo(), ticket.index()));
    Json receipt = Await.value("the payout", PAYABLE, () -> pay(Claim.of(claim)));
    story.tell("paid in transaction " + receipt.text("transactionHash"));
    story.equal(
        "the tokens arrived",
        before.add(BigInteger.valueOf(100_000_000L)),
        first.chain().balance(coin, first.owner().address()));
    story.isTrue("the claim is spent", first.chain().isPaid(ticket.batchNo(), 0, ticket.index()));
    assertCash("at the end");
    reconciled("after the payout", Long.decode(receipt.text("blockNumber")));
    Path log = venue.data().resolve("bridge/log");
    verify(
        "the published log, replayed to every root,", List.of("replay", "--log", log.toString()));
  }

  /** Empty until the contract pays: the challenge window has to pass first. */
  private Optional<Json> pay(Claim claim) {
    try {
      return Optional.of(first.chain().pay(claim));
    } catch (caisson.sdk.ChainException e) {
      return Optional.empty();
    }
  }

  private Optional<Json> payable(long batchNo, int index) {
    return Http.get(bridge("/v1/withdrawals/" + first.account()))
        .map(Json::parse)
        .flatMap(
            json ->
                json.items().stream()
                    .filter(
                        row -> row.integer("batchNo") == batchNo && row.integer("index") == index)
                    .filter(row -> row.has("committedAt") && !row.get("committedAt").isNull())
                    .findFirst());
  }

  private void awaitSettled(String what) throws Exception {
    long sequence = Long.parseLong(first.requireState().text("sequence"));
    Json confirmed =
        Await.value(what + " in a confirmed batch", FINALITY, () -> confirmedFrom(sequence));
    String transaction = confirmed.text("transactionHash");
    String rebuilt = verify("root after " + what + ", rebuilt from the chain,", List.of("root"));
    String expected = "ok batch " + confirmed.integer("no") + " ";
    story.equal(
        what + ": transaction of " + expected.strip().substring(3) + " on the chain",
        transaction,
        rebuilt
            .lines()
            .filter(line -> line.startsWith(expected))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .findFirst()
            .orElse("none"));
  }

  private Optional<Json> confirmedFrom(long sequence) {
    return Http.get(bridge("/v1/batches/confirmed"))
        .map(Json::parse)
        .filter(batch -> batch.integer("seqTo") >= sequence);
  }

  /** The oracle compared log, chain and books where the last batch, and the block, stand. */
  private void reconciled(String when, long block) {
    Json batch = Json.parse(Http.get(bridge("/v1/batches/confirmed")).orElseThrow());
    long sequence = batch.integer("seqTo");
    long atBlock = Math.max(block, batch.integer("blockNumber"));
    Json pass =
        Await.value("a reconciliation " + when, FINALITY, () -> passFrom(sequence, atBlock));
    story.equal(
        "differences of log, chain and books %s, sequence %s, block %s"
            .formatted(when, pass.text("sequence"), pass.text("block")),
        0L,
        pass.integer("differenceCount"));
  }

  private Optional<Json> passFrom(long sequence, long block) {
    return Http.get(oracle("/reconciliation"))
        .map(Json::parse)
        .flatMap(
            report ->
                report.list("passes").stream()
                    .filter(pass -> Long.parseLong(pass.text("sequence")) >= sequence)
                    .filter(pass -> Long.parseLong(pass.text("block")) >= block)
                    .findFirst());
  }

  private void verifyOnChain(String what, Trader trader) throws Exception {
    verify(
        what + " by eth_call", List.of("account", "--account", Integer.toString(trader.account())));
  }

  /** Runs the verifier, which knows the chain and the deployment alone; returns what it printed. */
  private String verify(String what, List<String> arguments) throws Exception {
    Path answer = venue.data().resolve("logs/verifier.log");
    Process process =
        new ProcessBuilder(venue.verifierCommand(arguments))
            .redirectErrorStream(true)
            .redirectOutput(answer.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    story.equal(what + " verified", 0, process.waitFor());
    return Files.readString(answer);
  }

  private void awaitServing() {
    Await.until(
        "the gateway following the log again",
        RECOVERY,
        () -> Http.get(URI.create(venue.gatewayUrl() + "/health")).isPresent());
  }

  private String awaitMark() {
    return Await.value("a mark price", RECOVERY, this::mark)
        .setScale(1, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  private String farBelow() {
    return away("0.9");
  }

  private String farAbove() {
    return away("1.05");
  }

  private String away(String factor) {
    return new BigDecimal(awaitMark())
        .multiply(new BigDecimal(factor))
        .setScale(1, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  private Optional<BigDecimal> mark() {
    return perpetual()
        .filter(row -> !row.get("markPrice").isNull())
        .map(row -> row.decimal("markPrice"));
  }

  private Optional<Json> perpetual() {
    return Http.get(URI.create(venue.gatewayUrl() + "/v1/markets"))
        .map(Json::parse)
        .flatMap(
            json ->
                json.list("markets").stream()
                    .filter(row -> row.integer("market") == PERPETUAL)
                    .findFirst());
  }

  private void assertCash(String when) {
    story.equal("first user's cash " + when, coin(firstCash), first.requireState().decimal("cash"));
    story.equal(
        "second user's cash " + when, coin(secondCash), second.requireState().decimal("cash"));
  }

  private static String position(Trader trader, int market) {
    return Trader.position(trader.requireState(), market).toPlainString();
  }

  private URI bridge(String path) {
    return URI.create("http://127.0.0.1:" + venue.ports().bridge() + path);
  }

  private static BigDecimal coin(long units) {
    return BigDecimal.valueOf(units, 6);
  }

  private static long ppmCeil(long amount, long ppm) {
    return Math.ceilDiv(Math.multiplyExact(amount, ppm), 1_000_000L);
  }
}
