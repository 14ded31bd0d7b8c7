package caisson.node;

import caisson.engine.CommandBurst;
import caisson.engine.StateMachine;
import caisson.protocol.CheckpointBegunEncoder;
import caisson.protocol.CheckpointEndedEncoder;
import caisson.protocol.CheckpointRecordEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.RunningHashEncoder;
import caisson.protocol.StampDecoder;
import caisson.protocol.StampEncoder;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.jspecify.annotations.Nullable;

/**
 * The clustered service: applies each command of the log to the engine and appends its events.
 *
 * <p>All callbacks run on one thread. What they append depends on the log alone, never on role or
 * clock, and of a session on its principal, which is in the log; so a restart that replays the log
 * appends the same bytes at the same positions. Between sequences the service appends notes: the
 * running hash after every {@link #HASH_INTERVAL} sequences, and the whole state at each snapshot.
 * A replayed log holds the snapshot requests too, so notes come back at the same place.
 *
 * <p>The container would log an exception and go on with the next command; wrong state is worse
 * than no state, so every callback ends the process on any Throwable.
 */
final class NodeService implements ClusteredService {
  static final int HASH_INTERVAL = 1_024;

  private final StateMachine engine = new StateMachine(this::onEvent);
  private final CommandBurst burst = new CommandBurst(engine);
  private boolean applying;
  private final RunningDigest digest = new RunningDigest();
  private final StateFile stateFile;
  private final Consumer<Throwable> fatal;
  private final @Nullable SessionKeys keys;
  private final long leastSequence;
  private final ExpandableArrayBuffer noteBuffer = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();

  // The container calls onStart before anything else.
  @SuppressWarnings("NullAway.Init")
  private Cluster cluster;

  @SuppressWarnings("NullAway.Init")
  private EventRecorder events;

  private final StampDecoder eventStamp = new StampDecoder();

  /** Read by the thread that decides on snapshots. */
  private volatile long appliedSequence;

  private volatile boolean recovered;
  private volatile boolean stopping;

  /**
   * @param keys whose sessions go on when this member begins to lead; null: everybody's
   * @param leastSequence with less than this it does not serve
   */
  NodeService(
      StateFile stateFile,
      @Nullable SessionKeys keys,
      long skipSequence,
      long leastSequence,
      Consumer<Throwable> fatal) {
    this.stateFile = stateFile;
    this.keys = keys;
    this.fatal = fatal;
    this.leastSequence = leastSequence;
    engine.skip(skipSequence);
  }

  long appliedSequence() {
    return appliedSequence;
  }

  /** Whether the log has been replayed and the recovered state is in the state file. */
  boolean recovered() {
    return recovered;
  }

  /** From here on the container may interrupt a callback; that is no longer a fault. */
  void stopping() {
    stopping = true;
  }

  @Override
  public void onStart(Cluster cluster, Image snapshotImage) {
    guard(() -> start(cluster, snapshotImage));
  }

