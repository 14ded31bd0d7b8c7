package caisson.engine.book;

/**
 * Resting orders that end at a time of their own, the earliest first. An order keeps the number of
 * its entry here ({@link Orders#timer}); a number shows nowhere.
 */
public final class TimedOrders {
  public static final int NONE = IndexedHeap.NONE;

  /** By entry: the order's slot, or the next free entry. */
  private final int[] slots;

  private final IndexedHeap heap;
  private int firstFree;

  public TimedOrders(int capacity) {
    if (capacity > Orders.MAX_TIMERS) {
      throw new IllegalArgumentException("timed orders out of range: " + capacity);
    }
    slots = new int[capacity];
    for (int entry = 0; entry < capacity; entry++) {
      slots[entry] = entry + 1 < capacity ? entry + 1 : NONE;
    }
    heap = new IndexedHeap(new int[capacity]);
  }

  public boolean full() {
    return firstFree == NONE;
  }

  public int room() {
    return slots.length - heap.count();
  }

  /** MAX_VALUE when there is none. */
  public long firstNs() {
    return heap.firstKey();
  }

  /** Of the order that ends first, at equal times the one with the lowest id. */
  public int firstSlot() {
    return slots[heap.first()];
  }

  public long goodTillNs(int entry) {
    return heap.key(entry);
  }

  /** The caller asked {@link #full} before. */
  public int add(int slot, long goodTillNs, long orderId) {
    int entry = firstFree;
    firstFree = slots[entry];
    slots[entry] = slot;
    heap.add(entry, goodTillNs, orderId);
    return entry;
  }

  public void remove(int entry) {
    heap.remove(entry);
    slots[entry] = firstFree;
    firstFree = entry;
  }
}
