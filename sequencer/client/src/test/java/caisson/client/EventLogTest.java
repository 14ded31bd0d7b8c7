package caisson.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final long MANY = 3_000;

  @TempDir Path dir;
  private RecordedEvents node;

  @BeforeEach
  void start() {
    node = new RecordedEvents(dir.resolve("node"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void shouldHandOverEveryEventInOrderAndFollowLive() {
    node.writeSequences(1, 20);
    Seen seen = new Seen();
    try (EventLog log = open(Cursor.START, seen)) {
      poll(log, () -> seen.count() == 40 && log.live());
      node.writeSequences(21, 25);
      poll(log, () -> seen.count() == 50);
      assertEquals(new Cursor(25, 1), log.cursor());
    }
    assertEquals(new Cursor(1, 0), seen.cursors.getFirst());
    assertEquals(new Cursor(25, 1), seen.cursors.getLast());
  }

  @Test
  void shouldResumeAfterAnyCursorWhenTheLogSpansManyTerms() {
    node.writeSequences(1, MANY);
    for (Cursor after :
        List.of(
            new Cursor(1, 0),
            new Cursor(1_499, 1),
            new Cursor(1_500, 0),
            new Cursor(MANY - 1, 1),
            new Cursor(MANY, 0))) {
      Seen seen = new Seen();
      try (EventLog log = open(after, seen)) {
        poll(log, () -> log.cursor().equals(new Cursor(MANY, 1)));
      }
      Cursor first =
          after.index() == 1
              ? new Cursor(after.sequence() + 1, 0)
              : new Cursor(after.sequence(), 1);
      assertEquals(first, seen.cursors.getFirst());
      assertEquals(2 * (MANY - after.sequence()) + 1 - after.index(), seen.count());
    }
  }

  @Test
  void shouldResumeAfterTheNodeRestarted() {
    node.writeSequences(1, 50);
    Seen seen = new Seen();
    try (EventLog log = open(Cursor.START, seen)) {
      poll(log, () -> seen.count() == 100);
      node.restart();
      node.writeSequences(51, 60);
      poll(log, () -> seen.count() == 120);
    }
    for (int i = 0; i < 120; i++) {
      assertEquals(new Cursor(i / 2 + 1, i % 2), seen.cursors.get(i));
    }
  }

  @Test
  void shouldWaitWhenTheLogIsShorterThanTheCursor() {
    node.writeSequences(1, 10);
    Seen seen = new Seen();
    try (EventLog log = open(new Cursor(12, 1), seen)) {
      poll(log, log::live);
      node.writeSequences(11, 13);
      poll(log, () -> seen.count() == 2);
    }
    assertEquals(new Cursor(13, 0), seen.cursors.getFirst());
  }

  @Test
  void shouldNameAGap() {
    node.writeSequences(1, 3);
    node.writeSequences(5, 5);
    Seen seen = new Seen();
    try (EventLog log = open(Cursor.START, seen)) {
      var gap = assertThrows(SequenceGapException.class, () -> poll(log, () -> seen.count() == 8));
      assertEquals("sequence gap: expected=(4,0) found=(5,0)", gap.getMessage());
      assertEquals(new Cursor(3, 1), log.cursor());
      assertThrows(SequenceGapException.class, () -> poll(log, () -> false));
    }
  }

  @Test
  void shouldNameAMissingIndex() {
    node.writeCompleted(1, 0, false);
    node.writeCompleted(1, 2, true);
    try (EventLog log = open(Cursor.START, new Seen())) {
      assertThrows(SequenceGapException.class, () -> poll(log, () -> false));
    }
  }

  @Test
  void shouldOfferAnEventAgainWhenTheHandlerFailed() {
    node.writeSequences(1, 2);
    Seen seen = new Seen();
    seen.failAt = 2;
    try (EventLog log = open(Cursor.START, seen)) {
      assertThrows(IllegalArgumentException.class, () -> poll(log, () -> false));
      assertEquals(new Cursor(1, 1), log.cursor());
      seen.failAt = -1;
      poll(log, () -> seen.count() == 4);
    }
    assertEquals(new Cursor(2, 0), seen.cursors.get(2));
  }

  @Test
  void shouldHandOverNotesWithoutMovingTheCursor() {
    node.writeSequences(1, 2);
    node.writeNote(2);
    node.writeSequences(3, 3);
    Seen seen = new Seen();
    try (EventLog log = open(Cursor.START, seen)) {
      poll(log, () -> seen.count() == 6);
    }
    assertEquals(List.of(2L), seen.notes);
  }

  @Test
  void shouldTakeNoCommandWhileTheNodeIsAway() {
    var nowhere = new NodeEndpoints("127.0.0.1", node.endpoints().portBase() - 100);
    try (CommandClient client = CommandClient.connect(nowhere, dir.resolve("client"))) {
      client.poll();
      assertFalse(client.connected());
      assertFalse(client.offer(new org.agrona.ExpandableArrayBuffer(), 0, 8));
    }
  }

  private EventLog open(Cursor after, EventHandler handler) {
    return EventLog.open(node.endpoints(), dir.resolve("client"), after, handler);
  }

  private static void poll(EventLog log, BooleanSupplier done) {
    long deadlineNs = System.nanoTime() + 30_000_000_000L;
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNs, () -> "not reached, cursor " + log.cursor());
      if (log.poll(100) == 0) {
        LockSupport.parkNanos(200_000);
      }
    }
  }

  private static final class Seen implements EventHandler {
    final List<Cursor> cursors = new ArrayList<>();
    final List<Long> notes = new ArrayList<>();
    int failAt = -1;

    int count() {
      return cursors.size();
    }

    @Override
    public void onEvent(
        long sequence,
        int index,
        boolean last,
        int templateId,
        DirectBuffer buffer,
        int offset,
        int length) {
      if (cursors.size() == failAt) {
        throw new IllegalArgumentException("handler failed");
      }
      assertEquals(index == 1, last);
      cursors.add(new Cursor(sequence, index));
    }

    @Override
    public void onNote(long sequence, int templateId, DirectBuffer buffer, int offset, int length) {
      notes.add(sequence);
    }
  }
}
