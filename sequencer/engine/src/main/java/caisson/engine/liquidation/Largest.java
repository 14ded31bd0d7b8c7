package caisson.engine.liquidation;

/** The largest of some numbers, one after the other; of equal ones the first. */
final class Largest {
  private final int[] heap;
  private long[] keys = new long[0];
  private int size;

  Largest(int most) {
    heap = new int[most];
  }

  /** Begins with all of the first {@code count} keys, which stay as they are meanwhile. */
  void of(long[] numbers, int count) {
    keys = numbers;
    size = count;
    for (int i = 0; i < count; i++) {
      heap[i] = i;
    }
    for (int root = count / 2 - 1; root >= 0; root--) {
      sift(root);
    }
  }

  /** Where the next one stands. */
  int next() {
    int largest = heap[0];
    heap[0] = heap[--size];
    sift(0);
    return largest;
  }

  private void sift(int from) {
    int root = from;
    while (2 * root + 1 < size) {
      int child = 2 * root + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], heap[root])) {
        return;
      }
      int down = heap[root];
      heap[root] = heap[child];
      heap[child] = down;
      root = child;
    }
  }

  private boolean before(int a, int b) {
    return keys[a] != keys[b] ? keys[a] > keys[b] : a < b;
  }
}
