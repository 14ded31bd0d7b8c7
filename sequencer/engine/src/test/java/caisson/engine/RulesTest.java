package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.listing.Rules;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.RulesStateDecoder;
import caisson.protocol.RulesStateEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * What each number of rules changes, and that nothing else changes it. k 10: at 1000 ticks 100 lots
 * are a dollar; maintenance 2.5 % and a gap of 0.2 %.
 */
class RulesTest {
  private static final String TERMS =
      """
      register A B C D
      deposit A 100_000_000
      deposit B 100_000_000_000
      deposit D 100_000_000_000
      tier 0 10_000_000_000
      factor 1 down 250 up 250 spot 250
      marketfactor perp 1
      liquidation perp tier 0 fee 5000 band 20000
      price perp 1000
      """;

  /** Of a mark of 975 the band ends at 966: bids 20 ticks better than it, at its end, and below. */
  private static final String LONG =
      TERMS
          + """
          place A perp buy 200000 @ 1000
          place B perp sell 200000 @ 1000   -> accepted, trade A B 200000 @ 1000
          place D perp buy 100000 @ 995     -> accepted, rested 100000
          place D perp buy 50000 @ 966      -> accepted, rested 50000
          place D perp buy 30000 @ 965      -> accepted, rested 30000
          """;

  /** Of a mark of 1025 the band ends at 1035. */
  private static final String SHORT =
      TERMS
          + """
          place A perp sell 200000 @ 1000
          place B perp buy 200000 @ 1000    -> accepted, trade B A 200000 @ 1000
          place D perp sell 100000 @ 1005   -> accepted, rested 100000
          place D perp sell 50000 @ 1035    -> accepted, rested 50000
          place D perp sell 30000 @ 1036    -> accepted, rested 30000
          """;

  /** A tenth of 150,000; 20 ticks better than the mark, less a fine of half a percent. */
  private static final String SOLD =
      "completed, accepted, trade D A 15000 @ 995, LIQUIDATION_FEE A TIER0 731250,"
          + " SLICE A 50000000/52650000 to 52268750/48701250";

  private static final String BOUGHT =
      "completed, accepted, trade A D 15000 @ 1005, LIQUIDATION_FEE A TIER0 768750,"
          + " SLICE A 50000000/55350000 to 52231250/51198750";

  @Test
  void shouldGiveNoSliceToABookBetterThanTheBandBeforeRulesOne() {
    var scenario =
        Scenario.play(
            LONG
                + """
                price perp 975      -> mark 975
                price perp 975      -> completed
                wait 9s
                price perp 975      -> completed
                wait 9s
                price perp 975      -> completed
                wait 9s
                price perp 975      -> completed
                lots A perp = 200000
                wait 3s
                price perp 975      -> completed, BACKSTOP TIER0 A 200000, LIQUIDATION_FEE A TIER0 9750000, HANDOVER A 50000000/52650000 to 40250000/0
                """);
    assertEquals(List.of(), rulesRecords(scenario.machine));
    Scenario.play(
        SHORT
            + """
            price perp 1025     -> mark 1025
            price perp 1025     -> completed
            wait 1s
            price perp 1025     -> completed
            lots A perp = -200000
            """);
  }

  @Test
  void shouldSellToBuyersWhoPayMoreThanTheBandFromRulesOneOn() {
    Scenario.play(LONG + "inforce 1 -> changed\nprice perp 975\nprice perp 975 -> " + SOLD);
    Scenario.play(SHORT + "inforce 1 -> changed\nprice perp 1025\nprice perp 1025 -> " + BOUGHT);
  }

  @Test
  void shouldChangeFromTheCommandOn() {
    Scenario.play(
        LONG
            + """
            price perp 975
            price perp 975      -> completed
            wait 1s
            inforce 1           -> changed
            price perp 975      -> %s
            """
                .formatted(SOLD));
  }

  /** As before, so long as the book begins no further than the band. */
  @Test
  void shouldLeaveABookWithinTheBandAsItWas() {
    for (String rules : List.of("", "inforce 1\n")) {
      Scenario.play(
          TERMS
              + rules
              + """
              place A perp buy 200000 @ 1000
              place B perp sell 200000 @ 1000
              place D perp buy 100000 @ 984
              place D perp buy 50000 @ 966
              place D perp buy 30000 @ 965
              price perp 975
              price perp 975    -> completed, accepted, trade D A 15000 @ 984, LIQUIDATION_FEE A TIER0 731250, SLICE A 50000000/52650000 to 50618750/48701250
              """);
    }
  }

