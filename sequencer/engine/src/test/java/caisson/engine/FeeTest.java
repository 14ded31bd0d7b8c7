package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** Spot: k 10, makers get 200 ppm and takers pay 500; at 10,000 ticks ten lots are a dollar. */
class FeeTest {
  private static final String START =
      """
      register A B C
      deposit A 100_000_000
      deposit B 100_000_000
      deposit A 10_000_000 1
      """;

  @Test
  void shouldChargeByTheTierReachedBeforeTheTrade() {
    var scenario =
        Scenario.play(
            START
                + """
                tiers 2_000_000 -300 400 3_000_000 0 100        -> changed
                place A spot sell 10 @ 10000
                place B spot buy 10 @ 10000       -> accepted, trade B A 10 @ 10000 fees 500 -200
                place A spot sell 10 @ 10000
                place B spot buy 10 @ 10000       -> accepted, trade B A 10 @ 10000 fees 500 -200
                place A spot sell 10 @ 10000
                place B spot buy 10 @ 10000       -> accepted, trade B A 10 @ 10000 fees 400 -300
                place A spot sell 10 @ 10000
                place B spot buy 10 @ 10000       -> accepted, trade B A 10 @ 10000 fees 100 -100
                cash FEES = 700
                """);
    var restored = new StateMachine(new Log());
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    scenario.run(
        """
        wait 2592000s
        place A spot sell 10 @ 10000
        place B spot buy 10 @ 10000       -> accepted, trade B A 10 @ 10000 fees 500 -200
        """);
  }

  @Test
  void shouldPayTheReferrerOutOfWhatTheHouseKeeps() {
    Scenario.play(
        START
            + """
            referrer B C 200_000              -> referrer
            referrer B B 1                    -> rejected BAD_PARAMETER
            referrer B C 500_001              -> rejected BAD_PARAMETER
            referrer B FEES 1                 -> rejected SYSTEM_ACCOUNT
            referrer B D 1                    -> rejected UNKNOWN_ACCOUNT
            place A spot sell 10 @ 10000
            place B spot buy 10 @ 10000       -> accepted, trade B A 10 @ 10000 fees 500 -200, REFERRAL FEES C 60
            cash C = 60
            cash FEES = 240
            referrer B C 0                    -> referrer
            place A spot sell 10 @ 10000
            place B spot buy 10 @ 10000       -> accepted, trade B A 10 @ 10000 fees 500 -200
            """);
  }

  @Test
  void shouldRefuseTiersThatAreNone() {
    Scenario.play("tiers 5 0 1 5 0 1          -> rejected BAD_PARAMETER");
    Scenario.play("tiers 5 -2 1               -> rejected BAD_PARAMETER");
    Scenario.play("tiers 5 0 100001           -> rejected BAD_PARAMETER");
  }
}
