package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.CommandAppliedDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same log, the same bytes: from the start, from any snapshot, from the events alone. */
class ReplayTest {
  private static final EngineLimits SMALL = TwinTest.SMALL;
  private static final int COMMANDS = 1_500;
  private static final int RESTORES = 1_000;

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103})
  void shouldGiveTheSameEventsAndHashFromTheRecordedCommands(long seed) {
    var original = run(seed);
    var replayed = new Log();
    var machine = new StateMachine(replayed, SMALL);
    Log.replay(original.log.events, machine);
    assertSame(original.log.events, replayed.events);
    assertEquals(original.machine.sequence(), machine.sequence());
    assertArrayEquals(original.machine.stateHash(), machine.stateHash());
  }

  @ParameterizedTest
  @ValueSource(longs = {151, 152, 153})
  void shouldGiveTheSameInBurstsAsOneByOne(long seed) {
    var original = run(seed);
    var replayed = new Log();
    var machine = new StateMachine(replayed, SMALL);
    Log.replay(original.log.events, new CommandBurst(machine));
    assertSame(original.log.events, replayed.events);
    assertArrayEquals(original.machine.stateHash(), machine.stateHash());
  }

  @Test
  void shouldTakeNoCommandThatABurstHasNoRoomFor() {
    var burst = new CommandBurst(new StateMachine((buffer, offset, length) -> {}, SMALL));
    var command = new UnsafeBuffer(new byte[65_536]);
    assertTrue(burst.add(1, command, 0, 65_536));
    assertTrue(burst.add(1, command, 0, 65_536));
    assertFalse(burst.add(1, command, 0, 1));
    assertTrue(burst.add(1, command, 0, 0));
    assertEquals(3, burst.applyAll());
    for (int i = 0; i < CommandBurst.MOST; i++) {
      assertTrue(burst.add(1, command, 0, 8));
    }
    assertFalse(burst.add(1, command, 0, 8));
    assertEquals(CommandBurst.MOST, burst.applyAll());
    assertEquals(0, burst.applyAll());
  }

  @ParameterizedTest
  @ValueSource(longs = {201, 202, 203})
  void shouldContinueFromASnapshotAtAnyPointAsIfItHadNeverStopped(long seed) {
    var original = run(seed);
    var random = new Random(seed);
    for (int cut = 0; cut < 12; cut++) {
      int at = random.nextInt(original.log.events.size());
      while (at < original.log.events.size()
          && Log.template(original.log.events.get(at)) != CommandAppliedDecoder.TEMPLATE_ID) {
        at++;
      }
      var head = new StateMachine((buffer, offset, length) -> {}, SMALL);
      Log.replay(original.log.events.subList(0, at), head);

      var tailLog = new Log();
      var tail = new StateMachine(tailLog, SMALL);
      restore(records(head), tail);
      assertArrayEquals(head.stateHash(), tail.stateHash(), "seed=" + seed + " cut=" + at);

      Log.replay(original.log.events.subList(at, original.log.events.size()), tail);
      assertSame(original.log.events.subList(at, original.log.events.size()), tailLog.events);
      assertArrayEquals(original.machine.stateHash(), tail.stateHash());
    }
  }

  /** Each goes on from the snapshot of the one before, so nothing a restore loses can come back. */
  @Test
  void shouldBeTheSameAfterAThousandRestoresAtRandomPoints() {
    var original = run(401);
    var starts = new ArrayList<Integer>();
    for (int at = 1; at < original.log.events.size(); at++) {
      if (Log.template(original.log.events.get(at)) == CommandAppliedDecoder.TEMPLATE_ID) {
        starts.add(at);
      }
    }
    Collections.shuffle(starts, new Random(401));
    var cuts = new TreeSet<>(starts.subList(0, RESTORES));
    var log = new Log();
    var machine = new StateMachine(log, SMALL);
    int from = 0;
    for (int cut : cuts) {
      Log.replay(original.log.events.subList(from, cut), machine);
      var restored = new StateMachine(log, SMALL);
      machine.snapshot(restored::restore);
      restored.endRestore();
      assertArrayEquals(machine.stateHash(), restored.stateHash(), "cut=" + cut);
      machine = restored;
      from = cut;
    }
    Log.replay(original.log.events.subList(from, original.log.events.size()), machine);
    assertSame(original.log.events, log.events);
    assertArrayEquals(original.machine.stateHash(), machine.stateHash());
  }

  @Test
  void shouldRefuseASnapshotThatIsNotWhole() {
    var original = run(301);
    var records = records(original.machine);
    var withoutHead = new StateMachine((buffer, offset, length) -> {}, SMALL);
    assertThrows(
        IllegalStateException.class,
        () -> restore(records.subList(1, records.size()), withoutHead));
    var empty = new StateMachine((buffer, offset, length) -> {}, SMALL);
    assertThrows(IllegalStateException.class, empty::endRestore);
    var withoutAnAccount = new ArrayList<>(records);
    withoutAnAccount.removeIf(
        record -> Log.template(record) == 203 && record.length == longestAccount(records));
    var short1 = new StateMachine((buffer, offset, length) -> {}, SMALL);
    assertThrows(IllegalStateException.class, () -> restore(withoutAnAccount, short1));
  }

  @Test
  void shouldSealAnOverdueWindowItselfUnderItsOwnSequence() {
    var scenario = Scenario.play("register A -> registered\nwait 59s\nregister B -> registered");
    long before = scenario.machine.sequence();
    scenario.run(
        """
        wait 1s
        register C     -> sealed 1 from 1 to 7 marks, registered
        """);
    assertEquals(before + 2, scenario.machine.sequence());
  }

  private static TwinRun run(long seed) {
    var run = new TwinRun(seed);
    for (int i = 0; i < COMMANDS; i++) {
      run.step(i);
    }
    return run;
  }

  private static int longestAccount(List<byte[]> records) {
    return records.stream()
        .filter(record -> Log.template(record) == 203)
        .mapToInt(record -> record.length)
        .max()
        .orElseThrow();
  }

  private static List<byte[]> records(StateMachine machine) {
    var records = new ArrayList<byte[]>();
    machine.snapshot(
        (buffer, offset, length) -> {
          byte[] copy = new byte[length];
          buffer.getBytes(offset, copy);
          records.add(copy);
        });
    return records;
  }

  private static void restore(List<byte[]> records, StateMachine machine) {
    for (byte[] record : records) {
      machine.restore(new UnsafeBuffer(record), 0, record.length);
    }
    machine.endRestore();
  }

  private static void assertSame(List<byte[]> expected, List<byte[]> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), found.get(i));
    }
  }
}
