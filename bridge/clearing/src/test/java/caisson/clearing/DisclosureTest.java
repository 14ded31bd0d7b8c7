package caisson.clearing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Somebody with a header alone comes, by answers only, to every leaf, move and evidence. */
class DisclosureTest {
  private static final MarkWords MARKS =
      new MarkWords.Builder()
          .asset(0, 1_000_000_000_000L, 6, 0)
          .market(1, 600_000, 10, -1_234, 0)
          .build();
  private static final List<Leaf> LEAVES =
      List.of(
          Leaf.builder(1).units(0, 4).build(),
          Leaf.builder(4096).units(0, 70_000_000).lots(1, -3).build(),
          Leaf.builder(4097).units(0, -10_000_000).lots(1, 3).build(),
          Leaf.builder((1 << 24) - 1).units(0, 77).build());
  private static final DoubleSumTree STATE = DoubleSumTree.of(LEAVES, MARKS);
  private static final FillTree FILLS = MoveVectorsTest.TREE;

  @Test
  void shouldReachEveryLeafInFourRounds() {
    List<byte[]> preimages = new ArrayList<>();
    descend(STATE.root().hash(), 64, 24, preimages);
    assertEquals(LEAVES.size(), preimages.size());
    for (int i = 0; i < LEAVES.size(); i++) {
      assertArrayEquals(LEAVES.get(i).bytes(), preimages.get(i));
    }
  }

  @Test
  void shouldReachEveryListMoveAndEvidence() {
    List<byte[]> lists = new ArrayList<>();
    descend(FILLS.root(), 32, 24, lists);
    assertEquals(3, lists.size());
    List<byte[]> moves = new ArrayList<>();
    for (byte[] list : lists) {
      assertEquals(41, list.length);
      moves(Arrays.copyOfRange(list, 9, 41), moves);
    }
    List<Move> expected = FILLS.lists().stream().flatMap(list -> list.moves().stream()).toList();
    assertEquals(expected.size(), moves.size());
    for (int i = 0; i < moves.size(); i++) {
      byte[] move = moves.get(i);
      assertArrayEquals(expected.get(i).bytes(), Arrays.copyOfRange(move, 1, move.length));
      byte[] evidence = Arrays.copyOfRange(move, 78, 110);
      if (!Arrays.equals(evidence, new byte[32])) {
        assertArrayEquals(expected.get(i).evidence().bytes(), ask(evidence).orElseThrow());
      }
    }
  }

  @Test
  void shouldHaveNothingForAHashThatIsNotThere() {
    byte[] other = STATE.root().hash();
    other[5] ^= 1;
    assertTrue(ask(other).isEmpty());
  }

  private static Optional<byte[]> ask(byte[] hash) {
    return Disclosure.of(
        hash,
        STATE,
        FILLS,
        account ->
            LEAVES.stream().filter(leaf -> leaf.account() == account).findFirst().orElseThrow());
  }

  /** Takes the answer apart as Demand._fold does, and goes on below every node that is there. */
  private static void descend(byte[] hash, int size, int height, List<byte[]> found) {
    byte[] answer = ask(hash).orElseThrow();
    if (height == 0) {
      assertArrayEquals(hash, Keccak.hash(answer));
      found.add(answer);
      return;
    }
    int count = 1 << Math.min(6, height);
    assertEquals(size * count, answer.length);
    byte[] level = answer;
    for (int left = count; left > 1; left /= 2) {
      Bytes above = new Bytes();
      for (int i = 0; i < left; i += 2) {
        above.raw(join(level, i, size));
      }
      level = above.toArray();
    }
    assertArrayEquals(hash, Arrays.copyOf(level, 32), "an answer that does not hash to what it is");
    for (int i = 0; i < count; i++) {
      byte[] below = Arrays.copyOfRange(answer, size * i, size * i + 32);
      if (!Arrays.equals(below, new byte[32])) {
        descend(below, size, height - Math.min(6, height), found);
      }
    }
  }

  private static byte[] join(byte[] level, int at, int size) {
    byte[] pair = Arrays.copyOfRange(level, size * at, size * (at + 2));
    boolean empty = Arrays.equals(pair, new byte[2 * size]);
    byte[] tag = {(byte) (size == 64 ? 0x01 : 0x0d)};
    byte[] hash = empty ? new byte[32] : Keccak.hash(tag, pair);
    if (size == 32) {
      return hash;
    }
    return new Bytes().raw(hash).raw(sum(pair, 32)).raw(sum(pair, 48)).toArray();
  }

  private static byte[] sum(byte[] pair, int at) {
    BigInteger left = new BigInteger(1, pair, at, 16);
    return Bytes.unsigned(left.add(new BigInteger(1, pair, 64 + at, 16)), 16);
  }

  private static void moves(byte[] hash, List<byte[]> found) {
    byte[] preimage = ask(hash).orElseThrow();
    assertArrayEquals(hash, Keccak.hash(preimage));
    if (preimage[0] == 0x0c) {
      found.add(preimage);
      return;
    }
    assertEquals(0x0b, preimage[0]);
    assertFalse(found.size() > 100, "a list without an end");
    moves(Arrays.copyOfRange(preimage, 1, 33), found);
    moves(Arrays.copyOfRange(preimage, 33, 65), found);
  }
}
