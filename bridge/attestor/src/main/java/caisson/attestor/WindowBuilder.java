package caisson.attestor;

import caisson.clearing.DoubleSumTree;
import caisson.clearing.Entry;
import caisson.clearing.FillTree;
import caisson.clearing.Flow;
import caisson.clearing.ForcedChain;
import caisson.clearing.Leaf;
import caisson.clearing.LogChain;
import caisson.clearing.LogCommitment;
import caisson.clearing.MarkWords;
import caisson.clearing.MoveFold;
import caisson.clearing.SealedWindow;
import caisson.clearing.Withdrawal;
import caisson.engine.LeafVisitor;
import caisson.engine.StateMachine;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * Builds windows from the state of the attestor's own engine: the leaves are read off the engine at
 * each seal, and entries are leaf after less leaf before. Balances are never folded here, so a fold
 * that is wrong in the bridge meets a number that came about another way. Moves are folded from the
 * own engine's events, and must sum to those differences of leaves.
 */
final class WindowBuilder {
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final DepositCreditedDecoder depositCredited = new DepositCreditedDecoder();
  private final DepositReturnedDecoder depositReturned = new DepositReturnedDecoder();
  private final WithdrawalCreatedDecoder withdrawalCreated = new WithdrawalCreatedDecoder();
  private final WindowSealedDecoder windowSealed = new WindowSealedDecoder();
  private final RequestServedDecoder requestServed = new RequestServedDecoder();

  private TreeMap<Integer, Leaf> leaves = new TreeMap<>();
  private DoubleSumTree tree = DoubleSumTree.EMPTY;
  private byte[] markRoot = new byte[32];
  private long[] accounted = {};

  private final LogChain log = new LogChain();
  private final ForcedChain forced = new ForcedChain();
  private final MoveFold moves = new MoveFold();
  private final TreeMap<Integer, long[]> flows = new TreeMap<>();
  private final List<Withdrawal> withdrawals = new ArrayList<>();

  /** An event of the own engine, its offset at the message header. */
  Optional<SealedWindow> onEvent(StateMachine engine, DirectBuffer buffer, int offset, int length) {
    log.add(buffer, offset, length);
    moves.onEvent(buffer, offset);
    switch (header.wrap(buffer, offset).templateId()) {
      case DepositCreditedDecoder.TEMPLATE_ID -> {
        depositCredited.wrapAndApplyHeader(buffer, offset, header);
        flow(depositCredited.asset(), 0, depositCredited.units());
      }
      case DepositReturnedDecoder.TEMPLATE_ID -> {
        depositReturned.wrapAndApplyHeader(buffer, offset, header);
        flow(depositReturned.asset(), 0, depositReturned.units());
      }
      case WithdrawalCreatedDecoder.TEMPLATE_ID -> onWithdrawal(buffer, offset);
      case RequestServedDecoder.TEMPLATE_ID ->
          forced.add(requestServed.wrapAndApplyHeader(buffer, offset, header));
      case WindowSealedDecoder.TEMPLATE_ID -> {
        return Optional.of(seal(engine, buffer, offset));
      }
      default -> {
        // Everything else stands in the engine's state.
      }
    }
    return Optional.empty();
  }

  private void onWithdrawal(DirectBuffer buffer, int offset) {
    withdrawalCreated.wrapAndApplyHeader(buffer, offset, header);
    flow(withdrawalCreated.asset(), 1, withdrawalCreated.units());
    byte[] destination = new byte[20];
    for (int i = 0; i < destination.length; i++) {
      destination[i] = (byte) withdrawalCreated.destination(i);
    }
    withdrawals.add(
        new Withdrawal(
            withdrawalCreated.batchNo(),
            withdrawalCreated.withdrawalIndex(),
            withdrawalCreated.account(),
            withdrawalCreated.asset(),
            withdrawalCreated.units(),
            destination,
            withdrawalCreated.laneRaw()));
  }

