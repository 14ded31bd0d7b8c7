package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.WindowSealedDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** k 10,000 and a payout of 100 ticks: a lot pays a dollar, a tick is a cent. */
class OutcomeTest {
  private static final String START =
      """
      register A B C
      deposit A 100_000_000
      deposit B 100_000_000
      deposit C 100_000_000
      event 1 markets 3 payout 100 exhaustive dispute 60s void 1000s 50 50  -> event, listed, listed, mark 50, mark 50
      """;

  @Test
  void shouldAskABuyerForThePriceAndASellerForTheRestOfThePayout() {
    Scenario.play(
        START
            + """
            place A 3 buy 101 @ 100               -> rejected BAD_PRICE
            place A 3 buy 201 @ 50                -> rejected INSUFFICIENT_MARGIN
            place A 3 buy 100 @ 60                -> accepted, rested 100
            place A 4 buy 100 @ 41                -> rejected INSUFFICIENT_MARGIN
            place B 3 sell 251 @ 60               -> rejected INSUFFICIENT_MARGIN
            place B 3 sell 100 @ 60 ioc           -> accepted, trade A B 100 @ 60
            cash A = 40000000
            cash B = 160000000
            withdraw B 60000001                   -> rejected INSUFFICIENT_MARGIN
            withdraw B 60000000                   -> withdrawal 1/0 60000000 balance 100000000 accounted 240000000
            place B 3 sell 1 @ 50                 -> rejected INSUFFICIENT_MARGIN
            """);
  }

  @Test
  void shouldNetLinesOfOneEventExactly() {
    Scenario.play(
        START
            + """
            place A 3 buy 100 @ 60
            place B 3 sell 100 @ 60
            place A 3 sell 100 @ 90 as held       -> accepted, rested 100    # held lots cover it
            cancel A 3 held
            place A 4 buy 100 @ 38                -> accepted, rested 100
            place C 4 sell 100 @ 38               -> accepted, trade A C 100 @ 38
            cash A = 2000000                                               # and a hundred full sets
            withdraw A 102000001                  -> rejected INSUFFICIENT_MARGIN
            place B 4 sell 100 @ 1                -> accepted, rested 100    # the other side of a short is free
            place B 3 buy 100 @ 99                -> rejected INSUFFICIENT_MARGIN
            """);
  }

  @Test
  void shouldResolveWhenTwoSourcesAgreeAndTurnLinesIntoCash() {
    var scenario =
        Scenario.play(
            START
                + """
                place A 3 buy 100 @ 60
                place B 3 sell 100 @ 60
                place C 4 buy 10 @ 30                 -> accepted, rested 10
                propose 1 source 1 outcome 5          -> rejected BAD_PARAMETER
                propose 1 source 1 outcome -1         -> rejected BAD_PARAMETER
                propose 2 source 1 outcome 3          -> rejected UNKNOWN_MARKET
                propose 1 source 1 outcome 3          -> proposed
                propose 1 source 1 outcome 4          -> rejected ALREADY_APPLIED
                place A 4 buy 1 @ 1                   -> accepted, rested 1
                propose 1 source 2 outcome 3          -> proposed, resolved 3, mark 100, mark 0
                propose 1 source 3 outcome 4          -> rejected ALREADY_APPLIED
                place A 4 buy 1 @ 1                   -> rejected MARKET_HALTED
                withdraw A 140000001                  -> rejected INSUFFICIENT_MARGIN
                price perp 1000                       -> mark 1000, canceled 10 RESOLVED, canceled 1 RESOLVED, RESOLVED EVENT1 A 100, RESOLVED B EVENT1 100, settled
                cash A = 140000000
                cash B = 60000000
                cash EVENT1 = 0
                lots EVENT1 3 = 0
                lots A 3 = 0
                withdraw A 140000000
                cash A = 0
                """);
    var replayed = new StateMachine(new Log());
    Log.replay(scenario.log.events, replayed);
    assertArrayEquals(scenario.machine.stateHash(), replayed.stateHash());
  }

  @Test
  void shouldLeaveAForcedCloseOfALineThatPaysNothingToTheSettlement() {
    Scenario.play(
        START
            + """
            place A 3 buy 100 @ 60
            place B 3 sell 100 @ 60
            propose 1 source 1 outcome 4
            propose 1 source 2 outcome 4          -> proposed, resolved 4, mark 0, mark 100
            forced A close 3 0                    -> request 1 NONE 0
            forced B close 3 0 1                  -> request 2 NONE 0
            price perp 1000                       -> mark 1000, RESOLVED EVENT1 A 100, RESOLVED B EVENT1 100, settled
            cash A = 40000000
            cash B = 160000000
            """);
  }

