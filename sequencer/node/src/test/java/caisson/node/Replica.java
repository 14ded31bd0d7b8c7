package caisson.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.client.EventHandler;
import caisson.engine.StateMachine;
import caisson.protocol.CheckpointEndedDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.RunningHashDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Replays the event log in an engine of its own: each CommandApplied is applied, and every event of
 * the log must be, byte for byte, the one this engine gives.
 */
final class Replica implements EventHandler {
  private final Queue<byte[]> expected = new ArrayDeque<>();
  private final StateMachine engine =
      new StateMachine((buffer, offset, length) -> expected.add(copy(buffer, offset, length)));
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CommandAppliedDecoder applied = new CommandAppliedDecoder();
  private final OrderAcceptedDecoder accepted = new OrderAcceptedDecoder();
  private final CheckpointEndedDecoder ended = new CheckpointEndedDecoder();
  private final RunningHashDecoder runningHash = new RunningHashDecoder();

  /** How often each request was applied, and each client order id accepted. */
  final Map<Long, Integer> appliedRequests = new HashMap<>();

  final Map<Long, Integer> acceptedOrders = new HashMap<>();

  /** Hash of each checkpoint by sequence, as the node published it. */
  final TreeMap<Long, String> checkpoints = new TreeMap<>();

  /** SHA-256 chain over the events, one link per sequence. */
  private byte[] running = new byte[32];

  private final MessageDigest sha256;
  private int runningHashes;

  Replica() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many running hashes of the node were seen; each was equal to the replica's own. */
  int runningHashes() {
    return runningHashes;
  }

  long sequence() {
    return engine.sequence();
  }

  String stateHash() {
    return HexFormat.of().formatHex(engine.stateHash());
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
    if (templateId == CommandAppliedDecoder.TEMPLATE_ID) {
      applied.wrapAndApplyHeader(buffer, offset, header);
      appliedRequests.merge(applied.requestId(), 1, Integer::sum);
      long timeNs = applied.stamp().timeNs();
      byte[] command = new byte[applied.commandLength()];
      applied.getCommand(command, 0, command.length);
      engine.apply(timeNs, new UnsafeBuffer(command), 0, command.length);
      assertEquals(sequence, engine.sequence());
    } else if (templateId == OrderAcceptedDecoder.TEMPLATE_ID) {
      accepted.wrapAndApplyHeader(buffer, offset, header);
      acceptedOrders.merge(accepted.clientOrderId().low(), 1, Integer::sum);
    }
    byte[] own = expected.remove();
    assertArrayEquals(own, copy(buffer, offset, length), () -> "event " + sequence + "," + index);
    assertEquals(last, expected.isEmpty());
    if (index == 0) {
      sha256.update(running);
    }
    sha256.update(own);
    if (last) {
      running = sha256.digest();
    }
  }

  @Override
  public void onNote(long sequence, int templateId, DirectBuffer buffer, int offset, int length) {
    assertTrue(expected.isEmpty(), "note inside a sequence");
    if (templateId == RunningHashDecoder.TEMPLATE_ID) {
      runningHash.wrapAndApplyHeader(buffer, offset, header);
      for (int i = 0; i < running.length; i++) {
        assertEquals(running[i], (byte) runningHash.hash(i), "running hash at " + sequence);
      }
      runningHashes++;
    } else if (templateId == CheckpointEndedDecoder.TEMPLATE_ID) {
      ended.wrapAndApplyHeader(buffer, offset, header);
      byte[] hash = new byte[32];
      for (int i = 0; i < hash.length; i++) {
        hash[i] = (byte) ended.stateHash(i);
      }
      checkpoints.put(sequence, HexFormat.of().formatHex(hash));
      assertEquals(stateHash(), checkpoints.get(sequence), "checkpoint at " + sequence);
    }
  }

  private static byte[] copy(DirectBuffer buffer, int offset, int length) {
    byte[] copy = new byte[length];
    buffer.getBytes(offset, copy);
    return copy;
  }
}
