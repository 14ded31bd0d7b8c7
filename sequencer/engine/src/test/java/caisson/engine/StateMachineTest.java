package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class StateMachineTest {
  @Test
  void shouldAnswerBytesThatAreNoCommandWithAnEvent() {
    List<Integer> templates = new ArrayList<>();
    var machine =
        new StateMachine(
            (buffer, offset, length) -> templates.add((int) buffer.getShort(offset + 2)));
    machine.apply(1, new UnsafeBuffer(new byte[3]), 0, 3);
    assertEquals(List.of(100, 101), templates);
    assertEquals(1, machine.sequence());
  }

  /** As if the third command met a defect that a new version does not have yet. */
  @Test
  void shouldPassACommandThatMakesItThrow() {
    var recorded = new Log();
    EventSink broken =
        (buffer, offset, length) -> {
          recorded.onEvent(buffer, offset, length);
          if (recorded.events.size() == 5) {
            throw new ArithmeticException("defect");
          }
        };
    var wire = new Wire();
    var machine = new StateMachine(broken);
    machine.apply(1, wire.buffer, Wire.OFFSET, wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"));
    machine.apply(2, wire.buffer, Wire.OFFSET, wire.accounts.registerAccount(4096));
    int poison = wire.accounts.registerAccount(4097);
    assertThrows(
        ArithmeticException.class, () -> machine.apply(3, wire.buffer, Wire.OFFSET, poison));
    assertEquals(3, machine.sequence());

    var log = new Log();
    var restarted = new StateMachine(log);
    restarted.skip(3);
    restarted.apply(1, wire.buffer, Wire.OFFSET, wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"));
    restarted.apply(2, wire.buffer, Wire.OFFSET, wire.accounts.registerAccount(4096));
    restarted.apply(3, wire.buffer, Wire.OFFSET, wire.accounts.registerAccount(4097));
    assertEquals("skipped", EventText.text(log.events.subList(4, 6)));
    restarted.apply(4, wire.buffer, Wire.OFFSET, wire.accounts.registerAccount(4098));
    assertEquals("registered", EventText.text(log.events.subList(6, 8)));

    var replayed = new StateMachine(new Log());
    Log.replay(log.events, replayed);
    assertArrayEquals(restarted.stateHash(), replayed.stateHash());
  }

  @Test
  void shouldReplayACommandThatIsTooLongToRecord() {
    var scenario = Scenario.play("register A -> registered\nwait 60s");
    int length = scenario.wire.sealWindow(1, 0, 0);
    var tooLong = new UnsafeBuffer(new byte[70_000]);
    tooLong.putBytes(0, scenario.wire.buffer, Wire.OFFSET, length);
    scenario.machine.apply(Scenario.START_NS + 60_000_000_000L, tooLong, 0, 70_000);
    var replayed = new Log();
    var machine = new StateMachine(replayed);
    Log.replay(scenario.log.events, machine);
    assertArrayEquals(scenario.machine.stateHash(), machine.stateHash());
    assertEquals(scenario.log.events.size(), replayed.events.size());
    for (int i = 0; i < replayed.events.size(); i++) {
      assertArrayEquals(scenario.log.events.get(i), replayed.events.get(i));
    }
  }
}
