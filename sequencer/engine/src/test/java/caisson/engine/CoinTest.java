package caisson.engine;

import org.junit.jupiter.api.Test;

/** k 10, a market's own 10 % as initial margin: a lot of 1000 ticks is a cent. */
class CoinTest {
  private static final String START =
      """
      register A B
      deposit A 10_000_000
      deposit B 10_000_000
      price perp 1000
      """;

  @Test
  void shouldAskForMoreOfAPositionTheWeakerTheCoinIsAndForNothingElse() {
    Scenario.play(
        START
            + """
            place A perp buy 4000 @ 1000
            place B perp sell 4000 @ 1000      -> accepted, trade A B 4000 @ 1000
            coin 990000                        -> initial x 1000000
            coin 870000                        -> initial x 1480000
            price perp 1000                    -> completed
            # 4,000 lots are 40 dollars and need 4.00; now 5.92, and 4.08 are left.
            withdraw A 4_080_001               -> rejected INSUFFICIENT_MARGIN
            withdraw A 4_080_000               -> withdrawal 1/0 4080000 balance -34080000 accounted 15920000
            place A perp buy 1 @ 1000          -> rejected INSUFFICIENT_MARGIN
            place A perp sell 10 @ 1000        -> accepted, rested 10
            coin 990000                        -> initial x 1000000
            place A perp buy 1 @ 999           -> accepted, rested 1
            """);
  }

  @Test
  void shouldCountCashForWhatItIsWorthWhenAnotherAssetLeaves() {
    String held =
        START
            + """
            factor 1 down 250 up 250 spot 800
            collateral 1 factor 1
            deposit A 100_000 1
            place A perp buy 1000 @ 1000
            place B perp sell 1000 @ 1000
            """;
    Scenario.play(held + "withdraw A 100_000 1 -> withdrawal 1/0 100000 balance 0 accounted 0\n");
    Scenario.play(
        held
            + "coin 100000 -> initial x 4560000\nwithdraw A 100_000 1 -> rejected INSUFFICIENT_MARGIN\n");
  }

  @Test
  void shouldRefuseWhatIsNoIndex() {
    Scenario.play("coin -1 -> rejected BAD_PRICE");
    Scenario.play("coin 10000001 -> rejected BAD_PRICE");
  }
}
