package caisson.client;

import io.aeron.archive.client.AeronArchive;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * How far the event log of one member has come. Members' logs are alike byte for byte, so a place
 * in it is a place in all of them. What was once recorded counts, also while the member is away: it
 * recorded the commands before the events.
 */
final class Witness implements AutoCloseable {
  private static final long ASK_NS = 1_000_000;
  private static final long RETRY_NS = 200_000_000;

  private final AeronArchive.Context context;
  private AeronArchive.@Nullable AsyncConnect connecting;
  private @Nullable AeronArchive archive;
  private long recordingId = -1;
  private long position;
  private long nextNs = System.nanoTime();

  Witness(AeronArchive.Context context) {
    this.context = context;
  }

  /** The position known of it, asked for again when that is not beyond {@code wanted}. */
  long position(long wanted, long nowNs) {
    if (position <= wanted && nowNs - nextNs >= 0) {
      nextNs = nowNs + ASK_NS;
      try {
        ask();
      } catch (RuntimeException e) { // away, starting, or just gone
        close();
        nextNs = nowNs + RETRY_NS;
      }
    }
    return position;
  }

  private void ask() {
    if (archive == null) {
      if (connecting == null) {
        connecting = AeronArchive.asyncConnect(context.clone());
      }
      archive = connecting.poll();
      if (archive == null) {
        return;
      }
      connecting = null;
    }
    if (recordingId < 0) {
      recordingId = find(archive);
    }
    if (recordingId >= 0) {
      position = Math.max(position, archive.getMaxRecordedPosition(recordingId));
    }
  }

  private static long find(AeronArchive archive) {
    return archive.findLastMatchingRecording(
        0, "aeron:ipc", EventLog.STREAM_ID, EventLog.SESSION_ID);
  }

  @Override
  public void close() {
    CloseHelper.quietClose(connecting);
    CloseHelper.quietClose(archive);
    connecting = null;
    archive = null;
    recordingId = -1;
  }
}
