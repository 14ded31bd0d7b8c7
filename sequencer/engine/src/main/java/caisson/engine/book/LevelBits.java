package caisson.engine.book;

/**
 * Which of the levels in the window have orders: a bit each, a bit per word of those and one word
 * over them, so the next one up or down is found in at most five words.
 */
final class LevelBits {
  static final int NONE = -1;

  private final long[] leaves;
  private final long[] nodes;
  private long root;

  LevelBits(int size) {
    leaves = new long[size >> 6];
    nodes = new long[(size >> 12) + 1];
  }

  boolean isSet(int bit) {
    return (leaves[bit >> 6] & (1L << bit)) != 0;
  }

  void set(int bit) {
    leaves[bit >> 6] |= 1L << bit;
    nodes[bit >> 12] |= 1L << (bit >> 6);
    root |= 1L << (bit >> 12);
  }

  void clear(int bit) {
    long leaf = leaves[bit >> 6] & ~(1L << bit);
    leaves[bit >> 6] = leaf;
    if (leaf == 0) {
      long node = nodes[bit >> 12] & ~(1L << (bit >> 6));
      nodes[bit >> 12] = node;
      if (node == 0) {
        root &= ~(1L << (bit >> 12));
      }
    }
  }

  /** The nearest set bit below, around the ring; NONE when no other is set. */
  int below(int bit) {
    int found = belowOrNone(bit);
    return found != NONE || root == 0 ? found : highest();
  }

  /** The nearest set bit at or above, around the ring; NONE when none is set. */
  int from(int bit) {
    long leaf = leaves[bit >> 6] & (-1L << bit);
    if (leaf != 0) {
      return (bit & ~63) | Long.numberOfTrailingZeros(leaf);
    }
    int word = bit >> 6;
    long node = nodes[word >> 6] & (~1L << word);
    if (node != 0) {
      return first((word & ~63) | Long.numberOfTrailingZeros(node));
    }
    int top = word >> 6;
    long rest = root & (~1L << top);
    if (rest == 0) {
      rest = root;
    }
    if (rest == 0) {
      return NONE;
    }
    int index = Long.numberOfTrailingZeros(rest);
    return first((index << 6) | Long.numberOfTrailingZeros(nodes[index]));
  }

  private int belowOrNone(int bit) {
    long leaf = leaves[bit >> 6] & ((1L << bit) - 1);
    if (leaf != 0) {
      return (bit & ~63) | (63 - Long.numberOfLeadingZeros(leaf));
    }
    int word = bit >> 6;
    long node = nodes[word >> 6] & ((1L << word) - 1);
    if (node != 0) {
      return last((word & ~63) | (63 - Long.numberOfLeadingZeros(node)));
    }
    int top = word >> 6;
    long rest = root & ((1L << top) - 1);
    if (rest == 0) {
      return NONE;
    }
    int index = 63 - Long.numberOfLeadingZeros(rest);
    return last((index << 6) | (63 - Long.numberOfLeadingZeros(nodes[index])));
  }

  private int highest() {
    int index = 63 - Long.numberOfLeadingZeros(root);
    return last((index << 6) | (63 - Long.numberOfLeadingZeros(nodes[index])));
  }

  private int first(int leaf) {
    return (leaf << 6) | Long.numberOfTrailingZeros(leaves[leaf]);
  }

  private int last(int leaf) {
    return (leaf << 6) | (63 - Long.numberOfLeadingZeros(leaves[leaf]));
  }
}
