package caisson.node;

import caisson.engine.StateMachine;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.ImageFragmentAssembler;
import io.aeron.Publication;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Layout of the service's snapshot: one head, then the engine's records as they come.
 *
 * <pre>
 *   0  i64  format, 1
 *   8  i64  sequence
 *  16  i64  eventPosition: the event recording goes on here
 *  24  i64  number of records that follow
 *  32  32B  state hash, checked after restoring
 *  64  32B  running hash of the events
 * </pre>
 */
final class NodeSnapshot {
  private static final long FORMAT = 1;
  private static final int SEQUENCE = 8;
  private static final int EVENT_POSITION = 16;
  private static final int RECORDS = 24;
  private static final int STATE_HASH = 32;
  private static final int RUNNING_HASH = 64;
  private static final int HEAD_LENGTH = 96;
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /** Everything of the snapshot that is not the engine's own. */
  record Head(long sequence, long eventPosition, long records, byte[] stateHash) {}

  private NodeSnapshot() {}

  static void write(
      ExclusivePublication snapshot,
      Head head,
      StateMachine engine,
      RunningDigest digest,
      IdleStrategy idle) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEAD_LENGTH]);
    buffer.putLong(0, FORMAT, ORDER);
    buffer.putLong(SEQUENCE, head.sequence, ORDER);
    buffer.putLong(EVENT_POSITION, head.eventPosition, ORDER);
    buffer.putLong(RECORDS, head.records, ORDER);
    buffer.putBytes(STATE_HASH, head.stateHash);
    buffer.putBytes(RUNNING_HASH, digest.hash());
    offer(snapshot, buffer, 0, HEAD_LENGTH, idle);
    engine.snapshot((record, offset, length) -> offer(snapshot, record, offset, length, idle));
  }

  /** Fills engine and digest; throws when the snapshot is cut short or gives another state. */
  static Head read(Image image, StateMachine engine, RunningDigest digest, IdleStrategy idle) {
    Reader reader = new Reader(engine, digest);
    FragmentHandler fragments = new ImageFragmentAssembler(reader::onRecord);
    while (!reader.complete()) {
      int polled = image.poll(fragments, 10);
      reader.rethrow();
      if (polled == 0 && image.isClosed()) {
        throw new IllegalStateException("snapshot ended early: missing records=" + reader.missing);
      }
      idle.idle(polled);
    }
    engine.endRestore();
    Head head = Objects.requireNonNull(reader.head, "a complete snapshot has a head");
    if (engine.sequence() != head.sequence || !Arrays.equals(engine.stateHash(), head.stateHash)) {
      throw new IllegalStateException(
          "snapshot gives another state: sequence="
              + engine.sequence()
              + " hash="
              + HexFormat.of().formatHex(engine.stateHash())
              + " expected sequence="
              + head.sequence
              + " hash="
              + HexFormat.of().formatHex(head.stateHash));
    }
    return head;
  }

  private static void offer(
      ExclusivePublication snapshot,
      DirectBuffer buffer,
      int offset,
      int length,
      IdleStrategy idle) {
    idle.reset();
    long result;
    while ((result = snapshot.offer(buffer, offset, length)) < 0) {
      if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
        throw new IllegalStateException("snapshot not written: " + Publication.errorString(result));
      }
      idle.idle();
    }
  }

  /** Aeron hands a handler's exception to its error handler; this keeps it for the caller. */
  private static final class Reader {
    private final StateMachine engine;
    private final RunningDigest digest;
    private @Nullable Head head;
    private long missing = -1;
    private @Nullable RuntimeException failure;

    Reader(StateMachine engine, RunningDigest digest) {
      this.engine = engine;
      this.digest = digest;
    }

    boolean complete() {
      return missing == 0;
    }

    void rethrow() {
      if (failure != null) {
        throw failure;
      }
    }

    void onRecord(DirectBuffer buffer, int offset, int length, io.aeron.logbuffer.Header ignored) {
      if (failure != null) {
        return;
      }
      try {
        if (head == null) {
          onHead(buffer, offset, length);
        } else {
          engine.restore(buffer, offset, length);
          missing--;
        }
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    private void onHead(DirectBuffer buffer, int offset, int length) {
      if (length != HEAD_LENGTH || buffer.getLong(offset, ORDER) != FORMAT) {
        throw new IllegalStateException("snapshot of another format: head length=" + length);
      }
      byte[] stateHash = new byte[RunningDigest.LENGTH];
      buffer.getBytes(offset + STATE_HASH, stateHash);
      digest.restore(buffer, offset + RUNNING_HASH);
      missing = buffer.getLong(offset + RECORDS, ORDER);
      head =
          new Head(
              buffer.getLong(offset + SEQUENCE, ORDER),
              buffer.getLong(offset + EVENT_POSITION, ORDER),
              missing,
              stateHash);
    }
  }
}
