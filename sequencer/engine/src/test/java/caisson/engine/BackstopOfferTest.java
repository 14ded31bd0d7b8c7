package caisson.engine;

import org.junit.jupiter.api.Test;

/** Standing offers as a command. k 10: at 1000 ticks 100 lots are a dollar. */
class BackstopOfferTest {
  private static final String START =
      """
      register A B
      deposit A 100_000_000
      factor 1 down 250 up 250 spot 250
      marketfactor perp 1
      """;

  @Test
  void shouldStandUntilItIsChangedOrEnded() {
    Scenario.play(
        START
            + """
            offer A perp 100 for 50000          -> rejected NO_MARK
            price perp 1000
            offer A perp 0 for 0                -> rejected ALREADY_APPLIED
            offer A perp 100 for 50000          -> offers 100 for 50000
            offer A perp 100 for 50000          -> rejected ALREADY_APPLIED
            offer A perp 100 for 60000          -> offers 100 for 60000
            offer A perp 90 for 60000           -> offers 90 for 60000
            offer A perp 0 for 7                -> offers 0 for 7
            offer A perp 0 for 0                -> rejected ALREADY_APPLIED
            """);
  }

  @Test
  void shouldRefuseTermsThatAreNone() {
    Scenario.play(
        START
            + """
            price perp 1000
            offer A 9 100 for 0                 -> rejected UNKNOWN_MARKET
            offer A spot 100 for 0              -> rejected BAD_PARAMETER
            offer A perp 100 for -1             -> rejected BAD_PARAMETER
            offer A perp 100 for 1000001        -> rejected BAD_PARAMETER
            offer A perp 100 for 1000000        -> offers 100 for 1000000
            offer A perp -1 for 0               -> rejected BAD_QUANTITY
            offer A perp 2_000_000_000 for 0    -> offers 2000000000 for 0
            offer A perp 2_000_000_001 for 0    -> rejected BAD_QUANTITY
            offer C perp 100 for 0              -> rejected UNKNOWN_ACCOUNT
            """);
  }

  @Test
  void shouldBeRefusedToThoseWhoMayNotTrade() {
    Scenario.play(
        START
            + """
            price perp 1000
            offer A perp 100 for 0              -> offers 100 for 0
            restrict A REDUCE_ONLY
            offer A perp 200 for 0              -> rejected ACCOUNT_RESTRICTED
            offer A perp 0 for 0                -> offers 0 for 0
            level B CLOSED
            offer B perp 200 for 0              -> rejected ACCOUNT_CLOSED
            """);
  }

  /** 100 lots are a dollar: what an agent offers is an order of so many at the mark. */
  @Test
  void shouldHoldAnAgentToItsScope() {
    Scenario.play(
        START
            + """
            price perp 1000
            offer A/1 perp 100 for 0            -> rejected UNKNOWN_AGENT
            agent A 1 until 10s day 5_000_000 order 2_000_000
            offer A/1 perp 201 for 0            -> rejected AGENT_LIMIT
            offer A/1 perp 200 for 0            -> offers 200 for 0
            offer A/1 perp 200 for 1            -> offers 200 for 1
            offer A/1 perp 200 for 2            -> rejected AGENT_LIMIT
            offer A/1 perp 100 for 2            -> offers 100 for 2
            offer A/1 perp 0 for 0              -> offers 0 for 0
            scope A 2 markets 4 position 5_000_000 band 10000
            offer A/2 perp 100 for 0            -> rejected AGENT_MARKET
            scope A 2 markets 2 position 5_000_000 band 10000
            offer A/2 perp 501 for 0            -> rejected AGENT_POSITION
            offer A/2 perp 500 for 0            -> offers 500 for 0
            wait 11s
            offer A/1 perp 1 for 0              -> rejected AGENT_EXPIRED
            """);
  }

  /** The seventeenth comes only in place of one who may not take any more. */
  @Test
  void shouldKeepSixteenOfAMarket() {
    var story = new StringBuilder("register A B C D E F G H I J K L M N O P Q\nprice perp 1000\n");
    for (char account = 'B'; account <= 'Q'; account++) {
      story.append("offer ").append(account).append(" perp 100 for 0 -> offers 100 for 0\n");
    }
    Scenario.play(
        story
            + """
            offer A perp 100 for 0              -> rejected BOUND_EXCEEDED
            offer H perp 200 for 0              -> offers 200 for 0
            restrict H CANCEL_ONLY
            restrict C CANCEL_ONLY
            offer A perp 100 for 0              -> offers 0 for 0, offers 100 for 0
            offer C perp 0 for 0                -> rejected ALREADY_APPLIED
            offer H perp 0 for 0                -> offers 0 for 0
            """);
  }
}
