package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What is read ahead, of commands good and bad, shows nowhere. */
class CommandBatchTest {
  private static final int COMMANDS = Tier.cases(3_000, 50_000);

  @Test
  void shouldGiveTheEventsAndStateOfTheCommandsOneByOne() {
    var run = new TwinTest.Run(4_711);
    for (int i = 0; i < COMMANDS; i++) {
      run.step(i);
    }
    var log = new Log();
    var machine = new StateMachine(log, TwinTest.SMALL);
    var buffer = new UnsafeBuffer(new byte[1 << 20]);
    var batch = new CommandBatch(buffer, 64);
    var random = new Random(4_711);
    var applied = new CommandAppliedDecoder();
    int wanted = 1;
    int end = 0;
    for (byte[] event : run.log.events) {
      if (Log.template(event) != CommandAppliedDecoder.TEMPLATE_ID) {
        continue;
      }
      applied.wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
      long timeNs = applied.stamp().timeNs();
      int length = applied.commandLength();
      applied.getCommand(buffer, end, length);
      batch.add(timeNs, end, length);
      end += length;
      if (batch.count() == wanted) {
        machine.applyAll(batch);
        batch.clear();
        end = 0;
        wanted = 1 + random.nextInt(64);
      }
    }
    machine.applyAll(batch);
    assertEquals(run.log.events.size(), log.events.size());
    for (int i = 0; i < log.events.size(); i++) {
      assertArrayEquals(run.log.events.get(i), log.events.get(i), "event " + i);
    }
    assertArrayEquals(run.machine.stateHash(), machine.stateHash());
  }
}
