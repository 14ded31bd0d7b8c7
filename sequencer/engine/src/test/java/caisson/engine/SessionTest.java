package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.GapMovedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** k 10: at 1000 ticks 100 lots are a dollar; maintenance 2.5 % and a listed gap of 0.2 %. */
class SessionTest {
  private static final String START =
      """
      register A B C
      deposit A 100_000_000
      deposit B 100_000_000_000
      deposit C 100_000_000_000
      factor 1 down 250 up 250 spot 250
      marketfactor perp 1
      liquidation perp tier 0 fee 5000 band 20000
      sessions perp extended 100 overnight 200 weekend 500 window 1500 halt 1000 -> changed
      price perp 1000
      """;

  private static final String LONG =
      START
          + """
          place A perp buy 200000 @ 1000
          place B perp sell 200000 @ 1000     -> accepted, trade A B 200000 @ 1000
          """;

  @Test
  void shouldRaiseTheGapInTheTwoHoursBeforeASessionAndLowerItAtOnce() {
    var scenario =
        Scenario.play(
            START
                + """
                session perp weekend in 90000s window -> changed, ahead WEEKEND 2000
                session perp regular in 93600s        -> changed, ahead REGULAR 0
                """);
    assertGap(scenario, 82_800, 0);
    assertGap(scenario, 59, 0);
    assertGap(scenario, 1, 17);
    assertGap(scenario, 59, 17);
    scenario.run("place A perp buy 200000 @ 1000 -> accepted, rested 200000");
    assertGap(scenario, 3_481, 1_000);
    scenario.run("place A perp buy 10 @ 1000 -> rejected INSUFFICIENT_MARGIN");
    var restored = new StateMachine(new Log());
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    assertGap(scenario, 3_599, 1_984);
    assertGap(scenario, 1, 2_000);
    assertGap(scenario, 3_599, 2_000);
    assertGap(scenario, 1, 0);
    scenario.run("place A perp buy 10 @ 1000 -> accepted, rested 10");
    var replayed = new StateMachine(new Log());
    Log.replay(scenario.log.events, replayed);
    assertArrayEquals(scenario.machine.stateHash(), replayed.stateHash());
  }

  @Test
  void shouldTellADayAheadWhatRaisesAGapAndTakeNothingBack() {
    Scenario.play(
        START
            + """
            session perp extended in 86399s       -> rejected BAD_PARAMETER
            session perp extended                 -> rejected BAD_PARAMETER
            session perp weekend in 86400s        -> changed, ahead WEEKEND 500
            session perp overnight in 86400s      -> changed, ahead OVERNIGHT 200
            session perp extended in 90000s       -> changed, ahead EXTENDED 100
            session perp regular in 93600s        -> changed, ahead REGULAR 0
            wait 86400s
            price perp 1000                       -> sealed 1 from 1 to 22 marks, session OVERNIGHT/NONE 200, gap 200
            session perp extended                 -> rejected BAD_PARAMETER
            session perp overnight in 7200s       -> rejected BAD_PARAMETER
            session perp extended in 3600s        -> rejected BAD_PARAMETER
            session perp regular in 10s           -> changed, ahead REGULAR 0
            session perp regular                  -> changed, ahead REGULAR 0, session REGULAR/NONE 0, gap 0
            sessions perp extended 1 overnight 2 weekend 3 window 4 halt 5 -> changed
            session perp extended in 86400s       -> changed, ahead EXTENDED 1
            sessions perp extended 1 overnight 2 weekend 3 window 4 halt 5 -> rejected BAD_PARAMETER
            """);
    var full = new StringBuilder(START);
    for (int i = 0; i < 16; i++) {
      full.append(
          "session perp overnight in " + (90_000 + i) + "s -> changed, ahead OVERNIGHT 200\n");
    }
    Scenario.play(full + "session perp overnight in 90016s -> rejected BOUND_EXCEEDED");
    Scenario.play(full + "session perp weekend in 90015s -> changed, ahead WEEKEND 500");
  }

  @Test
  void shouldTakeNoOrderWhileInterruptedAndOpenByAnAuction() {
    Scenario.play(
        START
            + """
            place A perp buy 10 @ 900 as rests    -> accepted, rested 10
            interrupt perp none                   -> rejected BAD_PARAMETER
            interrupt perp halt                   -> changed, session REGULAR/HALT 0, phase HALTED, gap 1000
            place A perp sell 1 @ 1000            -> rejected MARKET_HALTED
            phase perp open                       -> rejected MARKET_HALTED
            cancel A perp rests                   -> canceled 10 REQUESTED
            interrupt perp halt                   -> rejected BAD_PARAMETER
            interrupt perp corporate_action       -> changed, session REGULAR/CORPORATE_ACTION 0
            place A perp sell 1 @ 1000            -> rejected MARKET_HALTED
            interrupt perp none                   -> changed, session REGULAR/NONE 0, phase AUCTION, then OPEN, gap 0
            place A perp buy 1 @ 1000             -> accepted, rested 1
            interrupt spot halt                   -> rejected BAD_PARAMETER
            """);
    Scenario.play(
        START
            + """
            phase perp halted                     -> phase HALTED, changed
            interrupt perp halt                   -> changed, session REGULAR/HALT 0, gap 1000
            interrupt perp none                   -> changed, session REGULAR/NONE 0, gap 0
            place A perp sell 1 @ 1000            -> rejected MARKET_HALTED
            """);
  }

