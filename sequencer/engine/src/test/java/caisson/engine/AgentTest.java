package caisson.engine;

import org.junit.jupiter.api.Test;

class AgentTest {
  private static final String START =
      """
      register A B
      deposit A 100000000
      price perp 100
      """;

  @Test
  void shouldLetAKeyTradeWithinItsLimits() {
    Scenario.play(
        START
            + """
            place A/1 perp buy 1 @ 100                    -> rejected UNKNOWN_AGENT
            agent A 1 until 100s day 10000 order 5000     -> agent registered
            place A/1 perp buy 6 @ 100                    -> rejected AGENT_LIMIT
            place A/1 perp buy 5 @ 100 as first           -> accepted, rested 5
            place A/1 perp buy 5 @ 100                    -> accepted, rested 5
            place A/1 perp buy 1 @ 100                    -> rejected AGENT_LIMIT
            cancel A/1 perp first                         -> canceled 5 REQUESTED
            withdraw A/1 1                                -> rejected NOT_OWNER
            agent A 2 until 100s day 1 order 1 by 1       -> rejected NOT_OWNER
            wait 100s
            place A/1 perp buy 1 @ 1                      -> sealed 1 from 1 to 18 marks, rejected AGENT_EXPIRED
            agent A 1 until 900s day 10000 order 5000     -> rejected AGENT_EXPIRED
            """);
  }

  @Test
  void shouldJudgeASignedMessageOnce() {
    Scenario.play(
        START
            + """
            place A perp buy 1 @ 100 nonce 1000           -> accepted, rested 1
            place A perp buy 1 @ 100 nonce 1000           -> rejected NONCE_USED
            place A perp buy 1 @ 99999999 nonce 1001      -> rejected BAD_PRICE
            place A perp buy 1 @ 100 nonce 1001           -> rejected NONCE_USED
            place A perp buy 1 @ 100 nonce 938            -> accepted, rested 1
            place A perp buy 1 @ 100 nonce 937            -> rejected NONCE_TOO_OLD
            place A perp buy 1 @ 100 nonce 1010 until 0s  -> accepted, rested 1
            wait 1ms
            place A perp buy 1 @ 100 nonce 1011 until 0s  -> rejected EXPIRED
            place A perp buy 1 @ 100 nonce 1011           -> accepted, rested 1
            """);
  }
}