  @Test
  void shouldKeepItsRulesOverASnapshot() {
    var scenario = Scenario.play(LONG + "inforce 1 -> changed\nprice perp 975");
    assertEquals(List.of(1), rulesRecords(scenario.machine));
    var log = new Log();
    var restored = new StateMachine(log);
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    int before = scenario.log.events.size();
    scenario.run("price perp 975 -> " + SOLD);
    List<byte[]> after = scenario.log.events.subList(before, scenario.log.events.size());
    Log.replay(after, restored);
    assertEquals(EventText.text(after), EventText.text(log.events));
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    scenario = new Scenario();
    scenario.run("inforce 1 -> changed");
    assertReplays(scenario);
  }

  @Test
  void shouldGoOneNumberUpAtATime() {
    var scenario =
        Scenario.play(
            """
            inforce 0       -> rejected BAD_PARAMETER
            inforce 2       -> rejected BAD_PARAMETER
            inforce 65535   -> rejected BAD_PARAMETER
            inforce 1       -> changed
            inforce 1       -> rejected BAD_PARAMETER
            inforce 0       -> rejected BAD_PARAMETER
            inforce 3       -> rejected BAD_PARAMETER
            """);
    assertEquals(List.of(1), rulesRecords(scenario.machine));
    var wire = scenario.wire.parameters;
    assertEquals("rejected ALREADY_APPLIED", scenario.tell(wire.setRules(1, 2)));
    assertEquals("rejected OUT_OF_ORDER", scenario.tell(wire.setRules(3, 2)));
    assertEquals("changed", scenario.tell(wire.setRules(2, 2)));
  }

  /** Refused here and taken by a newer engine, the log would have two meanings. */
  @Test
  void shouldNotGoOnWhereTheNextRulesAreUnknown() {
    var scenario = new Scenario();
    for (int rules = 1; rules <= Rules.NEWEST; rules++) {
      scenario.run("inforce " + rules + " -> changed");
    }
    scenario.run("inforce " + (Rules.NEWEST + 2) + " -> rejected BAD_PARAMETER");
    int next = Rules.NEWEST + 1;
    var stopped = assertThrows(IllegalStateException.class, () -> scenario.run("inforce " + next));
    assertEquals(
        "the log puts rules in force that need a newer engine: newest known=4 found=5",
        stopped.getMessage());
  }

  /** The one who holds the key now did not ask for it; before rules 2 it stays and trades. */
  @Test
  void shouldEndProtectionWithARotationFromRulesTwoOn() {
    String waits =
        """
        register A B
        deposit A 100_000_000
        deposit B 100_000_000
        price perp 1000
        price perp 1000
        price perp 1000
        place A perp buy 500 @ 1000
        place B perp sell 500 @ 1000                   -> accepted, trade A B 500 @ 1000
        trigger A perp sell 500 @ 500 below 950 reduce -> waits
        inforce 1                                      -> changed
        """;
    Scenario.play(
        waits
            + """
            forced A rotate      -> request 1 NONE 0
            price perp 940       -> mark 940, fired at 940, accepted, canceled 500 IOC_REMAINDER
            """);
    Scenario.play(
        waits
            + """
            inforce 2            -> changed
            forced A cancelall   -> request 1 NONE 0
            forced A rotate      -> trigger canceled REQUESTED, request 2 NONE 0
            price perp 940       -> mark 940
            """);
  }

  /**
   * 600 dollars of an asset that, while the coin is weak, asks for more margin than it counts for,
   * and 100 of cash. A lot of spot is 6 cents at the mark of 6000 ticks.
   */
  private static final String WEAK =
      """
      register A B
      deposit A 100_000_000
      deposit A 100_000_000 1
      deposit B 1_000_000_000
      deposit B 100_000_000 1
      price perp 1000
      factor 1 down 2500 up 2500 spot 4000
      collateral 1 factor 1
      marketfactor perp 1
      inforce 1              -> changed
      inforce 2              -> changed
      """;

  /** The other asset may go and the coins after it, so what keeps them protects nobody. */
  @Test
  void shouldKeepTheCoinsOfWhoOwesNothingBeforeRulesThree() {
    Scenario.play(
        WEAK
            + """
            coin 700000                      -> initial x 2160000
            withdraw A 1                     -> rejected INSUFFICIENT_MARGIN
            place A spot buy 1 @ 6000        -> rejected INSUFFICIENT_BALANCE
            forced A withdraw 100_000_000    -> request 1 INSUFFICIENT_MARGIN 0
            withdraw A 100_000_000 1         -> withdrawal 1/0 100000000 balance 0 accounted 100000000
            withdraw A 100_000_000           -> withdrawal 1/1 100000000 balance 0 accounted 1000000000
            """);
  }

