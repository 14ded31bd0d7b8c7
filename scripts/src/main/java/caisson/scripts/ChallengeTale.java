package caisson.scripts;

import static caisson.scripts.Abi.bytes;
import static caisson.scripts.Abi.u256;
import static caisson.scripts.Abi.u32;
import static caisson.scripts.Abi.u64;

import caisson.clearing.Batch;
import caisson.clearing.BatchHeader;
import caisson.clearing.Leaf;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.generated.Uint128;
import org.web3j.abi.datatypes.generated.Uint64;

/**
 * Each lie of which the contracts have a proof is committed with good signatures on the same honest
 * chain; a stranger convicts it and the venue stands at the header before it. Then the honest batch
 * itself is committed and thousands of proofs are tried on it, true ones and broken ones.
 */
final class ChallengeTale {
  private static final BigInteger LIE = BigInteger.valueOf(123_456_789);
  private static final long COIN = 1_000_000;

  private final EscapeVenue venue;
  private final DrillChain chain;
  private final Story story;
  private final Random random;
  private final int attempts;

  ChallengeTale(EscapeVenue venue, Story story, long seed, int attempts) {
    this.venue = venue;
    this.chain = venue.chain;
    this.story = story;
    this.random = new Random(seed);
    this.attempts = attempts;
  }

  void tell() {
    venue.fill();
    venue.trade();
    venue.remember();
    Operator.Committed before = last();
    venue.forceCancel(Operator.FIRST + 17);
    venue.trade(600);
    Batch honest = venue.operator.seal(window -> window);
    story.check(
        "an honest batch with entries",
        honest.window().entries().size() > 500,
        honest.window().entries().size() + " entries");
    FalseFills fills = new FalseFills(venue, before, honest);
    fills.prepare();
    String start = chain.snapshot();

    int account = rich(before);
    Leaf leaf = venue.operator.leaf(account, 0);
    FalseTree tree = new FalseTree(honest, leaf);
    for (int level : new int[] {1, 9, 23}) {
      BatchHeader header = tree.header(honest, level, LIE);
      start =
          convict(
              "F1 a false sum at level " + level,
              start,
              before,
              header,
              honest,
              at -> node(tree, level, header, at));
    }
    BatchHeader falseLeaf = tree.header(honest, 0, LIE);
    start =
        convict(
            "F1b a leaf with a false claim",
            start,
            before,
            falseLeaf,
            honest,
            at -> leaf(honest, leaf, tree, falseLeaf, at));
    Leaf richer = venue.operator.leaf(account, COIN);
    Leaf poorer = venue.operator.leaf(account + 1, -COIN);
    Batch moved =
        FalseBatch.with(honest.window(), List.of(richer, poorer))
            .seal(before.batch().headerHash(), new byte[32]);
    Leaf was = venue.leaf(account);
    start =
        convict(
            "F2 coin moved without an entry",
            start,
            before,
            moved.header(),
            moved,
            at ->
                FalseBatch.change(
                    before,
                    FalseBatch.committed(moved.headerBytes(), at),
                    moved,
                    2L << 32,
                    was,
                    richer));
    for (FalseFills.Lie lie : fills.all()) {
      start = convict(lie, start, before);
    }
    survive(before, honest, fills);
  }

  private Operator.Committed last() {
    return venue.operator.committed.get(venue.operator.committed.size() - 1);
  }

  /** Commits the lie, convicts it, unwinds it, and returns to where it began. */
  private String convict(
      String name,
      String start,
      Operator.Committed before,
      BatchHeader header,
      Batch behind,
      FalseFills.Proof proof) {
    return convict(name, "challenge", start, before, header, behind, proof);
  }

  private String convict(FalseFills.Lie lie, String start, Operator.Committed before) {
    return convict(
        lie.name(), lie.judge(), start, before, lie.batch().header(), lie.batch(), lie.proof());
  }

  private String convict(
      String name,
      String court,
      String start,
      Operator.Committed before,
      BatchHeader header,
      Batch behind,
      FalseFills.Proof proof) {
    String house = venue.deployment.clearingHouse();
    chain.send(DemoAddress.SENDER, house, venue.operator.commitCall(header, behind));
    long at = chain.now();
    String judge = venue.contract(court);
    byte[] call = proof.against(at);
    boolean convicted =
        chain.wouldPass(DemoAddress.STRANGER, judge, List.of(call)).get(0)
            && chain.tries(DemoAddress.STRANGER, judge, call);
    boolean frozen = Abi.word(chain.view(house, Abi.call("frozen")), 0).signum() == 1;
    boolean inside = chain.now() < at + EscapeVenue.WINDOW_S;
    chain.tries(
        DemoAddress.STRANGER,
        house,
        Abi.call(
            "unwind",
            new DynamicArray<>(DynamicBytes.class, bytes(header.bytes())),
            new DynamicArray<>(Uint64.class, u64(at)),
            new DynamicArray<>(DynamicBytes.class, bytes(behind.flows()))));
    long head = Abi.word(chain.view(house, Abi.call("head")), 0).longValueExact();
    story.isTrue(
        name + " freezes the venue at the last honest header",
        convicted && frozen && inside && head == before.batch().header().no());
    chain.revert(start);
    return chain.snapshot();
  }

