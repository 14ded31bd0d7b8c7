package caisson.engine;

import org.junit.jupiter.api.Test;

class BoundsTest {
  /** A lot is worth ten micro-dollars at a price of 1; nine orders make 18 * 10^9 lots. */
  private static final String OPENED_CHEAPLY =
      """
      register A B
      deposit A 1000000000000
      deposit B 1000000000000
      price perp 1
      """
          + "place A perp buy 2000000000 @ 1\nplace B perp sell 2000000000 @ 1\n".repeat(9);

  @Test
  void shouldRefuseAPriceThatWouldCarryALinePastTheExactRange() {
    Scenario.play(
        OPENED_CHEAPLY
            + """
            lots A perp = 18000000000
            price perp 10000000  -> rejected BOUND_EXCEEDED
            price perp 5000000   -> mark 5000000
            """);
  }

  @Test
  void shouldCloseALineWhoseValueHasPassedWhatCouldBeOpened() {
    Scenario.play(
        OPENED_CHEAPLY
            + """
            deposit A 70000000000000000
            price perp 5000000
            place B perp buy 100 @ 5000000            -> rejected BOUND_EXCEEDED
            place A perp sell 100 @ 5000000           -> rejected BOUND_EXCEEDED
            submit A perp sell 100 @ 5000000 ioc      -> accepted, canceled 100 IOC_REMAINDER
            """);
  }
}