  @Test
  void shouldLeaveTheCoinsOfWhoOwesNothingToHimFromRulesThreeOn() {
    String weak = WEAK + "inforce 3 -> changed\ncoin 700000 -> initial x 2160000\n";
    Scenario.play(
        weak
            + """
            withdraw A 100_000_001           -> rejected INSUFFICIENT_MARGIN
            withdraw A 40_000_000            -> withdrawal 1/0 40000000 balance 60000000 accounted 1060000000
            forced A withdraw 100_000_000    -> withdrawal 1/1 60000000 balance 0 accounted 1000000000, request 1 NONE 60000000
            """);
    // What a resting buy may cost with its fees stays, and is enough; a sale pays its own.
    Scenario.play(
        weak
            + """
            place A spot buy 1700 @ 6000     -> rejected INSUFFICIENT_BALANCE
            place A spot buy 100 @ 6000      -> accepted, rested 100
            place A spot sell 5000 @ 7000    -> accepted, rested 5000
            place A spot buy 1600 @ 6000     -> rejected INSUFFICIENT_BALANCE
            withdraw A 93_996_901            -> rejected INSUFFICIENT_MARGIN
            withdraw A 93_996_900            -> withdrawal 1/0 93996900 balance 6003100 accounted 1006003100
            place B spot sell 100 @ 6000     -> accepted, trade A B 100 @ 6000 fees 3000 -1200
            cash A = 4300
            place B spot buy 1 @ 7000        -> accepted, trade B A 1 @ 7000 fees 35 -14
            cash A = 74314
            """);
  }

  /** A line, an order on one, or a debt. */
  @Test
  void shouldKeepTheCoinsOfWhoOwesBesideItAsBefore() {
    for (String rules : List.of("", "inforce 3\n")) {
      Scenario.play(
          WEAK
              + rules
              + """
              place A perp buy 10 @ 1000
              place B perp sell 10 @ 1000    -> accepted, trade A B 10 @ 1000
              coin 700000                    -> initial x 2160000
              withdraw A 1                   -> rejected INSUFFICIENT_MARGIN
              place A spot buy 1 @ 6000      -> rejected INSUFFICIENT_BALANCE
              forced A withdraw 1            -> request 1 INSUFFICIENT_MARGIN 0
              """);
      Scenario.play(
          WEAK
              + rules
              + """
              place A perp buy 10 @ 900      -> accepted, rested 10
              coin 700000                    -> initial x 2160000
              withdraw A 1                   -> rejected INSUFFICIENT_MARGIN
              """);
      Scenario.play(
          WEAK
              + rules
              + """
              place A perp buy 200000 @ 1000
              place B perp sell 200000 @ 1000  -> accepted, trade A B 200000 @ 1000
              price perp 900                   -> mark 900
              place B perp buy 200000 @ 900
              place A perp sell 200000 @ 900   -> accepted, trade B A 200000 @ 900
              cash A = -100000000
              coin 700000                      -> initial x 2160000
              withdraw A 1                     -> rejected INSUFFICIENT_MARGIN
              place A spot buy 1 @ 6000        -> rejected INSUFFICIENT_BALANCE
              """);
    }
  }

  private static final String RULES_3 = "inforce 1\ninforce 2\ninforce 3\n";

