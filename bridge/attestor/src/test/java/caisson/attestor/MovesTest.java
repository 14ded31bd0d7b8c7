package caisson.attestor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.clearing.Move;
import caisson.clearing.MoveFold;
import caisson.clearing.MoveList;
import caisson.clearing.Netting;
import caisson.clearing.SealedWindow;
import caisson.engine.EngineLimits;
import caisson.engine.StateMachine;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.Side;
import caisson.protocol.StampDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.signing.KeyPair;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Moves of logs in which everything happens: each side of each event that moves a user stands in
 * exactly one list, and no judge finds anything in them.
 */
class MovesTest {
  private static final Path RECORDED =
      Path.of("../../sequencer/engine/src/test/resources/recorded");
  private static final EngineLimits LIMITS = new EngineLimits(10, 3, 4, 26, 9, 12, 3, 5);
  private static final EngineLimits OF_TRAFFIC = new EngineLimits(48, 3, 8, 700, 40, 80, 4, 25);
  private static final int FIRST = TestVenue.FIRST;
  private static final long TICKS = 600_000;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final MoveFold moves = new MoveFold();
  private final Netting netting = new Netting();
  private final Map<Integer, Integer> kinds = new HashMap<>();
  private final List<SealedWindow> windows = new ArrayList<>();
  // Of the open window: account/sequence/index/kind of every side of every event.
  private final Set<String> expected = new HashSet<>();
  private MoveJudge judge = new MoveJudge(null);

  /** Agents, amended and replaced orders, scales, TWAPs, triggers, spot, transfers, requests. */
  /** Of the last, liquidations by slices, an auction under offers, and hand-overs. */
  @ParameterizedTest
  @CsvSource({
    "schema-1, 30, 50, 10, 0, 100",
    "schema-3, 15, 50, 1, 0, 100",
    "schema-3-traffic, 10, 200, 5, 25, 350"
  })
  void shouldTellEveryMoveOfARecordedLogOnce(
      String name, int seals, int trades, int spot, int assigned, int judged) throws IOException {
    StateMachine machine =
        new StateMachine(this::onEvent, name.endsWith("-traffic") ? OF_TRAFFIC : LIMITS);
    Path log = RECORDED.resolve(name + ".log.gz");
    try (var in = new DataInputStream(new GZIPInputStream(Files.newInputStream(log)))) {
      for (byte[] head = in.readNBytes(12); head.length > 0; head = in.readNBytes(12)) {
        byte[] command = in.readNBytes(ByteBuffer.wrap(head).getInt(8));
        long timeNs = ByteBuffer.wrap(head).getLong();
        machine.apply(timeNs, new UnsafeBuffer(command), 0, command.length);
      }
    }
    assertTrue(windows.size() > seals, "windows=" + windows.size());
    assertTrue(kinds.getOrDefault(Move.TRADE, 0) > trades, kinds.toString());
    assertTrue(kinds.getOrDefault(Move.SPOT, 0) > spot, kinds.toString());
    assertTrue(kinds.getOrDefault(Move.ASSIGN, 0) >= assigned, kinds.toString());
    assertTrue(kinds.getOrDefault(Move.CASH, 0) > 2, kinds.toString());
    assertTrue(judge.judged() > judged, "judged=" + judge.judged());
  }

  /** Liquidation with deleveraging, forced requests served and not, and the end of a market. */
  @Test
  void shouldTellEveryMoveOfALiquidationOnce() {
    judge = new MoveJudge(TestVenue.DOMAIN);
    TestVenue venue = new TestVenue();
    venue.deposit(0, 10_000_000_000L).deposit(1, 10_000_000_000L).price(TICKS);
    venue.order(0, Side.SELL, 7, TICKS).order(1, Side.BUY, 5, TICKS).seal();
    venue.liquidate(0).credit(16, 10_000_000_000L);
    venue.order(0, Side.SELL, 14_000, TICKS).order(1, Side.BUY, 14_002, TICKS);
    venue.order(1, Side.SELL, 3, TICKS + 100).order(0, Side.BUY, 3, TICKS + 100).seal();
    venue.forced(2, 0, TestVenue.PERPETUAL, 2).forced(1, 0, 0, 1_000).forced(3, 1, 0, 0);
    venue.price(TICKS + 1).price(690_000).seal();
    venue.delist(2).price(690_001).price(690_002).forced(1, 1, 0, 1_000).seal();
    for (TestVenue.Event event : venue.events) {
      onEvent(new UnsafeBuffer(event.bytes()), 0, event.bytes().length);
    }
    assertEquals(4, windows.size());
    for (int kind = Move.TRADE; kind <= Move.FORCED; kind++) {
      boolean needed = kind != Move.SPOT;
      assertTrue(!needed || kinds.containsKey(kind), "no move of kind " + kind + " in " + kinds);
    }
    assertEquals(4, kinds.get(Move.FORCED));
  }

