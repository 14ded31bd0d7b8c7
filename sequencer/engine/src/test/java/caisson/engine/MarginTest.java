package caisson.engine;

import org.junit.jupiter.api.Test;

/** Margin 10 %, k 10: a lot at 100 is worth 1,000 micro-dollars and needs 100; no fees on perp. */
class MarginTest {
  private static final String START =
      """
      register A B C
      deposit A 10000
      deposit B 1000000
      deposit C 1000000
      price perp 100
      """;

  @Test
  void shouldHoldMarginOfTheWorstSideAndOneUnitALotForFees() {
    Scenario.play(
        START
            + """
            place A perp buy 100 @ 100     -> rejected INSUFFICIENT_MARGIN   # 10000 + 100 of rounding
            place A perp buy 99 @ 100      -> accepted, rested 99            # 9900 + 99
            place A perp sell 50 @ 110 post -> rejected INSUFFICIENT_MARGIN  # smaller side, but its fee units
            """);
  }

  @Test
  void shouldChargeWhatALimitIsWorseThanTheMark() {
    Scenario.play(
        START
            + """
            place A perp buy 50 @ 110       -> rejected INSUFFICIENT_MARGIN  # 5000 + 50*10*10 + 50
            place A perp buy 49 @ 110       -> accepted, rested 49           # 4900 + 4900 + 49
            price perp 109                  -> mark 109
            place A perp buy 1 @ 100        -> accepted, rested 1            # the charge fell with the mark
            """);
  }

  @Test
  void shouldLetAnAccountWithoutMarginReduceAtAFairPrice() {
    Scenario.play(
        START
            + """
            place A perp buy 90 @ 100       -> accepted, rested 90
            place B perp sell 90 @ 100      -> accepted, trade A B 90 @ 100
            price perp 95                   -> mark 95
            place A perp buy 1 @ 90         -> rejected INSUFFICIENT_MARGIN
            place A perp sell 40 @ 80       -> rejected INSUFFICIENT_MARGIN   # gives more than it frees
            place A perp sell 40 @ 93       -> accepted, rested 40
            place A perp sell 51 @ 95       -> rejected INSUFFICIENT_MARGIN   # 91 would go past flat
            place A perp sell 50 @ 95       -> accepted, rested 50
            place B perp buy 90 @ 95        -> accepted, trade B A 40 @ 93, trade B A 50 @ 95
            lots A perp = 0
            refCost A perp = 0
            cash A = 4700                   # 10000 - 90*50 - 40*20
            """);
  }

  @Test
  void shouldKeepUnrealisedProfitAndMarginInside() {
    Scenario.play(
        START
            + """
            place A perp buy 50 @ 100       -> accepted, rested 50
            place B perp sell 50 @ 100      -> accepted, trade A B 50 @ 100
            price perp 200                  -> mark 200
            withdraw A 1                    -> rejected INSUFFICIENT_MARGIN    # 10000 less 10 % of 100000
            price perp 150                  -> mark 150
            withdraw A 2501                 -> rejected INSUFFICIENT_MARGIN
            withdraw A 2500                 -> withdrawal 1/0 2500 balance -42500 accounted 2007500
            place A spot buy 1 @ 1          -> rejected INSUFFICIENT_BALANCE
            """);
  }

  @Test
  void shouldRefuseWhatWouldLeaveTheExactRange() {
    Scenario.play(
        START
            + """
            price perp 10000000             -> mark 10000000
            place B perp buy 1000000001 @ 10000000  -> rejected BOUND_EXCEEDED
            place B perp sell 1000000001 @ 1        -> rejected BOUND_EXCEEDED
            deposit B 72057594037927936             -> returned 72057594037927936 BOUND_EXCEEDED, withdrawal 1/0 72057594037927936 balance 1000000 accounted 2010000
            """);
  }
}
