package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caisson.protocol.MarkAveragedDecoder;
import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A band of all of the index, so that a cap is what holds the mark. */
class MarkCapTest {
  private static final String START =
      """
      register A B
      deposit A 100_000_000
      deposit B 100_000_000
      price perp 1000
      rules perp slew 0 band 1000000 cap 0 impact 0 interest 0
      cap perp 1500000 -> changed
      """;

  @Test
  void shouldBelieveNoPriceBeyondItsAverageOfAnHour() {
    var scenario = Scenario.play(START);
    assertEquals("1024000+0 most 1500, mark 1400", told(scenario, "price perp 1400"));
    // 36 s of an hour at 1400: 4 ticks.
    assertEquals("1028096+0 most 1506, mark 1506", told(scenario, "wait 36s\nprice perp 4000"));
    // 502 ticks less of it, at the mark and not at the index.
    assertEquals(
        "1033236+1728000 most 1513, mark 1513", told(scenario, "wait 36s\nprice perp 4000"));
    assertEquals("1038397+864000 most 1521, mark 900", told(scenario, "wait 36s\nprice perp 900"));
    for (int i = 0; i < 60; i++) {
      scenario.run("wait 60s\nprice perp 4000");
    }
    // A hundred and twentieth more each minute: 1.645 times after an hour.
    assertEquals("1690629+1044000 most 2476, mark 2476", told(scenario, "price perp 4000"));
  }

  @Test
  void shouldStayInTheBandOfTheIndexThatJumpsBeyondTheCap() {
    var scenario = Scenario.play(START);
    scenario.run("rules perp slew 0 band 150000 cap 0 impact 0 interest 0");
    assertEquals("1024000+0 most 1500, mark 1400", told(scenario, "price perp 1400"));
    assertEquals("1024000+0 most 1500, mark 1500", told(scenario, "price perp 1700"));
    // 15 % below: the chain's judge of prices convicts what is further away than twice that.
    assertEquals("1024000+0 most 1500, mark 3400", told(scenario, "price perp 4000"));
    assertEquals("1024000+0 most 1500, mark 1500", told(scenario, "price perp 1600"));
  }

  @Test
  void shouldMoveNoFasterThanTheSlewWhenACapIsLowered() {
    var scenario = Scenario.play(START);
    assertEquals("1024000+0 most 1500, mark 1400", told(scenario, "price perp 1400"));
    scenario.run("rules perp slew 10000 band 1000000 cap 0 impact 0 interest 0");
    scenario.run("cap perp 1100000 -> changed");
    assertEquals(
        "1024113+2800000 most 1100, mark 1386", told(scenario, "wait 1s\nprice perp 1400"));
    assertEquals(
        "1024223+1951000 most 1100, mark 1372", told(scenario, "wait 1s\nprice perp 1400"));
  }

  @Test
  void shouldBeginAtTheMarkThatStandsOrAtTheFirst() {
    var scenario = Scenario.play(START);
    assertEquals("1024000+0 most 1500, mark 1400", told(scenario, "price perp 1400"));
    scenario.run("cap perp 0 -> changed");
    assertEquals("none, mark 4000", told(scenario, "price perp 4000"));
    scenario.run("cap perp 1010000 -> changed");
    assertEquals("4096000+0 most 4040, mark 4040", told(scenario, "price perp 5000"));
    scenario =
        Scenario.play(
            """
            rules perp slew 0 band 1000000 cap 0 impact 0 interest 0
            cap perp 1500000
            """);
    assertEquals("none, mark 1000", told(scenario, "price perp 1000"));
    assertEquals("1024000+0 most 1500, mark 1500", told(scenario, "price perp 4000"));
  }

  @Test
  void shouldHoldByNightToo() {
    var scenario =
        Scenario.play(
            START
                + """
                cap perp 1010000 -> changed
                sessions perp extended 0 overnight 0 weekend 0 window 0 halt 0 -> changed
                offhours perp overnight 3600 weekend 28800 -> changed
                session perp overnight -> changed, ahead OVERNIGHT 0, session OVERNIGHT/NONE 0
                price perp 1000 -> closed 1000 range 934..1066 average 1024000+0, averaged 1024000+0 most 1010, computed 1000 book 0/0 basis 0/0 premium 0 sampled
                place A perp buy 3 @ 1060
                place B perp sell 3 @ 1062
                """);
    for (int i = 0; i < 30; i++) {
      scenario.run("wait 60s\nprice perp 1000");
    }
    // The book alone would have it at 1000 + 61 * (1 - exp(-1/2)) = 1024.
    assertEquals("1027958+3000000 most 1013, mark 1013", told(scenario, "price perp 1000"));
  }

  @Test
  void shouldTakeACapAboveTheAverageOfAMarketThatMakesItsMark() {
    Scenario.play(
        START
            + """
            cap perp 1000000    -> rejected BAD_PARAMETER
            cap perp 10000001   -> rejected BAD_PARAMETER
            cap perp -1         -> rejected BAD_PARAMETER
            cap spot 1500000    -> rejected BAD_PARAMETER
            cap 9 1500000       -> rejected UNKNOWN_MARKET
            cap perp 10000000   -> changed
            cap perp 1000001    -> changed
            cap perp 0          -> changed
            """);
    Scenario.play("cap perp 1500000 -> rejected BAD_PARAMETER");
  }

  @Test
  void shouldGoOnFromASnapshotAndFromTheLogAsIfItHadNotStopped() {
    var scenario = Scenario.play(START);
    scenario.run("wait 7s\nprice perp 4000\nwait 9s\nprice perp 4000");
    var restored = new StateMachine(new Log());
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    var other = new StateMachine(new Log());
    Log.replay(scenario.log.events, other);
    assertArrayEquals(scenario.machine.stateHash(), other.stateHash());
    int length = scenario.wire.publishPrice(1_000, 1, 4_000, 0);
    long next = scenario.timeNs() + 9_000_000_000L;
    restored.apply(next, scenario.wire.buffer, Wire.OFFSET, length);
    scenario.machine.apply(next, scenario.wire.buffer, Wire.OFFSET, length);
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    assertFalse(Arrays.equals(other.stateHash(), restored.stateHash()));
  }

  /** Average, cap and mark that the last command told of. */
  static String told(Scenario scenario, String story) {
    scenario.run(story);
    var header = new MessageHeaderDecoder();
    String average = "none";
    String told = "";
    for (byte[] event : scenario.log.events) {
      var buffer = new UnsafeBuffer(event);
      if (Log.template(event) == MarkAveragedDecoder.TEMPLATE_ID) {
        var e = new MarkAveragedDecoder().wrapAndApplyHeader(buffer, 0, header);
        average = "%d+%d most %d".formatted(e.average(), e.carried(), e.mostTicks());
      } else if (Log.template(event) == MarkComputedDecoder.TEMPLATE_ID) {
        var e = new MarkComputedDecoder().wrapAndApplyHeader(buffer, 0, header);
        told = average + ", mark " + e.markTicks();
        average = "none";
      }
    }
    return told;
  }
}
