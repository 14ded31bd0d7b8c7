package caisson.engine;

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
}
