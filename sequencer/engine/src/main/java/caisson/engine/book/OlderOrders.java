package caisson.engine.book;

/**
 * Order id to slot by open addressing: key in the upper half of a cell, slot + 1 in the lower, 0
 * when free. At most three quarters are used; removal shifts back, so no search passes a tombstone.
 * The key is the scattered id's upper 32 bits: two orders may share it, so the id in the slot
 * decides.
 */
final class OlderOrders {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final long[] cells;
  private final int mask;
  private int count;

  OlderOrders(int capacity) {
    int wanted = Math.max(64, Math.addExact(capacity, capacity / 3 + 1));
    cells = new long[Math.toIntExact(Long.highestOneBit(wanted - 1L) << 1)];
    mask = cells.length - 1;
  }

  private static int key(long orderId) {
    return (int) ((orderId * SPREAD) >>> 32);
  }

  void put(long orderId, int slot) {
    int key = key(orderId);
    int cell = home(key);
    while (cells[cell] != 0) {
      cell = (cell + 1) & mask;
    }
    cells[cell] = content(key, slot);
    count++;
  }

  /** The slot, or NONE. */
  int find(long orderId, Orders orders) {
    if (count == 0) {
      return Orders.NONE;
    }
    int key = key(orderId);
    int cell = home(key);
    long content = cells[cell];
    while (content != 0) {
      int slot = (int) content - 1;
      if ((int) (content >>> 32) == key && orders.id(slot) == orderId) {
        return slot;
      }
      cell = (cell + 1) & mask;
      content = cells[cell];
    }
    return Orders.NONE;
  }

  void remove(long orderId, int slot) {
    int key = key(orderId);
    long content = content(key, slot);
    int cell = home(key);
    while (cells[cell] != content) {
      cell = (cell + 1) & mask;
    }
    close(cell);
    count--;
  }

  /** Frees a cell and moves back what a search would no longer reach over it. */
  private void close(int closed) {
    int free = closed;
    int cell = (free + 1) & mask;
    long content = cells[cell];
    while (content != 0) {
      int home = home((int) (content >>> 32));
      if (((cell - home) & mask) >= ((cell - free) & mask)) {
        cells[free] = content;
        free = cell;
      }
      cell = (cell + 1) & mask;
      content = cells[cell];
    }
    cells[free] = 0;
  }

  private int home(int key) {
    return (key >>> 1) & mask;
  }

  private static long content(int key, int slot) {
    return ((long) key << 32) | (slot + 1);
  }
}
