package caisson.client;

import caisson.protocol.CommandAppliedEncoder;
import caisson.protocol.CommandCompletedEncoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.RunningHashEncoder;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.ExclusivePublication;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.codecs.SourceLocation;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.ExpandableArrayBuffer;

/** An archive with an event recording in it, written by hand: what a node would leave. */
final class RecordedEvents implements AutoCloseable {
  private static final int TERM_LENGTH = 64 * 1024;

  private final NodeEndpoints endpoints;
  private final Path dir;
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private ArchivingMediaDriver driver;
  private AeronArchive archive;
  private ExclusivePublication events;
  private long stopPosition;

  RecordedEvents(Path dir) {
    this.dir = dir;
    this.endpoints = new NodeEndpoints("127.0.0.1", freePortBase());
    start();
  }

  NodeEndpoints endpoints() {
    return endpoints;
  }

  /** Sequences of two events; every tenth carries a command large enough to be fragmented. */
  void writeSequences(long from, long to) {
    for (long sequence = from; sequence <= to; sequence++) {
      CommandAppliedEncoder applied =
          new CommandAppliedEncoder().wrapAndApplyHeader(buffer, 0, header);
      applied.stamp().sequence(sequence).index(0).last((short) 0);
      applied.putCommand(
          new byte[sequence % 10 == 0 ? 5_000 : 100], 0, sequence % 10 == 0 ? 5_000 : 100);
      offer(MessageHeaderEncoder.ENCODED_LENGTH + applied.encodedLength());
      writeCompleted(sequence, 1, true);
    }
  }

  void writeCompleted(long sequence, int index, boolean last) {
    CommandCompletedEncoder completed =
        new CommandCompletedEncoder().wrapAndApplyHeader(buffer, 0, header);
    completed.stamp().sequence(sequence).index(index).last((short) (last ? 1 : 0));
    offer(MessageHeaderEncoder.ENCODED_LENGTH + completed.encodedLength());
  }

  void writeNote(long sequence) {
    RunningHashEncoder note = new RunningHashEncoder().wrapAndApplyHeader(buffer, 0, header);
    note.stamp().sequence(sequence).index(0).last((short) 0);
    offer(MessageHeaderEncoder.ENCODED_LENGTH + note.encodedLength());
  }

  void restart() {
    close();
    start();
  }

  @Override
  public void close() {
    stopPosition = events.position();
    CloseHelper.closeAll(events, archive, driver);
  }

  private void start() {
    driver =
        ArchivingMediaDriver.launch(
            new MediaDriver.Context()
                .aeronDirectoryName(dir.resolve("aeron").toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED),
            new Archive.Context()
                .aeronDirectoryName(dir.resolve("aeron").toString())
                .archiveDir(dir.resolve("archive").toFile())
                .threadingMode(ArchiveThreadingMode.SHARED)
                .controlChannel("aeron:udp?endpoint=" + endpoints.archive())
                .replicationChannel("aeron:udp?endpoint=127.0.0.1:0")
                .segmentFileLength(TERM_LENGTH)
                .recordingEventsEnabled(false));
    archive =
        AeronArchive.connect(
            new AeronArchive.Context()
                .aeronDirectoryName(dir.resolve("aeron").toString())
                .controlRequestChannel(driver.archive().context().localControlChannel())
                .controlRequestStreamId(driver.archive().context().localControlStreamId())
                .controlResponseChannel("aeron:ipc?term-length=64k"));
    String channel =
        new ChannelUriStringBuilder()
            .media("ipc")
            .sessionId(710)
            .mtu(1408)
            .initialPosition(stopPosition, 0, TERM_LENGTH)
            .build();
    if (stopPosition == 0) {
      archive.startRecording(channel, EventLog.STREAM_ID, SourceLocation.LOCAL);
    } else {
      archive.extendRecording(0, channel, EventLog.STREAM_ID, SourceLocation.LOCAL);
    }
    events = archive.context().aeron().addExclusivePublication(channel, EventLog.STREAM_ID);
  }

  private void offer(int length) {
    long deadlineNs = System.nanoTime() + 10_000_000_000L;
    while (events.offer(buffer, 0, length) < 0) {
      if (System.nanoTime() > deadlineNs) {
        throw new IllegalStateException("event not recorded: " + events);
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /** A base whose port +14 is free; the ones between are not used by this class. */
  static int freePortBase() {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      return socket.getLocalPort() - 14;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
