package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
            submit B perp buy 9 @ 101 reduce      -> rejected WOULD_NOT_REDUCE
            submit B spot buy 9 @ 101 ioc reduce  -> rejected BAD_PARAMETER
            """);
  }

  @Test
  void shouldClipARestingReduceOnlyOrderAsTheLineShrinks() {
    Scenario.play(
        TRADERS
            + """
            place B perp buy 8 @ 101                     -> accepted, trade B A 8 @ 101
            submit B perp sell 20 @ 110 reduce as high   -> accepted, rested 8
            submit B perp sell 5 @ 109 reduce            -> accepted, rested 5
            place C perp buy 2 @ 100
            place B perp sell 2 @ 100     -> accepted, trade C B 2 @ 100, reduced 2 to 6 REDUCE_ONLY
            place C perp buy 5 @ 109      -> accepted, trade C A 2 @ 101, trade C A 3 @ 102
            cancelall A perp both         -> canceled 7 REQUESTED
            place C perp buy 9 @ 110      -> accepted, trade C B 5 @ 109, reduced 5 to 1 REDUCE_ONLY, trade C B 1 @ 110, rested 3
            lots B perp = 0
            """);
  }

  @Test
  void shouldCancelReduceOnlyOrdersOnceTheLineHasTurned() {
    Scenario.play(
        TRADERS
            + """
            place B perp buy 8 @ 101              -> accepted, trade B A 8 @ 101
            submit B perp sell 3 @ 110 reduce     -> accepted, rested 3
            place C perp buy 9 @ 100
            place B perp sell 9 @ 100             -> accepted, trade C B 9 @ 100, canceled 3 REDUCE_ONLY
            """);
  }

  @Test
  void shouldTakeTheSmallerOffBothWhenTheyAreOfOneAccount() {
    Scenario.play(
        TRADERS
            + """
            submit A perp buy 4 @ 101 decrement   -> accepted, reduced 4 to 6 SELF_TRADE, canceled 4 SELF_TRADE
            submit A perp buy 9 @ 101 decrement   -> accepted, canceled 6 SELF_TRADE, reduced 6 to 3 SELF_TRADE, rested 3
            """);
  }

  @Test
  void shouldEndAnOrderAtItsTime() {
    Scenario.play(
        TRADERS
            + """
            submit B perp buy 5 @ 100 till 10s    -> accepted, rested 5
            submit B perp buy 5 @ 100 ioc till 9s -> rejected BAD_PARAMETER
            wait 9s
            place A perp sell 1 @ 100             -> accepted, trade B A 1 @ 100
            wait 1s
            place A perp sell 1 @ 100             -> canceled 4 EXPIRED, accepted, rested 1
            """);
  }

  @Test
  void shouldTradeNothingOfAnOrderThatWaitsForItsEnd() {
    var scenario =
        Scenario.play(
            """
            register A B
            deposit A 1000000
            deposit B 1000000
            price perp 100
            """);
    for (int i = 0; i < 300; i++) {
      scenario.run("submit A perp buy 1 @ 100 till 10s -> accepted, rested 1");
    }
    scenario.run("wait 10s");
    int before = scenario.log.events.size();
    scenario.run("place B perp sell 500 @ 100 ioc");
    var text = EventText.text(scenario.log.events.subList(before, scenario.log.events.size()));
    // The first 255 go before the command, the others when it meets them.
    String expired = "canceled 1 EXPIRED, ";
    assertEquals(
        expired.repeat(255) + "accepted, " + expired.repeat(45) + "canceled 500 IOC_REMAINDER",
        text);
    assertEquals(0, scenario.machine.restingOrders());
  }

  @Test
  void shouldKeepThePlaceOfAnOrderThatOnlyGetsSmaller() {
    Scenario.play(
        """
        register A B C
        deposit A 1000000
        deposit B 1000000
        deposit C 1000000
        price perp 100
        place A perp buy 5 @ 99 as first
        place B perp buy 5 @ 99
        amend A perp first 5 @ 99     -> completed
        amend A perp first 3 @ 99     -> reduced 2 to 3 AMENDED
        place C perp sell 1 @ 99      -> accepted, trade A C 1 @ 99
        amend A perp first 4 @ 99     -> amended, rested 4      # more goes last
        place C perp sell 1 @ 99      -> accepted, trade B C 1 @ 99
        amend A perp first 4 @ 98     -> amended, rested 4      # another price goes last
        place C perp sell 5 @ 99      -> accepted, trade B C 4 @ 99, rested 1
        amend A perp first 4 @ 99 post -> rejected POST_ONLY_WOULD_MATCH
        amend A perp first 4 @ 99     -> amended, trade A C 1 @ 99, rested 3
        amend B perp first 4 @ 99     -> rejected UNKNOWN_ORDER
        amend A perp first 0 @ 99     -> rejected BAD_QUANTITY
        cancel A perp first           -> canceled 3 REQUESTED
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

  @Test
  void shouldSpreadAScaleEvenlyOrRefuseItWhole() {
    Scenario.play(
        TRADERS
            + """
            scale B perp buy 11 @ 100 to 91 orders 4      -> accepted, rested 3, accepted, rested 3, accepted, rested 3, accepted, rested 2
            place C perp sell 7 @ 94                      -> accepted, trade B C 3 @ 100, trade B C 3 @ 97, trade B C 1 @ 94
            cancelall B perp both                         -> canceled 2 REQUESTED, canceled 2 REQUESTED
            scale B perp buy 12 @ 90 to 102 orders 3 post -> rejected POST_ONLY_WOULD_MATCH
            scale B perp buy 12 @ 90 to 102 orders 3      -> accepted, rested 4, accepted, rested 4, accepted, trade B A 4 @ 101
            scale B perp buy 9 @ 90 to 0 orders 3         -> rejected BAD_PRICE
            scale B perp buy 2 @ 90 to 80 orders 3        -> rejected BAD_QUANTITY
            scale B perp buy 9 @ 90 to 80 orders 1        -> rejected BAD_PARAMETER
            scale B perp buy 900000 @ 90 to 80 orders 3   -> rejected INSUFFICIENT_MARGIN
            """);
  }
}
