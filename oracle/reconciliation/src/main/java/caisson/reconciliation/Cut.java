package caisson.reconciliation;

/**
 * The instant at which a side was frozen: the last sequence it holds, and the block of the batch
 * that ends with that sequence. Sides of different cuts are never compared, so timing is never a
 * difference.
 *
 * @param block 0 when the side knows no chain
 */
public record Cut(long sequence, long block) {
  /** Blocks are compared only where both sides know one. */
  boolean matches(Cut other) {
    return sequence == other.sequence && (block == 0 || other.block == 0 || block == other.block);
  }
}