  @Test
  void shouldLetTheCalendarGoOnBeneathAHaltAndKeepWhatWasCharged() {
    Scenario.play(
        START
            + """
            session perp weekend in 86400s window -> changed, ahead WEEKEND 2000
            session perp extended in 86500s       -> changed, ahead EXTENDED 100
            wait 86400s
            price perp 1000                       -> sealed 1 from 1 to 18 marks, session WEEKEND/NONE 2000, gap 2000
            interrupt perp halt                   -> changed, session WEEKEND/HALT 2000, phase HALTED
            wait 100s
            price perp 1000
            interrupt perp none                   -> changed, session EXTENDED/NONE 100, phase AUCTION, then OPEN, gap 100
            """);
  }

  @Test
  void shouldSplitSharesAndNothingElse() {
    var scenario =
        Scenario.play(
            LONG
                + """
                place A perp buy 10 @ 900             -> accepted, rested 10
                price perp 1000 at 1                  -> rejected SPLIT_VERSION
                split perp 10 for 1                   -> rejected BAD_PARAMETER
                interrupt perp halt
                split perp 10 for 1                   -> rejected BAD_PARAMETER
                interrupt perp corporate_action
                split perp 1 for 1                    -> rejected BAD_PARAMETER
                split perp 1001 for 1                 -> rejected BAD_PARAMETER
                split spot 2 for 1                    -> rejected BAD_PARAMETER
                split perp 10 for 4                   -> changed, split 1 shares 5/2
                split perp 2 for 5                    -> changed, split 2 shares 1/1
                split perp 1000 for 1                 -> changed, split 3 shares 1000/1
                split perp 1000 for 1                 -> changed, split 4 shares 1000000/1
                split perp 1000 for 1                 -> changed, split 5 shares 1000000000/1
                split perp 1000 for 1                 -> changed, split 6 shares 1000000000000/1
                split perp 1000 for 1                 -> rejected BOUND_EXCEEDED
                split perp 1 for 1000                 -> changed, split 7 shares 1000000000/1
                price perp 100 at 6                   -> rejected SPLIT_VERSION
                price perp 100                        -> rejected SPLIT_VERSION
                price perp 1000 at 7                  -> completed
                lots A perp = 200000
                refCost A perp = 2000000000
                """);
    var restored = new StateMachine(new Log());
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    var replayed = new StateMachine(new Log());
    Log.replay(scenario.log.events, replayed);
    assertArrayEquals(scenario.machine.stateHash(), replayed.stateHash());
  }

  /** E is 52 dollars, MM 87.84: in hours that is handed over at once. */
  @Test
  void shouldOnlySliceNearTheMarkOffHoursUnlessLittleIsLeft() {
    var scenario =
        Scenario.play(
            LONG
                + """
                session perp overnight in 86400s
                wait 86400s
                price perp 1000
                price perp 1000
                price perp 976
                """);
    for (int i = 0; i < 9; i++) {
      scenario.run("wait 5s\nprice perp 976 -> completed\nlots A perp = 200000");
    }
    scenario.run(
        """
        session perp regular                  -> changed, ahead REGULAR 0, session REGULAR/NONE 0, gap 0
        wait 9s
        price perp 976
        wait 9s
        price perp 976
        wait 9s
        price perp 976
        lots A perp = 200000
        wait 9s
        price perp 976
        lots A perp = 0
        """);
    Scenario.play(
        LONG
            + """
            session perp overnight in 86400s
            wait 86400s
            price perp 1000
            price perp 1000
            place C perp buy 500000 @ 966 post
            price perp 976
            lots A perp = 200000               # that is 1.02 % below, and the tier waits
            cancelall C perp both
            price perp 966
            lots A perp = 0                    # E is 32 dollars, MM 86.94
            """);
    scenario =
        Scenario.play(
            LONG
                + """
                session perp overnight in 86400s
                wait 86400s
                price perp 1000
                price perp 1000
                place C perp buy 5000000 @ 975 post
                price perp 980
                lots A perp = 32108
                """);
    assertEquals(971, lastLimit(scenario));
  }

  /** Of an order that was taken. */
  private static long lastLimit(Scenario scenario) {
    var accepted = new OrderAcceptedDecoder();
    for (byte[] event : scenario.log.events) {
      if (Log.template(event) == OrderAcceptedDecoder.TEMPLATE_ID) {
        accepted.wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
      }
    }
    return accepted.limitTicks();
  }

  private static void assertGap(Scenario scenario, long seconds, int expected) {
    scenario.run("wait " + seconds + "s\nprice perp 1000");
    int gap = 0;
    for (byte[] event : scenario.log.events) {
      if (Log.template(event) == GapMovedDecoder.TEMPLATE_ID) {
        var moved =
            new GapMovedDecoder()
                .wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
        assertEquals(gap, moved.beforeBps());
        gap = moved.gapBps();
      }
    }
    assertEquals(expected, gap, "after " + seconds + " seconds more");
  }
}