  /** A short of 14,000 that has lost 63 % goes to a standing offer, whose own long it closes. */
  @Test
  void shouldTellEveryMoveOfAnAuctionOnce() {
    judge = new MoveJudge(TestVenue.DOMAIN);
    TestVenue venue = new TestVenue();
    venue.deposit(0, 10_000_000_000L).deposit(1, 10_000_000_000L).price(TICKS).liquidate(0);
    venue.order(0, Side.SELL, 14_000, TICKS).order(1, Side.BUY, 14_000, TICKS).offer(1, 20_000);
    venue.price(TICKS + 1).price(645_000).seal();
    for (TestVenue.Event event : venue.events) {
      onEvent(new UnsafeBuffer(event.bytes()), 0, event.bytes().length);
    }
    assertEquals(1, windows.size());
    assertEquals(2, kinds.get(Move.ASSIGN), "both sides of one");
    assertEquals(3, judge.judged(), "both sides of the trade, and the one that was liquidated");
    assertEquals(0, venue.netting.lots(TestVenue.FIRST, TestVenue.PERPETUAL));
  }

  /** What is left of a line before the last of them is less than what the account has. */
  @Test
  void shouldShowWhyAnAccountIsHandedOverBeforeTheFirstOfItsLotsAlone() {
    judge = new MoveJudge(TestVenue.DOMAIN);
    TestVenue venue = new TestVenue();
    for (int user = 0; user < 3; user++) {
      venue.deposit(user, 10_000_000_000L);
    }
    venue.price(TICKS).liquidate(0);
    venue.order(0, Side.SELL, 14_000, TICKS);
    venue.order(1, Side.BUY, 13_990, TICKS).order(2, Side.BUY, 10, TICKS);
    venue.price(TICKS + 1).price(645_000).seal();
    for (TestVenue.Event event : venue.events) {
      onEvent(new UnsafeBuffer(event.bytes()), 0, event.bytes().length);
    }
    assertEquals(4, kinds.get(Move.ASSIGN), "both sides of two");
    assertEquals(5, judge.judged(), "both sides of two trades, and the first of the hand-over");
    assertEquals(0, venue.netting.lots(TestVenue.FIRST, TestVenue.PERPETUAL));
  }

  /**
   * Two that lost in another market are handed over in one round, and each is the other's other
   * side: who gave lots as that shows nothing of what is left.
   */
  @Test
  void shouldShowNothingOfAnAccountThatWasTheOtherSideBeforeItsOwnLotsWent() {
    judge = new MoveJudge(TestVenue.DOMAIN);
    TestVenue venue = new TestVenue().list(2).liquidate(0).liquidate(0, 2);
    venue.deposit(0, 9_500_000_000L).deposit(1, 9_500_000_000L).deposit(2, 100_000_000_000L);
    venue.price(TICKS, TICKS);
    venue.order(2, Side.BUY, 10, TICKS).order(0, Side.SELL, 14_010, TICKS);
    venue.order(1, Side.BUY, 14_000, TICKS);
    KeyPair house = venue.owners[2];
    venue.order(2, 2, house, Side.SELL, 2_333, TICKS);
    for (int user = 0; user < 2; user++) {
      venue.order(2, user, venue.owners[user], Side.BUY, 1_166, TICKS);
    }
    venue.price(TICKS, TICKS).price(TICKS, TICKS / 10).seal();
    for (TestVenue.Event event : venue.events) {
      onEvent(new UnsafeBuffer(event.bytes()), 0, event.bytes().length);
    }
    assertEquals(0, venue.netting.lots(TestVenue.FIRST, TestVenue.PERPETUAL));
    assertEquals(0, venue.netting.lots(TestVenue.FIRST + 1, TestVenue.PERPETUAL));
    assertEquals(8, kinds.get(Move.ASSIGN), "14,000 and 10 lots, and two lines of the other");
    assertEquals(8 + 1, judge.judged(), "both sides of four trades, and the first handed over");
  }

