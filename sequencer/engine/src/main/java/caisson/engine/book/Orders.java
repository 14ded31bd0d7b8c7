package caisson.engine.book;

import org.agrona.collections.Long2LongHashMap;

/**
 * The pool of resting orders of all markets.
 *
 * <pre>
 * slot of 8 longs, one cache line
 *   0 order id            4 previous | next in the level, two ints
 *   1 limit ticks         5 previous | next of the same account and market, two ints
 *   2 resting lots        6 client order id, high half
 *   3 account row | market and side, two ints
 *                         7 client order id, low half
 * </pre>
 *
 * <p>Free slots are linked through word 4. A slot number shows in no event and no snapshot, so its
 * reuse may differ after a restore; the list of an account is in no order that shows either. The id
 * map is looked up, never walked.
 */
public final class Orders {
  public static final int NONE = -1;

  private static final int WORDS = 8;
  private static final int ID = 0;
  private static final int LIMIT = 1;
  private static final int LOTS = 2;
  private static final int OWNER = 3;
  private static final int LEVEL_LINK = 4;
  private static final int ACCOUNT_LINK = 5;
  private static final int CLIENT_HIGH = 6;
  private static final int CLIENT_LOW = 7;
  private static final long NO_LINKS = link(NONE, NONE);

  private final long[] words;
  private final int[] accountHead;
  private final int[] accountCount;
  private final int markets;
  private final Long2LongHashMap slotById;
  private int firstFree;
  private int count;

  public Orders(int capacity, int accountRows, int markets) {
    words = new long[Math.multiplyExact(capacity, WORDS)];
    for (int slot = 0; slot < capacity; slot++) {
      words[slot * WORDS + LEVEL_LINK] = slot + 1 < capacity ? slot + 1 : NONE;
    }
    this.markets = markets + 1;
    accountHead = new int[Math.multiplyExact(accountRows, this.markets)];
    java.util.Arrays.fill(accountHead, NONE);
    accountCount = new int[accountRows];
    slotById = new Long2LongHashMap(capacity * 2, 0.6f, NONE);
  }

  public boolean full() {
    return firstFree == NONE;
  }

  public int count() {
    return count;
  }

  public int countOf(int accountRow) {
    return accountCount[accountRow];
  }

  /** The slot of a resting order, or NONE. */
  public int find(long orderId) {
    return (int) slotById.get(orderId);
  }

  /** Takes a slot; the caller asked {@link #full} before and links it into its level. */
  public int add(
      long orderId,
      int accountRow,
      int market,
      boolean buy,
      long limitTicks,
      long lots,
      long clientHigh,
      long clientLow) {
    int slot = firstFree;
    int base = slot * WORDS;
    firstFree = (int) words[base + LEVEL_LINK];
    words[base + ID] = orderId;
    words[base + LIMIT] = limitTicks;
    words[base + LOTS] = lots;
    words[base + OWNER] = (long) accountRow << 32 | market << 1 | (buy ? 1 : 0);
    words[base + LEVEL_LINK] = NO_LINKS;
    words[base + CLIENT_HIGH] = clientHigh;
    words[base + CLIENT_LOW] = clientLow;
    int list = accountRow * markets + market;
    int head = accountHead[list];
    words[base + ACCOUNT_LINK] = link(NONE, head);
    if (head != NONE) {
      words[head * WORDS + ACCOUNT_LINK] = link(slot, nextOfAccount(head));
    }
    accountHead[list] = slot;
    accountCount[accountRow]++;
    count++;
    slotById.put(orderId, slot);
    return slot;
  }

  /** Frees a slot that its level no longer links. */
  public void remove(int slot) {
    int base = slot * WORDS;
    int accountRow = accountRow(slot);
    int before = (int) (words[base + ACCOUNT_LINK] >>> 32);
    int after = nextOfAccount(slot);
    if (before == NONE) {
      accountHead[accountRow * markets + market(slot)] = after;
    } else {
      words[before * WORDS + ACCOUNT_LINK] =
          link((int) (words[before * WORDS + ACCOUNT_LINK] >>> 32), after);
    }
    if (after != NONE) {
      words[after * WORDS + ACCOUNT_LINK] = link(before, nextOfAccount(after));
    }
    accountCount[accountRow]--;
    count--;
    slotById.remove(words[base + ID]);
    words[base + LEVEL_LINK] = firstFree;
    firstFree = slot;
  }

  public long id(int slot) {
    return words[slot * WORDS + ID];
  }

  public long limitTicks(int slot) {
    return words[slot * WORDS + LIMIT];
  }

  public long lots(int slot) {
    return words[slot * WORDS + LOTS];
  }

  public int accountRow(int slot) {
    return (int) (words[slot * WORDS + OWNER] >>> 32);
  }

  public int market(int slot) {
    return (int) words[slot * WORDS + OWNER] >>> 1;
  }

  public boolean buy(int slot) {
    return (words[slot * WORDS + OWNER] & 1) != 0;
  }

  public long clientHigh(int slot) {
    return words[slot * WORDS + CLIENT_HIGH];
  }

  public long clientLow(int slot) {
    return words[slot * WORDS + CLIENT_LOW];
  }

  /** Any order of the account in the market, or NONE; follow {@link #nextOfAccount}. */
  public int firstOfAccount(int accountRow, int market) {
    return accountHead[accountRow * markets + market];
  }

  public int nextOfAccount(int slot) {
    return (int) words[slot * WORDS + ACCOUNT_LINK];
  }

  void lots(int slot, long lots) {
    words[slot * WORDS + LOTS] = lots;
  }

  int previousInLevel(int slot) {
    return (int) (words[slot * WORDS + LEVEL_LINK] >>> 32);
  }

  int nextInLevel(int slot) {
    return (int) words[slot * WORDS + LEVEL_LINK];
  }

  void linkInLevel(int slot, int previous, int next) {
    words[slot * WORDS + LEVEL_LINK] = link(previous, next);
  }

  private static long link(int previous, int next) {
    return (long) previous << 32 | (next & 0xFFFF_FFFFL);
  }
}