  @Override
  public void onSessionMessage(
      ClientSession session,
      long timestamp,
      DirectBuffer buffer,
      int offset,
      int length,
      Header header) {
    if (!permitted(session, buffer, offset, length)) {
      return;
    }
    try {
      if (!burst.add(timestamp, buffer, offset, length)) {
        applyAll();
        burst.add(timestamp, buffer, offset, length);
      }
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * Ends a session that sends what its key is not for. Such a message is in the command log and no
   * command: it takes no sequence, and a replay leaves it out as well.
   */
  private static boolean permitted(
      @Nullable ClientSession session, DirectBuffer buffer, int offset, int length) {
    if (session == null || Permit.grants(session.encodedPrincipal(), buffer, offset, length)) {
      return true;
    }
    if (!session.isClosing()) {
      System.err.println(
          "node: session " + session.id() + " closed: it sent a command that its key is not for");
      session.close();
    }
    return false;
  }

  /** The container calls it after each look at the log, so no command waits for a later one. */
  @Override
  public int doBackgroundWork(long nowNs) {
    try {
      return applyAll();
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  @Override
  public void onTakeSnapshot(ExclusivePublication snapshot) {
    guard(
        () -> {
          applyAll();
          takeSnapshot(snapshot);
        });
  }

  @Override
  public void onRoleChange(Cluster.Role role) {
    if (role == Cluster.Role.LEADER) {
      guard(
          () -> {
            applyAll();
            requireWhatWasAnswered();
            stateFile.write("recovered", engine.sequence(), engine.stateHash());
          });
      recovered = true;
    }
  }

  /**
   * In a new term the leader ends the sessions that it would not let in as they are: it has another
   * list than the one that let them in. Nothing here is of the state; what the others and a replay
   * see of it is that the sessions end. It is done here and not when the role changes because only
   * what comes from the log may close a session, and because the term is then in the log.
   */
  @Override
  public void onNewLeadershipTermEvent(
      long leadershipTermId,
      long logPosition,
      long timestamp,
      long termBaseLogPosition,
      int leaderMemberId,
      int logSessionId,
      TimeUnit timeUnit,
      int appVersion) {
    if (keys != null && cluster.role() == Cluster.Role.LEADER) {
      guard(() -> endSessionsOfOthers(keys));
    }
  }

  private void endSessionsOfOthers(SessionKeys keys) {
    for (ClientSession session : cluster.clientSessions()) {
      if (!keys.hold(session.encodedPrincipal())) {
        System.err.println(
            "node: session " + session.id() + " closed: its key is not in this leader's list");
        while (!cluster.closeClientSession(session.id())) {
          // The consensus module has a full queue and empties it; the call above waits in between.
        }
      }
    }
  }

  @Override
  public void onSessionOpen(ClientSession session, long timestamp) {}

  @Override
  public void onSessionClose(ClientSession session, long timestamp, CloseReason reason) {}

  @Override
  public void onTimerEvent(long correlationId, long timestamp) {}

  @Override
  public void onTerminate(Cluster cluster) {
    guard(this::applyAll);
    CloseHelper.close(events);
  }

  private void start(Cluster cluster, Image snapshotImage) {
    this.cluster = cluster;
    long position = 0;
    if (snapshotImage != null) {
      NodeSnapshot.Head head =
          NodeSnapshot.read(snapshotImage, engine, digest, cluster.idleStrategy());
      position = head.eventPosition();
    }
    appliedSequence = engine.sequence();
    try (AeronArchive archive = AeronArchive.connect(cluster.context().archiveContext().clone())) {
      events = EventRecorder.open(cluster.aeron(), archive, position, cluster.idleStrategy());
    }
  }

  private void requireWhatWasAnswered() {
    if (engine.sequence() < leastSequence) {
      throw new IllegalStateException(
          "answered commands are not here: last=" + engine.sequence() + " order=" + leastSequence);
    }
  }

  /** Where an event has to wait, the container does its background work; that is no new turn. */
  private int applyAll() {
    if (applying) {
      return 0;
    }
    long before = engine.sequence();
    int applied;
    applying = true;
    try {
      applied = burst.applyAll();
    } catch (RuntimeException e) {
      throw new IllegalStateException("cannot apply sequence " + engine.sequence(), e);
    }
    if (engine.sequence() < before + applied || digest.inSequence()) {
      throw new IllegalStateException("engine left a sequence open: sequence=" + before);
    }
    applying = false;
    appliedSequence = engine.sequence();
    return applied;
  }

  /** One command may take two sequences, when the engine seals an overdue window before it. */
  private void onEvent(DirectBuffer buffer, int offset, int length) {
    events.append(buffer, offset, length);
    digest.add(buffer, offset, length);
    eventStamp.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH);
    if (eventStamp.last() != 0) {
      digest.endSequence();
      if (eventStamp.sequence() % HASH_INTERVAL == 0) {
        appendRunningHash(eventStamp.sequence());
      }
    }
  }

  /**
   * The checkpoint goes into the event log first: the snapshot then names the position after it.
   */
  private void takeSnapshot(ExclusivePublication snapshot) {
    byte[] stateHash = engine.stateHash();
    int records = appendCheckpoint(stateHash);
    events.awaitRecorded();
    NodeSnapshot.Head head =
        new NodeSnapshot.Head(engine.sequence(), events.position(), records, stateHash);
    NodeSnapshot.write(snapshot, head, engine, digest, cluster.idleStrategy());
    stateFile.write("snapshot", engine.sequence(), stateHash);
  }

  private int appendCheckpoint(byte[] stateHash) {
    CheckpointBegunEncoder begun =
        new CheckpointBegunEncoder().wrapAndApplyHeader(noteBuffer, 0, header);
    stamp(begun.stamp(), engine.sequence(), 0);
    begun.appliedSequence(engine.sequence());
    appendNote(begun.encodedLength());

    int[] records = {0};
    CheckpointRecordEncoder record = new CheckpointRecordEncoder();
    engine.snapshot(
        (buffer, offset, length) -> {
          record.wrapAndApplyHeader(noteBuffer, 0, header);
          stamp(record.stamp(), engine.sequence(), ++records[0]);
          record.putRecord(buffer, offset, length);
          appendNote(record.encodedLength());
        });

    CheckpointEndedEncoder ended =
        new CheckpointEndedEncoder().wrapAndApplyHeader(noteBuffer, 0, header);
    stamp(ended.stamp(), engine.sequence(), records[0] + 1);
    for (int i = 0; i < stateHash.length; i++) {
      ended.stateHash(i, (short) (stateHash[i] & 0xff));
    }
    appendNote(ended.encodedLength());
    return records[0];
  }

  private void appendRunningHash(long sequence) {
    RunningHashEncoder running = new RunningHashEncoder().wrapAndApplyHeader(noteBuffer, 0, header);
    stamp(running.stamp(), sequence, 0);
    byte[] hash = digest.hash();
    for (int i = 0; i < hash.length; i++) {
      running.hash(i, (short) (hash[i] & 0xff));
    }
    appendNote(running.encodedLength());
  }

  /** A note's stamp says which sequence it follows; its index only numbers the notes, modulo. */
  private void stamp(StampEncoder stamp, long sequence, int number) {
    stamp.sequence(sequence).timeNs(engine.timeNs()).index(number & 0x7fff).last((short) 0);
    stamp.reserved((short) 0);
  }

  private void appendNote(int encodedLength) {
    events.append(noteBuffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
  }

  private void guard(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Ends the process; what it returns is for the container, which gets it in any case. */
  private RuntimeException failure(Throwable e) {
    if (!(stopping && e instanceof AgentTerminationException)) {
      fatal.accept(e);
    }
    return e instanceof RuntimeException exception
        ? exception
        : new IllegalStateException("node stopped", e);
  }
}
