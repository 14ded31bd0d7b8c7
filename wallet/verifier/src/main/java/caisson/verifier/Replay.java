package caisson.verifier;

import caisson.engine.LeafVisitor;
import caisson.engine.StateMachine;
import caisson.protocol.CheckpointBegunDecoder;
import caisson.protocol.CheckpointEndedDecoder;
import caisson.protocol.CheckpointRecordDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.RunningHashDecoder;
import caisson.protocol.StampDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.signing.Hex;
import caisson.signing.Keccak256;
import caisson.signing.SigningDomain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Runs the published log through an engine of its own. Each command must give exactly the events
 * the log shows, byte for byte; each window's events must hash to the attested log root; and the
 * state at each seal must have the attested state root, as the moves of the window have the fill
 * root. So neither the log nor the state behind a header can differ from what the rules give.
 */
public final class Replay {
  private final Map<Long, Header> headers = new HashMap<>();
  private final UserSignatures signatures;
  private final StateMachine engine =
      new StateMachine((buffer, offset, length) -> onEngineEvent(copy(buffer, offset, length)));
  private final Deque<byte[]> expected = new ArrayDeque<>();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final ForcedQueue forced = new ForcedQueue();
  private final Moves moves = new Moves();
  private byte[] logRoot = new byte[32];
  private long windows;
  private long sequence;

  /**
   * @param headers what the chain holds; windows it does not hold yet are replayed and not compared
   */
  public Replay(Iterable<Header> headers, SigningDomain domain) {
    headers.forEach(each -> this.headers.put(each.no(), each));
    this.signatures = new UserSignatures(domain);
  }

  /** The next event of the log. */
  public void onEvent(byte[] event) {
    Refusal.require(
        event.length >= MessageHeaderDecoder.ENCODED_LENGTH + StampDecoder.ENCODED_LENGTH,
        Refusal.Reason.LOG_FORM,
        "event length: found=" + event.length);
    UnsafeBuffer buffer = new UnsafeBuffer(event);
    header.wrap(buffer, 0);
    int template = header.templateId();
    if (isNodesNote(template)) {
      return;
    }
    stamp.wrap(buffer, MessageHeaderDecoder.ENCODED_LENGTH);
    if (template == CommandAppliedDecoder.TEMPLATE_ID) {
      applyCommand(buffer);
    }
    byte[] next = expected.poll();
    Refusal.require(
        next != null && Arrays.equals(next, event),
        Refusal.Reason.EVENTS_DIFFER,
        "sequence " + stamp.sequence() + " index " + stamp.index());
    logRoot = Keccak256.hash(logRoot, Keccak256.hash(event));
    moves.event(template, buffer);
    if (template == RequestServedDecoder.TEMPLATE_ID) {
      forced.add(buffer);
    } else if (template == WindowSealedDecoder.TEMPLATE_ID) {
      closeWindow(buffer);
    }
  }

  /**
   * After the last event: a command without its events is a log cut short, unless its tail is
   * missing too.
   */
  public void end() {
    Refusal.require(
        expected.isEmpty(),
        Refusal.Reason.LOG_GAP,
        "sequence " + sequence + " lacks " + expected.size() + " events");
  }

  /** Windows whose root was compared with a header. */
  public long windows() {
    return windows;
  }

  public long sequence() {
    return sequence;
  }

  public byte[] stateHash() {
    return engine.stateHash();
  }

  /**
   * The node writes these between sequences; the engine does not make them and no root covers them.
   */
  private static boolean isNodesNote(int template) {
    return template == CheckpointBegunDecoder.TEMPLATE_ID
        || template == CheckpointRecordDecoder.TEMPLATE_ID
        || template == CheckpointEndedDecoder.TEMPLATE_ID
        || template == RunningHashDecoder.TEMPLATE_ID;
  }

