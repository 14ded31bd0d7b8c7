package caisson.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IndexedHeapTest {
  private record Entry(long key, long tie, int entry) {}

  @Test
  void shouldGiveTheOrderOfASortedSetWhateverLeaves() {
    for (long seed = 1; seed <= 20; seed++) {
      var random = new Random(seed);
      int capacity = 1 + random.nextInt(300);
      var heap = new IndexedHeap(new int[capacity]);
      var set = new TreeSet<>(Comparator.comparingLong(Entry::key).thenComparing(Entry::tie));
      var held = new Entry[capacity];
      for (int step = 0; step < 3_000; step++) {
        int entry = random.nextInt(capacity);
        if (held[entry] == null) {
          held[entry] = new Entry(random.nextInt(50) - 25, step, entry);
          set.add(held[entry]);
          heap.add(entry, held[entry].key, held[entry].tie);
        } else {
          set.remove(held[entry]);
          heap.remove(entry);
          held[entry] = null;
        }
        assertEquals(held[entry] != null, heap.contains(entry), "seed=" + seed);
        assertEquals(set.size(), heap.count(), "seed=" + seed);
        assertEquals(set.isEmpty() ? -1 : set.first().entry, heap.first(), "seed=" + seed);
        long first = set.isEmpty() ? Long.MAX_VALUE : set.first().key;
        assertEquals(first, heap.firstKey(), "seed=" + seed);
      }
    }
  }
}
