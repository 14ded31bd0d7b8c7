package caisson.verifier;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The 24-level tree over accounts; the index of a leaf is the account id. Level 0 holds leaves.
 * Only nodes with something below them are kept, so an empty place costs nothing.
 */
public final class SumTree {
  static final int DEPTH = 24;

  private final List<Map<Integer, Node>> levels = new ArrayList<>();

  public SumTree() {
    for (int level = 0; level <= DEPTH; level++) {
      levels.add(new HashMap<>());
    }
  }

  /** Replaces the leaves given and every node above them. */
  public void put(Map<Integer, Node> leaves) {
    TreeSet<Integer> touched = new TreeSet<>();
    leaves.forEach(
        (account, leaf) -> {
          set(0, account, leaf);
          touched.add(account >> 1);
        });
    for (int level = 1; level <= DEPTH; level++) {
      TreeSet<Integer> above = new TreeSet<>();
      for (int index : touched) {
        set(level, index, Node.parent(get(level - 1, 2 * index), get(level - 1, 2 * index + 1)));
        above.add(index >> 1);
      }
      touched.clear();
      touched.addAll(above);
    }
  }

  public Node root() {
    return get(DEPTH, 0);
  }

  /** The 24 siblings from the bottom up. */
  public byte[] proof(int account) {
    ByteArrayOutputStream proof = new ByteArrayOutputStream();
    for (int level = 0; level < DEPTH; level++) {
      proof.writeBytes(get(level, (account >> level) ^ 1).proofBytes());
    }
    return proof.toByteArray();
  }

  private Node get(int level, int index) {
    return levels.get(level).getOrDefault(index, Node.EMPTY);
  }

  private void set(int level, int index, Node node) {
    if (node.isEmpty()) {
      levels.get(level).remove(index);
    } else {
      levels.get(level).put(index, node);
    }
  }
}