  private void applyCommand(UnsafeBuffer event) {
    end();
    Refusal.require(
        stamp.sequence() == sequence + 1,
        Refusal.Reason.LOG_GAP,
        "expected=" + (sequence + 1) + " found=" + stamp.sequence());
    CommandAppliedDecoder applied = new CommandAppliedDecoder();
    int fixed = MessageHeaderDecoder.ENCODED_LENGTH + CommandAppliedDecoder.BLOCK_LENGTH;
    int lengthField = CommandAppliedDecoder.commandHeaderLength();
    Refusal.require(
        header.blockLength() == CommandAppliedDecoder.BLOCK_LENGTH
            && event.capacity() >= fixed + lengthField,
        Refusal.Reason.LOG_FORM,
        "command of sequence " + (sequence + 1));
    applied.wrapAndApplyHeader(event, 0, header);
    long timeNs = applied.stamp().timeNs();
    int length = applied.commandLength();
    Refusal.require(
        length >= 0 && length == event.capacity() - fixed - lengthField,
        Refusal.Reason.LOG_FORM,
        "command length of sequence " + (sequence + 1) + ": found=" + length);
    byte[] command = new byte[length];
    applied.getCommand(command, 0, command.length);
    UnsafeBuffer buffer = new UnsafeBuffer(command);
    moves.command(buffer, signatures.check(sequence + 1, buffer));
    engine.apply(timeNs, buffer, 0, command.length);
    sequence++;
  }

  private void onEngineEvent(byte[] event) {
    expected.add(event);
  }

  private void closeWindow(UnsafeBuffer event) {
    WindowSealedDecoder sealed = new WindowSealedDecoder();
    sealed.wrapAndApplyHeader(event, 0, header);
    byte[] fillRoot = moves.root();
    Header committed = headers.get(sealed.batchNo());
    if (committed != null) {
      compare(sealed, committed);
      Refusal.require(
          Arrays.equals(fillRoot, committed.fillRoot()),
          Refusal.Reason.FILL_ROOT,
          "batch "
              + committed.no()
              + ": expected="
              + Hex.encode(committed.fillRoot())
              + " found="
              + Hex.encode(fillRoot));
      windows++;
    }
    logRoot = new byte[32];
  }

  private void compare(WindowSealedDecoder sealed, Header committed) {
    String batch = "batch " + committed.no() + ": ";
    Refusal.require(
        sealed.seqFrom() == committed.seqFrom()
            && sealed.seqTo() == committed.seqTo()
            && sealed.headerTsS() == committed.ts()
            && sealed.depositsUpTo() == committed.depositsUpTo(),
        Refusal.Reason.REPLAY_WINDOW,
        batch + "sealed " + sealed.seqFrom() + ".." + sealed.seqTo());
    Refusal.require(
        Arrays.equals(logRoot, committed.logRoot()),
        Refusal.Reason.LOG_ROOT,
        batch + "expected=" + Hex.encode(committed.logRoot()) + " found=" + Hex.encode(logRoot));
    forced.check(committed);
    MarkWords marks = marks();
    Refusal.require(
        Arrays.equals(marks.root(), committed.markRoot()),
        Refusal.Reason.MARK_ROOT,
        batch + "found=" + Hex.encode(marks.root()));
    SumTree tree = new SumTree();
    tree.put(leaves(marks));
    Node root = tree.root();
    Refusal.require(
        Arrays.equals(root.hash(), committed.root())
            && root.positive().equals(committed.sumPos())
            && root.negative().equals(committed.sumNeg()),
        Refusal.Reason.REPLAY_ROOT,
        batch + "expected=" + Hex.encode(committed.root()) + " found=" + Hex.encode(root.hash()));
  }

  private Map<Integer, Node> leaves(MarkWords marks) {
    List<Holdings> all = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    engine.forEachLeaf(
        new LeafVisitor() {
          private Holdings current = new Holdings(0);

          @Override
          public void leaf(int account, int assetRows, int lineRows) {
            current = new Holdings(account);
            ids.add(account);
            all.add(current);
          }

          @Override
          public void asset(int asset, long units) {
            current.addUnits(asset, units);
          }

          @Override
          public void line(int market, long lots) {
            current.addLots(market, lots);
          }
        });
    Map<Integer, Node> leaves = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      leaves.put(ids.get(i), all.get(i).leaf(marks));
    }
    return leaves;
  }

  private MarkWords marks() {
    MarkWords.Builder builder = new MarkWords.Builder();
    engine.forEachMark(builder);
    return builder.build();
  }

  private static byte[] copy(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return bytes;
  }
}
