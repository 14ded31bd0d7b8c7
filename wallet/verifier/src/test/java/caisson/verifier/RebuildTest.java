package caisson.verifier;

import static caisson.verifier.LocalVenue.A;
import static caisson.verifier.LocalVenue.B;
import static caisson.verifier.LocalVenue.PERPETUAL;
import static caisson.verifier.LocalVenue.SPOT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.clearing.Batch;
import caisson.clearing.Entry;
import caisson.clearing.SealedWindow;
import caisson.protocol.Lane;
import caisson.protocol.Side;
import caisson.signing.Address;
import caisson.signing.Keccak256;
import caisson.signing.SigningDomain;
import caisson.verifier.Refusal.Reason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Batches of the real engine and fold: taken as they are, refused by name when one byte differs.
 */
class RebuildTest {
  private static final SigningDomain DOMAIN =
      new SigningDomain(31337, Address.parse("0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9"));
  static final Address DESTINATION = Address.parse("0x00112233445566778899aabbccddeeff00112233");

  /**
   * Batch 1: deposits and prices. 2: both kinds of trade, no new marks. 3: a mark epoch and a
   * withdrawal.
   */
  static LocalVenue story() {
    LocalVenue venue = new LocalVenue(DOMAIN, 1_800_000_000L);
    play(venue);
    return venue;
  }

  static void play(LocalVenue venue) {
    venue.register(A);
    venue.register(B);
    venue.deposit(A, 0, 20_000_000_000L);
    venue.deposit(B, 0, 20_000_000_000L);
    venue.deposit(B, 1, 50_000_000L);
    venue.price(600_000);
    venue.seal();
    venue.place(A, PERPETUAL, Side.BUY, 600_000, 100);
    venue.place(B, PERPETUAL, Side.SELL, 599_990, 70);
    venue.place(B, SPOT, Side.SELL, 600_100, 30);
    venue.place(A, SPOT, Side.BUY, 600_100, 25);
    venue.seal();
    venue.passSeconds(58);
    venue.price(612_345);
    venue.withdraw(A, 0, 1_000_000_000L, DESTINATION, Lane.FAST);
    venue.seal();
  }

  @Test
  void shouldRebuildEveryRoot() {
    LocalVenue venue = story();
    Rebuild rebuild = new Rebuild(venue.attestors());
    for (int i = 0; i < venue.batches.size(); i++) {
      rebuild.apply(venue.committed(i));
    }
    assertEquals(3, rebuild.head().no());
    assertEquals(Map.of(PERPETUAL, 70L), rebuild.holdings(A).lots());
    assertEquals(250_000L, rebuild.holdings(A).units().get(1));
    assertEquals(3, rebuild.accounts(), "A, B and FEES");
    assertTrue(venue.batches.get(1).marks().length == 0, "batch 2 carries no marks");
  }

  @Test
  void shouldProveEveryAccountAndRefuseAnyChangedByteOfTheLeaf() {
    LocalVenue venue = story();
    Rebuild rebuild = new Rebuild(venue.attestors());
    for (int i = 0; i < venue.batches.size(); i++) {
      rebuild.apply(venue.committed(i));
    }
    for (int account : new int[] {1, A, B, 5000}) {
      LeafProof proof = proof(rebuild, account);
      assertEquals(rebuild.holdings(account).claim(rebuild.marks()), proof.check(rebuild.head()));
      assertArrayEquals(venue.batches.get(2).leafProof(account), proof.path());
    }
    LeafProof good = proof(rebuild, A);
    for (int i = 0; i < good.leaf().length; i++) {
      byte[] leaf = changed(good.leaf(), i);
      Refusal refusal =
          assertThrows(
              Refusal.class,
              () -> new LeafProof(A, leaf, good.path(), good.marks()).check(rebuild.head()));
      assertTrue(
          Set.of(Reason.LEAF, Reason.PROOF, Reason.SUMS).contains(refusal.reason()),
          refusal.getMessage());
    }
    byte[] path = changed(good.path(), 700);
    assertReason(
        Reason.PROOF,
        () -> new LeafProof(A, good.leaf(), path, good.marks()).check(rebuild.head()));
    byte[] marks = changed(good.marks(), 10);
    assertReason(
        Reason.MARK_ROOT,
        () -> new LeafProof(A, good.leaf(), good.path(), marks).check(rebuild.head()));
    assertReason(
        Reason.LEAF,
        () -> new LeafProof(B, good.leaf(), good.path(), good.marks()).check(rebuild.head()));
  }

