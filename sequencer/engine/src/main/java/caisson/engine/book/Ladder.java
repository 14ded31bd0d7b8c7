package caisson.engine.book;

import java.util.Arrays;

/**
 * One side of a book: price levels sorted so that the best is the last, each a queue of orders in
 * time order. Inserting or dropping a level moves the better ones, which near the best are few. The
 * arrays grow by doubling; a level has at least one order, so the order pool bounds them.
 */
final class Ladder {
  private final Orders orders;
  private final boolean buy;

  /** Ticks of a bid, minus ticks of an ask: the higher the better on both sides. */
  private long[] keys = new long[64];

  private int[] heads = new int[64];
  private int[] tails = new int[64];
  private int levels;

  Ladder(Orders orders, boolean buy) {
    this.orders = orders;
    this.buy = buy;
  }

  /** 0 when the side is empty. */
  long bestTicks() {
    return levels == 0 ? 0 : ticks(levels - 1);
  }

  /** First in time at the best price, or NONE. */
  int bestOrder() {
    return levels == 0 ? Orders.NONE : heads[levels - 1];
  }

  void append(int slot) {
    long key = key(orders.limitTicks(slot));
    int level = Arrays.binarySearch(keys, 0, levels, key);
    if (level < 0) {
      level = ~level;
      insert(level, key);
      heads[level] = slot;
      orders.linkInLevel(slot, Orders.NONE, Orders.NONE);
    } else {
      int tail = tails[level];
      orders.linkInLevel(tail, orders.previousInLevel(tail), slot);
      orders.linkInLevel(slot, tail, Orders.NONE);
    }
    tails[level] = slot;
  }

  void unlink(int slot) {
    int previous = orders.previousInLevel(slot);
    int next = orders.nextInLevel(slot);
    if (previous != Orders.NONE && next != Orders.NONE) {
      orders.linkInLevel(previous, orders.previousInLevel(previous), next);
      orders.linkInLevel(next, previous, orders.nextInLevel(next));
      return;
    }
    int level = Arrays.binarySearch(keys, 0, levels, key(orders.limitTicks(slot)));
    if (previous == Orders.NONE && next == Orders.NONE) {
      drop(level);
    } else if (previous == Orders.NONE) {
      heads[level] = next;
      orders.linkInLevel(next, Orders.NONE, orders.nextInLevel(next));
    } else {
      tails[level] = previous;
      orders.linkInLevel(previous, orders.previousInLevel(previous), Orders.NONE);
    }
  }

  /** Levels from the best (0) on, for snapshots. */
  int levels() {
    return levels;
  }

  int firstOrderOfLevel(int fromBest) {
    return heads[levels - 1 - fromBest];
  }

  private void insert(int level, long key) {
    if (levels == keys.length) {
      keys = Arrays.copyOf(keys, levels * 2);
      heads = Arrays.copyOf(heads, levels * 2);
      tails = Arrays.copyOf(tails, levels * 2);
    }
    int moved = levels - level;
    System.arraycopy(keys, level, keys, level + 1, moved);
    System.arraycopy(heads, level, heads, level + 1, moved);
    System.arraycopy(tails, level, tails, level + 1, moved);
    keys[level] = key;
    levels++;
  }

  private void drop(int level) {
    levels--;
    int moved = levels - level;
    System.arraycopy(keys, level + 1, keys, level, moved);
    System.arraycopy(heads, level + 1, heads, level, moved);
    System.arraycopy(tails, level + 1, tails, level, moved);
  }

  private long key(long ticks) {
    return buy ? ticks : -ticks;
  }

  private long ticks(int level) {
    return buy ? keys[level] : -keys[level];
  }
}
