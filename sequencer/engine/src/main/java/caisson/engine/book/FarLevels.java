package caisson.engine.book;

import java.util.Arrays;

/**
 * The price levels of one side that lie outside the near window, sorted so that the best is the
 * last. The arrays grow by doubling; a level has at least one order, so the order pool bounds them.
 */
final class FarLevels {
  long[] keys = new long[64];
  long[] links = new long[64];
  long[] lots = new long[64];
  int count;

  /** Index of the level of a key; the complement of its place when there is none. */
  int find(long key) {
    return Arrays.binarySearch(keys, 0, count, key);
  }

  long bestKey() {
    return keys[count - 1];
  }

  void insert(int level, long key, long levelLinks, long levelLots) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
      links = Arrays.copyOf(links, count * 2);
      lots = Arrays.copyOf(lots, count * 2);
    }
    int moved = count - level;
    System.arraycopy(keys, level, keys, level + 1, moved);
    System.arraycopy(links, level, links, level + 1, moved);
    System.arraycopy(lots, level, lots, level + 1, moved);
    keys[level] = key;
    links[level] = levelLinks;
    lots[level] = levelLots;
    count++;
  }

  void drop(int level) {
    count--;
    int moved = count - level;
    System.arraycopy(keys, level + 1, keys, level, moved);
    System.arraycopy(links, level + 1, links, level, moved);
    System.arraycopy(lots, level + 1, lots, level, moved);
  }
}
