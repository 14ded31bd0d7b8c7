package caisson.engine;

import org.junit.jupiter.api.Test;

/**
 * An insurance tier whose own line is sold. k 10: at 1000 ticks 100 lots are a dollar; maintenance
 * 2.5 % and a gap of 0.2 %.
 */
class TierFeeTest {
  /** The tier took a short line of 6,988 lots at 1060, with 100 dollars and the fee for it. */
  private static final String TIER =
      """
      register A B D
      deposit A 5_000_000
      deposit B 100_000_000_000
      deposit D 100_000_000_000
      tier 0 100_000_000
      factor 1 down 250 up 250 spot 250
      marketfactor perp 1
      liquidation perp tier 0 fee 5000 band 20000
      price perp 1000
      place A perp sell 6000 @ 1000
      place B perp buy 6000 @ 1000
      price perp 1060
      price perp 1060
      wait 9s
      price perp 1060
      wait 9s
      price perp 1060
      wait 9s
      price perp 1060
      wait 4s
      price perp 1060
      """;

  @Test
  void shouldTakeNoFeeOfATierFromRulesFourOn() {
    Scenario.play(
        TIER
            + """
            inforce 1
            inforce 2
            inforce 3
            inforce 4
            place D perp sell 6000 @ 2665
            price perp 2665 -> x
            """);
  }

  @Test
  void shouldTellOfAFeeToItselfBeforeRulesFour() {
    Scenario.play(
        TIER
            + """
            lots TIER0 perp = -6000
            place D perp sell 6000 @ 2665
            price perp 2665 -> x
            """);
  }
}
