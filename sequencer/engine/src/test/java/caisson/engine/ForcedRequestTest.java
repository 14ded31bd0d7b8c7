package caisson.engine;

import org.junit.jupiter.api.Test;

/** k 10: at 1000 ticks 100 lots are a dollar; spot lots are 10,000 units of tBTC. */
class ForcedRequestTest {
  private static final String START =
      """
      register A B C
      deposit A 100_000_000
      deposit A 2_000_000 1
      deposit B 100_000_000
      deposit C 100_000_000
      price perp 1000
      """;

  @Test
  void shouldConsumeInOrderAndRefuseOnlyANumberOutOfTurn() {
    Scenario.play(
        START
            + """
            forced A no 2                       -> rejected OUT_OF_ORDER
            forced A no 1                       -> request 1 BAD_ENUM 0
            forced A no 1                       -> rejected ALREADY_APPLIED
            forced Z cancelall                  -> request 2 UNKNOWN_ACCOUNT 0
            forced FEES withdraw 5              -> request 3 SYSTEM_ACCOUNT 0
            forced A withdraw 5 7               -> request 4 UNKNOWN_ASSET 0
            forced A close 9 0                  -> request 5 UNKNOWN_MARKET 0
            forced A close perp 0               -> request 6 NO_POSITION 0
            forced A close spot 0               -> request 7 NO_POSITION 0
            """);
  }

  @Test
  void shouldPayWhatThereIsAndTakeOrdersOutForIt() {
    Scenario.play(
        START
            + """
            place A perp buy 50000 @ 900        -> accepted, rested 50000
            forced A withdraw 900_000_000       -> canceled 50000 REQUESTED, withdrawal 1/0 100000000 balance 0 accounted 200000000, request 1 NONE 100000000
            forced A withdraw 1                 -> request 2 INSUFFICIENT_BALANCE 0
            forced A withdraw -1 1              -> withdrawal 1/1 2000000 balance 0 accounted 0, request 3 NONE 2000000
            """);
  }

  @Test
  void shouldLeaveWhatAPositionNeedsAndPayWhatItDoesNot() {
    Scenario.play(
        START
            + """
            place A perp buy 50000 @ 1000
            place B perp sell 50000 @ 1000      -> accepted, trade A B 50000 @ 1000
            forced A withdraw 60_000_000        -> request 1 INSUFFICIENT_BALANCE 0
            forced B withdraw 40_000_000        -> withdrawal 1/0 40000000 balance 560000000 accounted 260000000, request 2 NONE 40000000
            forced B withdraw 560_000_000       -> request 3 INSUFFICIENT_MARGIN 0
            """);
  }

  @Test
  void shouldCloseInTheBookWithinTheLimitThenAgainstTheOtherSideWhomItPays() {
    Scenario.play(
        START
            + """
            place A perp buy 50000 @ 1000
            place B perp sell 50000 @ 1000      -> accepted, trade A B 50000 @ 1000
            place C perp buy 20000 @ 995        -> accepted, rested 20000
            place A perp sell 100 @ 2000        -> accepted, rested 100
            forced A close perp 10000 994       -> canceled 100 REQUESTED, accepted, trade C A 10000 @ 995, request 1 NONE 10000
            forced A close perp 0               -> accepted, trade C A 10000 @ 995, canceled 30000 IOC_REMAINDER, FORCED_CLOSE B A 30000, FORCED_CLOSE A B 3000000, request 2 NONE 40000
            lots A perp = 0
            lots B perp = -20000
            cash A = 96000000
            forced A withdraw 96_000_000        -> withdrawal 1/0 96000000 balance 0 accounted 204000000, request 3 NONE 96000000
            """);
  }

  @Test
  void shouldGiveTheOtherSideTheWorseOfLimitAndBandAndNeverMoreThanThereIs() {
    Scenario.play(
        START
            + """
            place A perp sell 80000 @ 1000
            place B perp buy 80000 @ 1000       -> accepted, trade B A 80000 @ 1000
            forced A close perp 40000 1100      -> accepted, canceled 40000 IOC_REMAINDER, FORCED_CLOSE A B 40000, FORCED_CLOSE A B 40000000, request 1 NONE 40000
            forced A close perp 0 -1            -> accepted, canceled 40000 IOC_REMAINDER, FORCED_CLOSE A B 40000, FORCED_CLOSE A B 60000000, request 2 NONE 40000
            cash A = 0
            """);
  }

