package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.WireBundles.Entry;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderStateDecoder;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.SubmitOrdersEncoder;
import caisson.protocol.TimeInForce;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
  private static final String TRADERS =
      """
      register A B
      deposit A 1000000
      deposit B 1000000
      price perp 100
      place A perp buy 10 @ 99 as bid
      place A perp sell 10 @ 101 as ask
      """;

  @Test
  void shouldPlaceCancelAndReplaceInTheOrderOfTheEntries() {
    Scenario.play(
        TRADERS
            + """
            bundle A cancel perp bid ; place perp sell 6 @ 102 post replaces ask as high ; place perp buy 7 @ 98 as low -> \
            canceled 10 REQUESTED, canceled 10 REPLACED, accepted, rested 6, accepted, rested 7
            bundle A cancel perp low ; cancel perp high   -> canceled 7 REQUESTED, canceled 6 REQUESTED
            """);
  }

  @Test
  void shouldGiveTheEventsThatTheEntriesGiveAlone() {
    String[] entries = {
      "place perp buy 4 @ 98 post",
      "place perp sell 6 @ 103 post replaces ask",
      "cancel perp bid",
      "place perp buy 5 @ 102 post slide",
      "place perp sell 3 @ 90 ioc maker"
    };
    var alone = Scenario.play(TRADERS + "place B perp sell 1 @ 101\nplace B perp buy 2 @ 97");
    var texts = new ArrayList<String>();
    for (String entry : entries) {
      int before = alone.log.events.size();
      alone.run(
          entry.startsWith("cancel")
              ? entry.replace("cancel ", "cancel A ")
              : entry.replace("place ", "submit A "));
      texts.add(EventText.text(alone.log.events.subList(before, alone.log.events.size())));
    }
    var together = Scenario.play(TRADERS + "place B perp sell 1 @ 101\nplace B perp buy 2 @ 97");
    together.run("bundle A " + String.join(" ; ", entries) + " -> " + String.join(", ", texts));
    for (int account : new int[] {4096, 4097}) {
      assertEquals(alone.machine.units(account, 0), together.machine.units(account, 0));
      assertEquals(alone.machine.lots(account, 1), together.machine.lots(account, 1));
    }
    assertEquals(alone.machine.restingOrders(), together.machine.restingOrders());
    assertEquals(
        "canceled 10 REQUESTED", texts.get(2), "the entries were meant to have done something");
  }

  @Test
  void shouldChangeNothingButTheNonceWhenTheLastEntryIsRefused() {
    var bundled =
        Scenario.play(
            TRADERS
                + """
                bundle A cancel perp bid ; place perp sell 6 @ 102 replaces ask ; place perp buy 7 @ 98 ; place perp buy 9 @ 0 -> \
                rejected BAD_PRICE at 3
                """);
    var single = Scenario.play(TRADERS + "cancel A perp nothing -> rejected UNKNOWN_ORDER");
    assertEquals(
        HexFormat.of().formatHex(single.machine.stateHash()),
        HexFormat.of().formatHex(bundled.machine.stateHash()));
    bundled.run("bundle A nonce 3 cancel perp bid -> rejected NONCE_USED");
    bundled.run("cancel A perp bid -> canceled 10 REQUESTED");
  }

  @Test
  void shouldPutAnOrderBackBetweenItsNeighboursInTime() {
    Scenario.play(
        TRADERS
            + """
            place A perp sell 1 @ 101 as second
            place A perp sell 2 @ 101
            place A perp sell 3 @ 105 as alone
            bundle A cancel perp second ; cancel perp ask ; cancel perp alone ; place perp sell 5 @ 101 ; cancel perp nothing -> \
            rejected UNKNOWN_ORDER at 4
            place B perp buy 16 @ 105     -> accepted, trade B A 10 @ 101, trade B A 1 @ 101, trade B A 2 @ 101, trade B A 3 @ 105
            """);
  }

  @Test
  void shouldLetAPlacementUseTheMarginThatACancelFrees() {
    String poor =
        """
        register A
        deposit A 10_003_000
        price perp 100
        place A perp buy 90000 @ 99 as bid -> accepted, rested 90000
        """;
    Scenario.play(poor + "place A perp buy 90000 @ 98 -> rejected INSUFFICIENT_MARGIN");
    Scenario.play(
        poor
            + """
            bundle A place perp buy 90000 @ 98 ; cancel perp bid  -> rejected INSUFFICIENT_MARGIN at 0
            bundle A cancel perp bid ; place perp buy 90000 @ 98 as low  -> canceled 90000 REQUESTED, accepted, rested 90000
            bundle A place perp buy 90000 @ 97 replaces low ; place perp buy 90000 @ 96 -> rejected INSUFFICIENT_MARGIN at 1
            bundle A cancel perp low   -> canceled 90000 REQUESTED
            """);
  }

  @Test
  void shouldLetOnlyTheLastEntryTrade() {
    Scenario.play(
        TRADERS
            + """
            bundle B place perp buy 3 @ 101 ; place perp sell 1 @ 120     -> rejected BUNDLE_TAKES at 0
            bundle B place perp buy 3 @ 90 ioc ; place perp sell 1 @ 120  -> rejected BUNDLE_TAKES at 0
            bundle B place perp buy 3 @ 101 fok ; place perp sell 1 @ 120 -> rejected BUNDLE_TAKES at 0
            bundle B place perp buy 3 @ 101 post ; place perp sell 1 @ 120 -> rejected POST_ONLY_WOULD_MATCH at 0
            bundle B place perp sell 1 @ 120 ; place perp buy 11 @ 101 fok  -> rejected WOULD_NOT_FILL at 1
            bundle B place perp sell 1 @ 120 ; place perp buy 12 @ 101      -> accepted, rested 1, accepted, trade B A 10 @ 101, rested 2
            bundle A cancel perp bid ; place perp sell 2 @ 101 fok          -> canceled 10 REQUESTED, accepted, trade B A 2 @ 101
            bundle A place perp buy 5 @ 99 ; place perp sell 1 @ 99 ioc     -> accepted, rested 5, accepted, canceled 1 SELF_TRADE
            """);
  }

  @Test
  void shouldSeeWhatEarlierEntriesPlaced() {
    Scenario.play(
        """
        register A
        deposit A 1000000
        price perp 100
        bundle A place perp buy 5 @ 99 ; place perp sell 5 @ 99 post       -> rejected POST_ONLY_WOULD_MATCH at 1
        bundle A place perp buy 5 @ 99 ; place perp sell 5 @ 98 post slide -> accepted, rested 5, accepted, rested 5
        """);
  }

  @Test
  void shouldCancelWhatWaitsAndEachOnlyOnce() {
    Scenario.play(
        TRADERS
            + """
            trigger A perp sell 5 @ 90 below 95 as stop         -> waits
            bundle A cancel perp stop ; cancel perp stop        -> rejected UNKNOWN_ORDER at 1
            bundle A cancel perp bid ; cancel perp bid          -> rejected UNKNOWN_ORDER at 1
            bundle A cancel spot stop                           -> rejected UNKNOWN_ORDER at 0
            bundle B cancel perp ask                            -> rejected UNKNOWN_ORDER at 0
            bundle A cancel perp stop ; place perp buy 1 @ 90   -> trigger canceled REQUESTED, accepted, rested 1
            twap A perp buy 10 @ 80 slices 3 every 5s           -> runs
            bundle A cancel perp twap ; cancel perp bid -> \
            slice 4, accepted, canceled 4 IOC_REMAINDER, twap REQUESTED left 10, canceled 10 REQUESTED
            """);
  }

  @Test
  void shouldCountEveryEntryAgainstWhatAnAgentMayTradeInADay() {
    Scenario.play(
        TRADERS
            + """
            agent A 1 until 1000s day 3000 order 2000
            bundle A/1 place perp buy 1 @ 90 ; place perp buy 1 @ 90 ; place perp buy 2 @ 90 -> rejected AGENT_LIMIT at 2
            bundle A/1 place perp buy 1 @ 90 ; place perp buy 1 @ 90     -> accepted, rested 1, accepted, rested 1
            bundle A/1 place perp buy 1 @ 90 ; place perp buy 1 @ 90     -> rejected AGENT_LIMIT at 1
            place A/1 perp buy 1 @ 90                                    -> accepted, rested 1
            bundle A/2 cancel perp bid                                   -> rejected UNKNOWN_AGENT
            """);
  }

  @Test
  void shouldHoldTheLimitsOfAnAccountAndOfTheTables() {
    var small = new EngineLimits(10, 3, 4, 8, 5, 12, 3, 5);
    var scenario = new Scenario(small);
    scenario.run(
        TRADERS
            + """
            place B perp buy 5 @ 90 as low
            bundle A place perp buy 1 @ 91 ; place perp buy 1 @ 92 ; place perp buy 1 @ 93 ; place perp buy 1 @ 94 -> \
            rejected ACCOUNT_ORDER_LIMIT at 3
            bundle A cancel perp bid ; place perp buy 1 @ 91 ; place perp buy 1 @ 92 ; place perp buy 1 @ 93 ; place perp buy 1 @ 94 -> \
            canceled 10 REQUESTED, accepted, rested 1, accepted, rested 1, accepted, rested 1, accepted, rested 1
            bundle B place perp buy 1 @ 80 ; place perp buy 1 @ 81 ; place perp buy 1 @ 82 -> rejected BOOK_FULL at 2
            bundle B cancel perp low ; place perp buy 1 @ 80 till 5s ; place perp buy 1 @ 81 till 5s ; place perp buy 1 @ 82 till 5s -> \
            canceled 5 REQUESTED, accepted, rested 1, accepted, rested 1, accepted, rested 1
            cancelall A perp both
            bundle A place perp buy 1 @ 70 ; place perp buy 1 @ 71 till 5s -> rejected TIMED_ORDERS_FULL at 1
            """);
    assertEquals(3, small.timedOrders());
  }

  @Test
  void shouldClipWhatReducesAndRefuseWhatWouldOpen() {
    Scenario.play(
        TRADERS
            + """
            place B perp buy 4 @ 101                              -> accepted, trade B A 4 @ 101
            bundle B place perp sell 9 @ 110 reduce ; place perp sell 9 @ 99 ioc reduce -> \
            accepted, rested 4, accepted, trade A B 4 @ 99, canceled 4 REDUCE_ONLY
            bundle B place perp sell 9 @ 110 ; place perp sell 9 @ 99 ioc reduce  -> rejected WOULD_NOT_REDUCE at 1
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 17, 40})
  void shouldTakeOneToSixteenEntries(int entries) {
    var scenario = Scenario.play(TRADERS);
    var entry = Entry.place(1, Side.BUY, 1, 90, TimeInForce.GTC);
    int length =
        scenario.wire.bundles.submitOrders(
            4096, Collections.nCopies(entries, entry), 7, Long.MAX_VALUE, 0);
    assertEquals("rejected BAD_PARAMETER", scenario.tell(length));
    length =
        scenario.wire.bundles.submitOrders(
            4096, Collections.nCopies(16, entry), 7, Long.MAX_VALUE, 0);
    assertEquals(
        String.join(", ", Collections.nCopies(16, "accepted, rested 1")), scenario.tell(length));
  }

  @Test
  void shouldFindABundleThatEndsTooEarlyMalformed() {
    var scenario = Scenario.play(TRADERS);
    var entry = Entry.place(1, Side.BUY, 1, 90, TimeInForce.GTC);
    int length =
        scenario.wire.bundles.submitOrders(4096, List.of(entry, entry), 7, Long.MAX_VALUE, 0);
    for (int less = 1; less <= SubmitOrdersEncoder.EntriesEncoder.sbeBlockLength() + 5; less++) {
      assertEquals("rejected MALFORMED", scenario.tell(length - less));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "action, 2",
    "side, 2",
    "timeInForce, 4",
    "selfTrade, 4",
    "reduceOnly, 2",
    "slide, 2"
  })
  void shouldRefuseValuesOfNoEnum(String field, byte value) {
    var scenario = Scenario.play(TRADERS);
    var entry = Entry.place(1, Side.BUY, 1, 90, TimeInForce.GTC);
    int length =
        scenario.wire.bundles.submitOrders(4096, List.of(entry, entry), 7, Long.MAX_VALUE, 0);
    int block = SubmitOrdersEncoder.EntriesEncoder.sbeBlockLength();
    int at =
        switch (field) {
          case "action" -> SubmitOrdersEncoder.EntriesEncoder.actionEncodingOffset();
          case "side" -> SubmitOrdersEncoder.EntriesEncoder.sideEncodingOffset();
          case "timeInForce" -> SubmitOrdersEncoder.EntriesEncoder.timeInForceEncodingOffset();
          case "selfTrade" -> SubmitOrdersEncoder.EntriesEncoder.selfTradeEncodingOffset();
          case "reduceOnly" -> SubmitOrdersEncoder.EntriesEncoder.reduceOnlyEncodingOffset();
          default -> SubmitOrdersEncoder.EntriesEncoder.slideEncodingOffset();
        };
    scenario.wire.buffer.putByte(Wire.OFFSET + length - block + at, value);
    assertEquals("rejected BAD_ENUM at 1", scenario.tell(length));
  }

  /** Random books, from which all of an account is taken and to which more is added. */
  @Test
  void shouldLeaveEveryOrderInItsPlaceWhenRefused() {
    int canceled = 0;
    int placed = 0;
    for (long seed = 501; seed < 505; seed++) {
      var run = new TwinRun(seed);
      for (int step = 0; step < 600; step++) {
        run.step(step);
        if (step % 10 == 9 && !run.twin.resting.isEmpty()) {
          int account = run.twin.resting.getFirst().account.id;
          int orders = refuse(run, account, step);
          int entry = refusedAt(run.log.events);
          canceled += entry == orders ? 1 : 0;
          placed += entry == orders + 1 ? 1 : 0;
        }
      }
    }
    assertTrue(canceled + placed > 50, "bundles undone after all their cancels: " + canceled);
    assertTrue(placed > 5, "bundles undone after an order too: " + placed);
  }

  /** Returns how many orders it would cancel. */
  private static int refuse(TwinRun run, int account, int step) {
    var entries = new ArrayList<Entry>();
    for (var order : run.twin.resting) {
      if (order.account.id == account && entries.size() < 14) {
        entries.add(Entry.cancel(order.market.id, order.id));
      }
    }
    int orders = entries.size();
    Collections.shuffle(entries, run.random);
    entries.add(Entry.place(1, Side.BUY, 1, 1, TimeInForce.POST_ONLY));
    entries.add(Entry.place(1, Side.BUY, 1, 0, TimeInForce.GTC));
    var before = orders(run.machine);
    long nonce = 1_000_000 + step;
    run.apply(run.wire.bundles.submitOrders(account, entries, nonce, Long.MAX_VALUE, 0));
    assertEquals(before, orders(run.machine), "seed=" + run.seed + " step=" + step);
    return orders;
  }

  /** Of the last event, -1 when it is no refusal of an entry. */
  private static int refusedAt(List<byte[]> events) {
    byte[] event = events.getLast();
    if (Log.template(event) != CommandRejectedDecoder.TEMPLATE_ID) {
      return -1;
    }
    var e = new CommandRejectedDecoder();
    e.wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
    return e.entry() == CommandRejectedDecoder.entryNullValue() ? -1 : e.entry();
  }

  /** Records of all resting orders, which stand by priority. */
  private static List<String> orders(StateMachine machine) {
    var records = new ArrayList<String>();
    machine.snapshot(
        (buffer, offset, length) -> {
          byte[] record = new byte[length];
          buffer.getBytes(offset, record);
          if (Log.template(record) == OrderStateDecoder.TEMPLATE_ID) {
            records.add(HexFormat.of().formatHex(record));
          }
        });
    return records;
  }

  @Test
  void shouldGiveTheSameWhenReplayed() {
    var run = new TwinRun(511);
    for (int step = 0; step < 800; step++) {
      run.step(step);
    }
    long bundles =
        run.log.events.stream()
            .filter(event -> Log.template(event) == CommandRejectedDecoder.TEMPLATE_ID)
            .filter(event -> bundle(event))
            .count();
    assertTrue(bundles > 3, "refused bundles: " + bundles);
    var again = new StateMachine(new Log(), TwinTest.SMALL);
    Log.replay(run.log.events, again);
    assertArrayEquals(run.machine.stateHash(), again.stateHash());
  }

  private static boolean bundle(byte[] event) {
    var e = new CommandRejectedDecoder();
    e.wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
    return e.commandTemplate() == SubmitOrdersDecoder.TEMPLATE_ID;
  }
}
