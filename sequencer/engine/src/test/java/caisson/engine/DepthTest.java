package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.DepthSampledDecoder;
import caisson.protocol.MessageHeaderDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Open interest that follows depth. k 10: at 1000 ticks a lot is a cent. */
class DepthTest {
  private static final String START =
      """
      register A B C D
      deposit A 9_000_000_000_000
      deposit B 900_000_000_000
      deposit C 900_000_000_000
      deposit D 900_000_000_000
      interest 1 down 2000 up 2000 low 1_000_000_000 high 30_000_000_000
      marketfactor perp 1
      depth 1 floor 10_000_000_000 external 0
      price perp 1000
      """;

  @Test
  void shouldCountWhatStandsForAMinuteAndAQuarterOfItForOneAccount() {
    var scenario = Scenario.play(START);
    for (String who : new String[] {"A", "B", "C", "D"}) {
      long lots = who.equals("A") ? 900_000 : 100_000;
      scenario.run("place " + who + " perp buy " + lots + " @ 990 post");
      scenario.run("place " + who + " perp sell " + lots + " @ 1010 post");
      scenario.run("place " + who + " perp sell 5000 @ 1021 post");
    }
    scenario.run("wait 60s");
    scenario.run("price perp 1000");
    assertSample(scenario, 0, 0, 0, 0);
    scenario.run("wait 59s");
    scenario.run("price perp 1000");
    scenario.run("place D perp buy 70000 @ 995 post");
    scenario.run("amend D perp 5 110000 @ 990");
    scenario.run("wait 1s");
    scenario.run("price perp 1000");
    // A's 900,000 count for as much as the other three have on average; what came late for nothing.
    assertSample(scenario, 1_200_000, 400_000, 1_200_000, 400_000);
  }

  @Test
  void shouldRiseOverADayAndFallWithinTheHour() {
    var scenario = Scenario.play(START + "depth 1 floor 3_000_000_000 external 0");
    for (int i = 0; i < 12; i++) {
      scenario.run("place " + "ABCD".charAt(i % 4) + " perp buy 300000 @ 990 post");
      scenario.run("place " + "ABCD".charAt(i % 4) + " perp sell 300000 @ 1010 post");
    }
    scenario.run("place A perp buy 310000 @ 1000 -> rejected OPEN_INTEREST_LIMIT");
    scenario.run("place A perp buy 290000 @ 1000");
    scenario.run("place B perp sell 290000 @ 1000 ioc");
    scenario.run("place A perp buy 20000 @ 1000 -> rejected OPEN_INTEREST_LIMIT");
    hours(scenario, 26);
    // 36,000 dollars stand, two thirds of that is believed, and it takes 20 / 12 of it to be open.
    scenario.run("place A perp buy 2690000 @ 1000 -> accepted, rested 2690000");
    scenario.run("place A perp buy 2710001 @ 1000 -> rejected OPEN_INTEREST_LIMIT");
    scenario.run("place B perp sell 20000 @ 1000 ioc");
    scenario.run("lots A perp = 310000");
    scenario.run("cancelall C perp both");
    scenario.run("cancelall D perp both");
    hours(scenario, 2);
    scenario.run("place A perp buy 1000 @ 1000 -> rejected OPEN_INTEREST_LIMIT");
    var replayed = new Log();
    var machine = new StateMachine(replayed);
    Log.replay(scenario.log.events, machine);
    assertArrayEquals(scenario.machine.stateHash(), machine.stateHash());
    var restored = new StateMachine(new Log());
    machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(machine.stateHash(), restored.stateHash());
  }

  private static void hours(Scenario scenario, int hours) {
    for (int minute = 0; minute < 60 * hours; minute++) {
      scenario.run("wait 60s");
      scenario.run("price perp 1000");
    }
  }

  private static void assertSample(
      Scenario scenario, long bids, long bidsCounted, long asks, long asksCounted) {
    var sample = new DepthSampledDecoder();
    for (byte[] event : scenario.log.events) {
      if (Log.template(event) == DepthSampledDecoder.TEMPLATE_ID) {
        sample.wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
      }
    }
    assertEquals(bids, sample.bidLots());
    assertEquals(bidsCounted, sample.bidCounted());
    assertEquals(asks, sample.askLots());
    assertEquals(asksCounted, sample.askCounted());
  }
}
