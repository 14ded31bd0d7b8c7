package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A round that names a market or an asset twice; perp is market 1. */
class PriceRoundTest {
  private static final String RULES = "inforce 1\ninforce 2\ninforce 3\n";

  @Test
  void shouldTakeWhatARoundSaysLastBeforeRulesFour() {
    var scenario = Scenario.play("price perp 1000 -> mark 1000\n" + RULES);
    assertEquals("mark 1100, mark 1200", tell(scenario, 2, new long[] {1, 1_100, 1, 1_200}));
    assertEquals(
        "asset mark, asset mark, mark 1300", tell(scenario, 3, new long[] {1, 1_300}, 1, 5, 1, 6));
  }

  /** Whole, and by the first fault of its rows. */
  @Test
  void shouldRefuseARoundThatNamesOneTwiceFromRulesFourOn() {
    var scenario = Scenario.play("price perp 1000 -> mark 1000\n" + RULES + "inforce 4 -> changed");
    String refused = "rejected BAD_PARAMETER";
    assertEquals(refused, tell(scenario, 2, new long[] {1, 1_100, 1, 1_100}));
    assertEquals(refused, tell(scenario, 2, new long[] {1, 1_100}, 1, 5, 1, 5));
    assertEquals("rejected BAD_PRICE", tell(scenario, 2, new long[] {1, 1_100, 1, 0}));
    assertEquals("rejected UNKNOWN_MARKET", tell(scenario, 2, new long[] {1, 1_100, 9, 1, 1, 1}));
    assertEquals("asset mark, mark 1100", tell(scenario, 2, new long[] {1, 1_100}, 1, 5));
  }

  private static String tell(Scenario scenario, long round, long[] markets, long... assets) {
    return scenario.tell(scenario.wire.publishPrices(100 + round, markets, assets));
  }
}