  @Test
  void shouldCloseToTheTierAtAMarkWithinTheLimit() {
    Scenario.play(
        """
        register A B
        deposit A 200_000_000
        deposit B 100_000_000_000
        tier 0 10_000_000_000
        factor 1 down 250 up 250 spot 250
        marketfactor perp 1
        liquidation perp tier 0 fee 5000 band 20000
        price perp 1000
        place A perp buy 200000 @ 1000
        place B perp sell 200000 @ 1000     -> accepted, trade A B 200000 @ 1000
        forced A close perp 50000 999       -> accepted, canceled 50000 IOC_REMAINDER, BACKSTOP TIER0 A 50000, LIQUIDATION_FEE A TIER0 2500000, request 1 NONE 50000
        forced A close perp 50000 1001      -> accepted, canceled 50000 IOC_REMAINDER, FORCED_CLOSE B A 50000, FORCED_CLOSE A B 5000000, request 2 NONE 50000
        """);
  }

  @Test
  void shouldEndTheAgentsOfTheOldOwnerAndHisOwnWord() {
    Scenario.play(
        START
            + """
            agent A 1 until 100s day 500_000_000 order 500_000_000 -> agent registered
            place A/1 perp buy 10 @ 900         -> accepted, rested 10
            forced A rotate                     -> request 1 NONE 0
            place A/1 perp buy 10 @ 900         -> rejected AGENT_EXPIRED
            withdraw A 10                       -> rejected NOT_OWNER
            withdraw A/60 10                    -> withdrawal 1/0 10 balance 99999990 accounted 299999990
            """);
  }

  /** B owes coin against tBTC, so A's claim is more than the coin there is. */
  @Test
  void shouldOweWhatTheAssetLacksAndPayItBeforeOrdinaryWithdrawals() {
    Scenario.play(
        """
        register A B C
        deposit A 100_000_000
        deposit B 10_000_000
        deposit B 100_000_000 1
        deposit C 1_000_000
        factor 1 down 250 up 250 spot 250
        marketfactor perp 1
        collateral 1 factor 1
        price perp 1000
        place A perp buy 100000 @ 1000
        place B perp sell 100000 @ 1000     -> accepted, trade A B 100000 @ 1000
        price perp 1030
        place B perp buy 100000 @ 1030 post -> accepted, rested 100000
        place A perp sell 100000 @ 1030     -> accepted, trade B A 100000 @ 1030
        cash A = 130_000_000
        cash B = -20_000_000
        forced A withdraw 130_000_000       -> withdrawal 1/0 111000000 balance 19000000 accounted 0, request 1 NONE 111000000 owed 19000000
        withdraw C 1                        -> rejected BOUND_EXCEEDED
        deposit C 5_000_000                 -> credited 5000000 balance 6000000, withdrawal 1/1 5000000 balance 14000000 accounted 0
        deposit C 20_000_000                -> credited 20000000 balance 26000000, withdrawal 1/2 14000000 balance 0 accounted 6000000
        withdraw C 1                        -> withdrawal 1/3 1 balance 25999999 accounted 5999999
        """);
  }

  @Test
  void shouldEndWhatWaitsForTheOldOwnerWithHim() {
    Scenario.play(
        START
            + """
            price perp 1000
            trigger A perp sell 500 @ 900 below 950        -> waits
            twap A perp buy 600 @ 1000 slices 3 every 5s   -> runs
            place A perp buy 700 @ 900                     -> slice 200, accepted, canceled 200 IOC_REMAINDER, accepted, rested 700
            forced A rotate                                -> trigger canceled REQUESTED, twap REQUESTED left 600, request 1 NONE 0
            wait 5s
            price perp 940                                 -> mark 940
            place A perp buy 10 @ 900                      -> rejected UNKNOWN_AGENT
            """);
  }

  @Test
  void shouldLeaveThemToARotationOfTheFirstSchema() {
    Scenario.play(
        START
            + """
            price perp 1000
            trigger A perp sell 500 @ 900 below 950        -> waits
            twap A perp buy 600 @ 1000 slices 3 every 5s   -> runs
            forced A rotate schema 1                       -> slice 200, accepted, canceled 200 IOC_REMAINDER, request 1 NONE 0
            price perp 940                                 -> mark 940, fired at 940, accepted, canceled 500 IOC_REMAINDER
            """);
  }
}
