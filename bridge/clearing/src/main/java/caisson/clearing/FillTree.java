package caisson.clearing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The moves of a batch under its header's {@code fillRoot}: 24 levels over the lists, the index of
 * a list is its account id, a node is keccak(0d | left | right), an empty subtree 32 zero bytes.
 * Every account stands in it at most once. Immutable.
 */
public final class FillTree {
  public static final FillTree EMPTY = new FillTree(List.of());
  public static final int NODE_BYTES = 32;

  private static final int TAG = 0x0d;

  private final NavigableMap<Integer, MoveList> lists = new TreeMap<>();
  private final byte[] root;
  // By height, 0 for the lists: the nodes that are not empty, by their place in the level. Made by
  // the first proof: trees wait by the hundred, proofs are seldom.
  private volatile @Nullable List<TreeMap<Integer, byte[]>> levels;

  public FillTree(Collection<MoveList> lists) {
    for (MoveList list : lists) {
      if (!list.moves().isEmpty() && this.lists.put(list.account(), list) != null) {
        throw new BrokenFold("two lists of moves: account=" + list.account());
      }
    }
    TreeMap<Integer, byte[]> level = hashes();
    for (int height = 0; height < DoubleSumTree.DEPTH; height++) {
      level = above(level);
    }
    root = level.getOrDefault(0, Bytes.ZERO_32);
  }

  public byte[] root() {
    return root.clone();
  }

  /** Ascending by account; those that did not move have none. */
  public Collection<MoveList> lists() {
    return lists.values();
  }

  /** Null when the account did not move. */
  public @Nullable MoveList list(int account) {
    return lists.get(account);
  }

  /** The 24 siblings of an account's list, from the list up, 32 bytes each. */
  public byte[] path(int account) {
    Bytes path = new Bytes();
    for (int height = 0; height < DoubleSumTree.DEPTH; height++) {
      path.raw(node(height, account >>> height ^ 1));
    }
    return path.toArray();
  }

  /** The node at a height above the lists, 0 for a list itself. */
  byte[] node(int height, int place) {
    return levels().get(height).getOrDefault(place, Bytes.ZERO_32);
  }

  private List<TreeMap<Integer, byte[]>> levels() {
    List<TreeMap<Integer, byte[]>> known = levels;
    if (known == null) {
      List<TreeMap<Integer, byte[]>> all = new ArrayList<>();
      TreeMap<Integer, byte[]> level = hashes();
      for (int height = 0; height <= DoubleSumTree.DEPTH; height++) {
        all.add(level);
        level = above(level);
      }
      known = List.copyOf(all);
      levels = known;
    }
    return known;
  }

  private TreeMap<Integer, byte[]> hashes() {
    TreeMap<Integer, byte[]> hashes = new TreeMap<>();
    lists.forEach((account, list) -> hashes.put(account, list.hash()));
    return hashes;
  }

  /**
   * The descendants of the node with this hash, {@code levels} down or as far as it goes, left to
   * right, 32 bytes each; empty when no node above the lists has it.
   */
  Optional<byte[]> find(byte[] hash, int levels) {
    for (int height = DoubleSumTree.DEPTH; height > 0; height--) {
      for (Map.Entry<Integer, byte[]> node : levels().get(height).entrySet()) {
        if (Arrays.equals(node.getValue(), hash)) {
          int down = Math.min(levels, height);
          Bytes out = new Bytes();
          for (int i = 0; i < 1 << down; i++) {
            out.raw(node(height - down, (node.getKey() << down) + i));
          }
          return Optional.of(out.toArray());
        }
      }
    }
    return Optional.empty();
  }

  /** The lists with the evidence of each move, to be kept and read again. */
  public byte[] bytes() {
    Bytes out = new Bytes();
    for (MoveList list : lists.values()) {
      out.u32(list.account()).u32(list.moves().size());
      for (Move move : list.moves()) {
        byte[] evidence = move.evidence().bytes();
        out.raw(move.bytes()).u32(evidence.length).raw(evidence);
      }
    }
    return out.toArray();
  }

  public static FillTree read(byte[] bytes) {
    List<MoveList> lists = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int account = (int) Bytes.read(bytes, at, 4);
      int count = (int) Bytes.read(bytes, at + 4, 4);
      at += 8;
      List<Move> moves = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int length = (int) Bytes.read(bytes, at + Move.LENGTH, 4);
        int evidence = at + Move.LENGTH + 4;
        moves.add(
            Move.read(
                bytes, at, new Evidence(Arrays.copyOfRange(bytes, evidence, evidence + length))));
        at = evidence + length;
      }
      lists.add(new MoveList(account, moves));
    }
    return new FillTree(lists);
  }

  private static TreeMap<Integer, byte[]> above(TreeMap<Integer, byte[]> level) {
    TreeMap<Integer, byte[]> parents = new TreeMap<>();
    for (int place : level.keySet()) {
      int parent = place >>> 1;
      if (!parents.containsKey(parent)) {
        byte[] left = level.getOrDefault(2 * parent, Bytes.ZERO_32);
        byte[] right = level.getOrDefault(2 * parent + 1, Bytes.ZERO_32);
        parents.put(parent, Keccak.hash(new byte[] {TAG}, left, right));
      }
    }
    return parents;
  }
}
