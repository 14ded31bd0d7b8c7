package caisson.node;

import io.aeron.Aeron;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import io.aeron.archive.codecs.SourceLocation;
import io.aeron.archive.status.RecordingPos;
import java.time.Duration;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.CountersReader;

/**
 * The event log on disk: one recording in this member's archive, cut and extended over restarts.
 *
 * <p>Every parameter that shapes positions is fixed (session, initial term, term length, MTU), so
 * the same commands give the same bytes at the same positions whoever replays them. A term's length
 * bounds an event (one eighth of it) and is the step by which readers find a sequence: an event
 * never spans two terms.
 */
final class EventRecorder implements AutoCloseable {
  /** Shared with the reader in {@code caisson.client}. */
  static final int STREAM_ID = 710;

  private static final int SESSION_ID = 710;
  private static final int INITIAL_TERM_ID = 0;
  private static final int TERM_LENGTH = 4 * 1024 * 1024;
  private static final int MTU = 1408;
  private static final long TIMEOUT_NS = Duration.ofSeconds(30).toNanos();

  private final ExclusivePublication publication;
  private final CountersReader counters;
  private final int counterId;
  private final IdleStrategy idle;

  private EventRecorder(
      ExclusivePublication publication, CountersReader counters, int counterId, IdleStrategy idle) {
    this.publication = publication;
    this.counters = counters;
    this.counterId = counterId;
    this.idle = idle;
  }

  /**
   * Cuts what is recorded beyond {@code position} and goes on from there.
   *
   * @throws IllegalStateException when less than {@code position} is recorded: the snapshot that
   *     names it cannot be served by this member
   */
  static EventRecorder open(Aeron aeron, AeronArchive archive, long position, IdleStrategy idle) {
    long recordingId = find(archive);
    String channel =
        new ChannelUriStringBuilder()
            .media("ipc")
            .sessionId(SESSION_ID)
            .mtu(MTU)
            .initialPosition(position, INITIAL_TERM_ID, TERM_LENGTH)
            .alias("events")
            .build();
    if (recordingId == Aeron.NULL_VALUE) {
      if (position != 0) {
        throw new IllegalStateException(
            "event recording is missing: expected position=" + position);
      }
      archive.startRecording(channel, STREAM_ID, SourceLocation.LOCAL);
    } else {
      cut(archive, recordingId, position, idle);
      extend(archive, recordingId, channel, idle);
    }
    ExclusivePublication publication = aeron.addExclusivePublication(channel, STREAM_ID);
    CountersReader counters = aeron.countersReader();
    long deadlineNs = System.nanoTime() + TIMEOUT_NS;
    int counterId;
    while ((counterId =
            RecordingPos.findCounterIdBySession(counters, SESSION_ID, archive.archiveId()))
        == CountersReader.NULL_COUNTER_ID) {
      idleUntil(deadlineNs, idle, "event recording did not start");
      archive.checkForErrorResponse();
    }
    return new EventRecorder(publication, counters, counterId, idle);
  }

  /** Waits while the archive is behind; an event is never dropped. */
  void append(DirectBuffer buffer, int offset, int length) {
    long result = publication.offer(buffer, offset, length);
    if (result < 0) {
      appendSlowly(buffer, offset, length, result);
    }
  }

  long position() {
    return publication.position();
  }

  /** Returns when everything appended is recorded at the sync level in force. */
  void awaitRecorded() {
    long position = publication.position();
    long deadlineNs = System.nanoTime() + TIMEOUT_NS;
    while (counters.getCounterValue(counterId) < position) {
      if (!publication.isConnected()) {
        throw new IllegalStateException("event recording stopped: position=" + position);
      }
      idleUntil(deadlineNs, idle, "event recording is stuck below position " + position);
    }
  }

  @Override
  public void close() {
    publication.close();
  }

  private void appendSlowly(DirectBuffer buffer, int offset, int length, long refusal) {
    long deadlineNs = System.nanoTime() + TIMEOUT_NS;
    long result = refusal;
    while (result < 0) {
      if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
        throw new IllegalStateException("event stream ended: " + Publication.errorString(result));
      }
      idleUntil(deadlineNs, idle, "event stream is blocked: " + Publication.errorString(result));
      result = publication.offer(buffer, offset, length);
    }
    idle.reset();
  }

  private static long find(AeronArchive archive) {
    long[] found = {Aeron.NULL_VALUE};
    archive.listRecordingsForUri(
        0,
        1,
        "aeron:ipc",
        STREAM_ID,
        (controlSessionId,
            correlationId,
            recordingId,
            startTimestamp,
            stopTimestamp,
            startPosition,
            stopPosition,
            initialTermId,
            segmentFileLength,
            termBufferLength,
            mtuLength,
            sessionId,
            streamId,
            strippedChannel,
            originalChannel,
            sourceIdentity) -> {
          if (termBufferLength != TERM_LENGTH || mtuLength != MTU || initialTermId != 0) {
            throw new IllegalStateException(
                "event recording was made with other parameters: termLength="
                    + termBufferLength
                    + " mtu="
                    + mtuLength);
          }
          found[0] = recordingId;
        });
    return found[0];
  }

  /** Readers that came back before us hold replays, and the archive cuts no recording in use. */
  private static void cut(
      AeronArchive archive, long recordingId, long position, IdleStrategy idle) {
    long stop = archive.getStopPosition(recordingId);
    if (stop < position) {
      throw new IllegalStateException(
          "event recording is too short: recorded=" + stop + " snapshot=" + position);
    }
    long deadlineNs = System.nanoTime() + TIMEOUT_NS;
    while (stop != position) {
      archive.stopAllReplays(recordingId);
      try {
        archive.truncateRecording(recordingId, position);
        stop = position;
      } catch (ArchiveException e) {
        if (e.errorCode() != ArchiveException.ACTIVE_RECORDING) {
          throw e;
        }
        idleUntil(deadlineNs, idle, "event recording cannot be cut: " + e.getMessage());
      }
    }
  }

  private static void extend(
      AeronArchive archive, long recordingId, String channel, IdleStrategy idle) {
    long deadlineNs = System.nanoTime() + TIMEOUT_NS;
    while (true) {
      try {
        archive.extendRecording(recordingId, channel, STREAM_ID, SourceLocation.LOCAL);
        return;
      } catch (ArchiveException e) { // the files just cut may still be on their way out
        if (e.errorCode() != ArchiveException.GENERIC) {
          throw e;
        }
        idleUntil(deadlineNs, idle, "event recording cannot be extended: " + e.getMessage());
      }
    }
  }

  private static void idleUntil(long deadlineNs, IdleStrategy idle, String complaint) {
    if (System.nanoTime() - deadlineNs > 0) {
      throw new IllegalStateException(complaint);
    }
    idle.idle();
  }
}
