package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What an agent may order over a range of prices: before rules 4 as one order at the worst price,
 * which of a sale is the lowest, from then on as the orders it is. k 10: 100 lots at 1000 ticks are
 * a dollar.
 */
class ScaleScopeTest {
  private static final String START =
      """
      register A B
      deposit A 100_000_000_000
      deposit B 100_000_000_000
      price perp 1000
      """;

  private static final String RULES_3 = "inforce 1\ninforce 2\ninforce 3\n";
  private static final String RULES_4 = RULES_3 + "inforce 4 -> changed\n";

  @Test
  void shouldLetASaleInAtItsLowestPriceBeforeRulesFour() {
    Scenario.play(
        START
            + RULES_3
            + """
            agent A 1 until 100s day 3_000_000 order 1_000_000
            place A/1 perp sell 50 @ 5_000_000                    -> rejected AGENT_LIMIT
            scale A/1 perp sell 100 @ 1000 to 5_000_000 orders 2  -> accepted, rested 50, accepted, rested 50
            place A/1 perp sell 100 @ 1000                        -> accepted, rested 100
            place A/1 perp sell 100 @ 1000                        -> accepted, rested 100
            place A/1 perp sell 1 @ 1                             -> rejected AGENT_LIMIT
            """);
    Scenario.play(
        START
            + RULES_3
            + """
            scope A 1 markets -1 position 1_000_000_000 band 10_000
            place A/1 perp sell 50 @ 1011                         -> rejected AGENT_PRICE
            scale A/1 perp sell 100 @ 1010 to 1011 orders 2       -> accepted, rested 50, accepted, rested 50
            place A/1 perp buy 50 @ 989                           -> rejected AGENT_PRICE
            scale A/1 perp buy 100 @ 989 to 990 orders 2          -> accepted, rested 50, accepted, rested 50
            """);
  }

  @Test
  void shouldHoldEachOrderToWhatOneMayBeWorth() {
    for (String side : List.of("sell", "buy")) {
      Scenario.play(
          START
              + RULES_4
              + """
              agent A 1 until 100s day 100_000_000 order 505_000
              scale A/1 perp SIDE 100 @ 1000 to 5_000_000 orders 2  -> rejected AGENT_LIMIT
              scale A/1 perp SIDE 100 @ 1011 to 1000 orders 2       -> rejected AGENT_LIMIT
              scale A/1 perp SIDE 101 @ 1010 to 1000 orders 2       -> rejected AGENT_LIMIT
              scale A/1 perp SIDE 101 @ 990 to 1010 orders 2        -> accepted, rested 51, accepted, rested 50
              """
                  .replace("SIDE", side));
    }
  }

  /** 50 at 1000, 1005 and 1010 are 1,507,500; the second that comes needs what the first left. */
  @Test
  void shouldCountEachOrderForTheDayAtItsOwnPrice() {
    for (String side : List.of("sell", "buy")) {
      Scenario.play(
          START
              + RULES_4
              + """
              agent A 1 until 100s day 1_507_499 order 505_000
              scale A/1 perp SIDE 150 @ 1000 to 1010 orders 3       -> rejected AGENT_LIMIT
              scale A/1 perp SIDE 150 @ 1010 to 1000 orders 3       -> rejected AGENT_LIMIT
              agent A 1 until 100s day 1_507_500 order 505_000
              scale A/1 perp SIDE 150 @ 1000 to 1010 orders 3       -> accepted, rested 50, accepted, rested 50, accepted, rested 50
              place A/1 perp SIDE 1 @ 1                             -> rejected AGENT_LIMIT
              agent A 1 until 100s day 3_014_999 order 505_000
              scale A/1 perp SIDE 150 @ 1010 to 1000 orders 3       -> rejected AGENT_LIMIT
              place A/1 perp SIDE 50 @ 1000                         -> accepted, rested 50
              place A/1 perp SIDE 50 @ 1000                         -> accepted, rested 50
              place A/1 perp SIDE 50 @ 1000                         -> accepted, rested 50
              place A/1 perp SIDE 1 @ 749                           -> accepted, rested 1
              place A/1 perp SIDE 1 @ 1                             -> rejected AGENT_LIMIT
              """
                  .replace("SIDE", side));
    }
  }

