package caisson.clearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.fixtures.Golden;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The golden vectors: one example of every layout the chain and the verifier read. */
class VectorsTest {
  private static final MarkWords MARKS =
      new MarkWords.Builder()
          .asset(0, 1_000_000_000_000L, 6, 0)
          .asset(1, 600_000_000_000_000L, 8, 0)
          .market(1, 600_000, 10, -1_234, 0)
          .market(2, 0, 0, 0, 0)
          .build();

  /** Lots sum to zero; cash sums to 60,000,004, which the claims must equal at any marks. */
  private static final List<Leaf> LEAVES =
      List.of(
          Leaf.builder(1).units(0, 4).build(),
          Leaf.builder(4096).units(0, 70_000_000).units(1, 10_000).lots(1, -3).build(),
          Leaf.builder(4097).units(0, -10_000_000).lots(1, 1).build(),
          Leaf.builder(4098).lots(1, 2).build(),
          Leaf.builder((1 << 24) - 1).units(1, 77).build());

  @Test
  void shouldMatchTheSharedFile() throws IOException {
    Golden.check("settlement", vectors());
  }

  private static Map<String, Object> vectors() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("leaf", leaf(LEAVES.get(1)));
    all.put("emptyLeaf", leaf(Leaf.builder(4099).build()));
    all.put("node", node());
    all.put("emptyLevel", hex(new byte[64]));
    all.put("tree", tree());
    all.put("extremes", extremes());
    all.put("marks", marks(MARKS));
    all.put("marksTwoPages", marks(manyMarks()));
    all.put("zigzag", zigzags());
    all.put("payload", payload(twoPages()));
    all.put("payloadEdge", payload(pageEdge()));
    all.put("payloadTwoChunks", twoChunks());
    all.put("flows", flows());
    all.put("withdrawals", withdrawals());
    all.put("withdrawalTrees", withdrawalTrees());
    all.put("header", header());
    all.put("record", record());
    return all;
  }

  private static Map<String, Object> leaf(Leaf leaf) {
    return leaf(leaf, MARKS);
  }

  private static Map<String, Object> leaf(Leaf leaf, MarkWords marks) {
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("account", leaf.account());
    List<Object> assets = new ArrayList<>();
    for (int row = 0; row < leaf.assetCount(); row++) {
      assets.add(Map.of("asset", leaf.asset(row), "units", text(leaf.units(row))));
    }
    List<Object> lines = new ArrayList<>();
    for (int row = 0; row < leaf.lineCount(); row++) {
      lines.add(Map.of("market", leaf.market(row), "lots", text(leaf.lots(row))));
    }
    vector.put("assets", sorted(assets));
    vector.put("lines", sorted(lines));
    vector.put("bytes", hex(leaf.bytes()));
    vector.put("hash", hex(leaf.hash()));
    vector.put("claim", marks.claim(leaf).toString());
    return vector;
  }

  private static Map<String, Object> node() {
    DoubleSumTree.Node left =
        DoubleSumTree.Node.leaf(LEAVES.get(1).hash(), MARKS.claim(LEAVES.get(1)));
    DoubleSumTree.Node right =
        DoubleSumTree.Node.leaf(LEAVES.get(2).hash(), MARKS.claim(LEAVES.get(2)));
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("left", hex(left.bytes()));
    vector.put("right", hex(right.bytes()));
    vector.put("parent", hex(DoubleSumTree.Node.parent(left, right).bytes()));
    return vector;
  }

  /** The largest amounts there are, at the largest marks and funding on either side of zero. */
  private static Map<String, Object> extremes() {
    MarkWords marks =
        new MarkWords.Builder()
            .asset(0, Long.MAX_VALUE, 9, 255)
            .asset(1, -1, 18, 1)
            .market(1, 1_000_000_000_000_000L, 1, Long.MIN_VALUE, 0)
            .market(2, 1, 1_000_000_000_000_000L, Long.MAX_VALUE, 1)
            .market(3, 0, 0, -1, 0)
            .build();
    List<Leaf> leaves =
        List.of(
            Leaf.builder(1).units(0, Long.MIN_VALUE).build(),
            Leaf.builder(2).units(0, Long.MAX_VALUE).units(1, Long.MAX_VALUE).build(),
            Leaf.builder(5).lots(1, Long.MAX_VALUE).build(),
            Leaf.builder(6).lots(1, Long.MIN_VALUE).build(),
            Leaf.builder(1 << 23).lots(2, Long.MIN_VALUE).lots(3, 1).build(),
            Leaf.builder((1 << 24) - 1).units(0, -1).lots(2, Long.MAX_VALUE).build());
    Map<String, Object> vector = tree(leaves, marks);
    vector.put("marks", marks(marks));
    return vector;
  }

  private static Map<String, Object> tree() {
    Map<String, Object> vector = tree(LEAVES, MARKS);
    DoubleSumTree tree = DoubleSumTree.EMPTY.with(LEAVES, MARKS);
    vector.put("proofOfEmpty4099", hex(tree.proof(4099)));
    return vector;
  }

  private static Map<String, Object> tree(List<Leaf> leaves, MarkWords marks) {
    DoubleSumTree tree = DoubleSumTree.EMPTY.with(leaves, marks);
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("leaves", leaves.stream().map(leaf -> leaf(leaf, marks)).toList());
    vector.put("root", hex(tree.root().hash()));
    vector.put("sumPos", tree.root().positive().toString());
    vector.put("sumNeg", tree.root().negative().toString());
    vector.put("proofs", leaves.stream().map(leaf -> hex(tree.proof(leaf.account()))).toList());
    return vector;
  }

  private static MarkWords manyMarks() {
    MarkWords.Builder builder = new MarkWords.Builder().asset(0, 1_000_000_000_000L, 6, 0);
    for (int market = 1; market <= 33; market++) {
      builder.market(market, 1_000L * market, market, -market, market % 2);
    }
    return builder.build();
  }

  private static Map<String, Object> marks(MarkWords marks) {
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("bytes", hex(marks.bytes()));
    vector.put("root", hex(marks.root()));
    return vector;
  }

  private static List<Object> zigzags() {
    long[] values = {0, -1, 1, -2, 2, 1_000_000, Long.MAX_VALUE, Long.MIN_VALUE};
    List<Object> vectors = new ArrayList<>();
    for (long value : values) {
      Map<String, Object> vector = new LinkedHashMap<>();
      vector.put("value", text(value));
      vector.put("encoded", hex(new Bytes().u64(BatchEncoder.zigzag(value)).toArray()));
      vectors.add(vector);
      assertEquals(value, BatchEncoder.unzigzag(BatchEncoder.zigzag(value)));
    }
    return vectors;
  }

  private static List<Entry> twoPages() {
    return List.of(
        new Entry(Entry.assetSection(0), 1, 450),
        new Entry(Entry.assetSection(0), 4096, -60_000_450),
        new Entry(Entry.assetSection(0), 4097, 60_000_000),
        new Entry(Entry.marketSection(1), 4096, 10),
        new Entry(Entry.marketSection(1), 4097, -10));
  }

  /** 171 entries of one section: ids 4096, 4098, ...; the odd ids are absent, one at the edge. */
  private static List<Entry> pageEdge() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 171; i++) {
      entries.add(new Entry(Entry.assetSection(0), 4096 + 2 * i, i + 1L));
    }
    return entries;
  }

  private static Map<String, Object> payload(List<Entry> entries) {
    BatchEncoder encoder = new BatchEncoder(entries);
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put(
        "entries",
        entries.stream()
            .map(e -> List.of(text(e.section()), text(e.account()), text(e.delta())))
            .toList());
    vector.put("payload", hex(encoder.chunks().get(0)));
    vector.put("payloadHash", hex(encoder.payloadHash()));
    return vector;
  }

  private static Map<String, Object> twoChunks() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 10_201; i++) {
      entries.add(new Entry(Entry.assetSection(0), 4096 + i, i + 1L));
    }
    BatchEncoder encoder = new BatchEncoder(entries);
    assertEquals(2, encoder.chunks().size());
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("rule", "10201 entries of asset 0: account 4096+i, delta i+1");
    vector.put("chunkBytes", encoder.chunks().stream().map(chunk -> chunk.length).toList());
    vector.put("payloadHash", hex(encoder.payloadHash()));
    return vector;
  }

  private static List<Flow> flowRows() {
    return List.of(new Flow(0, 70_000_000, 10_000_000, 0, 0), new Flow(1, 10_077, 0, 0, 0));
  }

  private static Map<String, Object> flows() {
    byte[] bytes = Flow.encode(flowRows());
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("bytes", hex(bytes));
    vector.put("flowsHash", hex(Keccak.hash(bytes)));
    vector.put("withdrawTotalsHash", hex(Flow.withdrawTotalsHash(flowRows())));
    vector.put("flowsHashOfNone", hex(Keccak.hash()));
    return vector;
  }

  private static List<Withdrawal> payouts() {
    byte[] destination = HexFormat.of().parseHex("00112233445566778899aabbccddeeff00112233");
    return List.of(
        new Withdrawal(7, 0, 4096, 0, 4_000_000, destination, 0),
        new Withdrawal(7, 1, 4097, 0, 5_000_000, destination, 1),
        new Withdrawal(7, 2, 4098, 0, 1_000_000, destination, 1));
  }

  private static Map<String, Object> withdrawals() {
    List<byte[]> hashes = payouts().stream().map(Withdrawal::leafHash).toList();
    List<Object> leaves = new ArrayList<>();
    for (Withdrawal payout : payouts()) {
      Map<String, Object> leaf = new LinkedHashMap<>();
      leaf.put("batchNo", payout.batchNo());
      leaf.put("index", payout.index());
      leaf.put("account", payout.account());
      leaf.put("asset", payout.asset());
      leaf.put("units", text(payout.units()));
      leaf.put("destination", hex(payout.destination()));
      leaf.put("lane", payout.lane());
      leaf.put("hash", hex(payout.leafHash()));
      leaf.put("path", hex(HashTree.WITHDRAWALS.path(hashes, payout.index())));
      leaves.add(leaf);
    }
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("leaves", leaves);
    vector.put("root", hex(HashTree.WITHDRAWALS.root(hashes)));
    return vector;
  }

  /** Trees of one to seven payouts: the odd last node moves up unchanged. */
  private static List<Object> withdrawalTrees() {
    List<byte[]> hashes = new ArrayList<>();
    List<Object> trees = new ArrayList<>();
    for (int count = 1; count <= 7; count++) {
      hashes.add(
          new Withdrawal(9, count - 1, 4096 + count, count % 2, count, new byte[20], 0).leafHash());
      List<Object> paths = new ArrayList<>();
      for (int index = 0; index < count; index++) {
        paths.add(hex(HashTree.WITHDRAWALS.path(hashes, index)));
      }
      Map<String, Object> vector = new LinkedHashMap<>();
      vector.put("leaves", hashes.stream().map(VectorsTest::hex).toList());
      vector.put("paths", paths);
      vector.put("root", hex(HashTree.WITHDRAWALS.root(hashes)));
      trees.add(vector);
    }
    return trees;
  }

  /** What the chain keeps of a batch: keccak(headerHash | committedAt u64). */
  private static Map<String, Object> record() {
    long committedAt = 1_800_000_007L;
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("headerHash", hex(filled(0xdd)));
    vector.put("committedAt", committedAt);
    vector.put("record", hex(Keccak.hash(filled(0xdd), new Bytes().u64(committedAt).toArray())));
    return vector;
  }

  private static Map<String, Object> header() {
    SealedWindow window =
        new SealedWindow(
            7,
            101,
            140,
            1_800_000_000L,
            12,
            MARKS,
            true,
            new LogCommitment(filled(0xaa), 0, Bytes.ZERO_32),
            DoubleSumTree.EMPTY.with(LEAVES, MARKS),
            twoPages(),
            flowRows(),
            new long[] {60_000_004, 10_077},
            payouts(),
            LEAVES,
            FillTree.EMPTY);
    Batch batch = window.seal(filled(0xbb), filled(0xcc));
    BatchHeader h = batch.header();
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("accounted", List.of("60000004", "10077"));
    Object[] values = {
      h.version(),
      h.no(),
      h.prevHash(),
      h.ts(),
      h.seqFrom(),
      h.seqTo(),
      h.root(),
      h.sumPos(),
      h.sumNeg(),
      h.markRoot(),
      h.accountedHash(),
      h.flowsHash(),
      h.payloadHash(),
      h.fillRoot(),
      h.logRoot(),
      h.ledgerSeal(),
      h.forcedCount(),
      h.forcedPrefix(),
      h.depositsUpTo(),
      h.withdrawRoot(),
      h.withdrawTotalsHash()
    };
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int word = 0; word < values.length; word++) {
      Object value = values[word];
      fields.put(
          BatchHeader.fieldName(word),
          value instanceof byte[] bytes ? hex(bytes) : String.valueOf(value));
    }
    vector.put("fields", fields);
    vector.put("bytes", hex(batch.headerBytes()));
    vector.put("hash", hex(batch.headerHash()));
    assertEquals(
        BigInteger.valueOf(60_000_004), h.sumPos().subtract(h.sumNeg()), "claims of the tree");
    return vector;
  }

  private static List<Object> sorted(List<Object> rows) {
    return rows.stream().<Object>map(row -> new java.util.TreeMap<>((Map<?, ?>) row)).toList();
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static String text(long value) {
    return Long.toString(value);
  }

  private static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