  private static byte[] node(FalseTree tree, int level, BatchHeader header, long at) {
    FalseTree.Node stated = tree.node(level, level, LIE);
    return falseNode(tree, level, stated, header.bytes(), at);
  }

  private static byte[] falseNode(
      FalseTree tree, int level, FalseTree.Node stated, byte[] header, long at) {
    return Abi.call(
        "falseNode",
        FalseBatch.committed(header, at),
        u256(tree.index(level)),
        new Uint128(stated.positive()),
        new Uint128(stated.negative()),
        bytes(tree.children(level)),
        bytes(tree.pathAbove(level)));
  }

  private static byte[] leaf(Batch honest, Leaf leaf, FalseTree tree, BatchHeader header, long at) {
    FalseTree.Node stated = tree.node(0, 0, LIE);
    DynamicStruct claimed =
        FalseBatch.stated(leaf.bytes(), stated.positive(), stated.negative(), tree.pathAbove(0));
    return Abi.call(
        "falseLeaf",
        FalseBatch.committed(header.bytes(), at),
        u32(leaf.account()),
        claimed,
        bytes(honest.window().marks().bytes()));
  }

  private void survive(Operator.Committed before, Batch honest, FalseFills fills) {
    chain.send(
        DemoAddress.SENDER, venue.deployment.clearingHouse(), venue.operator.commitCall(honest));
    long at = chain.now();
    Map<String, List<byte[]>> tries = new TreeMap<>();
    FalseFills.Attempt kept = fills.keptReceipt(at);
    tries.computeIfAbsent(kept.judge(), ignored -> new ArrayList<>()).add(kept.call());
    for (int i = 0; i < attempts; i++) {
      FalseFills.Attempt attempt =
          random.nextBoolean()
              ? new FalseFills.Attempt("challenge", attempt(before, honest, at))
              : fills.attempt(random, at);
      byte[] call = attempt.call();
      if (random.nextBoolean()) {
        call[4 + random.nextInt(call.length - 4)] ^= (byte) (1 + random.nextInt(255));
      }
      tries.computeIfAbsent(attempt.judge(), ignored -> new ArrayList<>()).add(call);
    }
    long convictions = 0;
    for (Map.Entry<String, List<byte[]>> judge : tries.entrySet()) {
      List<Boolean> passed =
          chain.wouldPass(DemoAddress.STRANGER, venue.contract(judge.getKey()), judge.getValue());
      convictions += passed.stream().filter(each -> each).count();
    }
    story.equal(
        "of " + attempts + " random proofs against the honest batch convict it", 0L, convictions);
    story.isTrue("data that was shown convicts nobody", fills.showsWhatIsAsked(at));
  }

  /** A proof with true data about a random place: there is nothing to convict. */
  private byte[] attempt(Operator.Committed before, Batch honest, long at) {
    int account =
        random.nextInt(20) == 0
            ? random.nextInt(1 << 24)
            : Operator.FIRST + random.nextInt(EscapeVenue.ACCOUNTS);
    Leaf now = leafOf(account);
    byte[] header = honest.headerBytes();
    switch (random.nextInt(3)) {
      case 0 -> {
        FalseTree tree = new FalseTree(honest, now);
        int level = 1 + random.nextInt(FalseTree.DEPTH);
        return falseNode(tree, level, tree.node(level, -1, BigInteger.ZERO), header, at);
      }
      case 1 -> {
        return Abi.call(
            "falseLeaf",
            FalseBatch.committed(header, at),
            u32(account),
            FalseBatch.stated(honest, now),
            bytes(honest.window().marks().bytes()));
      }
      default -> {
        long key =
            random.nextBoolean() ? 2L << 32 | random.nextInt(4) : 3L << 32 | 1 + random.nextInt(2);
        return FalseBatch.change(
            before, FalseBatch.committed(header, at), honest, key, venue.leaf(account), now);
      }
    }
  }

  private Leaf leafOf(int account) {
    boolean user = account >= Operator.FIRST && account < Operator.FIRST + EscapeVenue.ACCOUNTS;
    return user ? venue.operator.leaf(account, 0) : Leaf.builder(account).build();
  }

  /** The first of two neighbours whose claims stay positive when coin moves between them. */
  private int rich(Operator.Committed at) {
    int account = Operator.FIRST;
    while (!hasCoin(at, account) || !hasCoin(at, account + 1)) {
      account++;
    }
    return account;
  }

  private boolean hasCoin(Operator.Committed at, int account) {
    BigInteger enough = BigInteger.valueOf(10_000 * COIN);
    BigInteger claim = at.batch().window().marks().claim(venue.leaf(account));
    return claim.compareTo(enough) > 0;
  }
}