  @Test
  void shouldHoldBothEndsToTheBand() {
    for (String side : List.of("sell", "buy")) {
      Scenario.play(
          START
              + RULES_4
              + """
              scope A 1 markets -1 position 1_000_000_000 band 10_000
              scale A/1 perp SIDE 100 @ 1010 to 1011 orders 2       -> rejected AGENT_PRICE
              scale A/1 perp SIDE 100 @ 1011 to 1010 orders 2       -> rejected AGENT_PRICE
              scale A/1 perp SIDE 100 @ 989 to 990 orders 2         -> rejected AGENT_PRICE
              scale A/1 perp SIDE 100 @ 990 to 989 orders 2         -> rejected AGENT_PRICE
              scale A/1 perp SIDE 100 @ 990 to 1010 orders 2        -> accepted, rested 50, accepted, rested 50
              """
                  .replace("SIDE", side));
    }
  }

  /** Of a line at the mark; without one, in a spot market, at the price of each order. */
  @Test
  void shouldHoldWhatTheOrdersBuildUpToThePosition() {
    Scenario.play(
        START
            + RULES_4
            + """
            scope A 1 markets 2 position 999_999 band 2147483647
            scale A/1 perp sell 100 @ 1000 to 1100 orders 4       -> rejected AGENT_POSITION
            scope A 1 markets 2 position 1_000_000 band 2147483647
            scale A/1 perp sell 100 @ 1000 to 1100 orders 4       -> accepted, rested 25, accepted, rested 25, accepted, rested 25, accepted, rested 25
            scale A/1 spot buy 20 @ 100 to 200 orders 2           -> rejected AGENT_MARKET
            scope A 1 markets -1 position 39_999 band 2147483647
            scale A/1 spot buy 20 @ 100 to 200 orders 2           -> rejected AGENT_POSITION
            scope A 1 markets -1 position 19_999 band 2147483647
            scale A/1 spot buy 20 @ 200 to 100 orders 2           -> rejected AGENT_POSITION
            scope A 1 markets -1 position 20_000 band 2147483647
            scale A/1 spot buy 20 @ 200 to 100 orders 2           -> accepted, rested 10, accepted, rested 10
            """);
  }

  /** The scope is none of his. */
  @Test
  void shouldLetTheOwnerSellOverAnyRange() {
    for (String rules : List.of(RULES_3, RULES_4)) {
      Scenario.play(
          START
              + rules
              + "scale A perp sell 100 @ 1000 to 5_000_000 orders 2"
              + " -> accepted, rested 50, accepted, rested 50");
    }
  }

  /** What is counted for a day stays within a long: k 1000, so a lot is worth up to 10^10. */
  @Test
  void shouldHoldEachOrderToTheBoundOfAnOrder() {
    String agent = "scope A 1 markets -1 position 9223372036854775807 band 2147483647\n";
    for (String signer : List.of("A", "A/1")) {
      var scenario = Scenario.play(START + RULES_3);
      scenario.tell(scenario.wire.listPerpetual(3, 1_000, 100_000, 0, 0, 10_000_000, 1L << 40));
      scenario.run(
          ("price 3 1_000_000\n"
                  + agent
                  + """
                  scale WHO 3 sell 20_000_002 @ 1 to 10_000_000 orders 2  -> rejected INSUFFICIENT_MARGIN
                  inforce 4                                               -> changed
                  scale WHO 3 sell 20_000_002 @ 1 to 10_000_000 orders 2  -> rejected BOUND_EXCEEDED
                  scale WHO 3 sell 20_000_002 @ 10_000_000 to 1 orders 2  -> rejected BOUND_EXCEEDED
                  scale WHO 3 sell 20_000_000 @ 1 to 10_000_000 orders 2  -> rejected INSUFFICIENT_MARGIN
                  """)
              .replace("WHO", signer));
    }
  }

  @Test
  void shouldCountNothingOfAScaleThatIsRefused() {
    var scenario =
        Scenario.play(
            START
                + RULES_4
                + """
                agent B 1 until 100s day 3_000_000 order 3_000_000
                scale B/1 perp sell 100 @ 1000 to 5_000_000 orders 2  -> rejected AGENT_LIMIT
                scale B/1 perp sell 100 @ 1000 to 2000 orders 2       -> accepted, rested 50, accepted, rested 50
                place B/1 perp sell 100 @ 1500                        -> accepted, rested 100
                place B/1 perp sell 1 @ 1                             -> rejected AGENT_LIMIT
                """);
    assertEquals(3, scenario.machine.restingOrders());
  }
}
