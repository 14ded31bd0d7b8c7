package caisson.engine;

import org.junit.jupiter.api.Test;

class TradingLimitsTest {
  private static final String TRADERS =
      """
      register A B
      deposit A 10000000
      deposit B 10000000
      price perp 1000
      """;

  @Test
  void shouldRefuseALimitThatIsWorseThanTheBand() {
    Scenario.play(
        TRADERS
            + """
            limits perp band 50000 lots 0 notional 0
            place A perp buy 1 @ 1051   -> rejected PRICE_BAND
            place A perp buy 1 @ 1050   -> accepted, rested 1
            place A perp sell 1 @ 949   -> rejected PRICE_BAND
            place B perp buy 1 @ 10     -> accepted, rested 1
            limits perp band 62500 lots 0 notional 0    -> changed
            place B perp buy 1 @ 1062   -> accepted, rested 1
            wait 86400s
            limits perp band 78125 lots 0 notional 0    -> sealed 1 from 1 to 17 marks, changed
            limits perp band 10000 lots 0 notional 0    -> changed
            limits perp band 12500 lots 0 notional 0    -> rejected BAD_PARAMETER
            """);
  }

  @Test
  void shouldNotSwitchABandOffAndWidenItByAQuarterADayAtMost() {
    for (int band : new int[] {0, 62_501, 1_000_000}) {
      Scenario.play(
          TRADERS
              + "limits perp band 50000 lots 0 notional 0 -> changed\n"
              + ("limits perp band " + band + " lots 0 notional 0 -> rejected BAD_PARAMETER\n"));
    }
  }

  @Test
  void shouldCountRestingOrdersAgainstThePositionLimit() {
    Scenario.play(
        TRADERS
            + """
            limits perp band 0 lots 20 notional 0
            place A perp buy 21 @ 900   -> rejected POSITION_LIMIT
            place A perp buy 15 @ 900   -> accepted, rested 15
            place A perp buy 6 @ 900    -> rejected POSITION_LIMIT
            place A perp sell 20 @ 1100 -> accepted, rested 20
            place A perp buy 5 @ 900    -> accepted, rested 5
            place B perp sell 10 @ 900  -> accepted, trade A B 10 @ 900
            place A perp buy 1 @ 900    -> rejected POSITION_LIMIT
            limits perp band 0 lots 2 notional 0
            cancelall A perp sells      -> canceled 20 REQUESTED
            place A perp sell 10 @ 990  -> accepted, rested 10      # what only reduces is let through
            place A perp sell 3 @ 990   -> rejected POSITION_LIMIT
            limits spot band 1 lots 0 notional 0 -> rejected BAD_PARAMETER
            """);
  }

  @Test
  void shouldRefuseSmallOrdersThatDoNotReduce() {
    Scenario.play(
        TRADERS
            + """
            limits perp band 0 lots 0 notional 30000
            place A perp buy 2 @ 1499   -> rejected MIN_NOTIONAL
            place A perp buy 2 @ 1500   -> accepted, rested 2
            place B perp sell 4 @ 1500  -> accepted, trade A B 2 @ 1500, rested 2
            place A perp sell 1 @ 1600  -> accepted, rested 1
            place A perp sell 1 @ 1600  -> accepted, rested 1
            place A perp sell 1 @ 1600  -> rejected MIN_NOTIONAL
            """);
  }
}
