package caisson.engine.trigger;

import caisson.engine.book.IndexedHeap;
import caisson.engine.wire.Submission;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import java.util.Arrays;

/**
 * Orders that trade in slices over time: records of one pool, in a heap by the time of their next
 * slice, and per account in a list by ascending id.
 *
 * <pre>
 * record of 10 longs
 *   0 id, or the next free    3 lots left        6, 7 client order id
 *   1 next | signer, ints     4 interval         8 account row | market, two ints
 *   2 limit ticks             5 done | left      9 side, self-trade and reduce-only, a byte each
 *                               slices, ints
 * </pre>
 */
public final class Twaps {
  public static final int NONE = IndexedHeap.NONE;

  /** Of one account. */
  public static final int MAX_PER_ACCOUNT = 8;

  private static final int STRIDE = 10;
  private static final int ID = 0;
  private static final int NEXT = 1;
  private static final int LIMIT = 2;
  private static final int LOTS = 3;
  private static final int INTERVAL = 4;
  private static final int SLICES = 5;
  private static final int CLIENT_HIGH = 6;
  private static final int CLIENT_LOW = 7;
  private static final int OWNER = 8;
  private static final int TERMS = 9;

  private static final SelfTrade[] SELF_TRADES = {
    SelfTrade.CANCEL_TAKER, SelfTrade.CANCEL_MAKER, SelfTrade.CANCEL_BOTH, SelfTrade.DECREMENT
  };

  private final long[] words;

  /** By account row. */
  private final int[] heads;

  private final IndexedHeap heap;
  private int firstFree;

  public Twaps(int capacity, int rows) {
    words = new long[Math.multiplyExact(capacity, STRIDE)];
    for (int entry = 0; entry < capacity; entry++) {
      words[entry * STRIDE] = entry + 1 < capacity ? entry + 1 : NONE;
    }
    heads = new int[rows];
    Arrays.fill(heads, NONE);
    heap = new IndexedHeap(new int[capacity]);
  }

  public boolean full() {
    return firstFree == NONE;
  }

  /** Time of the next slice of any, MAX_VALUE when there is none. */
  public long firstNs() {
    return heap.firstKey();
  }

  /** At equal times the lower id. */
  public int first() {
    return heap.first();
  }

  /** The caller asked {@link #full} before; ids ascend. */
  public int add(
      long id, int row, int agent, long intervalNs, int done, int left, long nextNs, Submission o) {
    int entry = firstFree;
    int base = entry * STRIDE;
    firstFree = (int) words[base];
    words[base + ID] = id;
    words[base + NEXT] = link(NONE, agent);
    words[base + LIMIT] = o.limitTicks;
    words[base + LOTS] = o.lots;
    words[base + INTERVAL] = intervalNs;
    words[base + SLICES] = link(done, left);
    words[base + CLIENT_HIGH] = o.clientHigh;
    words[base + CLIENT_LOW] = o.clientLow;
    words[base + OWNER] = link(row, o.market);
    words[base + TERMS] =
        o.side.value() | (long) o.selfTrade.value() << 8 | (o.reduceOnly ? 1L << 16 : 0);
    int last = heads[row];
    if (last == NONE) {
      heads[row] = entry;
    } else {
      while (next(last) != NONE) {
        last = next(last);
      }
      words[last * STRIDE + NEXT] = link(entry, agent(last));
    }
    heap.add(entry, nextNs, id);
    return entry;
  }

  public void remove(int entry) {
    int base = entry * STRIDE;
    int row = row(entry);
    if (heads[row] == entry) {
      heads[row] = next(entry);
    } else {
      int before = heads[row];
      while (next(before) != entry) {
        before = next(before);
      }
      words[before * STRIDE + NEXT] = link(next(entry), agent(before));
    }
    heap.remove(entry);
    words[base] = firstFree;
    firstFree = entry;
  }

  /** One more slice is done; the next is due at this time. */
  public void sliced(int entry, long nextNs) {
    int base = entry * STRIDE;
    words[base + SLICES] = link(done(entry) + 1, left(entry) - 1);
    heap.remove(entry);
    heap.add(entry, nextNs, words[base + ID]);
  }

  public void traded(int entry, long lots) {
    words[entry * STRIDE + LOTS] -= lots;
  }

  /** The account's TWAP with this id, or NONE. */
  public int find(int row, long id) {
    int entry = heads[row];
    while (entry != NONE && id(entry) != id) {
      entry = next(entry);
    }
    return entry;
  }

  public int count(int row) {
    int count = 0;
    for (int entry = heads[row]; entry != NONE; entry = next(entry)) {
      count++;
    }
    return count;
  }

  public int first(int row) {
    return heads[row];
  }

  public int next(int entry) {
    return (int) (words[entry * STRIDE + NEXT] >> 32);
  }

  public long id(int entry) {
    return words[entry * STRIDE + ID];
  }

  public int row(int entry) {
    return (int) (words[entry * STRIDE + OWNER] >> 32);
  }

  public int market(int entry) {
    return (int) words[entry * STRIDE + OWNER];
  }

  /** As {@code Signers} numbers who signed it. */
  public int agent(int entry) {
    return (int) words[entry * STRIDE + NEXT];
  }

  public long lots(int entry) {
    return words[entry * STRIDE + LOTS];
  }

  public long intervalNs(int entry) {
    return words[entry * STRIDE + INTERVAL];
  }

  public long nextNs(int entry) {
    return heap.key(entry);
  }

  public int done(int entry) {
    return (int) (words[entry * STRIDE + SLICES] >> 32);
  }

  public int left(int entry) {
    return (int) words[entry * STRIDE + SLICES];
  }

  public boolean buy(int entry) {
    return (words[entry * STRIDE + TERMS] & 0xFF) == 0;
  }

  public boolean reduceOnly(int entry) {
    return words[entry * STRIDE + TERMS] >> 16 != 0;
  }

  /** The terms of its slices, with all lots that are left; the account id is the caller's. */
  public void copyTo(Submission order, int entry) {
    int base = entry * STRIDE;
    order.market = market(entry);
    order.limitTicks = words[base + LIMIT];
    order.lots = words[base + LOTS];
    order.clientHigh = words[base + CLIENT_HIGH];
    order.clientLow = words[base + CLIENT_LOW];
    order.side = buy(entry) ? Side.BUY : Side.SELL;
    order.selfTrade = SELF_TRADES[(int) (words[base + TERMS] >> 8 & 0xFF)];
    order.reduceOnly = reduceOnly(entry);
  }

  private static long link(int high, int low) {
    return ((long) high << 32) | (low & 0xFFFF_FFFFL);
  }
}