  /** One signature behind several orders, which trade one after the other and one at once. */
  @Test
  void shouldTellEveryFillOfABundleUnderItsOneSignature() {
    judge = new MoveJudge(TestVenue.DOMAIN);
    TestVenue venue = new TestVenue();
    venue.deposit(0, 10_000_000_000L).deposit(1, 10_000_000_000L).price(TICKS);
    venue.order(0, Side.SELL, 3, TICKS + 2);
    venue.bundle(1, venue.owners[1], 5, TICKS - 2, TICKS - 1, -TICKS - 5, TICKS + 2);
    venue.order(0, Side.SELL, 12, TICKS - 2).order(0, Side.BUY, 5, TICKS + 5).seal();
    for (TestVenue.Event event : venue.events) {
      onEvent(new UnsafeBuffer(event.bytes()), 0, event.bytes().length);
    }
    assertEquals(1, windows.size());
    assertEquals(10, kinds.get(Move.TRADE), "trades of 3, 2, 5, 5 and 5 lots, two sides each");
  }

  private void onEvent(DirectBuffer buffer, int offset, int length) {
    int template = header.wrap(buffer, offset).templateId();
    stamp.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH);
    expect(template, buffer, offset);
    moves.onEvent(buffer, offset);
    netting
        .onEvent(
            stamp.sequence(), stamp.index(), stamp.last() != 0, template, buffer, offset, length)
        .map(moves::seal)
        .ifPresent(this::check);
  }

  private void check(SealedWindow window) {
    judge.judge(window);
    for (MoveList list : window.fills().lists()) {
      for (Move move : list.moves()) {
        kinds.merge(move.kind(), 1, Integer::sum);
        boolean border = move.kind() == Move.DEPOSIT || move.kind() == Move.WITHDRAW;
        String found = list.account() + "/" + move.sequence() + "/" + move.index();
        assertTrue(border || expected.remove(found), "a move of no event: " + found);
      }
    }
    assertEquals(Set.of(), expected, "events without a move");
    windows.add(window);
  }

  private void expect(int template, DirectBuffer buffer, int offset) {
    switch (template) {
      case TradeExecutedDecoder.TEMPLATE_ID -> {
        var m = new TradeExecutedDecoder().wrapAndApplyHeader(buffer, offset, header);
        expect(m.makerAccount());
        expect(m.takerAccount());
      }
      case PositionAssignedDecoder.TEMPLATE_ID -> {
        var m = new PositionAssignedDecoder().wrapAndApplyHeader(buffer, offset, header);
        expect(m.seller());
        expect(m.buyer());
      }
      case CashMovedDecoder.TEMPLATE_ID -> {
        var m = new CashMovedDecoder().wrapAndApplyHeader(buffer, offset, header);
        expect(m.from());
        expect(m.to());
      }
      case UnitsTransferredDecoder.TEMPLATE_ID -> {
        var m = new UnitsTransferredDecoder().wrapAndApplyHeader(buffer, offset, header);
        expect(m.from());
        expect(m.to());
      }
      case RequestServedDecoder.TEMPLATE_ID ->
          expect(new RequestServedDecoder().wrapAndApplyHeader(buffer, offset, header).account());
      default -> {
        // Deposits and withdrawals are judged by the sums.
      }
    }
  }

  private void expect(int account) {
    if (account >= FIRST) {
      assertTrue(expected.add(account + "/" + stamp.sequence() + "/" + stamp.index()));
    }
  }
}
