package caisson.attestor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.clearing.Batch;
import caisson.clearing.Entry;
import caisson.clearing.FillTree;
import caisson.clearing.Flow;
import caisson.clearing.Leaf;
import caisson.clearing.LogCommitment;
import caisson.clearing.MarkWords;
import caisson.clearing.Move;
import caisson.clearing.MoveList;
import caisson.clearing.SealedWindow;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TransferReason;
import caisson.signing.Hex;
import caisson.signing.KeyPair;
import caisson.signing.Signature;
import caisson.signing.TypedMessage.HeaderMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttestorTest {
  private static final long TICKS = 600_000;
  private static final int TIER = 16;
  private static final long PATIENCE_NS = 20_000_000_000L;

  @TempDir Path data;

  private final TestVenue venue = new TestVenue();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Domain domain;
  private SignatureCheck signatures;
  private Replay replay;
  private Attestor attestor;
  private AttestorDoor door;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(
        data.resolve("31337.json"), "{\"clearingHouse\":\"" + TestVenue.HOUSE + "\"}");
    domain = new Domain(data, 31337);
    signatures = new SignatureCheck(domain);
    replay = new Replay(signatures);
    SignedHeaders signed = SignedHeaders.open(data.resolve("attestor/signed-headers"));
    KeyPair key = KeyPair.loadOrCreate(data.resolve("attestor/key"));
    attestor = new Attestor(key, domain, replay, signatures, signed);
    door = AttestorDoor.open(attestor, "127.0.0.1", 0);
    open.addAll(List.of(door, signed, signatures));
    venue.deposit(0, 10_000_000_000L).deposit(1, 10_000_000_000L).price(TICKS);
    venue.order(0, Side.SELL, 7, TICKS).order(1, Side.BUY, 5, TICKS).seal();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  @Test
  void shouldSignTheHeaderItsOwnReplayGives() throws Exception {
    replayAll();
    Batch batch = venue.honest();
    assertTrue(batch.window().entries().size() > 4, "the window has trades");
    HttpResponse<String> response = post(batch.proposalJson());
    assertEquals(200, response.statusCode(), response.body());
    JsonNode answer = new ObjectMapper().readTree(response.body());
    assertEquals(Hex.encode(batch.headerHash()), answer.get("headerHash").asText());
    Signature signature = Signature.parse(answer.get("signature").asText());
    byte[] digest = TestVenue.DOMAIN.digest(new HeaderMessage(batch.headerHash()));
    assertTrue(signature.isBy(attestor.signer(), digest));
  }

  /** The fold of the events, the books and the engine's own leaves agree after a liquidation. */
  @Test
  void shouldSignAWindowInWhichAnAccountWasLiquidated() throws Exception {
    Batch first = venue.honest();
    venue.liquidate(0).credit(TIER, 10_000_000_000L);
    venue.order(0, Side.SELL, 14_000, TICKS).order(1, Side.BUY, 14_002, TICKS);
    venue.price(TICKS + 1).price(690_000).seal();
    replayAll();
    assertEquals(200, post(first.proposalJson()).statusCode());
    HttpResponse<String> response = post(venue.honest().proposalJson());
    assertEquals(200, response.statusCode(), response.body());

    long sold = 14_007;
    Map<TransferReason, Long> moved = moved();
    // 10,000 coin and a rebate of a hundredth of a percent, less 15 % of 14,007 lots at 6 coin.
    long shortfall = 14_007L * 900_000 - 10_000_000_000L - rebate(5) - rebate(2) - rebate(14_000);
    assertEquals(shortfall, equityBefore(LiquidationStage.SHORTFALL));
    long tierPaid = 500_000_000; // 5 % of what the tier has, an hour and a market
    assertEquals(tierPaid, moved.get(TransferReason.SHORTFALL_PAID));
    assertEquals(shortfall - tierPaid, moved.get(TransferReason.PROFIT_HAIRCUT));
    long backstop = moved.get(TransferReason.BACKSTOP);
    assertEquals(sold, backstop + moved.get(TransferReason.DELEVERAGE));
    assertEquals(0, venue.netting.lots(TestVenue.FIRST, TestVenue.PERPETUAL));
    assertEquals(0, venue.netting.units(TestVenue.FIRST, 0));
    assertEquals(backstop, venue.netting.lots(TestVenue.FIRST + 1, TestVenue.PERPETUAL));
    assertEquals(-backstop, venue.netting.lots(TIER, TestVenue.PERPETUAL));
  }

  private static long rebate(long lots) {
    return lots * TICKS * 10 / 10_000;
  }

  private Map<TransferReason, Long> moved() {
    MessageHeaderDecoder header = new MessageHeaderDecoder();
    Map<TransferReason, Long> moved = new EnumMap<>(TransferReason.class);
    for (TestVenue.Event event : venue.events) {
      UnsafeBuffer bytes = new UnsafeBuffer(event.bytes());
      if (event.templateId() == CashMovedDecoder.TEMPLATE_ID) {
        var cash = new CashMovedDecoder().wrapAndApplyHeader(bytes, 0, header);
        moved.merge(cash.reason(), cash.amount(), Long::sum);
      } else if (event.templateId() == PositionAssignedDecoder.TEMPLATE_ID) {
        var lots = new PositionAssignedDecoder().wrapAndApplyHeader(bytes, 0, header);
        moved.merge(lots.reason(), lots.lots(), Long::sum);
      }
    }
    return moved;
  }

  /** How much less than nothing the account had at this stage. */
  private long equityBefore(LiquidationStage stage) {
    MessageHeaderDecoder header = new MessageHeaderDecoder();
    for (TestVenue.Event event : venue.events) {
      if (event.templateId() == LiquidationSteppedDecoder.TEMPLATE_ID) {
        UnsafeBuffer bytes = new UnsafeBuffer(event.bytes());
        var step = new LiquidationSteppedDecoder().wrapAndApplyHeader(bytes, 0, header);
        if (step.stage() == stage) {
          return -step.equityBefore();
        }
      }
    }
    throw new AssertionError("no such step: " + stage);
  }

  @Test
  void shouldRefuseByNameALeafThatLiesByOneUnit() throws Exception {
    replayAll();
    long cash = units(TestVenue.FIRST);
    SealedWindow lie = withUnits(venue.lastWindow(), TestVenue.FIRST, 1);
    assertRefused(
        "LEAF_MISMATCH",
        "account=4096 asset=0 expected=%d found=%d".formatted(cash, cash + 1),
        seal(lie));
  }

  @Test
  void shouldRefuseByNameAFeeThatLiesByOneUnit() throws Exception {
    replayAll();
    long fees = units(1);
    SealedWindow lie = withUnits(withUnits(venue.lastWindow(), 1, 1), TestVenue.FIRST + 1, -1);
    assertRefused(
        "FEE_MISMATCH",
        "account=1 asset=0 expected=%d found=%d".formatted(fees, fees + 1),
        seal(lie));
  }

  @Test
  void shouldRefuseByNameAMarkThatLiesByOneTick() throws Exception {
    replayAll();
    SealedWindow honest = venue.lastWindow();
    MarkWords.Builder words = new MarkWords.Builder();
    words.asset(0, 1_000_000_000_000L, 6, 0);
    words.market(1, honest.marks().markTicks(1) + 1, 10, 0, 0);
    SealedWindow lie = honest.change().marks(words.build()).leaves(honest.touchedLeaves()).window();
    assertRefused("MARK_MISMATCH", "market=1 markTicks expected=600000 found=600001", seal(lie));
  }

  @Test
  void shouldRefuseByNameMovesThatDiffer() throws Exception {
    replayAll();
    SealedWindow w = venue.lastWindow();
    List<MoveList> lists = new ArrayList<>(w.fills().lists());
    MoveList sellers = lists.get(0);
    List<Move> moves = new ArrayList<>(sellers.moves());
    Move fill = moves.remove(moves.size() - 1);
    assertEquals(Move.TRADE, fill.kind());
    lists.set(0, new MoveList(sellers.account(), moves));
    Batch lie = seal(w.change().fills(new FillTree(lists)).window());
    assertRefused("MOVES_MISMATCH", null, lie);
    // The same header with the honest lists behind it: then the header itself is what differs.
    String honest = seal(w).proposalJson();
    String mixed = honest.replace(Hex.encode(seal(w).headerBytes()), Hex.encode(lie.headerBytes()));
    HttpResponse<String> response = post(mixed);
    assertEquals(409, response.statusCode(), response.body());
    assertTrue(response.body().contains("FILL_ROOT_MISMATCH"), response.body());
    assertEquals(200, post(honest).statusCode());
  }

  @Test
  void shouldRefuseAFlowAPayloadALogAndAPredecessorThatDiffer() throws Exception {
    replayAll();
    SealedWindow w = venue.lastWindow();
    List<Flow> flows = List.of(new Flow(0, w.flows().get(0).depositsConsumed() + 1, 0, 0, 0));
    assertRefused("FLOW_MISMATCH", null, seal(w.change().flows(flows).window()));
    byte[] otherLog = w.log().logRoot();
    otherLog[0] ^= 1;
    LogCommitment lie = new LogCommitment(otherLog, w.log().forcedCount(), w.log().forcedPrefix());
    assertRefused("LOG_ROOT_MISMATCH", null, seal(w.change().log(lie).window()));
    byte[] otherPrev = new byte[32];
    otherPrev[31] = 1;
    assertRefused("PREV_HASH_MISMATCH", null, w.seal(otherPrev, new byte[32]));
    List<Entry> entries = new ArrayList<>(w.entries());
    Entry first = entries.get(1);
    entries.set(1, new Entry(first.section(), first.account(), first.delta() + 1));
    assertRefused("ENTRY_MISMATCH", null, seal(w.change().entries(entries).window()));
    HttpResponse<String> honest = post(venue.honest().proposalJson());
    assertEquals(200, honest.statusCode(), honest.body());
  }

  @Test
  void shouldRefuseByNameAForcedQueueThatDiffers() throws Exception {
    venue.forcedCancel(0).forcedCancel(1).seal();
    replayAll();
    Batch first = venue.windows.get(0).seal(new byte[32], new byte[32]);
    assertEquals(200, post(first.proposalJson()).statusCode());
    SealedWindow w = venue.lastWindow();
    LogCommitment log = w.log();
    assertEquals(2, log.forcedCount());
    LogCommitment fewer = new LogCommitment(log.logRoot(), 1, log.forcedPrefix());
    byte[] prevHash = first.headerHash();
    assertRefused(
        "FORCED_COUNT_MISMATCH", null, w.change().log(fewer).window().seal(prevHash, new byte[32]));
    byte[] prefix = log.forcedPrefix();
    prefix[0] ^= 1;
    LogCommitment other = new LogCommitment(log.logRoot(), 2, prefix);
    assertRefused(
        "FORCED_PREFIX_MISMATCH",
        null,
        w.change().log(other).window().seal(prevHash, new byte[32]));
  }

  @Test
  void shouldNeverSignTwoHeadersOfOneNumber() throws Exception {
    replayAll();
    SealedWindow window = venue.lastWindow();
    String first = post(seal(window).proposalJson()).body();
    byte[] otherSeal = new byte[32];
    otherSeal[0] = 9;
    assertRefused("ALREADY_SIGNED", "another header of no=1", window.seal(new byte[32], otherSeal));
    assertEquals(first, post(seal(window).proposalJson()).body());

    Path file = data.resolve("attestor/signed-headers");
    try (SignedHeaders again = SignedHeaders.open(file)) {
      assertArrayEquals(seal(window).headerHash(), again.of(1).orElseThrow().headerHash());
    }
    Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    try (SignedHeaders torn = SignedHeaders.open(file)) {
      assertTrue(torn.of(1).isPresent());
    }
    assertEquals(109, Files.size(file));
  }

  @Test
  void shouldFollowTheChainOfHeaders() throws Exception {
    Batch first = venue.honest();
    venue.price(TICKS + 5_000).order(1, Side.BUY, 2, TICKS).seal();
    replayAll();
    Batch second = venue.honest();
    assertRefused("PREVIOUS_UNKNOWN", "no=1", second);
    assertEquals(200, post(first.proposalJson()).statusCode());
    HttpResponse<String> response = post(second.proposalJson());
    assertEquals(200, response.statusCode(), response.body());
    Batch third = second.window().change().no(3).window().seal(second.headerHash(), new byte[32]);
    HttpResponse<String> next = post(third.proposalJson());
    assertEquals(503, next.statusCode(), next.body());
  }

  @Test
  void shouldSignNothingAfterAPublishedEventThatItsEngineDoesNotMake() throws Exception {
    TestVenue.Event event =
        venue.events.stream()
            .filter(published -> published.templateId() == TradeExecutedDecoder.TEMPLATE_ID)
            .findFirst()
            .orElseThrow();
    event.bytes()[event.bytes().length - 1] ^= 1;
    venue.feed(replay);
    assertRefused("REPLAY_DIVERGED", null, venue.honest());
    assertEquals(503, get("/health").statusCode());
  }

  @Test
  void shouldSignNoWindowWithAnOrderThatItsSignerDidNotSign() throws Exception {
    Batch before = venue.honest();
    venue.order(0, KeyPair.create(), Side.SELL, 1, TICKS + 10).seal();
    replayAll();
    assertEquals(200, post(before.proposalJson()).statusCode());
    assertRefused("FORGED_SIGNATURE", null, venue.honest());
  }

  @Test
  void shouldSignAWindowWithAnOfferOnlyWhenItsSignerSignedIt() throws Exception {
    Batch before = venue.honest();
    venue.offer(0, 1_000).seal();
    Batch signed = venue.honest();
    venue.offer(0, KeyPair.create(), 2_000).seal();
    replayAll();
    assertEquals(200, post(before.proposalJson()).statusCode());
    assertEquals(200, post(signed.proposalJson()).statusCode());
    assertRefused("FORGED_SIGNATURE", null, venue.honest());
  }

  @Test
  void shouldAnswerBytesThatAreNoProposal() throws Exception {
    for (String body : List.of("", "{}", "[]", "{\"header\":\"0x00\"}", "null")) {
      HttpResponse<String> response = post(body);
      assertEquals(400, response.statusCode(), body + " -> " + response.body());
    }
    assertEquals(200, get("/health").statusCode());
    assertTrue(get("/v1/signer").body().contains(attestor.signer().toString()));
  }

  private void replayAll() {
    venue.feed(replay);
    long last = venue.events.get(venue.events.size() - 1).sequence();
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (signatures.checkedSequence() < last) {
      assertTrue(System.nanoTime() < deadline, "signatures were not checked in time");
      Thread.onSpinWait();
    }
    assertEquals(last, replay.appliedSequence(), () -> String.valueOf(replay.divergence()));
  }

  private void assertRefused(String error, String detail, Batch batch) throws Exception {
    HttpResponse<String> response = post(batch.proposalJson());
    assertEquals(409, response.statusCode(), response.body());
    JsonNode answer = new ObjectMapper().readTree(response.body());
    assertEquals(error, answer.get("error").asText(), response.body());
    if (detail != null) {
      assertEquals(detail, answer.get("detail").asText());
    }
  }

  private static Batch seal(SealedWindow window) {
    return window.seal(new byte[32], new byte[32]);
  }

  private long units(int account) {
    for (Leaf leaf : venue.lastWindow().touchedLeaves()) {
      if (leaf.account() == account) {
        return leaf.units(0);
      }
    }
    throw new AssertionError("account not touched: " + account);
  }

  /** The window with one account's cash changed in its leaf, its entry and the tree. */
  private static SealedWindow withUnits(SealedWindow window, int account, long lie) {
    List<Leaf> leaves =
        map(
            window.touchedLeaves(),
            leaf -> {
              if (leaf.account() != account) {
                return leaf;
              }
              Leaf.Builder builder = Leaf.builder(account).units(0, leaf.units(0) + lie);
              for (int row = 0; row < leaf.lineCount(); row++) {
                builder.lots(leaf.market(row), leaf.lots(row));
              }
              return builder.build();
            });
    List<Entry> entries =
        map(
            window.entries(),
            entry ->
                entry.account() == account && entry.isAsset()
                    ? new Entry(entry.section(), account, entry.delta() + lie)
                    : entry);
    return window.change().leaves(leaves).touchedLeaves(leaves).entries(entries).window();
  }

  private static <T> List<T> map(List<T> list, UnaryOperator<T> change) {
    return list.stream().map(change).toList();
  }

  private HttpResponse<String> post(String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri("/v1/attest"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + door.port() + path);
  }
}
