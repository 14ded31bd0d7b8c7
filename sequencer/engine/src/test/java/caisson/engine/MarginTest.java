package caisson.engine;

import org.junit.jupiter.api.Test;

/**
 * Margin 10 %, k 10: a lot at 100 is worth 1,000 micro-dollars, 1,000 lots are a dollar; no fees on
 * perp. Two cents of rounding an order side cost 2,000 at 10 %, and every order a unit a lot.
 */
class MarginTest {
  private static final String START =
      """
      register A B C
      deposit A 10_003_000
      deposit B 1_000_000_000
      deposit C 1_000_000_000
      price perp 100
      """;

  @Test
  void shouldHoldMarginOfTheWorstSideAndOneUnitALotForFees() {
    Scenario.play(
        START
            + """
            place A perp buy 100000 @ 100     -> rejected INSUFFICIENT_MARGIN   # 10,000,000 + 2,001 + 100,000
            place A perp buy 99000 @ 100      -> accepted, rested 99000         # 9,900,000 + 2,001 + 99,000
            place A perp sell 50000 @ 110 post -> rejected INSUFFICIENT_MARGIN  # smaller side, but its fee units
            """);
  }

  @Test
  void shouldChargeWhatALimitIsWorseThanTheMark() {
    Scenario.play(
        START
            + """
            place A perp buy 50000 @ 110      -> rejected INSUFFICIENT_MARGIN   # 5,000,000 + 50,000*10*10 + 50,000
            place A perp buy 49000 @ 110      -> accepted, rested 49000         # 4,900,000 + 4,900,000 + 49,000
            price perp 109                    -> mark 109
            place A perp buy 1000 @ 100       -> accepted, rested 1000          # the charge fell with the mark
            """);
  }

  @Test
  void shouldLetAnAccountWithoutMarginReduceAtAFairPrice() {
    Scenario.play(
        START
            + """
            place A perp buy 90000 @ 100       -> accepted, rested 90000
            place B perp sell 90000 @ 100      -> accepted, trade A B 90000 @ 100
            price perp 95                      -> mark 95
            place A perp buy 1000 @ 90         -> rejected INSUFFICIENT_MARGIN
            place A perp sell 40000 @ 80       -> rejected INSUFFICIENT_MARGIN  # gives more than it frees
            place A perp sell 40000 @ 93       -> accepted, rested 40000
            place A perp sell 51000 @ 95       -> rejected INSUFFICIENT_MARGIN  # 91000 would go past flat
            place A perp sell 50000 @ 95       -> accepted, rested 50000
            place B perp buy 90000 @ 95        -> accepted, trade B A 40000 @ 93, trade B A 50000 @ 95
            lots A perp = 0
            refCost A perp = 0
            cash A = 4703000                   # 10,003,000 - 90,000*50 - 40,000*20
            """);
  }

  @Test
  void shouldKeepUnrealisedProfitAndMarginInside() {
    Scenario.play(
        START
            + """
            place A perp buy 50000 @ 100       -> accepted, rested 50000
            place B perp sell 50000 @ 100      -> accepted, trade A B 50000 @ 100
            price perp 200                     -> mark 200
            withdraw A 3001                    -> rejected INSUFFICIENT_MARGIN    # less 10 % of 100,000,000
            price perp 150                     -> mark 150
            withdraw A 2503001                 -> rejected INSUFFICIENT_MARGIN
            withdraw A 2503000                 -> withdrawal 1/0 2503000 balance -42500000 accounted 2007500000
            place A spot buy 1 @ 1             -> rejected INSUFFICIENT_BALANCE
            """);
  }

  @Test
  void shouldTakeSpotAsCollateralAndNetItAgainstAShort() {
    Scenario.play(
        """
        register A B
        deposit A 100000000 1              # 1 tBTC at 600 dollars
        deposit B 1_000_000_000
        price perp 600
        factor 1 down 250 up 250 spot 800
        place A perp sell 90000 @ 600      -> rejected INSUFFICIENT_MARGIN       # no cash, and no collateral yet
        collateral 1 factor 1
        marketfactor perp 1
        place A perp sell 90000 @ 600 as hedge -> accepted, rested 90000         # 540 dollars short against 600 long
        place B perp buy 90000 @ 600       -> accepted, trade B A 90000 @ 600
        withdraw A 100000000 1             -> rejected INSUFFICIENT_MARGIN       # its short would stand alone
        withdraw A 9000000 1               -> withdrawal 1/0 9000000 balance 91000000 accounted 91000000
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
            deposit B 72057594037927936             -> returned 72057594037927936 BOUND_EXCEEDED, withdrawal 1/0 72057594037927936 balance 1000000000 accounted 2010003000
            """);
  }
}
