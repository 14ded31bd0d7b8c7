package caisson.engine;

import org.junit.jupiter.api.Test;

class OrderTermsTest {
  private static final String TRADERS =
      """
      register A B C
      deposit A 1000000
      deposit B 1000000
      deposit C 1000000
      price perp 100
      place A perp sell 10 @ 101 as first
      place A perp sell 10 @ 102
      """;

  @Test
  void shouldFillAllOrNothing() {
    Scenario.play(
        TRADERS
            + """
            submit B perp buy 15 @ 101 fok   -> rejected WOULD_NOT_FILL
            submit B perp buy 15 @ 102 fok   -> accepted, trade B A 10 @ 101, trade B A 5 @ 102
            submit B perp buy 6 @ 102 fok    -> rejected WOULD_NOT_FILL
            place C perp sell 5 @ 102
            submit A perp buy 5 @ 102 fok    -> rejected WOULD_NOT_FILL   # its own order stands before
            submit A perp buy 5 @ 102 fok maker -> accepted, canceled 5 SELF_TRADE, trade A C 5 @ 102
            """);
  }

  @Test
  void shouldEndMeetingsWithOneselfAsAsked() {
    Scenario.play(
        TRADERS
            + """
            submit A perp buy 5 @ 101 maker  -> accepted, canceled 10 SELF_TRADE, rested 5
            cancelall A perp buys            -> canceled 5 REQUESTED
            submit A perp buy 5 @ 102 both   -> accepted, canceled 10 SELF_TRADE, canceled 5 SELF_TRADE
            cancelall A all both             -> completed
            """);
  }

  @Test
  void shouldClipWhatReducesAndRefuseWhatOpens() {
    Scenario.play(
        TRADERS
            + """
            submit B perp buy 5 @ 101 ioc reduce  -> rejected WOULD_NOT_REDUCE
            place B perp sell 3 @ 100
            place C perp buy 3 @ 100              -> accepted, trade C B 3 @ 100
            submit B perp buy 9 @ 101 ioc reduce  -> accepted, trade B A 3 @ 101
            lots B perp = 0
            submit B perp buy 9 @ 101 reduce      -> rejected BAD_PARAMETER
            submit B spot buy 9 @ 101 ioc reduce  -> rejected BAD_PARAMETER
            """);
  }

  @Test
  void shouldSlideAPostingOrderOffTheOppositePrice() {
    Scenario.play(
        TRADERS
            + """
            submit B perp buy 5 @ 105 post        -> rejected POST_ONLY_WOULD_MATCH
            submit B perp buy 5 @ 105 post slide  -> accepted, rested 5
            place C perp sell 1 @ 100             -> accepted, trade B C 1 @ 100
            submit B perp buy 5 @ 99 post slide   -> accepted, rested 5
            submit B perp buy 5 @ 99 slide        -> rejected BAD_PARAMETER
            """);
  }

  @Test
  void shouldReplaceAtOnceOrLeaveBothAsTheyWere() {
    Scenario.play(
        TRADERS
            + """
            place B perp buy 4 @ 99 as mine       -> accepted, rested 4
            submit B perp buy 900000 @ 99 replaces mine -> rejected INSUFFICIENT_MARGIN
            submit B perp sell 4 @ 101 replaces mine    -> rejected UNKNOWN_ORDER
            submit C perp buy 4 @ 99 replaces mine      -> rejected UNKNOWN_ORDER
            submit B perp buy 6 @ 101 replaces mine -> canceled 4 REPLACED, accepted, trade B A 6 @ 101
            submit B perp buy 6 @ 101 replaces mine -> rejected UNKNOWN_ORDER
            """);
  }

  /** Seed 18 of the twins: the refused one was charged twice once a new mark had to be applied. */
  @Test
  void shouldChargeAnOrderOnceAfterItsReplacementWasRefused() {
    Scenario.play(
        """
        register A
        deposit A 1000000
        price perp 100
        place A perp buy 400 @ 110 as mine
        price perp 101
        submit A perp buy 900000 @ 110 replaces mine -> rejected INSUFFICIENT_MARGIN
        withdraw A 920600                            -> rejected INSUFFICIENT_MARGIN
        withdraw A 920599
        cash A = 79401
        """);
  }

  @Test
  void shouldCancelByMarketAndSideInTheOrderOfIds() {
    Scenario.play(
        TRADERS
            + """
            place A perp buy 1 @ 90
            cancelall A perp sells  -> canceled 10 REQUESTED, canceled 10 REQUESTED
            cancelall A spot both   -> completed
            cancelall A 9 both      -> rejected UNKNOWN_MARKET
            cancelall A all both    -> canceled 1 REQUESTED
            """);
  }
}