  @Test
  void shouldCloseALineOfAnOutcomeWithTermsByTheOtherSideAlone() {
    Scenario.play(
        START
            + """
            place A 3 buy 100 @ 60
            place B 3 sell 100 @ 60
            tier 3 100_000_000
            liquidation 3 tier 3 fee 5000 band 20000
            forced A close 3 0    -> accepted, canceled 100 IOC_REMAINDER, FORCED_CLOSE B A 100, request 1 NONE 100
            lots A 3 = 0
            lots B 3 = 0
            """);
  }

  /** A line in a market without a word has no claim on chain, and the fold of batches stops. */
  @Test
  void shouldSealAWordForAnOutcomeThatPaysNothingWhileItsLinesStand() {
    var scenario =
        Scenario.play(
            START
                + """
                place A 3 buy 100 @ 60
                place B 3 sell 100 @ 60
                wait 10s
                seal                                  -> sealed 1 from 1 to 14 marks
                propose 1 source 1 outcome 4
                propose 1 source 2 outcome 4          -> proposed, resolved 4, mark 0, mark 100
                wait 10s
                seal                                  -> sealed 2 from 15 to 17 marks
                lots A 3 = 100
                """);
    byte[] sealed = scenario.log.events.getLast();
    var words = new WindowSealedDecoder();
    words.wrapAndApplyHeader(new UnsafeBuffer(sealed), 0, new MessageHeaderDecoder());
    words.assetWords().forEach(word -> {});
    var told = new ArrayList<String>();
    words.marketWords().forEach(w -> told.add(w.market() + ":" + w.markTicks() + "*" + w.k()));
    assertEquals(List.of("1:0*0", "2:0*0", "3:0*10000", "4:100*10000"), told);
  }

  @Test
  void shouldPayVoidValuesWhenSourcesDisagreeUntilItsTime() {
    Scenario.play(
        """
        register A B
        deposit A 100_000_000
        deposit B 100_000_000
        event 1 markets 3 payout 100 open dispute 60s void 1000s 33 33 -> event, listed, listed, mark 33, mark 33
        place A 3 buy 100 @ 60
        place B 3 sell 100 @ 60
        propose 1 source 1 outcome 3
        propose 1 source 2 outcome 4
        wait 61s
        price perp 1000                       -> sealed 1 from 1 to 14 marks, mark 1000
        wait 940s
        price perp 1001                       -> sealed 2 from 15 to 16 marks, mark 1001, resolved 0, mark 33, mark 33
        price perp 1002                       -> mark 1002, RESOLVED EVENT1 A 100, RESOLVED B EVENT1 100, settled
        cash A = 73000000
        cash B = 127000000
        """);
  }

  @Test
  void shouldTakeALoneProposalAfterTheDisputeTime() {
    Scenario.play(
        """
        register A B
        deposit A 100_000_000
        deposit B 100_000_000
        event 1 markets 3 payout 100 open dispute 30s void 1000s 50
        place A 3 buy 100 @ 60
        place B 3 sell 100 @ 60
        place A 3 buy 1 @ 60
        place B 3 sell 1 @ 63
        price perp 1000                       -> mark 1000, mark 61
        propose 1 source 1 outcome -1         -> proposed
        wait 29s
        price perp 1001                       -> mark 1001
        wait 1s
        price perp 1002                       -> mark 1002, resolved -1, mark 0
        price perp 1003                       -> mark 1003, canceled 1 RESOLVED, canceled 1 RESOLVED, RESOLVED EVENT1 A 100, RESOLVED B EVENT1 100, settled
        cash A = 40000000
        cash B = 160000000
        """);
  }

  @Test
  void shouldRefuseAnEventThatIsNone() {
    Scenario.play(
        """
        event 2 markets 3 payout 100 exhaustive dispute 0s void 10s 50 50   -> rejected OUT_OF_ORDER
        event 1 markets 4 payout 100 exhaustive dispute 0s void 10s 50 50   -> rejected OUT_OF_ORDER
        event 1 markets 3 payout 100 exhaustive dispute 0s void 10s 50 49   -> rejected BAD_PARAMETER
        event 1 markets 3 payout 100 exhaustive dispute 0s void 10s 100     -> rejected BAD_PARAMETER
        event 1 markets 3 payout 100 open dispute 0s void 10s 60 41         -> rejected BAD_PARAMETER
        event 1 markets 3 payout 5 open dispute 0s void 10s 1               -> rejected BAD_PARAMETER
        event 1 markets 3 payout 100 open dispute 0s void 10s 60 40         -> event, listed, listed, mark 33, mark 33
        event 1 markets 5 payout 100 open dispute 0s void 10s 60 40         -> rejected ALREADY_EXISTS
        """);
  }
}
