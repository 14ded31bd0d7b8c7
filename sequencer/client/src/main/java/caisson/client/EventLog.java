package caisson.client;

import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the node's event log: replays from a cursor, then follows live. Survives a restart of
 * the node by connecting again and resuming after its cursor; while the node is away or behind, it
 * waits and never rewinds.
 *
 * <p>One thread per instance. {@link #poll} may take a few seconds while it connects.
 */
public final class EventLog implements AutoCloseable {
  /** Stream of the event recording in the node's archive. */
  static final int STREAM_ID = 710;

  static final int SESSION_ID = 710;

  private static final int REPLAY_STREAM_ID = 711;
  private static final long RETRY_NS = Duration.ofMillis(200).toNanos();
  private static final long CHECK_NS = Duration.ofSeconds(1).toNanos();

  private final List<NodeEndpoints> members;
  private final ClientDriver driver;
  private final String localHost;
  private final EventSequence events;
  private AeronArchive.@Nullable AsyncConnect connecting;
  private @Nullable AeronArchive archive;
  private @Nullable Subscription subscription;
  private @Nullable Image image;
  private long livePosition;
  private boolean live;
  private long nextAttemptNs;
  private long nextCheckNs;

  /** The member that is read, in the order of the list. */
  private int reading;

  /** One for each member when nothing is handed on that not all of them have, else none. */
  private final List<Witness> witnesses;

  private EventLog(
      List<NodeEndpoints> members,
      boolean behindAll,
      Path clientDir,
      Cursor after,
      EventHandler handler) {
    this.members = List.copyOf(members);
    this.localHost = members.get(0).localHost();
    this.events = new EventSequence(after, handler);
    this.driver = ClientDriver.acquire(clientDir);
    this.nextAttemptNs = System.nanoTime();
    this.witnesses =
        behindAll
            ? this.members.stream().map(member -> new Witness(context(member))).toList()
            : List.of();
  }

  /** Opens a reader; connecting is done by {@link #poll}, so the node may be down. */
  public static EventLog open(
      NodeEndpoints node, Path clientDir, Cursor after, EventHandler handler) {
    return NodeEndpoints.answersBehindAll()
        ? openBehindAll(node.members(), clientDir, after, handler)
        : open(node.members(), clientDir, after, handler);
  }

  /**
   * Reads at one of the members, whose logs are alike byte for byte, and at the next one when it is
   * gone.
   */
  public static EventLog open(
      List<NodeEndpoints> members, Path clientDir, Cursor after, EventHandler handler) {
    return new EventLog(members, false, clientDir, after, handler);
  }

  /**
   * The same, and nothing is handed on before every member has it: what was handed on is there
   * whichever of them is left. While one is away nothing new comes.
   */
  public static EventLog openBehindAll(
      List<NodeEndpoints> members, Path clientDir, Cursor after, EventHandler handler) {
    return new EventLog(members, true, clientDir, after, handler);
  }

  /**
   * Hands at most about {@code limit} events to the handler and returns the work done, zero when
   * there was none. An exception of the handler leaves the cursor before the event and reaches the
   * caller.
   *
   * @throws SequenceGapException when the log is not contiguous
   */
  public int poll(int limit) {
    long nowNs = System.nanoTime();
    return image != null ? follow(image, limit, nowNs) : advanceConnect(nowNs);
  }

  /** The last event the handler returned from. */
  public Cursor cursor() {
    return events.cursor();
  }

  /** Whether this reader has once reached the end the log had when it connected. */
  public boolean live() {
    return live;
  }

  @Override
  public void close() {
    disconnect();
    CloseHelper.quietCloseAll(witnesses);
    driver.close();
  }

  private int follow(Image image, int limit, long nowNs) {
    int fragments =
        witnesses.isEmpty()
            ? image.controlledPoll(events.fragments(), limit)
            : image.boundedControlledPoll(
                events.fragments(), allHave(image.position(), nowNs), limit);
    events.rethrow();
    if (fragments > 0) {
      live = live || image.position() >= livePosition;
      return fragments;
    }
    live = live || image.position() >= livePosition;
    if (image.isClosed() || image.isEndOfStream() || !sessionHealthy(nowNs)) {
      disconnect();
      return 1;
    }
    return 0;
  }

  private long allHave(long position, long nowNs) {
    long least = Long.MAX_VALUE;
    for (Witness witness : witnesses) {
      least = Math.min(least, witness.position(position, nowNs));
    }
    return least;
  }

  /** Also consumes what the archive sends on its control stream, so that it never backs up. */
  private boolean sessionHealthy(long nowNs) {
    if (nowNs - nextCheckNs < 0) {
      return true;
    }
    nextCheckNs = nowNs + CHECK_NS;
    try {
      return archive != null && archive.pollForErrorResponse() == null;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private int advanceConnect(long nowNs) {
    try {
      if (connecting == null) {
        if (nowNs - nextAttemptNs < 0) {
          return 0;
        }
        connecting = AeronArchive.asyncConnect(context(members.get(reading)));
        return 1;
      }
      int step = connecting.step();
      archive = connecting.poll();
      if (archive == null) {
        return connecting.step() == step ? 0 : 1;
      }
      connecting = null;
      startReplay(archive);
      return 1;
    } catch (SequenceGapException e) {
      throw e;
    } catch (RuntimeException e) { // the node is away, starting, or the driver has just died
      disconnect();
      return 1;
    }
  }

  private void startReplay(AeronArchive archive) {
    subscription =
        driver.aeron().addSubscription("aeron:udp?endpoint=" + localHost + ":0", REPLAY_STREAM_ID);
    EventRecording recording = EventRecording.find(archive, subscription, STREAM_ID);
    if (recording == null) {
      disconnect();
      return;
    }
    Cursor cursor = events.cursor();
    long position = recording.locate(cursor.sequence());
    livePosition = archive.getMaxRecordedPosition(recording.id());
    events.begin(position == recording.startPosition());
    image = recording.replayFrom(position);
    nextCheckNs = System.nanoTime() + CHECK_NS;
  }

  private AeronArchive.Context context(NodeEndpoints member) {
    return new AeronArchive.Context()
        .aeron(driver.aeron())
        .ownsAeronClient(false)
        .messageTimeoutNs(Duration.ofSeconds(3).toNanos())
        .controlRequestChannel("aeron:udp?term-length=64k|endpoint=" + member.archive())
        .controlResponseChannel("aeron:udp?term-length=64k|endpoint=" + localHost + ":0")
        .idleStrategy(new SleepingMillisIdleStrategy(1))
        .errorHandler(error -> {});
  }

  private void disconnect() {
    image = null;
    CloseHelper.quietClose(connecting);
    CloseHelper.quietClose(subscription);
    CloseHelper.quietClose(archive);
    connecting = null;
    subscription = null;
    archive = null;
    reading = (reading + 1) % members.size();
    nextAttemptNs = System.nanoTime() + RETRY_NS;
  }
}
