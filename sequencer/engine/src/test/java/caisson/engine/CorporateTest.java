package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** k 10: at 1000 ticks a lot is a cent. */
class CorporateTest {
  private static final String START =
      """
      register A B
      deposit A 100_000_000
      deposit B 100_000_000
      price perp 1000
      place A perp buy 1000 @ 1000
      place B perp sell 1000 @ 1000             -> accepted, trade A B 1000 @ 1000
      """;

  @Test
  void shouldTakeOnlyWhatThePhaseAllows() {
    Scenario.play(
        START
            + """
            place A perp buy 10 @ 900 as rests        -> accepted, rested 10
            phase perp reduce_only                    -> phase REDUCE_ONLY, changed
            place A perp buy 1 @ 1000                 -> rejected WOULD_NOT_REDUCE
            place A perp sell 1001 @ 1100             -> rejected WOULD_NOT_REDUCE
            place A perp sell 1000 @ 1100 as out      -> accepted, rested 1000
            phase perp halted                         -> phase HALTED, changed
            place A perp sell 1 @ 1000                -> rejected MARKET_HALTED
            cancel A perp rests                       -> canceled 10 REQUESTED
            phase perp open                           -> phase AUCTION, then OPEN, changed
            place A perp buy 1 @ 1000                 -> accepted, rested 1
            phase 9 open                              -> rejected UNKNOWN_MARKET
            """);
  }

  @Test
  void shouldReduceOnlyOnAnOldPriceAndStopOnAVeryOldOne() {
    Scenario.play(
        START
            + """
            rules perp slew 0 band 100000 cap 10000 impact 0 interest 0
            price perp 1000
            wait 10s
            place A perp buy 1 @ 900                  -> accepted, rested 1
            wait 1ms
            place A perp buy 1 @ 900                  -> rejected WOULD_NOT_REDUCE
            place A perp sell 10 @ 1100               -> accepted, rested 10
            wait 50s
            place A perp sell 10 @ 1100               -> sealed 1 from 1 to 17 marks, rejected MARKET_HALTED
            price perp 1000
            place A perp sell 10 @ 1100               -> rejected MARKET_HALTED
            price perp 1000
            price perp 1000                           -> computed 1000 book 900/1100 basis 0/0 premium 0, phase AUCTION, then OPEN
            place A perp sell 10 @ 950                -> accepted, rested 10
            """);
  }

  @Test
  void shouldPayADividendFromShortToLongToTheUnit() {
    Scenario.play(
        START
            + """
            dividend perp 1_500_000_000               -> dividend -2 rem 500000000 index -2, changed
            dividend perp 500_000_000                 -> dividend 0 rem 0 index -2, changed
            place B perp buy 1000 @ 1000
            place A perp sell 1000 @ 1000             -> accepted, trade B A 1000 @ 1000
            cash A = 100002000
            cash B = 99998000
            dividend perp 10_001_000_000_000          -> rejected BAD_PARAMETER
            """);
    Scenario.play(START + "dividend spot 1   -> rejected BAD_PARAMETER");
  }

  @Test
  void shouldTurnTheLinesOfADelistedMarketIntoCashAtItsMark() {
    var scenario =
        Scenario.play(
            START
                + """
                fund perp 1000000                         -> funding 10 rem 0 index 10
                price perp 1100
                place A perp buy 5 @ 900
                delist perp                               -> delisted 1100, changed
                place A perp sell 1 @ 1000                -> rejected MARKET_HALTED
                delist perp                               -> rejected MARKET_HALTED
                """);
    scenario.run(
        """
        price perp 1200                           -> completed, canceled 5 RESOLVED, DELISTED EVENT1 A 1000, DELISTED B EVENT1 1000, settled
        lots A perp = 0
        cash A = 100990000
        cash B = 99010000
        cash EVENT1 = 0
        """
            .replace("DELISTED", "RESOLVED"));
    var restored = new StateMachine(new Log());
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
  }
}
