package caisson.engine.trigger;

import caisson.engine.book.IndexedHeap;

/** By account row, when all its orders are to be canceled; the earliest first. */
public final class CancelSwitches {
  private final IndexedHeap heap;

  public CancelSwitches(int rows) {
    heap = new IndexedHeap(new int[rows]);
  }

  /** MAX_VALUE when none is set. */
  public long firstNs() {
    return heap.firstKey();
  }

  /** At equal times the lower row. */
  public int firstRow() {
    return heap.first();
  }

  /** 0 when the account has none. */
  public long atNs(int row) {
    return heap.contains(row) ? heap.key(row) : 0;
  }

  /** Sets, moves or, with 0, clears the switch of an account. */
  public void set(int row, long atNs) {
    if (heap.contains(row)) {
      heap.remove(row);
    }
    if (atNs != 0) {
      heap.add(row, atNs, row);
    }
  }
}
