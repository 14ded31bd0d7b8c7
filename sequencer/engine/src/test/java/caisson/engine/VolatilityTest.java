package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.ShocksMovedDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class VolatilityTest {
  private static final String START =
      """
      register A B
      deposit A 1_000_000
      deposit B 1_000_000
      factor 1 down 250 up 250 spot 800
      marketfactor perp 1
      volatility 1 perp multiple 20000
      """;

  @Test
  void shouldRaiseTheInitialShockAtOnceAndMaintenanceInSteps() {
    Scenario.play(
        START
            + """
            price perp 10000                  -> mark 10000, sigma 0 shocks 250/250/800 wanted 250/250/800
            price perp 10100                  -> mark 10100
            wait 60s
            price perp 10100                  -> sealed 1 from 1 to 14 marks, sigma 17 shocks 250/250/800 wanted 340/340/800
            wait 60s
            price perp 10000                  -> sealed 2 from 15 to 16 marks, mark 10000, sigma 24 shocks 250/250/800 wanted 480/480/800
            """);
  }

  /** Whatever number it says: what is no market has no kind that could be asked for. */
  @Test
  void shouldFollowOnlyPerpetualsThatAreListed() {
    var scenario = Scenario.play(START);
    var wire = scenario.wire.parameters;
    for (int market : new int[] {0, 3, 65_537, -254, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      String refused = scenario.tell(wire.setVolatility(4, 1, market, 20_000));
      assertEquals("rejected UNKNOWN_MARKET", refused, "market " + market);
    }
    assertEquals("rejected BAD_PARAMETER", scenario.tell(wire.setVolatility(4, 1, 2, 20_000)));
    assertEquals("rejected BAD_PARAMETER", scenario.tell(wire.setVolatility(4, 0, 1, 20_000)));
    assertEquals("changed", scenario.tell(wire.setVolatility(4, 1, 1, 20_000)));
  }

  /** No step of five minutes raises a shock by more than a tenth, no day by more than double. */
  @Test
  void shouldNeverLeapAndFallBackSlowly() {
    var scenario =
        Scenario.play(START.replace("multiple 20000", "multiple 5000") + "price perp 10000");
    int before = 250;
    int dayStart = 250;
    int most = 0;
    long day = Scenario.START_NS / 86_400_000_000_000L;
    for (int minute = 1; minute <= 3 * 24 * 60; minute++) {
      boolean wild = minute < 600;
      long price = wild && minute % 2 == 0 ? 10_300 : 10_000;
      scenario.run("wait 60s\nprice perp " + price);
      var shocks = lastShocks(scenario);
      long now = (Scenario.START_NS + minute * 60_000_000_000L) / 86_400_000_000_000L;
      if (now != day) {
        day = now;
        dayStart = before;
      }
      assertTrue(shocks.downBps() * 100 <= before * 111, "minute " + minute);
      assertTrue(shocks.downBps() <= 2 * dayStart, "minute " + minute);
      assertTrue(shocks.downBps() <= 1_000 && shocks.wantedDownBps() >= shocks.downBps());
      most = Math.max(most, shocks.downBps());
      before = shocks.downBps();
    }
    assertEquals(1_000, most);
    assertTrue(before < 800 && before > 250, "after two calm days: " + before);
    var restored = new StateMachine(new Log());
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
  }

  private static ShocksMovedDecoder lastShocks(Scenario scenario) {
    for (int i = scenario.log.events.size() - 1; ; i--) {
      byte[] event = scenario.log.events.get(i);
      if (Log.template(event) == ShocksMovedDecoder.TEMPLATE_ID) {
        return new ShocksMovedDecoder()
            .wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
      }
    }
  }
}
