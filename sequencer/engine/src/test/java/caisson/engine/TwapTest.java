package caisson.engine;

import org.junit.jupiter.api.Test;

class TwapTest {
  private static final String TRADERS =
      """
      register A B C
      deposit A 1000000
      deposit B 1000000
      deposit C 1000000
      price perp 100
      """;

  @Test
  void shouldTradeInEqualSlicesAndCatchUpWhatOneMissed() {
    Scenario.play(
        TRADERS
            + """
            twap A perp buy 10 @ 101 slices 4 every 5s -> runs
            place B perp sell 2 @ 101  -> slice 3, accepted, canceled 3 IOC_REMAINDER, accepted, rested 2
            wait 4s
            place C perp buy 1 @ 50    -> accepted, rested 1
            wait 1s
            place C perp buy 1 @ 50    -> slice 4, accepted, trade A B 2 @ 101, canceled 2 IOC_REMAINDER, accepted, rested 1
            place B perp sell 9 @ 100  -> accepted, rested 9
            wait 5s
            place C perp buy 1 @ 50    -> slice 4, accepted, trade A B 4 @ 100, accepted, rested 1
            wait 5s
            place C perp buy 1 @ 50    -> slice 4, accepted, trade A B 4 @ 100, twap DONE left 0, accepted, rested 1
            lots A perp = 10
            """);
  }

  @Test
  void shouldTellARefusedSliceAndGoOn() {
    Scenario.play(
        TRADERS
            + """
            twap A perp buy 900000 @ 101 slices 3 every 5s -> runs
            place C perp buy 1 @ 50    -> slice 300000 INSUFFICIENT_MARGIN, accepted, rested 1
            cancel A perp twap         -> twap REQUESTED left 900000
            twap A perp buy 9 @ 101 slices 3 every 1s
            cancelall A perp both      -> slice 3, accepted, canceled 3 IOC_REMAINDER, twap REQUESTED left 9
            twap A perp buy 9 @ 101 slices 1 every 5s      -> rejected BAD_PARAMETER
            twap A perp buy 9 @ 101 slices 3 every 500ms   -> rejected BAD_PARAMETER
            twap A perp buy 2 @ 101 slices 3 every 5s      -> rejected BAD_QUANTITY
            """);
  }
}