  @Test
  void shouldRefuseOneChangedByteOfACommitByName() {
    LocalVenue venue = story();
    CommittedBatch good = venue.committed(1);
    // The header's bytes are no longer those of the event.
    for (int i = 0; i < Header.LENGTH; i += 7) {
      byte[] header = changed(good.header(), i);
      Reason reason =
          refusal(
                  venue,
                  with(
                      good,
                      header,
                      good.headerHash(),
                      good.payload(),
                      good.flows(),
                      good.marks(),
                      good.signatures()))
              .reason();
      assertTrue(EnumSet.of(Reason.HEADER_FORM, Reason.HEADER_HASH).contains(reason), "byte " + i);
    }
    for (int i = 0; i < good.payload().length; i++) {
      byte[] payload = changed(good.payload(), i);
      Reason reason =
          refusal(
                  venue,
                  with(
                      good,
                      good.header(),
                      good.headerHash(),
                      payload,
                      good.flows(),
                      good.marks(),
                      good.signatures()))
              .reason();
      assertTrue(
          EnumSet.of(Reason.PAYLOAD_FORM, Reason.PAYLOAD_HASH).contains(reason), "byte " + i);
    }
    for (int i = 0; i < good.signatures().length; i++) {
      byte[] signatures = changed(good.signatures(), i);
      Reason reason =
          refusal(
                  venue,
                  with(
                      good,
                      good.header(),
                      good.headerHash(),
                      good.payload(),
                      good.flows(),
                      good.marks(),
                      signatures))
              .reason();
      assertTrue(
          EnumSet.of(Reason.SIGNATURE_FORM, Reason.SIGNER_UNKNOWN).contains(reason), "byte " + i);
    }
    CommittedBatch first = venue.committed(0);
    byte[] flows = changed(first.flows(), 9);
    assertEquals(
        Reason.FLOWS_HASH,
        refuse(
                new Rebuild(venue.attestors()),
                with(
                    first,
                    first.header(),
                    first.headerHash(),
                    first.payload(),
                    flows,
                    first.marks(),
                    first.signatures()))
            .reason());
    byte[] marks = changed(first.marks(), 9);
    assertEquals(
        Reason.MARK_ROOT,
        refuse(
                new Rebuild(venue.attestors()),
                with(
                    first,
                    first.header(),
                    first.headerHash(),
                    first.payload(),
                    first.flows(),
                    marks,
                    first.signatures()))
            .reason());
  }

  /** The attestor signs the lie, so only the rule itself can find it. */
  @Test
  void shouldRefuseASignedLieByName() {
    LocalVenue venue = story();
    Map<Integer, Reason> words =
        Map.ofEntries(
            Map.entry(0, Reason.HEADER_FORM),
            Map.entry(1, Reason.BATCH_NUMBER),
            Map.entry(2, Reason.PREVIOUS_HASH),
            Map.entry(4, Reason.SEQUENCE_GAP),
            Map.entry(6, Reason.ROOT),
            Map.entry(7, Reason.SUMS),
            Map.entry(8, Reason.SUMS),
            Map.entry(9, Reason.MARK_ROOT),
            Map.entry(10, Reason.ACCOUNTED_HASH),
            Map.entry(11, Reason.FLOWS_HASH),
            Map.entry(12, Reason.PAYLOAD_HASH),
            Map.entry(16, Reason.FORCED_QUEUE),
            Map.entry(17, Reason.FORCED_QUEUE),
            Map.entry(20, Reason.WITHDRAW_TOTALS));
    words.forEach(
        (word, reason) -> {
          CommittedBatch good = venue.committed(1);
          byte[] header = changed(good.header(), 32 * word + 31);
          byte[] hash = Keccak256.hash(header);
          CommittedBatch lie =
              with(
                  good,
                  header,
                  hash,
                  good.payload(),
                  good.flows(),
                  good.marks(),
                  venue.signature(hash));
          assertEquals(reason, refusal(venue, lie).reason(), "word " + word);
        });
  }

