package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
