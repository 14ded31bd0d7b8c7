package caisson.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.client.Cursor;
import caisson.client.EventLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node in its own JVM, real clients in this one. */
class NodeTest {
  private static final int ORDERS = 3_000;

  @TempDir Path dir;
  private NodeProcess node;

  @BeforeEach
  void create() throws Exception {
    node = new NodeProcess(dir.resolve("venue"));
    System.out.println("started in ms: " + node.start());
  }

  @AfterEach
  void end() throws Exception {
    node.close();
  }

  @Test
  void shouldKeepEachAcceptedOrderOnceWhenKilledWhileTrading() throws Exception {
    try (Trader trader = new Trader(node.endpoints(), dir.resolve("client"))) {
      trader.openMarket();
      trader.trade(ORDERS / 2);
      long answered = trader.replica.sequence();
      node.kill();
      System.out.println("restarted after kill in ms: " + node.start());

      assertTrue(node.stateSequence() >= answered, "an answered command was lost");
      assertEquals(replay(node, node.stateSequence()).stateHash(), node.stateHash());

      trader.trade(ORDERS);
      assertEachOnce(trader.replica);
      System.out.println("resent: " + trader.resent());
      node.stop();
      assertEquals(trader.replica.sequence(), node.stateSequence(), node.errors());
      assertEquals(trader.replica.stateHash(), node.stateHash());
    }
  }

  @Test
  void shouldContinueFromItsSnapshotAndThenFromSnapshotAndTail() throws Exception {
    try (Trader trader = new Trader(node.endpoints(), dir.resolve("client"))) {
      trader.openMarket();
      trader.trade(1_500);
      node.stop();
      long snapshot = node.stateSequence();
      assertEquals(trader.replica.stateHash(), node.stateHash());

      System.out.println("restarted from snapshot in ms: " + node.start());
      assertEquals(snapshot, node.stateSequence());
      assertEquals(trader.replica.stateHash(), node.stateHash());
      trader.trade(1_700);
      assertEquals(List.of(snapshot), List.copyOf(trader.replica.checkpoints.keySet()));

      node.kill();
      System.out.println("restarted from snapshot and tail in ms: " + node.start());
      Replica whole = replay(node, node.stateSequence());
      assertEquals(whole.stateHash(), node.stateHash());
      trader.trade(1_710);
      assertEachOnce(trader.replica);
    }
  }

  @Test
  void shouldTakeSnapshotsWhileTradingAndSurviveAKillAfterOne() throws Exception {
    NodeProcess busy = new NodeProcess(dir.resolve("busy"), "--node.snapshot-commands", "300");
    busy.start();
    try (Trader trader = new Trader(busy.endpoints(), dir.resolve("client"))) {
      trader.openMarket();
      trader.trade(500);
      trader.await(() -> !trader.replica.checkpoints.isEmpty());
      trader.trade(1_100);
      busy.kill();
      busy.start();
      trader.trade(1_200);
      assertEachOnce(trader.replica);
      assertTrue(trader.replica.runningHashes() >= 1);
      // Another snapshot may be taken while this one is replayed.
      long snapshot = busy.stateSequence();
      String snapshotHash = busy.stateHash();
      Replica whole = replay(busy, snapshot);
      assertEquals(whole.stateHash(), snapshotHash);
      assertTrue(whole.checkpoints.size() >= 1);
    } finally {
      busy.close();
    }
  }

  @Test
  void shouldLetAReaderResumeFromItsCursor() throws Exception {
    try (Trader trader = new Trader(node.endpoints(), dir.resolve("client"))) {
      trader.openMarket();
      trader.trade(200);
      Cursor end = trader.log.cursor();
      Cursor middle = new Cursor(end.sequence() / 2, 0);
      List<Cursor> seen = new ArrayList<>();
      try (EventLog log =
          EventLog.open(
              node.endpoints(),
              dir.resolve("reader"),
              middle,
              (sequence, index, last, templateId, buffer, offset, length) ->
                  seen.add(new Cursor(sequence, index)))) {
        trader.await(
            () -> {
              log.poll(100);
              return log.cursor().compareTo(end) >= 0;
            });
        assertTrue(log.live());
      }
      assertEquals(new Cursor(middle.sequence(), 1), seen.getFirst());
    }
  }

  @Test
  void shouldRefuseASecondNodeInOneSentence() throws Exception {
    NodeProcess second = new NodeProcess(dir.resolve("venue"));
    second.launch();
    assertEquals(2, second.exitCode());
    assertTrue(
        Files.readString(dir.resolve("venue.err")).contains("another node is running on"),
        second.errors());
    assertFalse(second.errors().contains("Exception"), second.errors());
  }

  private static void assertEachOnce(Replica replica) {
    long[] doubled =
        replica.acceptedOrders.entrySet().stream()
            .filter(e -> e.getValue() != 1)
            .mapToLong(e -> e.getKey())
            .toArray();
    assertEquals(0, doubled.length, () -> "accepted more than once: " + doubled[0]);
    assertTrue(
        LongStream.rangeClosed(1, replica.acceptedOrders.size())
            .allMatch(replica.acceptedOrders::containsKey));
  }

  /** A second engine that knows nothing but the event log, up to the given sequence. */
  private Replica replay(NodeProcess node, long sequence) {
    Replica fresh = new Replica();
    try (EventLog log =
        EventLog.open(node.endpoints(), dir.resolve("replay"), Cursor.START, fresh)) {
      long deadlineNs = System.nanoTime() + 60_000_000_000L;
      while (fresh.sequence() < sequence || !atEndOf(sequence, log.cursor(), fresh)) {
        assertTrue(System.nanoTime() < deadlineNs, () -> "replay stuck at " + log.cursor());
        if (log.poll(1) == 0) {
          LockSupport.parkNanos(200_000);
        }
      }
    }
    return fresh;
  }

  private static boolean atEndOf(long sequence, Cursor cursor, Replica replica) {
    assertEquals(sequence, replica.sequence(), "replay went past the sequence");
    return cursor.sequence() == sequence;
  }
}
