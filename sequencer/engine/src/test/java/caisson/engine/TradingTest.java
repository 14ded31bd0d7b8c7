package caisson.engine;

import org.junit.jupiter.api.Test;

class TradingTest {
  private static final String TWO_TRADERS =
      """
      register A B C      -> registered, registered, registered
      deposit A 1000000   -> credited 1000000 balance 1000000
      deposit B 1000000
      deposit C 1000000
      price perp 100      -> mark 100
      """;

  @Test
  void shouldMatchAtTheRestingPriceInPriceThenTimeOrder() {
    Scenario.play(
        TWO_TRADERS
            + """
            place A perp buy 10 @ 100       -> accepted, rested 10
            place C perp buy 5 @ 101        -> accepted, rested 5
            place C perp buy 5 @ 100        -> accepted, rested 5
            place B perp sell 4 @ 99        -> accepted, trade C B 4 @ 101
            place B perp sell 13 @ 100      -> accepted, trade C B 1 @ 101, trade A B 10 @ 100, trade C B 2 @ 100
            lots A perp = 10
            lots B perp = -17
            lots C perp = 7
            """);
  }

  @Test
  void shouldMoveCashAndReferenceCostByTheValueOfTheLots() {
    Scenario.play(
        TWO_TRADERS
            + """
            place A perp buy 10 @ 100       -> accepted, rested 10
            place B perp sell 10 @ 100      -> accepted, trade A B 10 @ 100
            cash A = 990000                 # 1000000 - 10 * 100 * 10
            cash B = 1010000
            refCost A perp = 10000
            refCost B perp = -10000
            place A perp sell 3 @ 110       -> accepted, rested 3
            place B perp buy 3 @ 110        -> accepted, trade B A 3 @ 110
            cash A = 993300
            refCost A perp = 7000           # balance 1000300: 3 lots won 10 ticks
            refCost B perp = -7000
            place A perp sell 10 @ 110      -> accepted, rested 10
            place B perp buy 10 @ 110       -> accepted, trade B A 10 @ 110
            lots A perp = -3                # flipped
            refCost A perp = -3300
            lots B perp = 3
            refCost B perp = 3300
            """);
  }

  @Test
  void shouldEndRemaindersByTimeInForceAndOwnership() {
    Scenario.play(
        TWO_TRADERS
            + """
            place A perp sell 5 @ 100           -> accepted, rested 5
            place B perp buy 9 @ 100 ioc        -> accepted, trade B A 5 @ 100, canceled 4 IOC_REMAINDER
            place A perp sell 5 @ 100 as a1     -> accepted, rested 5
            place B perp buy 1 @ 100 post       -> rejected POST_ONLY_WOULD_MATCH
            place B perp buy 1 @ 99 post        -> accepted, rested 1
            place A perp buy 5 @ 100            -> accepted, canceled 5 SELF_TRADE
            cancel B perp a1                    -> rejected UNKNOWN_ORDER
            cancel A perp a1                    -> canceled 5 REQUESTED
            cancel A perp a1                    -> rejected UNKNOWN_ORDER
            """);
  }

  @Test
  void shouldExchangeBaseUnitsForCashOnSpotAndPayTheRebateOutOfTheFee() {
    Scenario.play(
        TWO_TRADERS
            + """
            deposit A 100000 1                    -> credited 100000 balance 100000
            place A spot sell 11 @ 1000           -> rejected INSUFFICIENT_BALANCE
            place A spot sell 10 @ 1000           -> accepted, rested 10
            place A spot sell 1 @ 1000            -> rejected INSUFFICIENT_BALANCE
            withdraw A 1 1                        -> rejected INSUFFICIENT_BALANCE
            place B spot buy 4 @ 1000             -> accepted, trade B A 4 @ 1000 fees 20 -8
            units A 1 = 60000
            units B 1 = 40000
            cash A = 1040008
            cash B = 959980
            cash FEES = 12
            withdraw B 40000 1                    -> withdrawal 1/0 40000 balance 0 accounted 60000
            place B spot buy 100 @ 1000           -> rejected INSUFFICIENT_BALANCE
            """);
  }

  @Test
  void shouldStopAnOrderAtTheFillLimitOnlyWhenMoreWouldMatch() {
    var scenario = new Scenario(new EngineLimits(10, 3, 3, 100, 100, 10, 3, 2));
    scenario.run(
        TWO_TRADERS
            + """
            place A perp sell 1 @ 100     -> accepted, rested 1
            place A perp sell 1 @ 100     -> accepted, rested 1
            place B perp buy 3 @ 100      -> accepted, trade B A 1 @ 100, trade B A 1 @ 100, rested 1
            place A perp sell 1 @ 101     -> accepted, rested 1
            place A perp sell 1 @ 101     -> accepted, rested 1
            place A perp sell 1 @ 101     -> accepted, rested 1
            place C perp buy 5 @ 101      -> accepted, trade C A 1 @ 101, trade C A 1 @ 101, canceled 3 FILL_LIMIT
            """);
  }
}
