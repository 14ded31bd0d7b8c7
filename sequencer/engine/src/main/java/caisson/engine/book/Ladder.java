package caisson.engine.book;

/**
 * One side of a book: price levels, each a queue of orders in time order.
 *
 * <p>A level's key is its ticks on the bid side and minus its ticks on the ask side, so the higher
 * is the better on both. The levels whose keys lie in the window (top - SIZE, top] have a place in
 * flat arrays, the key taken around the ring; the others are kept sorted in {@link FarLevels}.
 *
 * <p>Invariants: no key is above top; a side that is not empty has its best level in the window;
 * every far key is below the window; top is NO_KEY when the side is empty. The window moves up when
 * an order betters it, and down when it has run empty or when orders near the best price would fall
 * out of it. Where the window stands shows nowhere.
 */
final class Ladder {
  static final int SIZE = 1 << 15;
  static final long NO_KEY = Long.MIN_VALUE;

  private static final int MASK = SIZE - 1;

  /** Room above the best price after a move of the window. */
  private static final int SLACK = SIZE / 8;

  private final Orders orders;

  /** All ones for asks: (x ^ flip) - flip turns ticks into a key and back. */
  private final long flip;

  private final LevelBits bits = new LevelBits(SIZE);

  /** By place in the window: head | tail, and the sum of lots. */
  private final long[] levels = new long[2 * SIZE];

  private final FarLevels far = new FarLevels();
  private long top = NO_KEY;
  private long bestKey = NO_KEY;
  private int count;

  Ladder(Orders orders, boolean buy) {
    this.orders = orders;
    flip = buy ? 0 : -1;
  }

  /** 0 when the side is empty. */
  long bestTicks() {
    return bestKey == NO_KEY ? 0 : ticks(bestKey);
  }

  long bestKey() {
    return bestKey;
  }

  long key(long ticks) {
    return (ticks ^ flip) - flip;
  }

  /** First in time at the best price; only when the side is not empty. */
  int bestOrder() {
    return Orders.previous(levels[place(bestKey) << 1]);
  }

  /** Price levels of the side. */
  int count() {
    return count;
  }

  /** The next worse price than this one, 0 when there is none. */
  long nextTicks(long ticks) {
    long key = key(ticks);
    if (key > bestKey) {
      return bestTicks();
    }
    if (near(key)) {
      int found = bits.below(place(key));
      if (found != LevelBits.NONE && keyAt(found) < key) {
        return ticks(keyAt(found));
      }
    }
    int level = far.find(key);
    int below = (level < 0 ? ~level : level) - 1;
    return below < 0 ? 0 : ticks(far.keys[below]);
  }

  /** First in time at a price, or NONE. */
  int firstAt(long ticks) {
    long key = key(ticks);
    if (key > bestKey) {
      return Orders.NONE;
    }
    if (near(key)) {
      int place = place(key);
      return bits.isSet(place) ? Orders.previous(levels[place << 1]) : Orders.NONE;
    }
    int level = far.find(key);
    return level < 0 ? Orders.NONE : Orders.previous(far.links[level]);
  }

  /** Last in time at a price, or NONE; also NONE where it takes a search to tell. */
  int lastAt(long ticks) {
    long key = key(ticks);
    if (key > bestKey || !near(key)) {
      return Orders.NONE;
    }
    int place = place(key);
    return bits.isSet(place) ? Orders.next(levels[place << 1]) : Orders.NONE;
  }

  /** Reads the level of a price if it stands in the window; of no other meaning. */
  long touch(long ticks) {
    int place = place(key(ticks));
    return levels[place << 1] + (bits.isSet(place) ? 1 : 0);
  }

  /** Sum of the lots at a price. */
  long lotsAt(long ticks) {
    long key = key(ticks);
    if (key > bestKey) {
      return 0;
    }
    if (near(key)) {
      int place = place(key);
      return bits.isSet(place) ? levels[(place << 1) + 1] : 0;
    }
    int level = far.find(key);
    return level < 0 ? 0 : far.lots[level];
  }

  /** Of an order with this limit and so many lots. */
  void append(int slot, long limitTicks, long lots) {
    long key = key(limitTicks);
    if (key > top) {
      moveWindow(key + SLACK);
    } else if (key <= top - SIZE) {
      appendFar(slot, key, limitTicks, lots);
      return;
    }
    int place = place(key);
    int level = place << 1;
    if (bits.isSet(place)) {
      levels[level] = appended(levels[level], slot);
      levels[level + 1] += lots;
      return;
    }
    bits.set(place);
    levels[level] = alone(slot);
    levels[level + 1] = lots;
    count++;
    if (key > bestKey) {
      bestKey = key;
    }
  }

  /** Takes lots off a level; its order keeps some. */
  void reduce(int slot, long lots) {
    long key = key(orders.limitTicks(slot));
    if (near(key)) {
      levels[(place(key) << 1) + 1] -= lots;
    } else {
      far.lots[far.find(key)] -= lots;
    }
  }

