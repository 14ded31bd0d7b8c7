package caisson.engine.book;

/**
 * Order id to slot: open addressing over one array of cells, key in the upper half, slot + 1 in the
 * lower, 0 when free.
 *
 * <p>Ids are sequences, so eight consecutive ones are kept in eight consecutive cells, which share
 * a cache line or two; only the blocks of eight are scattered. At most half of the cells are used,
 * and removal shifts back, so no search passes a tombstone. The key is 32 bits folded from the id:
 * two resting orders may share it, so the id in the slot decides.
 */
final class OrderIndex {
  private static final int BLOCK_BITS = 3;
  private static final int BLOCK_MASK = (1 << BLOCK_BITS) - 1;
  private static final int SPREAD = 0x9E37_79B9;

  private final long[] cells;
  private final int mask;
  private final int shift;

  OrderIndex(int capacity) {
    int bits = Math.max(2 * BLOCK_BITS, 33 - Integer.numberOfLeadingZeros(capacity - 1));
    cells = new long[1 << bits];
    mask = cells.length - 1;
    shift = 32 - (bits - BLOCK_BITS);
  }

  /** Orders of one batch differ above bit 48 only; they must not share a key. */
  private static int key(long orderId) {
    return (int) (orderId ^ (orderId >>> 43));
  }

  private int home(int key) {
    return ((((key >>> BLOCK_BITS) * SPREAD) >>> shift) << BLOCK_BITS) | (key & BLOCK_MASK);
  }

  void put(long orderId, int slot) {
    int key = key(orderId);
    int cell = home(key);
    while (cells[cell] != 0) {
      cell = (cell + 1) & mask;
    }
    cells[cell] = ((long) key << 32) | (slot + 1);
  }

  /** The slot, or NONE. */
  int find(long orderId, Orders orders) {
    int cell = cellOf(orderId, orders);
    return (int) cells[cell] - 1;
  }

  void remove(long orderId, int slot) {
    int key = key(orderId);
    long content = ((long) key << 32) | (slot + 1);
    int cell = home(key);
    while (cells[cell] != content) {
      cell = (cell + 1) & mask;
    }
    close(cell);
  }

  private int cellOf(long orderId, Orders orders) {
    int key = key(orderId);
    int cell = home(key);
    for (long content; (content = cells[cell]) != 0; cell = (cell + 1) & mask) {
      if ((int) (content >>> 32) == key && orders.id((int) content - 1) == orderId) {
        break;
      }
    }
    return cell;
  }

  /** Frees a cell and moves back what a search would no longer reach over it. */
  private void close(int free) {
    int cell = free;
    for (; ; ) {
      cell = (cell + 1) & mask;
      long content = cells[cell];
      if (content == 0) {
        cells[free] = 0;
        return;
      }
      int home = home((int) (content >>> 32));
      if (((cell - home) & mask) >= ((cell - free) & mask)) {
        cells[free] = content;
        free = cell;
      }
    }
  }
}
