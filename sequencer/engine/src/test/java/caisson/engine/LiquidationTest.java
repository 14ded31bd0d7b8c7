package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** k 10: at 1000 ticks 100 lots are a dollar; maintenance 2.5 % and a gap of 0.2 %. */
class LiquidationTest {
  private static final String START =
      """
      register A B C D
      deposit A 100_000_000
      deposit B 100_000_000_000
      deposit C 100_000_000
      deposit D 100_000_000_000
      factor 1 down 250 up 250 spot 250
      marketfactor perp 1
      liquidation perp tier 0 fee 5000 band 20000
      price perp 1000
      place A perp buy 200000 @ 1000
      place B perp sell 200000 @ 1000     -> accepted, trade A B 200000 @ 1000
      """;

  @Test
  void shouldWaitForThreeFreshPrices() {
    Scenario.play(
        START
            + """
            price perp 976                      -> mark 976
            wait 11s
            price perp 976                      -> completed
            price perp 976                      -> completed
            place A perp buy 10 @ 976 ioc       -> rejected INSUFFICIENT_MARGIN
            """);
  }

  @Test
  void shouldSellSlicesToTheBookUntilATenthIsToSpare() {
    Scenario.play(
        START
            + """
            place D perp buy 2000000 @ 974 post -> accepted, rested 2000000
            place A perp sell 10 @ 2000         -> accepted, rested 10
            price perp 975
            price perp 975                      -> completed, canceled 10 LIQUIDATION, accepted, trade D A 36080 @ 974, LIQUIDATION_FEE A TIER0 1758900, SLICE A 50000000/52650000 to 47880300/43151940
            price perp 975                      -> completed, ENDED A 47880300/43151940 to 47880300/43151940
            lots A perp = 163920
            """);
  }

  @Test
  void shouldHandOverToTheTierWithinItsCollateralAndTheRestToTheOtherSide() {
    Scenario.play(
        START
            + """
            tier 0 10_000_000_000
            price perp 964
            price perp 964                      -> completed, BACKSTOP TIER0 A 200000, LIQUIDATION_FEE A TIER0 9640000, HANDOVER A 28000000/52056000 to 18360000/0
            lots A perp = 0
            lots TIER0 perp = 200000
            cash A = 18360000
            """);
    Scenario.play(
        START
            + """
            price perp 964
            price perp 964                      -> completed, drain 200000 of 200000, deleverage 200000 to 0, DELEVERAGE B A 200000, HANDOVER A 28000000/52056000 to 28000000/0
            lots A perp = 0
            lots B perp = 0
            cash A = 28000000
            cash B = 100072000000
            """);
  }

  @Test
  void shouldSplitAShortfallExactlyAndLeaveOthersAlone() {
    var scenario =
        Scenario.play(
            START
                + """
                place C perp sell 10000 @ 1000
                place D perp buy 10000 @ 1000
                tier 0 40_000_000
                price perp 940
                price perp 940
                lots A perp = 0
                cash A = 0
                cash TIER0 = 7600400               # 38,000,000 and 3,234 lots, what 2 % of it carries
                """);
    // A lost 120 and had 100: the tier pays 5 % of 40 and B and C the rest by their profit.
    assertEquals(100_120_000_000L - 17_142_857, equity(scenario, 4097));
    assertEquals(106_000_000 - 857_143, equity(scenario, 4098));
    assertEquals(99_994_000_000L, equity(scenario, 4099));
    scenario.run(
        """
        cash BAD_DEBT = 0
        lots D perp = 10000
        """);
    assertReplays(scenario);
  }

  @Test
  void shouldTakeNoMoreFromTheBookInAMinuteThanItsRate() {
    var scenario =
        Scenario.play(
            START.replace("price perp 1000", "rate perp 20000 -> changed\nprice perp 1000"));
    scenario.run(
        """
        wait 55s
        price perp 1000
        price perp 1000
        place D perp buy 2000000 @ 974 post
        price perp 975      -> mark 975, accepted, trade D A 20000 @ 974, LIQUIDATION_FEE A TIER0 975000, SLICE A 50000000/52650000 to 48825000/47385000
        wait 2s
        price perp 975                          # nothing is left of this minute
        lots A perp = 180000
        rate perp 25000     -> changed
        wait 1s
        price perp 975
        lots A perp = 175000
        """);
    assertRestores(scenario);
    scenario.run(
        """
        wait 2s
        price perp 975                          # the next minute; less was needed than one slice takes at once
        lots A perp = 165225
        wait 1s
        price perp 975      -> completed, ENDED A 47956968/43495650 to 47956968/43495650
        """);
    assertReplays(scenario);
    assertRestores(scenario);
  }

  @ParameterizedTest
  @CsvSource({"9 5, UNKNOWN_MARKET", "spot 5, BAD_PARAMETER", "perp -1, BAD_PARAMETER"})
  void shouldRefuseARateOfNoMarket(String rate, String reason) {
    var scenario = new Scenario();
    scenario.run("rate " + rate + " -> rejected " + reason);
  }

  @Test
  void shouldSellOutcomesToTheirTierBeforeAnybodyPays() {
    Scenario.play(
        START
            + """
            event 1 markets 3 payout 100 open dispute 60s void 100000s 50
            place A 3 buy 20 @ 50
            place B 3 sell 20 @ 50              -> accepted, trade A B 20 @ 50
            tier 4 1_000_000_000
            price perp 940
            price perp 940
            lots A 3 = 0
            lots TIER4 3 = 20
            cash TIER4 = 990000000
            """);
  }

  @Test
  void shouldLetATierLoseATwentiethADayAndHandItsLinesOverThen() {
    var scenario =
        Scenario.play(
            START
                + """
                tier 0 10_000_000_000
                price perp 964
                price perp 964                      -> completed, BACKSTOP TIER0 A 200000, LIQUIDATION_FEE A TIER0 9640000, HANDOVER A 28000000/52056000 to 18360000/0
                price perp 720                      # 488 of 10,009.64 dollars lost
                lots TIER0 perp = 200000
                price perp 700
                lots TIER0 perp = 0
                lots B perp = 0
                cash TIER0 = 9509158000            # 95 % of them; B's profit of 600 bears the rest
                place D perp sell 100000 @ 700
                place C perp buy 100000 @ 700
                price perp 610
                price perp 610
                lots C perp = 0
                lots D perp = 0
                lots TIER0 perp = 0
                cash TIER0 = 9509158000
                """);
    assertReplays(scenario);
  }

  private static long equity(Scenario scenario, int account) {
    return scenario.machine.units(account, 0) + scenario.machine.lots(account, 1) * 940 * 10;
  }

  private static void assertRestores(Scenario scenario) {
    var restored = new StateMachine(new Log());
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
  }

  private static void assertReplays(Scenario scenario) {
    var replayed = new Log();
    var machine = new StateMachine(replayed);
    Log.replay(scenario.log.events, machine);
    assertArrayEquals(scenario.machine.stateHash(), machine.stateHash());
    assertEquals(scenario.log.events.size(), replayed.events.size());
  }
}