  /** Of an order with this limit and so many lots. */
  void unlink(int slot, long limitTicks, long lots) {
    long key = key(limitTicks);
    if (!near(key)) {
      unlinkFar(slot, key, lots);
      return;
    }
    int place = place(key);
    int level = place << 1;
    long left = unlinked(levels[level], slot);
    if (left != Orders.NO_LINKS) {
      levels[level] = left;
      levels[level + 1] -= lots;
      return;
    }
    bits.clear(place);
    count--;
    if (key == bestKey) {
      int next = bits.below(place);
      if (next == LevelBits.NONE) {
        refill();
      } else {
        bestKey = key - (((int) key - next) & MASK);
      }
    }
  }

  /** Puts an order back between those it was unlinked from. */
  void putBack(int slot, long between) {
    if (between == Orders.NO_LINKS) {
      append(slot, orders.limitTicks(slot), orders.lots(slot));
      return;
    }
    long key = key(orders.limitTicks(slot));
    if (near(key)) {
      int level = place(key) << 1;
      levels[level] = linked(levels[level], slot, between);
      levels[level + 1] += orders.lots(slot);
    } else {
      int level = far.find(key);
      far.links[level] = linked(far.links[level], slot, between);
      far.lots[level] += orders.lots(slot);
    }
  }

  /** The window has run empty. */
  private void refill() {
    bestKey = NO_KEY;
    top = NO_KEY;
    if (far.count > 0) {
      moveWindow(far.bestKey() + SLACK);
    }
  }

  private void appendFar(int slot, long key, long limitTicks, long lots) {
    if (key > bestKey - SIZE / 2) {
      moveWindow(bestKey + SLACK);
      append(slot, limitTicks, lots);
      return;
    }
    int level = far.find(key);
    if (level >= 0) {
      far.links[level] = appended(far.links[level], slot);
      far.lots[level] += lots;
      return;
    }
    far.insert(~level, key, alone(slot), lots);
    count++;
  }

  private void unlinkFar(int slot, long key, long lots) {
    int level = far.find(key);
    long left = unlinked(far.links[level], slot);
    if (left == Orders.NO_LINKS) {
      far.drop(level);
      count--;
      return;
    }
    far.links[level] = left;
    far.lots[level] -= lots;
  }

  /** Head and tail of a level that opens with this order. */
  private long alone(int slot) {
    orders.levelLinks(slot, Orders.NO_LINKS);
    return Orders.link(slot, slot);
  }

  /** Head and tail of a level after an order has joined its end. */
  private long appended(long links, int slot) {
    int tail = Orders.next(links);
    orders.levelLinks(tail, Orders.link(Orders.previous(orders.levelLinks(tail)), slot));
    orders.levelLinks(slot, Orders.link(tail, Orders.NONE));
    return Orders.link(Orders.previous(links), slot);
  }

  /** Head and tail of a level after an order has left it; NO_LINKS when it was the only one. */
  private long unlinked(long links, int slot) {
    long own = orders.levelLinks(slot);
    int previous = Orders.previous(own);
    int next = Orders.next(own);
    int head = Orders.previous(links);
    int tail = Orders.next(links);
    if (previous == Orders.NONE) {
      head = next;
    } else {
      orders.nextInLevel(previous, next);
    }
    if (next == Orders.NONE) {
      tail = previous;
    } else {
      orders.previousInLevel(next, previous);
    }
    return Orders.link(head, tail);
  }

  /** Head and tail of a level after an order has come between two, or to an end of it. */
  private long linked(long links, int slot, long between) {
    int previous = Orders.previous(between);
    int next = Orders.next(between);
    orders.levelLinks(slot, between);
    if (previous != Orders.NONE) {
      orders.nextInLevel(previous, slot);
    }
    if (next != Orders.NONE) {
      orders.previousInLevel(next, slot);
    }
    return Orders.link(
        previous == Orders.NONE ? slot : Orders.previous(links),
        next == Orders.NONE ? slot : Orders.next(links));
  }

  /** Sets the top; levels that fall out go to the far ones, far ones that fit come in. */
  private void moveWindow(long newTop) {
    long bottom = newTop - SIZE;
    if (top != NO_KEY) {
      int place = bits.from(place(top + 1));
      while (place != LevelBits.NONE) {
        long key = keyAt(place);
        if (key > bottom) {
          break;
        }
        far.insert(far.count, key, levels[place << 1], levels[(place << 1) + 1]);
        bits.clear(place);
        place = bits.from(place);
      }
    }
    top = newTop;
    while (far.count > 0 && far.bestKey() > bottom) {
      int last = far.count - 1;
      long key = far.keys[last];
      int place = place(key);
      bits.set(place);
      levels[place << 1] = far.links[last];
      levels[(place << 1) + 1] = far.lots[last];
      bestKey = Math.max(bestKey, key);
      far.drop(last);
    }
  }

  /** Whether the window covers a key that is no better than the best. */
  private boolean near(long key) {
    return key > top - SIZE;
  }

  private static int place(long key) {
    return (int) key & MASK;
  }

  /** The key of a place, which is the one in the window. */
  private long keyAt(int place) {
    return top - (((int) top - place) & MASK);
  }

  private long ticks(long key) {
    return (key ^ flip) - flip;
  }
}
