package caisson.engine;

import caisson.engine.wire.CommandAdapter;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.SnapshotReader;
import caisson.engine.wire.SnapshotWriter;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.SealWindowDecoder;
import caisson.protocol.SealWindowEncoder;
import caisson.protocol.SkipCommandEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The venue as a fold over its log: bytes of a command in, bytes of its events out.
 *
 * <p>Equal logs give equal events and an equal state hash, in any process. The class knows no
 * clock, no file and no network; time is an argument. One thread owns an instance. Every command,
 * also bytes that are no command, takes one sequence and gives at least two events: CommandApplied
 * with the command's own bytes, and what came of it. So the event log alone can be replayed.
 *
 * <p>A refusal is an event. An exception is a broken invariant: the state is then unusable and the
 * process must stop.
 *
 * <p>A window that is 60 s old is closed before the next command by a SealWindow that the engine
 * makes itself; it has its own sequence, so one call of {@link #apply} may take two. On replay the
 * recorded SealWindow comes as a command and is not made again.
 *
 * <p>A command that makes the engine throw would stop every node that replays it. {@link #skip}
 * puts a SkipCommand in its place: that is what is applied and recorded, so whoever replays the
 * recorded events passes it too.
 */
public final class StateMachine {
  private final Engine engine;
  private final CommandAdapter adapter;
  private final EventPublisher events;
  private final UnsafeBuffer ownSeal =
      new UnsafeBuffer(
          new byte[MessageHeaderEncoder.ENCODED_LENGTH + SealWindowEncoder.BLOCK_LENGTH]);
  private final SealWindowEncoder ownSealEncoder = new SealWindowEncoder();
  private final UnsafeBuffer skip =
      new UnsafeBuffer(
          new byte[MessageHeaderEncoder.ENCODED_LENGTH + SkipCommandEncoder.BLOCK_LENGTH]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final SnapshotReader reader;

  /** 0 for none. */
  private long skippedSequence;

  public StateMachine(EventSink sink) {
    this(sink, EngineLimits.DEFAULT);
  }

  public StateMachine(EventSink sink, EngineLimits limits) {
    events = new EventPublisher(sink);
    engine = new Engine(limits, events);
    adapter = new CommandAdapter(engine.commands(), events);
    reader = new SnapshotReader(engine.state());
  }

  /** Applies the command that starts at its messageHeader. Time never goes back. */
  public void apply(long timeNs, DirectBuffer command, int offset, int length) {
    long now = Math.max(timeNs, engine.state().timeNs);
    int taken = taken(length);
    if (engine.windowOverdue(now)
        && CommandAdapter.template(command, offset, taken) != SealWindowDecoder.TEMPLATE_ID) {
      encodeOwnSeal();
      applyOne(now, ownSeal, 0, ownSeal.capacity());
    }
    applyOne(now, command, offset, taken);
  }

  /** Judged as it is recorded; otherwise a replay of the recorded bytes could go another way. */
  static int taken(int length) {
    return length > CommandAdapter.MAX_COMMAND_LENGTH ? 0 : length;
  }

  /** Tells what the command will need once its turn comes; see {@link CommandBurst}. */
  void foretell(DirectBuffer command, int offset, int length) {
    adapter.foretell(command, offset, length, engine.ahead());
  }

  /** Reads what the commands foretold will need. */
  void readAhead() {
    engine.ahead().read();
  }

  /** Names the sequence of a command that is not to be applied; 0 for none. */
  public void skip(long sequence) {
    skippedSequence = sequence;
    new SkipCommandEncoder().wrapAndApplyHeader(skip, 0, header).requestId(0).sequence(sequence);
  }

  /** Commands applied so far, those of the engine's own included. */
  public long sequence() {
    return engine.state().sequence;
  }

  /** Orders resting in all books. */
  public int restingOrders() {
    return engine.state().orders.count();
  }

  /** Log time of the last command. */
  public long timeNs() {
    return engine.state().timeNs;
  }

  /** SHA-256 over the records of {@link #snapshot}, in order. */
  public byte[] stateHash() {
    MessageDigest digest = sha256();
    byte[] copy = new byte[SnapshotWriter.MAX_RECORD_LENGTH];
    snapshot(
        (buffer, offset, length) -> {
          buffer.getBytes(offset, copy, 0, length);
          digest.update(copy, 0, length);
        });
    return digest.digest();
  }

  /** Writes the state as SBE records in canonical order. */
  public void snapshot(EventSink sink) {
    new SnapshotWriter(sink).write(engine.state());
  }

  /** Takes the next record of a snapshot; only on an instance that has applied nothing. */
  public void restore(DirectBuffer record, int offset, int length) {
    reader.onRecord(record, offset, length);
  }

  /** Checks that the records were a whole state. */
  public void endRestore() {
    reader.end();
    engine.restored();
  }

  /** Leaves as of the last command; inside the sink's call for WindowSealed, as of the seal. */
  public void forEachLeaf(LeafVisitor visitor) {
    engine.state().forEachLeaf(visitor);
  }

  /** Words as of the last sealed window. */
  public void forEachMark(MarkVisitor visitor) {
    engine.state().forEachMark(visitor);
  }

  /** Balance of a registered account in ledger units, 0 for any other. */
  public long units(int account, int asset) {
    return engine.state().unitsOf(account, asset);
  }

  /** Signed lots of a line, 0 where there is none. */
  public long lots(int account, int market) {
    return engine.state().lotsOf(account, market);
  }

  /** Reference cost of a line; cash plus the sum of them is the balance people see. */
  public long refCost(int account, int market) {
    return engine.state().refCostOf(account, market);
  }

  private void applyOne(long timeNs, DirectBuffer command, int offset, int length) {
    if (engine.state().sequence + 1 == skippedSequence && command != skip) {
      applyOne(timeNs, skip, 0, skip.capacity());
      return;
    }
    long sequence = engine.begin(timeNs);
    events.begin(sequence, timeNs, adapter.take(command, offset, length));
    engine.due();
    adapter.dispatch(command, offset, length);
    events.end();
  }

  /** Chain time 0: the engine knows none, so the header keeps the previous time. */
  private void encodeOwnSeal() {
    ownSealEncoder
        .wrapAndApplyHeader(ownSeal, 0, header)
        .requestId(0)
        .batchNo(engine.state().windows.openBatchNo)
        .chainTimeS(0)
        .depositsUpTo(engine.state().windows.lastDepositNo);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