  private SealedWindow seal(StateMachine engine, DirectBuffer buffer, int offset) {
    windowSealed.wrapAndApplyHeader(buffer, offset, header);
    long no = windowSealed.batchNo();
    long seqFrom = windowSealed.seqFrom();
    long seqTo = windowSealed.seqTo();
    long ts = windowSealed.headerTsS();
    long depositsUpTo = windowSealed.depositsUpTo();
    MarkWords marks = MarkWords.of(windowSealed);
    long[] accountedAfter = accounted(buffer, offset);

    TreeMap<Integer, Leaf> after = leavesOf(engine);
    TreeMap<Long, TreeMap<Integer, Long>> sections = new TreeMap<>();
    TreeMap<Integer, Leaf> touched = changes(after, sections);
    boolean newMarks = !Arrays.equals(marks.root(), markRoot);
    TreeMap<Integer, Leaf> rehash = new TreeMap<>(touched);
    if (newMarks) {
      rehash.putAll(after);
    }
    tree = tree.with(rehash.values(), marks);
    SealedWindow window =
        new SealedWindow(
            no,
            seqFrom,
            seqTo,
            ts,
            depositsUpTo,
            marks,
            newMarks,
            LogCommitment.of(log, forced),
            tree,
            entries(sections),
            flowRows(),
            accountedAfter,
            withdrawals,
            List.copyOf(touched.values()),
            FillTree.EMPTY);
    window.requireConserved(accounted);
    leaves = after;
    accounted = accountedAfter;
    markRoot = marks.root();
    log.restart();
    flows.clear();
    withdrawals.clear();
    return moves.seal(window);
  }

  private long[] accounted(DirectBuffer buffer, int offset) {
    windowSealed.wrapAndApplyHeader(buffer, offset, header);
    List<Long> totals = new ArrayList<>();
    for (WindowSealedDecoder.AssetWordsDecoder word : windowSealed.assetWords()) {
      totals.add(word.accounted());
    }
    return totals.stream().mapToLong(Long::longValue).toArray();
  }

  private static TreeMap<Integer, Leaf> leavesOf(StateMachine engine) {
    TreeMap<Integer, Leaf> leaves = new TreeMap<>();
    engine.forEachLeaf(
        new LeafVisitor() {
          private Leaf.Builder builder = Leaf.builder(1);
          private int account;
          private int rowsLeft;

          @Override
          public void leaf(int id, int assetRows, int lineRows) {
            account = id;
            builder = Leaf.builder(id);
            rowsLeft = assetRows + lineRows;
          }

          @Override
          public void asset(int asset, long units) {
            builder.units(asset, units);
            row();
          }

          @Override
          public void line(int market, long lots) {
            builder.lots(market, lots);
            row();
          }

          private void row() {
            if (--rowsLeft == 0) {
              leaves.put(account, builder.build());
            }
          }
        });
    return leaves;
  }

  /** Fills the deltas per section and account; returns the leaves that changed. */
  private TreeMap<Integer, Leaf> changes(
      TreeMap<Integer, Leaf> after, TreeMap<Long, TreeMap<Integer, Long>> sections) {
    TreeMap<Integer, Leaf> touched = new TreeMap<>();
    for (Map.Entry<Integer, Leaf> entry : after.entrySet()) {
      Leaf before = leaves.get(entry.getKey());
      Leaf leaf = entry.getValue();
      if (before == null || !Arrays.equals(before.bytes(), leaf.bytes())) {
        touched.put(entry.getKey(), leaf);
        spread(sections, leaf, 1);
        if (before != null) {
          spread(sections, before, -1);
        }
      }
    }
    for (Map.Entry<Integer, Leaf> entry : leaves.entrySet()) {
      if (!after.containsKey(entry.getKey())) {
        touched.put(entry.getKey(), Leaf.builder(entry.getKey()).build());
        spread(sections, entry.getValue(), -1);
      }
    }
    return touched;
  }

  private static void spread(TreeMap<Long, TreeMap<Integer, Long>> sections, Leaf leaf, int sign) {
    for (int row = 0; row < leaf.assetCount(); row++) {
      add(sections, Entry.assetSection(leaf.asset(row)), leaf.account(), sign * leaf.units(row));
    }
    for (int row = 0; row < leaf.lineCount(); row++) {
      add(sections, Entry.marketSection(leaf.market(row)), leaf.account(), sign * leaf.lots(row));
    }
  }

  private static void add(
      TreeMap<Long, TreeMap<Integer, Long>> sections, long section, int account, long amount) {
    sections
        .computeIfAbsent(section, ignored -> new TreeMap<>())
        .merge(account, amount, Math::addExact);
  }

  private static List<Entry> entries(TreeMap<Long, TreeMap<Integer, Long>> sections) {
    List<Entry> entries = new ArrayList<>();
    sections.forEach(
        (section, rows) ->
            rows.forEach(
                (account, delta) -> {
                  if (delta != 0) {
                    entries.add(new Entry(section, account, delta));
                  }
                }));
    return entries;
  }

  private List<Flow> flowRows() {
    List<Flow> rows = new ArrayList<>();
    flows.forEach((asset, flow) -> rows.add(new Flow(asset, flow[0], flow[1], 0, 0)));
    return rows;
  }

  /** Column 0 deposits consumed, 1 withdrawals created. */
  private void flow(int asset, int column, long units) {
    long[] row = flows.computeIfAbsent(asset, ignored -> new long[2]);
    row[column] = Math.addExact(row[column], units);
  }
}
