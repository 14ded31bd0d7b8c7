package caisson.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.client.CommandClient;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.SessionRefusedException;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import io.aeron.archive.codecs.SourceLocation;
import io.aeron.driver.MediaDriver;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node that takes commands from those alone whose keys it has. */
class NodeKeysTest {
  private static final String KEY = "caisson.node.key";
  private static final int GATEWAY = 0x4001;
  private static final int OPERATOR = 4;
  private static final int WAITING = 2_000;
  private static final long PATIENCE_NS = 60_000_000_000L;

  @TempDir Path dir;
  private Keyring keys;
  private Path gateway;
  private Path operator;
  private NodeProcess node;

  @BeforeEach
  void create() throws Exception {
    keys = new Keyring(dir.resolve("keys"));
    gateway = keys.add("gateway", "0x4000-0x7fff", "users,operators");
    operator = keys.add("operator", "4", "operators");
    node = new NodeProcess(dir.resolve("venue"), "--node.keys", keys.list.toString());
    node.start();
  }

  @AfterEach
  void end() throws Exception {
    System.clearProperty(KEY);
    node.close();
  }

  @Test
  void shouldRefuseWhoHasNoKeyOrAnother() throws Exception {
    assertRefused("");
    assertRefused(keys.forged("operator").toString());
    assertRefused(keys.forged("nobody").toString());
    try (CommandClient client = connect(operator)) {
      assertTrue(client.connected());
    }
  }

  @Test
  void shouldEndASessionThatSpeaksForAnotherAndApplyNothingOfIt() throws Exception {
    Replica replica = new Replica();
    try (EventLog log =
        EventLog.open(node.endpoints(), dir.resolve("reader"), Cursor.START, replica)) {
      try (CommandClient client = connect(gateway)) {
        listAsset(client, OPERATOR, 0);
        var ended =
            assertThrows(
                SessionRefusedException.class, () -> await(client, () -> !client.connected()));
        assertTrue(ended.getMessage().endsWith("gateway"), ended.getMessage());
        await(client, client::connected);
        listAsset(client, GATEWAY, 0);
        await(client, () -> log.poll(100) == 0 && replica.sequence() == 1);
      }
      try (CommandClient client = connect(operator)) {
        listAsset(client, OPERATOR, 1);
        await(client, () -> log.poll(100) == 0 && replica.sequence() == 2);
      }
    }
    long first = (long) GATEWAY << 48 | 1;
    long second = (long) OPERATOR << 48 | 2;
    assertEquals(Map.of(first, 1, second, 1), replica.appliedRequests);
    assertTrue(node.errors().contains("it sent a command that its key is not for"), node.errors());

    // The message is in the command log; a replay leaves it out again, with other keys too.
    keys.add("bridge", "2", "chain");
    node.kill();
    node.start();
    assertEquals(2, node.stateSequence());
    assertEquals(replica.stateHash(), node.stateHash());
  }

  /** Whoever knows a name may ask and never answer; Aeron counts those who wait. */
  @Test
  void shouldLetInWhoSignsWhileThousandsWait() throws Exception {
    try (var waiting = new WaitingSessions(node.endpoints(), dir.resolve("waiting"))) {
      long deadlineNs = System.nanoTime() + PATIENCE_NS;
      waiting.ask("gateway", WAITING, deadlineNs);
      while (waiting.answered() < WAITING) {
        assertTrue(System.nanoTime() < deadlineNs, () -> "answered: " + waiting.answered());
        LockSupport.parkNanos(200_000);
      }
      assertEquals(WAITING, waiting.challenged());
      try (CommandClient client = connect(operator)) {
        assertTrue(client.connected());
      }
    }
  }

  @Test
  void shouldLetAllReadWhatIsRecordedAndNobodyChangeIt() {
    try (MediaDriver driver =
            MediaDriver.launchEmbedded(
                new MediaDriver.Context().aeronDirectoryName(dir.resolve("aeron").toString()));
        AeronArchive archive =
            AeronArchive.connect(
                new AeronArchive.Context()
                    .aeronDirectoryName(driver.aeronDirectoryName())
                    .controlRequestChannel("aeron:udp?endpoint=" + node.endpoints().archive())
                    .controlResponseChannel("aeron:udp?endpoint=127.0.0.1:0"))) {
      long events = archive.findLastMatchingRecording(0, "alias=events", 710, 710);
      assertEquals(0, archive.getStartPosition(events));
      assertDenied(() -> archive.truncateRecording(events, 0));
      assertDenied(() -> archive.purgeRecording(events));
      assertDenied(() -> archive.stopRecording("aeron:ipc?alias=events", 710));
      assertDenied(() -> archive.startRecording("aeron:ipc?alias=more", 712, SourceLocation.LOCAL));
      assertEquals(events, archive.findLastMatchingRecording(0, "alias=events", 710, 710));
    }
  }

  private static void assertDenied(Runnable change) {
    var denied = assertThrows(ArchiveException.class, change::run);
    assertEquals(ArchiveException.UNAUTHORISED_ACTION, denied.errorCode(), denied.getMessage());
  }

  private void assertRefused(String file) {
    System.setProperty(KEY, file);
    try (CommandClient client = CommandClient.connect(node.endpoints(), dir.resolve("client"))) {
      assertThrows(
          SessionRefusedException.class, () -> await(client, client::connected), "key: " + file);
      assertFalse(client.connected());
    }
  }

  private CommandClient connect(Path key) {
    System.setProperty(KEY, key.toString());
    CommandClient client = CommandClient.connect(node.endpoints(), dir.resolve("client"));
    await(client, client::connected);
    return client;
  }

  private static void listAsset(CommandClient client, int source, int asset) {
    UnsafeBuffer command = SourcedCommand.listAsset(source, asset).bytes();
    await(client, () -> client.offer(command, 0, command.capacity()));
  }

  private static void await(CommandClient client, BooleanSupplier done) {
    long deadlineNs = System.nanoTime() + PATIENCE_NS;
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNs, "not reached");
      if (client.poll() == 0) {
        LockSupport.parkNanos(200_000);
      }
    }
  }
}
