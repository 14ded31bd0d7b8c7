package caisson.scripts;

import caisson.clearing.BrokenFold;
import caisson.clearing.DoubleSumTree;
import caisson.clearing.Leaf;
import caisson.clearing.MarkWords;
import caisson.signing.Hex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;

/**
 * Random account sets, folded to a root in Java and by the libraries of the contracts: the same
 * root and sums, or refused alike.
 */
final class RootTwins {
  private static final int SETS_AT_ONCE = 25;
  private static final int ANSWER = 68;
  private static final int SHOWN = 10;

  /** The fold in Java: hash and sums of the root, 64 bytes; empty when it refuses the set. */
  interface Fold {
    Optional<byte[]> root(List<RandomAccounts.Account> set, MarkWords marks, Random random);
  }

  private final DrillChain chain;
  private final String roots;
  private final Fold fold;
  private final Random random;

  /** The first few. */
  final List<String> shown = new ArrayList<>();

  int disagreements;
  int asked;
  int refused;

  /** {@code code} is the creation code of Roots.sol. */
  RootTwins(DrillChain chain, byte[] code, Fold fold, long seed) {
    this.chain = chain;
    this.roots = chain.create(DemoAddress.SENDER, code);
    this.fold = fold;
    this.random = new Random(seed);
  }

  RootTwins(DrillChain chain, byte[] code, long seed) {
    this(chain, code, RootTwins::root, seed);
  }

  void ask(int count) {
    List<RandomAccounts> groups = new ArrayList<>();
    for (int left = count; left > 0; left -= SETS_AT_ONCE) {
      groups.add(new RandomAccounts(random, Math.min(left, SETS_AT_ONCE)));
    }
    List<Answer> answers =
        chain.answers(
            groups.stream()
                .map(group -> new DrillChain.Call(DemoAddress.SENDER, roots, question(group)))
                .toList());
    for (int i = 0; i < groups.size(); i++) {
      if (!answers.get(i).passed()) {
        throw new VenueException("Roots reverts: " + Hex.encode(answers.get(i).bytes()));
      }
      judge(groups.get(i), answers.get(i).bytes());
    }
  }

  private static byte[] question(RandomAccounts group) {
    List<DynamicBytes> sets = group.sets.stream().map(RootTwins::packed).toList();
    return Abi.call(
        "roots", Abi.bytes(group.marks.bytes()), new DynamicArray<>(DynamicBytes.class, sets));
  }

  private static DynamicBytes packed(List<RandomAccounts.Account> set) {
    ByteBuffer out =
        ByteBuffer.allocate(set.stream().mapToInt(each -> 6 + each.leaf().length).sum());
    for (RandomAccounts.Account each : set) {
      out.putInt(each.id()).putShort((short) each.leaf().length).put(each.leaf());
    }
    return Abi.bytes(out.array());
  }

  private void judge(RandomAccounts group, byte[] answer) {
    for (int i = 0; i < group.sets.size(); i++) {
      asked++;
      byte[] found = Arrays.copyOfRange(answer, 64 + i * ANSWER, 64 + (i + 1) * ANSWER);
      Optional<byte[]> expected =
          found[0] == 0 ? Optional.of(Arrays.copyOfRange(found, 1, 65)) : Optional.empty();
      refused += expected.isEmpty() ? 1 : 0;
      Optional<byte[]> own = fold.root(group.sets.get(i), group.marks, random);
      if (!own.map(Hex::encode).equals(expected.map(Hex::encode))) {
        disagree(group, i, found, own);
      }
    }
  }

  private void disagree(RandomAccounts group, int set, byte[] found, Optional<byte[]> own) {
    if (disagreements++ < SHOWN) {
      String contract =
          found[0] == 0
              ? Hex.encode(Arrays.copyOfRange(found, 1, 65))
              : "refuses with " + Hex.encode(Arrays.copyOfRange(found, 1, 5));
      List<String> accounts =
          group.sets.get(set).stream().map(a -> a.id() + "=" + Hex.encode(a.leaf())).toList();
      shown.add(
          "contract %s, java %s: %s at %s"
              .formatted(
                  contract,
                  own.map(Hex::encode).orElse("refuses"),
                  accounts,
                  Hex.encode(group.marks.bytes())));
    }
  }

  /** From nothing and from another state: both must give one root. */
  static Optional<byte[]> root(List<RandomAccounts.Account> set, MarkWords marks, Random random) {
    try {
      List<Leaf> leaves = new ArrayList<>();
      for (RandomAccounts.Account each : set) {
        leaves.add(Leaf.decode(each.id(), each.leaf()));
      }
      Collections.shuffle(leaves, random);
      byte[] whole = DoubleSumTree.of(leaves, marks).root().bytes();
      List<Leaf> others = new ArrayList<>();
      for (int i = 0; i < leaves.size(); i += 1 + random.nextInt(3)) {
        others.add(Leaf.builder(leaves.get(i).account()).units(0, 1 + random.nextInt(9)).build());
      }
      byte[] stepwise = DoubleSumTree.of(others, marks).with(leaves, marks).root().bytes();
      if (!Arrays.equals(whole, stepwise)) {
        throw new VenueException("the tree depends on its history: " + Hex.encode(stepwise));
      }
      return Optional.of(whole);
    } catch (BrokenFold | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
