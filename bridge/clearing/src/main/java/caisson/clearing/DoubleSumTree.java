package caisson.clearing;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state tree: depth 24, the index of a leaf is its account id. Every node carries a hash and
 * two sums, of the positive and of the negative claims below it, so the root states what all
 * accounts are owed and owe together.
 *
 * <pre>
 * leaf node = (keccak(leaf bytes), max(claim, 0), max(-claim, 0))
 * inner     = (keccak(0x01 | hL | pL u128 | nL u128 | hR | pR | nR), pL + pR, nL + nR)
 * empty     = 64 zero bytes at every level
 * </pre>
 *
 * Immutable: {@link #with} shares every untouched subtree with its predecessor, so the tree of each
 * batch in flight stays at hand for proofs at the cost of its touched paths.
 */
public final class DoubleSumTree {
  public static final int DEPTH = 24;
  public static final int NODE_BYTES = 64;
  public static final DoubleSumTree EMPTY = new DoubleSumTree(Node.EMPTY);

  private static final BigInteger SUM_LIMIT = BigInteger.ONE.shiftLeft(128);

  private final Node root;

  private DoubleSumTree(Node root) {
    this.root = root;
  }

  /** A node as it stands in proofs; children are null in leaves and empty subtrees. */
  public static final class Node {
    static final Node EMPTY = new Node(Bytes.ZERO_32, BigInteger.ZERO, BigInteger.ZERO, null, null);

    private final byte[] hash;
    private final BigInteger positive;
    private final BigInteger negative;
    private final @Nullable Node left;
    private final @Nullable Node right;

    private Node(
        byte[] hash,
        BigInteger positive,
        BigInteger negative,
        @Nullable Node left,
        @Nullable Node right) {
      this.hash = hash;
      this.positive = positive;
      this.negative = negative;
      this.left = left;
      this.right = right;
    }

    static Node leaf(byte[] hash, BigInteger claim) {
      return new Node(
          hash, claim.max(BigInteger.ZERO), claim.negate().max(BigInteger.ZERO), null, null);
    }

    static Node parent(Node left, Node right) {
      if (left.isEmpty() && right.isEmpty()) {
        return EMPTY;
      }
      byte[] hash = Keccak.hash(new byte[] {0x01}, left.bytes(), right.bytes());
      return new Node(
          hash, left.positive.add(right.positive), left.negative.add(right.negative), left, right);
    }

    public byte[] hash() {
      return hash.clone();
    }

    public BigInteger positive() {
      return positive;
    }

    public BigInteger negative() {
      return negative;
    }

    /** hash 32 | positive u128 | negative u128. */
    public byte[] bytes() {
      return new Bytes()
          .raw(hash)
          .raw(Bytes.unsigned(positive, 16))
          .raw(Bytes.unsigned(negative, 16))
          .toArray();
    }

    boolean isEmpty() {
      return this == EMPTY;
    }

    private Node left() {
      return left == null ? EMPTY : left;
    }

    private Node right() {
      return right == null ? EMPTY : right;
    }
  }

  public Node root() {
    return root;
  }

  /** The tree after these leaves took the place of their predecessors, claims at these marks. */
  public DoubleSumTree with(Collection<Leaf> leaves, MarkWords marks) {
    TreeMap<Integer, Node> nodes = new TreeMap<>();
    for (Leaf leaf : leaves) {
      Node node = leaf.isEmpty() ? Node.EMPTY : Node.leaf(leaf.hash(), marks.claim(leaf));
      if (nodes.put(leaf.account(), node) != null) {
        throw new BrokenFold("leaf twice: account=" + leaf.account());
      }
    }
    if (nodes.isEmpty()) {
      return this;
    }
    int[] ids = nodes.keySet().stream().mapToInt(Integer::intValue).toArray();
    Node changed = replace(root, DEPTH, 0, ids, 0, ids.length, nodes.values().toArray(new Node[0]));
    if (changed.positive.compareTo(SUM_LIMIT) >= 0 || changed.negative.compareTo(SUM_LIMIT) >= 0) {
      throw new BrokenFold("sums of the tree exceed 128 bits");
    }
    return new DoubleSumTree(changed);
  }

  /** Replaces the leaves ids[from..to), all below this node, whose first id is {@code base}. */
  private static Node replace(
      Node node, int level, int base, int[] ids, int from, int to, Node[] leaves) {
    if (from == to) {
      return node;
    }
    if (level == 0) {
      return leaves[from];
    }
    int middle = base + (1 << (level - 1));
    int split = from;
    while (split < to && ids[split] < middle) {
      split++;
    }
    return Node.parent(
        replace(node.left(), level - 1, base, ids, from, split, leaves),
        replace(node.right(), level - 1, middle, ids, split, to, leaves));
  }

  /** A node in its tree. */
  static final class Place {
    private final Node node;
    private final int height;
    private final int index;

    private Place(Node node, int height, int index) {
      this.node = node;
      this.height = height;
      this.index = index;
    }

    /** Levels above the leaves. */
    int height() {
      return height;
    }

    /** Among the nodes of its height; of a leaf the account. */
    int index() {
      return index;
    }

    /** The nodes so many levels down, left to right, 64 bytes each. */
    byte[] descendants(int levels) {
      Bytes out = new Bytes();
      collect(node, levels, out);
      return out.toArray();
    }

    private static void collect(Node node, int levels, Bytes out) {
      if (levels == 0) {
        out.raw(node.bytes());
      } else {
        collect(node.left(), levels - 1, out);
        collect(node.right(), levels - 1, out);
      }
    }
  }

  /** Where a hash stands; looks at every node. */
  Optional<Place> find(byte[] hash) {
    return Optional.ofNullable(find(root, DEPTH, 0, hash));
  }

  private static @Nullable Place find(Node node, int height, int index, byte[] hash) {
    if (node.isEmpty()) {
      return null;
    }
    if (Arrays.equals(node.hash, hash)) {
      return new Place(node, height, index);
    }
    if (height == 0) {
      return null;
    }
    Place left = find(node.left(), height - 1, 2 * index, hash);
    return left != null ? left : find(node.right(), height - 1, 2 * index + 1, hash);
  }

  /** The 24 siblings from the leaf to the root, 64 bytes each. */
  public byte[] proof(int account) {
    byte[] proof = new byte[DEPTH * NODE_BYTES];
    Node node = root;
    for (int level = DEPTH - 1; level >= 0 && !node.isEmpty(); level--) {
      boolean goesRight = (account >>> level & 1) == 1;
      Node sibling = goesRight ? node.left() : node.right();
      System.arraycopy(sibling.bytes(), 0, proof, level * NODE_BYTES, NODE_BYTES);
      node = goesRight ? node.right() : node.left();
    }
    return proof;
  }

  /** Whether the leaf stands below the root with these sums; the proof as {@link #proof}. */
  public static boolean verify(Node root, Leaf leaf, MarkWords marks, byte[] proof) {
    if (proof.length != DEPTH * NODE_BYTES) {
      return false;
    }
    Node node = leaf.isEmpty() ? Node.EMPTY : Node.leaf(leaf.hash(), marks.claim(leaf));
    for (int level = 0; level < DEPTH; level++) {
      Node sibling = read(proof, level * NODE_BYTES);
      boolean isRight = (leaf.account() >>> level & 1) == 1;
      node = isRight ? Node.parent(sibling, node) : Node.parent(node, sibling);
    }
    return Arrays.equals(node.bytes(), root.bytes());
  }

  private static Node read(byte[] proof, int offset) {
    byte[] hash = Arrays.copyOfRange(proof, offset, offset + 32);
    BigInteger positive = new BigInteger(1, Arrays.copyOfRange(proof, offset + 32, offset + 48));
    BigInteger negative = new BigInteger(1, Arrays.copyOfRange(proof, offset + 48, offset + 64));
    boolean empty =
        Arrays.equals(hash, Bytes.ZERO_32) && positive.signum() == 0 && negative.signum() == 0;
    return empty ? Node.EMPTY : new Node(hash, positive, negative, null, null);
  }

  public static DoubleSumTree of(Collection<Leaf> leaves, MarkWords marks) {
    return EMPTY.with(leaves, marks);
  }
}
