package caisson.verifier;

import caisson.signing.Hex;
import caisson.signing.Keccak256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The state of the venue from its batches alone: entries are added to leaves, leaves are valued at
 * the marks, and the root must be the header's. Every check has its own reason; the first that
 * fails throws and leaves the instance unusable.
 */
public final class Rebuild {
  private final Attestors attestors;
  private final TreeMap<Integer, Holdings> accounts = new TreeMap<>();
  private final TreeMap<Integer, BigInteger> accounted = new TreeMap<>();
  private SumTree tree = new SumTree();
  private @Nullable MarkWords marks;
  private @Nullable Header head;
  private long committedAt;

  public Rebuild(Attestors attestors) {
    this.attestors = attestors;
  }

  public Header apply(CommittedBatch batch) {
    Header header = Header.decode(batch.header());
    checkChain(header, batch);
    attestors.check(header, batch.signatures());
    MarkWords words = takeMarks(header, batch.marks());
    Flows flows = takeFlows(header, batch.flows());
    Set<Integer> touched = takeEntries(header, batch.payload(), flows);
    checkAccounted(header, words);

    if (words == marks) {
      tree.put(leaves(touched, words));
    } else {
      tree = new SumTree();
      tree.put(leaves(accounts.keySet(), words));
    }
    checkRoot(header);
    marks = words;
    head = header;
    committedAt = batch.committedAt();
    return header;
  }

  /** The last batch; null before the first. */
  public @Nullable Header head() {
    return head;
  }

  /** Block time of the head's commit. */
  public long committedAt() {
    return committedAt;
  }

  /** The marks of the head. */
  public MarkWords marks() {
    return Objects.requireNonNull(marks, "no batch was applied");
  }

  public SumTree tree() {
    return tree;
  }

  public int accounts() {
    return (int) accounts.values().stream().filter(holdings -> !holdings.isEmpty()).count();
  }

  /** An account nobody has touched holds nothing. */
  public Holdings holdings(int account) {
    return accounts.getOrDefault(account, new Holdings(account));
  }

  private void checkChain(Header header, CommittedBatch batch) {
    requireEqual(Refusal.Reason.HEADER_HASH, batch.headerHash(), header.hash());
    long expected = head == null ? 1 : head.no() + 1;
    Refusal.require(
        header.no() == expected && batch.no() == expected,
        Refusal.Reason.BATCH_NUMBER,
        "expected=" + expected + " found=" + header.no());
    requireEqual(
        Refusal.Reason.PREVIOUS_HASH, head == null ? new byte[32] : head.hash(), header.prevHash());
    long seqFrom = head == null ? 1 : head.seqTo() + 1;
    Refusal.require(
        header.seqFrom() == seqFrom && header.seqTo() >= seqFrom,
        Refusal.Reason.SEQUENCE_GAP,
        "expected=" + seqFrom + " found=" + header.seqFrom() + ".." + header.seqTo());
    Refusal.require(
        head == null || header.ts() >= head.ts(),
        Refusal.Reason.TIME_BACKWARDS,
        "found=" + header.ts());
    checkForced(header);
  }

  /** The contract holds the queue; a header takes from it on or stays where it was. */
  private void checkForced(Header header) {
    long before = head == null ? 0 : head.forcedCount();
    byte[] prefix = head == null ? new byte[32] : head.forcedPrefix();
    boolean none = Arrays.equals(header.forcedPrefix(), new byte[32]);
    boolean same = Arrays.equals(header.forcedPrefix(), prefix);
    Refusal.require(
        header.forcedCount() == before ? same : header.forcedCount() > before && !none && !same,
        Refusal.Reason.FORCED_QUEUE,
        "consumed before=" + before + " found=" + header.forcedCount());
  }

  /** The words this batch brings, or those in force. */
  private MarkWords takeMarks(Header header, byte[] bytes) {
    MarkWords words = bytes.length > 0 ? MarkWords.decode(bytes) : marks;
    if (words == null) {
      throw new Refusal(Refusal.Reason.MARK_ROOT, "no marks were ever published");
    }
    requireEqual(Refusal.Reason.MARK_ROOT, header.markRoot(), words.root());
    return words;
  }