  @Test
  void shouldRefuseTooFewSignaturesAndAStranger() {
    LocalVenue venue = story();
    CommittedBatch good = venue.committed(0);
    Attestors two = new Attestors(DOMAIN, Set.of(venue.attestor.address(), DESTINATION), 2);
    assertEquals(Reason.SIGNATURES_TOO_FEW, refuse(new Rebuild(two), good).reason());
    byte[] twice = Arrays.copyOf(good.signatures(), 130);
    System.arraycopy(good.signatures(), 0, twice, 65, 65);
    assertEquals(
        Reason.SIGNER_ORDER,
        refuse(
                new Rebuild(two),
                with(
                    good,
                    good.header(),
                    good.headerHash(),
                    good.payload(),
                    good.flows(),
                    good.marks(),
                    twice))
            .reason());
    Attestors others = new Attestors(DOMAIN, Set.of(DESTINATION), 1);
    assertEquals(Reason.SIGNER_UNKNOWN, refuse(new Rebuild(others), good).reason());
  }

  /** 10,200 entries fill a chunk, so these make two. */
  @Test
  void shouldHashAPayloadOfTwoChunksAsItsSealer() {
    SealedWindow window = story().batches.get(0).window();
    List<Entry> entries = new ArrayList<>();
    for (int account = 4096; account < 4096 + 12_000; account++) {
      entries.add(new Entry(Entry.assetSection(0), account, account % 7 - 10L));
    }
    Batch batch = window.change().entries(entries).window().seal(new byte[32], new byte[32]);
    assertEquals(2, batch.chunks().size());
    Entries found = Entries.decode(batch.payload());
    assertArrayEquals(batch.header().payloadHash(), found.hash());
    assertEquals(12_000, found.entries().size());
  }

  @Test
  void shouldEqualTheNaiveTreeOnRandomLeaves() {
    Random random = new Random(71120);
    SumTree tree = new SumTree();
    Map<Integer, Node> all = new TreeMap<>();
    for (int round = 0; round < 20; round++) {
      Map<Integer, Node> some = new HashMap<>();
      for (int i = 0; i < 10; i++) {
        int account = random.nextInt(3) == 0 ? random.nextInt(1 << 24) : 4096 + random.nextInt(50);
        Node leaf =
            random.nextInt(4) == 0
                ? Node.EMPTY
                : Node.leaf(
                    new byte[] {(byte) random.nextInt()}, BigInteger.valueOf(random.nextLong()));
        some.put(account, leaf);
      }
      all.putAll(some);
      tree.put(some);
      Node naive = naive(all, SumTree.DEPTH, 0);
      assertArrayEquals(naive.hash(), tree.root().hash(), "round " + round);
      assertEquals(naive.positive(), tree.root().positive());
      assertEquals(naive.negative(), tree.root().negative());
    }
  }

  private static Node naive(Map<Integer, Node> leaves, int level, int index) {
    if (level == 0) {
      return leaves.getOrDefault(index, Node.EMPTY);
    }
    boolean inside = leaves.keySet().stream().anyMatch(account -> account >> level == index);
    return inside
        ? Node.parent(naive(leaves, level - 1, 2 * index), naive(leaves, level - 1, 2 * index + 1))
        : Node.EMPTY;
  }

  private static LeafProof proof(Rebuild rebuild, int account) {
    return new LeafProof(
        account,
        rebuild.holdings(account).preimage(),
        rebuild.tree().proof(account),
        rebuild.marks().bytes());
  }

  private static Refusal refusal(LocalVenue venue, CommittedBatch second) {
    Rebuild rebuild = new Rebuild(venue.attestors());
    rebuild.apply(venue.committed(0));
    return refuse(rebuild, second);
  }

  private static Refusal refuse(Rebuild rebuild, CommittedBatch batch) {
    return assertThrows(Refusal.class, () -> rebuild.apply(batch));
  }

  private static void assertReason(Reason reason, Runnable check) {
    assertEquals(reason, assertThrows(Refusal.class, check::run).reason());
  }

  private static byte[] changed(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= 1;
    return copy;
  }

  private static CommittedBatch with(
      CommittedBatch b,
      byte[] header,
      byte[] hash,
      byte[] payload,
      byte[] flows,
      byte[] marks,
      byte[] signatures) {
    return new CommittedBatch(
        b.no(), hash, b.committedAt(), b.transaction(), header, payload, flows, marks, signatures);
  }
}
