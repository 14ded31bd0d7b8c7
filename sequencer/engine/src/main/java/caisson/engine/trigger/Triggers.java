package caisson.engine.trigger;

import caisson.engine.book.IndexedHeap;
import caisson.engine.wire.Submission;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TriggerWhen;

/**
 * Orders that wait for the mark: records of one pool, per market in two heaps by trigger price, and
 * per account in a list by ascending id.
 *
 * <pre>
 * record of 10 longs
 *   0 id, or the next free    3 limit ticks    6, 7 client order id
 *   1 trigger ticks           4 lots           8 account row | market, two ints
 *   2 next | signer, ints     5 group          9 when, side, time in force, self-trade and
 *                                                reduce-only, a byte each
 * </pre>
 */
public final class Triggers {
  public static final int NONE = IndexedHeap.NONE;

  /** In place of an agent: the owner signed it. */
  public static final int OWNER_SIGNED = -2;

  /** Of one account. */
  public static final int MAX_PER_ACCOUNT = 32;

  private static final int STRIDE = 10;
  private static final int ID = 0;
  private static final int TRIGGER = 1;
  private static final int NEXT = 2;
  private static final int LIMIT = 3;
  private static final int LOTS = 4;
  private static final int GROUP = 5;
  private static final int CLIENT_HIGH = 6;
  private static final int CLIENT_LOW = 7;
  private static final int OWNER = 8;
  private static final int TERMS = 9;

  private static final SelfTrade[] SELF_TRADES = {
    SelfTrade.CANCEL_TAKER, SelfTrade.CANCEL_MAKER, SelfTrade.CANCEL_BOTH, SelfTrade.DECREMENT
  };
  private static final TimeInForce[] TIMES_IN_FORCE = {
    TimeInForce.GTC, TimeInForce.IOC, TimeInForce.POST_ONLY, TimeInForce.FOK
  };

  private final long[] words;

  /** By account row. */
  private final int[] heads;

  /** At 2 * market those that wait for a higher mark, after it those for a lower one. */
  private final IndexedHeap[] heaps;

  private int firstFree;

  public Triggers(int capacity, int rows, int markets) {
    words = new long[Math.multiplyExact(capacity, STRIDE)];
    for (int entry = 0; entry < capacity; entry++) {
      words[entry * STRIDE] = entry + 1 < capacity ? entry + 1 : NONE;
    }
    heads = new int[rows];
    java.util.Arrays.fill(heads, NONE);
    int[] places = new int[capacity];
    heaps = new IndexedHeap[2 * (markets + 1)];
    for (int heap = 0; heap < heaps.length; heap++) {
      heaps[heap] = new IndexedHeap(places);
    }
  }

  public boolean full() {
    return firstFree == NONE;
  }

  /** The caller asked {@link #full} before; ids ascend. */
  public int add(
      long id, int row, int agent, long triggerTicks, TriggerWhen when, long group, Submission o) {
    int entry = firstFree;
    int base = entry * STRIDE;
    firstFree = (int) words[base];
    words[base + ID] = id;
    words[base + TRIGGER] = triggerTicks;
    words[base + NEXT] = link(NONE, agent);
    words[base + LIMIT] = o.limitTicks;
    words[base + LOTS] = o.lots;
    words[base + GROUP] = group;
    words[base + CLIENT_HIGH] = o.clientHigh;
    words[base + CLIENT_LOW] = o.clientLow;
    words[base + OWNER] = link(row, o.market);
    words[base + TERMS] =
        when.value()
            | (long) o.side.value() << 8
            | (long) o.timeInForce.value() << 16
            | (long) o.selfTrade.value() << 24
            | (o.reduceOnly ? 1L << 32 : 0);
    int last = heads[row];
    if (last == NONE) {
      heads[row] = entry;
    } else {
      while (next(last) != NONE) {
        last = next(last);
      }
      words[last * STRIDE + NEXT] = link(entry, agent(last));
    }
    heap(o.market, when).add(entry, key(triggerTicks, when), id);
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
    heap(market(entry), when(entry)).remove(entry);
    words[base] = firstFree;
    firstFree = entry;
  }

  /**
   * The trigger that a mark fires next, or NONE: of those for a higher mark first, nearest first.
   */
  public int due(int market, long markTicks) {
    IndexedHeap above = heap(market, TriggerWhen.AT_OR_ABOVE);
    if (above.firstKey() <= markTicks) {
      return above.first();
    }
    IndexedHeap below = heap(market, TriggerWhen.AT_OR_BELOW);
    return below.firstKey() <= -markTicks ? below.first() : NONE;
  }

  public static boolean met(long triggerTicks, TriggerWhen when, long markTicks) {
    return when == TriggerWhen.AT_OR_ABOVE ? markTicks >= triggerTicks : markTicks <= triggerTicks;
  }

  /** The account's trigger with this id, or NONE. */
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

  public long triggerTicks(int entry) {
    return words[entry * STRIDE + TRIGGER];
  }

  public long group(int entry) {
    return words[entry * STRIDE + GROUP];
  }

  public TriggerWhen when(int entry) {
    return (words[entry * STRIDE + TERMS] & 0xFF) == 0
        ? TriggerWhen.AT_OR_ABOVE
        : TriggerWhen.AT_OR_BELOW;
  }

  public boolean reduceOnly(int entry) {
    return words[entry * STRIDE + TERMS] >> 32 != 0;
  }

  public boolean buy(int entry) {
    return (words[entry * STRIDE + TERMS] >> 8 & 0xFF) == 0;
  }

  /** The terms of the order it becomes; the account id is the caller's. */
  public void copyTo(Submission order, int entry) {
    int base = entry * STRIDE;
    long terms = words[base + TERMS];
    order.market = market(entry);
    order.limitTicks = words[base + LIMIT];
    order.lots = words[base + LOTS];
    order.clientHigh = words[base + CLIENT_HIGH];
    order.clientLow = words[base + CLIENT_LOW];
    order.side = buy(entry) ? Side.BUY : Side.SELL;
    order.timeInForce = TIMES_IN_FORCE[(int) (terms >> 16 & 0xFF)];
    order.selfTrade = SELF_TRADES[(int) (terms >> 24 & 0xFF)];
    order.reduceOnly = reduceOnly(entry);
  }

  private IndexedHeap heap(int market, TriggerWhen when) {
    return heaps[2 * market + (when == TriggerWhen.AT_OR_ABOVE ? 0 : 1)];
  }

  private static long key(long triggerTicks, TriggerWhen when) {
    return when == TriggerWhen.AT_OR_ABOVE ? triggerTicks : -triggerTicks;
  }

  private static long link(int high, int low) {
    return ((long) high << 32) | (low & 0xFFFF_FFFFL);
  }
}