  /** A second before such a time lies far ahead: numbers begin anew there. */
  @Test
  void shouldTakeASwitchForATimeLongPastBeforeRulesFour() {
    var scenario = Scenario.play("register A\ndeposit A 100_000_000\nprice perp 1000\n" + RULES_3);
    assertEquals("rejected BAD_PARAMETER", at(scenario, Long.MIN_VALUE + 1_000_000_000));
    for (long atNs : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 999_999_999}) {
      scenario.run("place A perp buy 10 @ 900 -> accepted, rested 10");
      assertEquals("switch on", at(scenario, atNs));
      scenario.run(
          "withdraw A 200_000_000 -> canceled 10 SCHEDULED, switch fired, rejected INSUFFICIENT_MARGIN");
    }
  }

  @Test
  void shouldRefuseASwitchForATimeLongPastFromRulesFourOn() {
    var scenario =
        Scenario.play(
            "register A\ndeposit A 100_000_000\nprice perp 1000\n"
                + RULES_3
                + "inforce 4 -> changed\nplace A perp buy 10 @ 900 -> accepted, rested 10");
    long now = scenario.timeNs();
    long least = Long.MIN_VALUE;
    for (long atNs : new long[] {least, least + 999_999_999, least + 1_000_000_000, -1, now - 1}) {
      assertEquals("rejected BAD_PARAMETER", at(scenario, atNs), "" + atNs);
    }
    assertEquals("rejected BAD_PARAMETER", at(scenario, now + 999_999_999));
    assertEquals("switch on", at(scenario, now + 1_000_000_000));
    assertEquals("switch off", at(scenario, 0));
    assertEquals(1, scenario.machine.restingOrders());
  }

  private static String at(Scenario scenario, long atNs) {
    long nonce = scenario.nextNonce();
    return scenario.tell(scenario.wire.orders.scheduleCancel(4096, atNs, nonce, Long.MAX_VALUE, 0));
  }

  /** What was set before stays and does nothing, as it did. */
  @Test
  void shouldSetTermsOfLiquidationForPerpetualsAloneFromRulesFourOn() {
    Scenario.play(
        """
        event 1 markets 3 payout 100 exhaustive dispute 60s void 1000s 50 50
        """
            + RULES_3
            + """
            liquidation spot tier 3 fee 5000 band 20000   -> rejected BAD_PARAMETER
            liquidation 3 tier 3 fee 5000 band 20000      -> changed
            rate 3 500                                    -> changed
            inforce 4                                     -> changed
            liquidation 3 tier 3 fee 5000 band 20000      -> rejected BAD_PARAMETER
            liquidation 4 tier 3 fee 5000 band 20000      -> rejected BAD_PARAMETER
            liquidation spot tier 3 fee 5000 band 20000   -> rejected BAD_PARAMETER
            liquidation 9 tier 3 fee 5000 band 20000      -> rejected UNKNOWN_MARKET
            liquidation perp tier 3 fee 5000 band 20000   -> changed
            rate perp 500                                 -> changed
            rate 3 500                                    -> rejected BAD_PARAMETER
            """);
  }

  /** The least number of a field has no opposite: it was within every bound on both sides. */
  @Test
  void shouldHoldTheLeastNumberToBoundsOnBothSidesFromRulesFourOn() {
    for (int inForce = 3; inForce <= 4; inForce++) {
      var rules = new Rules();
      rules.inForce = inForce;
      assertEquals(inForce == 4, rules.beyond(Integer.MIN_VALUE, 300));
      assertTrue(rules.beyond(Integer.MIN_VALUE + 1, 300));
      assertTrue(rules.beyond(-301, 300) && rules.beyond(301, 300));
      assertTrue(!rules.beyond(-300, 300) && !rules.beyond(300, 300));
    }
    String dividend = "register A\nprice perp 1000\ninforce 1\ninforce 2\ninforce 3\ninforce 4\n";
    var scenario = Scenario.play(dividend);
    var wire = scenario.wire.parameters;
    assertEquals("rejected BAD_PARAMETER", scenario.tell(wire.payDividend(5, 1, Long.MIN_VALUE)));
    assertEquals(
        "rejected BAD_PARAMETER",
        scenario.tell(wire.setMarkRules(5, 1, 1, 1, 1, 1, Integer.MIN_VALUE)));
  }

  @Test
  void shouldNotGoOnFromASnapshotOfRulesItDoesNotKnow() {
    var records = new ArrayList<byte[]>();
    new StateMachine((buffer, offset, length) -> {})
        .snapshot(
            (buffer, offset, length) -> {
              byte[] copy = new byte[length];
              buffer.getBytes(offset, copy);
              records.add(copy);
            });
    var machine = new StateMachine((buffer, offset, length) -> {});
    records.forEach(record -> machine.restore(new UnsafeBuffer(record), 0, record.length));
    var newer = new UnsafeBuffer(new byte[64]);
    var state = new RulesStateEncoder().wrapAndApplyHeader(newer, 0, new MessageHeaderEncoder());
    int length = MessageHeaderEncoder.ENCODED_LENGTH + state.rules(5).encodedLength();
    var refused =
        assertThrows(IllegalStateException.class, () -> machine.restore(newer, 0, length));
    assertEquals("snapshot: rules: newest known=4 found=5", refused.getMessage());
  }

  /** What the records of rules in a snapshot say. */
  private static List<Integer> rulesRecords(StateMachine machine) {
    var found = new ArrayList<Integer>();
    machine.snapshot(
        (buffer, offset, length) -> {
          var header = new caisson.protocol.MessageHeaderDecoder().wrap(buffer, offset);
          if (header.templateId() == RulesStateDecoder.TEMPLATE_ID) {
            found.add(new RulesStateDecoder().wrapAndApplyHeader(buffer, offset, header).rules());
          }
        });
    return found;
  }

  private static void assertReplays(Scenario scenario) {
    var replayed = new Log();
    var machine = new StateMachine(replayed);
    Log.replay(scenario.log.events, machine);
    assertArrayEquals(scenario.machine.stateHash(), machine.stateHash());
    assertTrue(rulesRecords(machine).contains(1));
  }
}
