package caisson.engine;

import org.junit.jupiter.api.Test;

/**
 * k 10, so at 1000 ticks a lot is a cent; the market was listed with 10 %, so maintenance 6.67 %.
 */
class PricingTest {
  private static final String START =
      """
      register A B
      deposit A 100_000_000
      deposit B 100_000_000
      price perp 1000
      rules perp slew 10000 band 50000 cap 10000 impact 0 interest 100000
      """;

  @Test
  void shouldMoveTheMarkAPercentASecondAndKeepItNearTheIndex() {
    Scenario.play(
        START
            + """
            wait 1s
            price perp 980   -> computed 990 book 0/0 basis 0/0 premium 0 sampled, mark 990
            wait 500ms
            price perp 980   -> computed 985 book 0/0 basis 0/0 premium 0, mark 985
            wait 1s
            price perp 900   -> computed 945 book 0/0 basis 0/0 premium 0, mark 945
            price perp 900   -> computed 945 book 0/0 basis 0/0 premium 0
            wait 30s
            price perp 900   -> computed 900 book 0/0 basis 0/0 premium 0 sampled, mark 900
            """);
  }

  @Test
  void shouldTakeTheBookAtTheImpactNotionalAndAverageItsDistance() {
    Scenario.play(
        START
            + """
            rules perp slew 0 band 100000 cap 10000 impact 50_000 interest 100000
            place A perp buy 3 @ 1010
            place A perp buy 4 @ 1007
            place B perp sell 6 @ 1020
            wait 1s
            price perp 1000  -> computed 1000 book 1008/1020 basis 462/94 premium 8000000 sampled
            wait 100s
            price perp 1000  -> sealed 1 from 1 to 16 marks, computed 1006 book 1008/1020 basis 11134/5790 premium 8000000 sampled, mark 1006
            price perp 1000 1002  -> computed 1006 book 1008/1020 basis 11134/5790 premium 8000000, mark 1006
            place A perp sell 5 @ 1010 ioc
            """);
  }

  @Test
  void shouldFundTheHourThatEndedInTheFirstRoundOfTheNext() {
    Scenario.play(
        START
            + """
            place A perp buy 3 @ 1010
            place B perp sell 3 @ 1010 as first
            place A perp buy 3 @ 1010
            place B perp sell 3 @ 1020
            price perp 1000
            wait 1800s
            price perp 1000
            wait 1799s
            price perp 1000
            wait 1s
            price perp 1000  -> computed 1010 book 1010/1020 basis 14567/9866 premium 10000000 sampled, funding 11 rem 875000000 index 11
            price perp 1000  -> computed 1010 book 1010/1020 basis 14567/9866 premium 10000000, phase AUCTION, then OPEN
            fund perp 100    -> rejected ALREADY_APPLIED
            wait 7200s
            price perp 1000  -> sealed 3 from 19 to 23 marks, computed 1010 book 1010/1020 basis 15177/12063 premium 10000000 sampled
            """);
  }

  @Test
  void shouldRefuseRulesThatAreNone() {
    Scenario.play(
        START
            + """
            rules spot slew 0 band 0 cap 0 impact 0 interest 0          -> rejected BAD_PARAMETER
            """);
    Scenario.play(
        START
            + """
            rules perp slew -1 band 0 cap 0 impact 0 interest 0         -> rejected BAD_PARAMETER
            """);
    Scenario.play(
        START
            + """
            rules 9 slew 0 band 0 cap 0 impact 0 interest 0             -> rejected UNKNOWN_MARKET
            """);
  }
}
