package caisson.engine.trigger;

import caisson.engine.book.IndexedHeap;
import caisson.engine.wire.Submission;
import caisson.protocol.OrderSides;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.util.Arrays;

/**
 * Orders that are kept outside the books until their moment: records of one pool, per account in a
 * list by ascending id. When the moment comes is the kind's own matter.
 *
 * <pre>
 * record of 10 longs
 *   0 id, or the next free      4, 5 the kind's own      8 account row | market, two ints
 *   1 next | signer, two ints   6, 7 client order id     9 side, time in force, self-trade,
 *   2 limit ticks                                           reduce-only and the kind's own,
 *   3 lots                                                  a byte each
 * </pre>
 */
public abstract sealed class WaitingOrders permits Triggers, Twaps {
  public static final int NONE = IndexedHeap.NONE;

  /** In place of an agent: the owner signed it. */
  public static final int OWNER_SIGNED = -2;

  private static final int STRIDE = 10;
  private static final int ID = 0;
  private static final int NEXT = 1;
  private static final int LIMIT = 2;
  private static final int LOTS = 3;
  private static final int OWN = 4;
  private static final int CLIENT_HIGH = 6;
  private static final int CLIENT_LOW = 7;
  private static final int OWNER = 8;
  private static final int TERMS = 9;

  private static final int TIME_IN_FORCE = 8;
  private static final int SELF_TRADE = 16;
  private static final int REDUCE_ONLY = 24;
  private static final int OWN_BYTE = 32;

  private static final SelfTrade[] SELF_TRADES = {
    SelfTrade.CANCEL_TAKER, SelfTrade.CANCEL_MAKER, SelfTrade.CANCEL_BOTH, SelfTrade.DECREMENT
  };
  private static final TimeInForce[] TIMES_IN_FORCE = {
    TimeInForce.GTC, TimeInForce.IOC, TimeInForce.POST_ONLY, TimeInForce.FOK
  };

  private final long[] words;

  /** By account row. */
  private final int[] heads;

  private int firstFree;

  WaitingOrders(int capacity, int rows) {
    words = new long[Math.multiplyExact(capacity, STRIDE)];
    for (int entry = 0; entry < capacity; entry++) {
      words[entry * STRIDE] = entry + 1 < capacity ? entry + 1 : NONE;
    }
    heads = new int[rows];
    Arrays.fill(heads, NONE);
  }

  public final boolean full() {
    return firstFree == NONE;
  }

  /** The account's order with this id, or NONE. */
  public final int find(int row, long id) {
    int entry = heads[row];
    while (entry != NONE && id(entry) != id) {
      entry = next(entry);
    }
    return entry;
  }

  public final int count(int row) {
    int count = 0;
    for (int entry = heads[row]; entry != NONE; entry = next(entry)) {
      count++;
    }
    return count;
  }

  public final int first(int row) {
    return heads[row];
  }

  public final int next(int entry) {
    return (int) (words[entry * STRIDE + NEXT] >> 32);
  }

  public final long id(int entry) {
    return words[entry * STRIDE + ID];
  }

  public final int row(int entry) {
    return (int) (words[entry * STRIDE + OWNER] >> 32);
  }

  public final int market(int entry) {
    return (int) words[entry * STRIDE + OWNER];
  }

  /** As {@code Signers} numbers who signed it. */
  public final int agent(int entry) {
    return (int) words[entry * STRIDE + NEXT];
  }

  public final long lots(int entry) {
    return words[entry * STRIDE + LOTS];
  }

  public final boolean buy(int entry) {
    return (words[entry * STRIDE + TERMS] & 0xFF) == 0;
  }

  public final boolean reduceOnly(int entry) {
    return (words[entry * STRIDE + TERMS] >> REDUCE_ONLY & 0xFF) != 0;
  }

  /** Whether it may open a position on these sides of a market (0: any). */
  public final boolean opens(int entry, int market, OrderSides sides) {
    boolean here = market == 0 || market(entry) == market;
    boolean side = sides == OrderSides.BOTH || (sides == OrderSides.BUYS) == buy(entry);
    return here && side && !reduceOnly(entry);
  }

  /** The terms of the order it becomes; the account id is the caller's. */
  public final void copyTo(Submission order, int entry) {
    int base = entry * STRIDE;
    long terms = words[base + TERMS];
    order.market = market(entry);
    order.limitTicks = words[base + LIMIT];
    order.lots = words[base + LOTS];
    order.clientHigh = words[base + CLIENT_HIGH];
    order.clientLow = words[base + CLIENT_LOW];
    order.side = buy(entry) ? Side.BUY : Side.SELL;
    order.timeInForce = TIMES_IN_FORCE[(int) (terms >> TIME_IN_FORCE & 0xFF)];
    order.selfTrade = SELF_TRADES[(int) (terms >> SELF_TRADE & 0xFF)];
    order.reduceOnly = reduceOnly(entry);
  }

  public final void remove(int entry) {
    unschedule(entry);
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
    words[entry * STRIDE] = firstFree;
    firstFree = entry;
  }

  /** Takes it out of whatever waits for its moment. */
  abstract void unschedule(int entry);

  /** The caller asked {@link #full} before; ids ascend. */
  final int append(
      long id, int row, int agent, Submission o, TimeInForce timeInForce, int ownByte) {
    int entry = firstFree;
    int base = entry * STRIDE;
    firstFree = (int) words[base];
    words[base + ID] = id;
    words[base + NEXT] = link(NONE, agent);
    words[base + LIMIT] = o.limitTicks;
    words[base + LOTS] = o.lots;
    words[base + CLIENT_HIGH] = o.clientHigh;
    words[base + CLIENT_LOW] = o.clientLow;
    words[base + OWNER] = link(row, o.market);
    words[base + TERMS] =
        o.side.value()
            | (long) timeInForce.value() << TIME_IN_FORCE
            | (long) o.selfTrade.value() << SELF_TRADE
            | (o.reduceOnly ? 1L << REDUCE_ONLY : 0)
            | (long) ownByte << OWN_BYTE;
    int last = heads[row];
    if (last == NONE) {
      heads[row] = entry;
    } else {
      while (next(last) != NONE) {
        last = next(last);
      }
      words[last * STRIDE + NEXT] = link(entry, agent(last));
    }
    return entry;
  }

  final long own(int entry, int index) {
    return words[entry * STRIDE + OWN + index];
  }

  final void own(int entry, int index, long value) {
    words[entry * STRIDE + OWN + index] = value;
  }

  final int ownByte(int entry) {
    return (int) (words[entry * STRIDE + TERMS] >> OWN_BYTE & 0xFF);
  }

  final void lose(int entry, long lots) {
    words[entry * STRIDE + LOTS] -= lots;
  }

  static long link(int high, int low) {
    return ((long) high << 32) | (low & 0xFFFF_FFFFL);
  }
}
