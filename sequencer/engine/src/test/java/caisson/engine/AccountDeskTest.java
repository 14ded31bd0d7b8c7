package caisson.engine;

import org.junit.jupiter.api.Test;

/** A and B have one owner, C another. */
class AccountDeskTest {
  private static final String START =
      """
      register A B C
      deposit A 100000
      deposit C 100000
      price perp 100
      """;

  @Test
  void shouldMoveUnitsBetweenAccountsOfOneOwnerOnly() {
    Scenario.play(
        START
            + """
            transfer A B 40000                 -> moved 40000 to 40000 from 60000
            transfer B A 40001                 -> rejected INSUFFICIENT_MARGIN
            transfer A C 1                     -> rejected NOT_OWNER
            transfer A A 1                     -> rejected BAD_PARAMETER
            transfer A B 0                     -> rejected BAD_QUANTITY
            transfer A B 1 9                   -> rejected UNKNOWN_ASSET
            agent A 1 until 100s day 1000 order 1000 -> agent registered
            transfer A/1 B 1                   -> rejected NOT_OWNER
            restrict A REDUCE_ONLY             -> level OPEN/REDUCE_ONLY
            transfer A B 1                     -> rejected ACCOUNT_RESTRICTED
            withdraw A 1                       -> withdrawal 1/0 1 balance 59999 accounted 199999
            """);
  }

  @Test
  void shouldTakeOnlyWhatReducesThenOnlyCancelsThenNothing() {
    Scenario.play(
        START
            + """
            place C perp sell 3 @ 100                     -> accepted, rested 3
            place A perp buy 3 @ 100 ioc                  -> accepted, trade A C 3 @ 100
            place A perp buy 1 @ 90                       -> accepted, rested 1
            level A REDUCE_ONLY                           -> level REDUCE_ONLY/OPEN, canceled 1 RESTRICTED
            place A perp buy 1 @ 90                       -> rejected ACCOUNT_RESTRICTED
            place A perp sell 4 @ 110                     -> rejected ACCOUNT_RESTRICTED
            place A perp sell 2 @ 110                     -> accepted, rested 2
            place A perp sell 2 @ 111                     -> rejected ACCOUNT_RESTRICTED
            restrict A CANCEL_ONLY                        -> level REDUCE_ONLY/CANCEL_ONLY, canceled 2 RESTRICTED
            place A perp sell 1 @ 110                     -> rejected ACCOUNT_RESTRICTED
            level A OPEN                                  -> level OPEN/CANCEL_ONLY
            place A perp sell 1 @ 110                     -> rejected ACCOUNT_RESTRICTED
            restrict A CLOSED                             -> rejected BAD_PARAMETER
            restrict A OPEN                               -> level OPEN/OPEN
            place A perp sell 1 @ 110                     -> accepted, rested 1
            level A CLOSED                                -> rejected ACCOUNT_NOT_EMPTY
            """);
  }

  @Test
  void shouldCloseAnEmptyAccountForEver() {
    Scenario.play(
        START
            + """
            level B CLOSED                                -> level CLOSED/OPEN
            level B OPEN                                  -> rejected ACCOUNT_CLOSED
            place B perp buy 1 @ 90                       -> rejected ACCOUNT_CLOSED
            transfer A B 1                                -> rejected ACCOUNT_CLOSED
            agent B 1 until 100s day 1000 order 1000      -> rejected ACCOUNT_CLOSED
            deposit B 5                                   -> returned 5 ACCOUNT_CLOSED, withdrawal 1/0 5 balance 0 accounted 200000
            register B                                    -> rejected ALREADY_APPLIED
            """);
  }

  @Test
  void shouldHoldAKeyToItsMarketsPositionAndBand() {
    Scenario.play(
        START
            + """
            scope A 1 markets 2 position 3000 band 100000 -> agent registered
            place A/1 spot buy 1 @ 100                    -> rejected AGENT_MARKET
            place A/1 perp buy 1 @ 111                    -> rejected AGENT_PRICE
            place A/1 perp buy 1 @ 89                     -> rejected AGENT_PRICE
            place A/1 perp buy 4 @ 110                    -> rejected AGENT_POSITION
            place A/1 perp buy 2 @ 90                     -> accepted, rested 2
            place A/1 perp buy 2 @ 90                     -> rejected AGENT_POSITION
            place A/1 perp buy 1 @ 110                    -> accepted, rested 1
            place A/1 perp sell 3 @ 111                   -> rejected AGENT_PRICE
            scope A 1 markets -1 position -1 band 1       -> rejected BAD_PARAMETER
            """);
  }
}
