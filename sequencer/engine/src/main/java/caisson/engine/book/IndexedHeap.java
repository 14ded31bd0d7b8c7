package caisson.engine.book;

import java.util.Arrays;

/**
 * Entries of a pool by (key, tie) ascending: a binary heap that knows where each entry stands, so
 * that any of them leaves in O(log n). The arrays grow by doubling; the pool bounds them.
 */
public final class IndexedHeap {
  public static final int NONE = -1;

  /** By entry: where it stands; shared by the heaps among which a pool's entries are divided. */
  private final int[] places;

  private int[] entries = new int[64];
  private long[] keys = new long[64];
  private long[] ties = new long[64];
  private int count;

  public IndexedHeap(int[] places) {
    this.places = places;
    Arrays.fill(places, NONE);
  }

  public int count() {
    return count;
  }

  /** Whether the entry is in this heap, or in one that shares its places. */
  public boolean contains(int entry) {
    return places[entry] != NONE;
  }

  /** NONE when the heap is empty. */
  public int first() {
    return count == 0 ? NONE : entries[0];
  }

  /** Of the first entry; MAX_VALUE when the heap is empty. */
  public long firstKey() {
    return count == 0 ? Long.MAX_VALUE : keys[0];
  }

  public long key(int entry) {
    return keys[places[entry]];
  }

  public void add(int entry, long key, long tie) {
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, 2 * count);
      keys = Arrays.copyOf(keys, 2 * count);
      ties = Arrays.copyOf(ties, 2 * count);
    }
    rise(count++, entry, key, tie);
  }

  public void remove(int entry) {
    int place = places[entry];
    places[entry] = NONE;
    count--;
    if (place == count) {
      return;
    }
    int last = entries[count];
    long key = keys[count];
    long tie = ties[count];
    int parent = (place - 1) >> 1;
    if (place > 0 && before(key, tie, parent)) {
      rise(place, last, key, tie);
    } else {
      sink(place, last, key, tie);
    }
  }

  private void rise(int from, int entry, long key, long tie) {
    int place = from;
    while (place > 0 && before(key, tie, (place - 1) >> 1)) {
      int parent = (place - 1) >> 1;
      put(place, entries[parent], keys[parent], ties[parent]);
      place = parent;
    }
    put(place, entry, key, tie);
  }

  private void sink(int from, int entry, long key, long tie) {
    int place = from;
    while (2 * place + 1 < count) {
      int child = 2 * place + 1;
      if (child + 1 < count && before(keys[child + 1], ties[child + 1], child)) {
        child++;
      }
      if (before(key, tie, child)) {
        break;
      }
      put(place, entries[child], keys[child], ties[child]);
      place = child;
    }
    put(place, entry, key, tie);
  }

  private boolean before(long key, long tie, int place) {
    return key != keys[place] ? key < keys[place] : tie < ties[place];
  }

  private void put(int place, int entry, long key, long tie) {
    entries[place] = entry;
    keys[place] = key;
    ties[place] = tie;
    places[entry] = place;
  }
}