  private static Flows takeFlows(Header header, byte[] bytes) {
    Flows flows = Flows.decode(bytes);
    requireEqual(Refusal.Reason.FLOWS_HASH, header.flowsHash(), flows.hash());
    requireEqual(
        Refusal.Reason.WITHDRAW_TOTALS, header.withdrawTotalsHash(), flows.withdrawTotalsHash());
    return flows;
  }

  private Set<Integer> takeEntries(Header header, byte[] payload, Flows flows) {
    Entries entries = Entries.decode(payload);
    requireEqual(Refusal.Reason.PAYLOAD_HASH, header.payloadHash(), entries.hash());
    checkBalance(entries, flows);
    Set<Integer> touched = new TreeSet<>();
    for (Entries.Entry entry : entries.entries()) {
      Holdings holdings = accounts.computeIfAbsent(entry.account(), Holdings::new);
      if (entry.line()) {
        holdings.addLots(entry.id(), entry.delta());
      } else {
        holdings.addUnits(entry.id(), entry.delta());
      }
      touched.add(entry.account());
    }
    return touched;
  }

  private void checkBalance(Entries entries, Flows flows) {
    Set<Integer> assets = new TreeSet<>(flows.rows().keySet());
    entries.assets().forEach(assets::add);
    for (int asset : assets) {
      Flows.Flow flow = flows.rows().get(asset);
      BigInteger expected = flow == null ? BigInteger.ZERO : flow.net();
      BigInteger found = entries.sumOfAsset(asset);
      Refusal.require(
          expected.equals(found),
          Refusal.Reason.ASSET_UNBALANCED,
          "asset " + asset + ": flows=" + expected + " entries=" + found);
      BigInteger held = accounted.getOrDefault(asset, BigInteger.ZERO).add(found);
      accounted.put(asset, held);
      Refusal.require(
          held.signum() >= 0, Refusal.Reason.ASSET_UNBALANCED, "asset " + asset + " below zero");
    }
    entries
        .sums()
        .forEach(
            (key, sum) ->
                Refusal.require(
                    key >> 32 == 2 || sum.signum() == 0,
                    Refusal.Reason.MARKET_UNBALANCED,
                    "market " + key.intValue() + ": sum=" + sum));
  }

  /** Every listed asset has a row, also when nothing of it is held. */
  private void checkAccounted(Header header, MarkWords words) {
    ByteBuffer rows = ByteBuffer.allocate(10 * words.assets());
    for (int asset = 0; asset < words.assets(); asset++) {
      rows.putShort((short) asset)
          .putLong(accounted.getOrDefault(asset, BigInteger.ZERO).longValueExact());
    }
    requireEqual(
        Refusal.Reason.ACCOUNTED_HASH, header.accountedHash(), Keccak256.hash(rows.array()));
  }

  private Map<Integer, Node> leaves(Iterable<Integer> ids, MarkWords words) {
    Map<Integer, Node> leaves = new HashMap<>();
    for (int id : ids) {
      leaves.put(id, holdings(id).leaf(words));
    }
    return leaves;
  }

  private void checkRoot(Header header) {
    Node root = tree.root();
    requireEqual(Refusal.Reason.ROOT, header.root(), root.hash());
    Refusal.require(
        header.sumPos().equals(root.positive()) && header.sumNeg().equals(root.negative()),
        Refusal.Reason.SUMS,
        "expected="
            + header.sumPos()
            + ", "
            + header.sumNeg()
            + " found="
            + root.positive()
            + ", "
            + root.negative());
    BigInteger cash = accounted.getOrDefault(0, BigInteger.ZERO);
    Refusal.require(
        root.positive().subtract(root.negative()).equals(cash),
        Refusal.Reason.SUMS,
        "claims do not add up to the coins held: " + cash);
  }

  private static void requireEqual(Refusal.Reason reason, byte[] expected, byte[] found) {
    Refusal.require(
        Arrays.equals(expected, found),
        reason,
        "expected=" + Hex.encode(expected) + " found=" + Hex.encode(found));
  }
}
