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
            price perp 2665 -> mark 2665, ENDED A 1082000/0 to 1082000/0, accepted, trade TIER0 D 600 @ 2665, SLICE TIER0 4018000/4317300 to 4018000/3885570, shared 91284100 of 91284100, PROFIT_HAIRCUT B TIER0 91284100, LOSS_LIMIT TIER0 4018000/3885570 to 95302100/3885570, drain 5400 of 5400, deleverage 5400 to 160, DELEVERAGE TIER0 B 5400, HANDOVER TIER0 95302100/3885570 to 95302100/0
            """);
  }

  /** Told as gone and counted as gained: so 95 % of it is taken from B, who gained by his line. */
  @Test
  void shouldTellOfAFeeToItselfBeforeRulesFour() {
    Scenario.play(
        TIER
            + """
            lots TIER0 perp = -6000
            place D perp sell 6000 @ 2665
            price perp 2665 -> mark 2665, ENDED A 1082000/0 to 1082000/0, accepted, trade TIER0 D 600 @ 2665, LIQUIDATION_FEE TIER0 TIER0 79950, SLICE TIER0 4018000/4317300 to 3938050/3885570, shared 91360053 of 91360053, PROFIT_HAIRCUT B TIER0 91360053, LOSS_LIMIT TIER0 4018000/3885570 to 95378053/3885570, drain 5400 of 5400, deleverage 5400 to 160, DELEVERAGE TIER0 B 5400, HANDOVER TIER0 95378053/3885570 to 95378053/0
            """);
  }
}
