package caisson.engine;

import org.junit.jupiter.api.Test;

class TriggerTest {
  /** A has bought 10 at 100, B makes the book, the mark is 100 and three prices old. */
  private static final String POSITION =
      """
      register A B C
      deposit A 1000000
      deposit B 1000000
      deposit C 1000000
      price perp 100
      price perp 100
      price perp 100
      place B perp sell 10 @ 100
      place A perp buy 10 @ 100
      place B perp buy 20 @ 95
      """;

  @Test
  void shouldFireAStopOnceTheMarkIsThere() {
    Scenario.play(
        POSITION
            + """
            trigger A perp sell 10 @ 90 below 97 reduce -> waits
            price perp 98    -> mark 98
            price perp 97    -> mark 97, fired at 97, accepted, trade B A 10 @ 95
            lots A perp = 0
            price perp 96    -> mark 96
            """);
  }

  @Test
  void shouldCancelTheOthersOfTheGroupUnlessTheOrderIsRefused() {
    Scenario.play(
        POSITION
            + """
            trigger A perp sell 10 @ 104 above 104 reduce group 7 -> waits
            trigger A perp sell 10 @ 90 below 97 reduce group 7   -> waits
            trigger A perp sell 900000 @ 90 below 99 group 7      -> waits
            price perp 99    -> mark 99, fired at 99, failed INSUFFICIENT_MARGIN
            price perp 97    -> mark 97, fired at 97, trigger canceled GROUP, accepted, trade B A 10 @ 95
            price perp 104   -> mark 104
            """);
  }

  @Test
  void shouldFireTheNearestFirstAndAtOnePriceTheOldest() {
    Scenario.play(
        POSITION
            + """
            trigger A perp sell 1 @ 95 below 96
            trigger A perp sell 2 @ 95 below 97
            trigger A perp sell 3 @ 95 below 96
            price perp 96 -> mark 96, fired at 96, accepted, trade B A 2 @ 95, fired at 96, accepted, trade B A 1 @ 95, fired at 96, accepted, trade B A 3 @ 95
            """);
  }

  @Test
  void shouldNotFireOnTheFirstTwoPricesAfterASilence() {
    Scenario.play(
        POSITION
            + """
            trigger A perp sell 10 @ 90 below 97 reduce
            wait 11s
            price perp 50    -> mark 50
            price perp 97    -> mark 97
            price perp 98    -> mark 98
            price perp 97    -> mark 97, fired at 97, accepted, trade B A 10 @ 95
            """);
  }

  @Test
  void shouldRefuseWhatTheMarkHasAlreadyReached() {
    Scenario.play(
        POSITION
            + """
            trigger A perp sell 10 @ 90 below 100  -> rejected TRIGGER_ALREADY_MET
            trigger A perp sell 10 @ 90 above 100  -> rejected TRIGGER_ALREADY_MET
            trigger A perp sell 10 @ 90 below 0    -> rejected BAD_PRICE
            trigger A spot sell 10 @ 90 below 5    -> rejected BAD_PARAMETER
            trigger A perp sell 10 @ 90 below 97 as stop -> waits
            cancel B perp stop                     -> rejected UNKNOWN_ORDER
            cancel A perp stop                     -> trigger canceled REQUESTED
            """);
  }

  @Test
  void shouldLeaveProtectionWhereOtherOrdersAreCanceled() {
    Scenario.play(
        POSITION
            + """
            place A perp buy 1 @ 90
            trigger A perp sell 10 @ 90 below 97 reduce
            trigger A perp buy 5 @ 110 above 105
            cancelall A all both  -> canceled 1 REQUESTED, trigger canceled REQUESTED
            price perp 97         -> mark 97, fired at 97, accepted, trade B A 10 @ 95
            """);
  }

  @Test
  void shouldCancelEverythingThatMayOpenWhenTheSwitchIsNotSetAgain() {
    Scenario.play(
        POSITION
            + """
            place A perp buy 1 @ 90
            switch A 500ms   -> rejected BAD_PARAMETER
            switch A 5s      -> switch on
            wait 4s
            switch A 5s      -> switch on
            wait 4s
            place C perp buy 1 @ 80 -> accepted, rested 1
            wait 1s
            place C perp buy 1 @ 80 -> canceled 1 SCHEDULED, switch fired, accepted, rested 1
            switch A 5s      -> switch on
            switch A off     -> switch off
            """);
  }
}
