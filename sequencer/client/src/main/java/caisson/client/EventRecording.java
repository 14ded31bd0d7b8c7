package caisson.client;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.StampDecoder;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The event recording of one node, as its archive describes it now.
 *
 * <p>An event never spans two terms, so every term starts with the first fragment of an event and a
 * term's start is an index entry that needs no file: {@link #locate} reads the stamps there by
 * bisection.
 */
final class EventRecording {
  private static final long TIMEOUT_NS = Duration.ofSeconds(3).toNanos();
  private static final long PROBE_LENGTH = 64 * 1024;

  private final AeronArchive archive;
  private final Subscription subscription;
  private final String replayChannel;
  private long id = -1;
  private long startPosition;
  private int termLength;

  private EventRecording(AeronArchive archive, Subscription subscription) {
    this.archive = archive;
    this.subscription = subscription;
    this.replayChannel =
        await("replay endpoint", subscription::tryResolveChannelEndpointPort)
            + "|linger=0|rejoin=false";
  }

  /** Returns null when the node has not begun its event log yet. */
  static @Nullable EventRecording find(
      AeronArchive archive, Subscription subscription, int streamId) {
    EventRecording recording = new EventRecording(archive, subscription);
    archive.listRecordingsForUri(
        0,
        1,
        "aeron:ipc",
        streamId,
        (controlSessionId,
            correlationId,
            recordingId,
            startTimestamp,
            stopTimestamp,
            start,
            stop,
            initialTermId,
            segmentFileLength,
            termBufferLength,
            mtuLength,
            sessionId,
            stream,
            strippedChannel,
            originalChannel,
            sourceIdentity) -> {
          recording.id = recordingId;
          recording.startPosition = start;
          recording.termLength = termBufferLength;
        });
    return recording.id < 0 ? null : recording;
  }

  long id() {
    return id;
  }

  long startPosition() {
    return startPosition;
  }

  /** The last start of a term whose first event is of a sequence before the given one. */
  long locate(long sequence) {
    long end = archive.getMaxRecordedPosition(id);
    long low = startPosition / termLength;
    long high = (end - 1) / termLength;
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      if (firstSequence(middle * termLength, end) < sequence) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Math.max(startPosition, low * termLength);
  }

  /** Replays from the start of an event and follows the recording while it grows. */
  Image replayFrom(long position) {
    return replay(position, AeronArchive.REPLAY_ALL_AND_FOLLOW);
  }

  private long firstSequence(long position, long end) {
    Image image = replay(position, Math.min(PROBE_LENGTH, end - position));
    try {
      StampDecoder stamp = new StampDecoder();
      return await(
          "first event of a term",
          () -> {
            long[] found = {-1};
            int fragments =
                image.poll(
                    (buffer, offset, length, header) ->
                        found[0] =
                            stamp
                                .wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH)
                                .sequence(),
                    1);
            return fragments == 0 ? null : found[0];
          });
    } finally {
      archive.stopReplay(replaySessionId);
    }
  }

  private long replaySessionId;

  private Image replay(long position, long length) {
    replaySessionId =
        archive.startReplay(id, position, length, replayChannel, subscription.streamId());
    int sessionId = (int) replaySessionId;
    return await("replay", () -> subscription.imageBySessionId(sessionId));
  }

  private static <T> T await(String what, Attempt<T> attempt) {
    long deadlineNs = System.nanoTime() + TIMEOUT_NS;
    T result = attempt.tryOnce();
    while (result == null) {
      if (System.nanoTime() - deadlineNs > 0 || Thread.currentThread().isInterrupted()) {
        throw new ArchiveException("timed out waiting for " + what);
      }
      LockSupport.parkNanos(500_000);
      result = attempt.tryOnce();
    }
    return result;
  }

  private interface Attempt<T> {
    @Nullable T tryOnce();
  }
}
