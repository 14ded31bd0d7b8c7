package caisson.engine.book;

import static caisson.engine.CacheLine.LEAD;

/**
 * The pool of resting orders of all markets.
 *
 * <pre>
 * slot of 8 longs; what matching and canceling touch is words 0 to 4
 *   0 order id
 *   1 limit ticks
 *   2 resting lots
 *   3 account row | entry of TimedOrders + 1 (18 bits), market - 1 (6), flags (8), two ints
 *   4 previous | next in the level, two ints
 *   5 previous | next of the same account and market, two ints
 *   6 client order id, high half
 *   7 client order id, low half
 * </pre>
 *
 * <p>Free slots are linked through word 4, last freed first reused, so a book that keeps its size
 * stays in the cache. A slot is named by the word it begins at, so that one is read by an addition.
 * The name shows in no event and no snapshot, so its reuse may differ after a restore; the list of
 * an account is in no order that shows either.
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
  private static final int BUY = 1;
  private static final int REDUCE_ONLY = 2;
  private static final int SEEN = 4;
  private static final int MARKET_SHIFT = 8;
  private static final int MARKET_MASK = 63;
  private static final int TIMER_SHIFT = 14;

  /** Entries that fit beside the market. */
  static final int MAX_TIMERS = (1 << 18) - 1;

  static final long NO_LINKS = link(NONE, NONE);

  private final long[] words;
  private final int capacity;
  private final OrderIndex index;
  private int firstFree = LEAD;
  private int count;

  public Orders(int capacity) {
    this.capacity = capacity;
    int end = Math.addExact(LEAD, Math.multiplyExact(capacity, WORDS));
    words = new long[end];
    for (int slot = LEAD; slot < end; slot += WORDS) {
      words[slot + LEVEL_LINK] = slot + WORDS < end ? slot + WORDS : NONE;
    }
    index = new OrderIndex(this, capacity);
  }

  public boolean full() {
    return firstFree == NONE;
  }

  public int count() {
    return count;
  }

  public int capacity() {
    return capacity;
  }

  /** The slot of a resting order, or NONE. */
  public int find(long orderId) {
    return index.find(orderId);
  }

  /** Takes a slot; the caller asked {@link #full} before and lets it rest in a book. */
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
    firstFree = (int) words[slot + LEVEL_LINK];
    words[slot + ID] = orderId;
    words[slot + LIMIT] = limitTicks;
    words[slot + LOTS] = lots;
    words[slot + OWNER] =
        ((long) accountRow << 32) | (market - 1 << MARKET_SHIFT) | (buy ? BUY : 0);
    words[slot + CLIENT_HIGH] = clientHigh;
    words[slot + CLIENT_LOW] = clientLow;
    count++;
    index.put(orderId, slot);
    return slot;
  }

  /** Frees a slot that neither its level nor its account links any more. */
  public void remove(int slot) {
    count--;
    index.remove(words[slot + ID], slot);
    words[slot + LEVEL_LINK] = firstFree;
    firstFree = slot;
  }

  /** Reads where an id is looked for first; of no other meaning. */
  public int touchIndex(long orderId) {
    return index.touch(orderId);
  }

  /** The slot of the order if it still rests and perhaps of another one, or NONE. */
  public int likely(long orderId) {
    return index.likely(orderId);
  }

  /** Reads the place of an order, or of NONE; of no other meaning. */
  public long touch(int slot) {
    return words[Math.max(0, slot)];
  }

  /** Reads the orders it is linked with; of no other meaning. */
  public long touchLinked(int slot) {
    long level = words[slot + LEVEL_LINK];
    long account = words[slot + ACCOUNT_LINK];
    return touch(previous(level))
        + touch(next(level))
        + touch(previous(account))
        + touch(next(account));
  }

  public long id(int slot) {
    return words[slot + ID];
  }

  public long limitTicks(int slot) {
    return words[slot + LIMIT];
  }

  public long lots(int slot) {
    return words[slot + LOTS];
  }

  public int accountRow(int slot) {
    return (int) (words[slot + OWNER] >>> 32);
  }

  public int market(int slot) {
    return 1 + ((int) words[slot + OWNER] >>> MARKET_SHIFT & MARKET_MASK);
  }

  public boolean buy(int slot) {
    return (words[slot + OWNER] & BUY) != 0;
  }

  public boolean reduceOnly(int slot) {
    return (words[slot + OWNER] & REDUCE_ONLY) != 0;
  }

  /** Right after {@link #add}, before the order is listed anywhere. */
  public void markReduceOnly(int slot) {
    words[slot + OWNER] |= REDUCE_ONLY;
  }

  /** Whether a sample of depth has met it since it came, or came again. */
  public boolean seen(int slot) {
    return (words[slot + OWNER] & SEEN) != 0;
  }

  public void markSeen(int slot) {
    words[slot + OWNER] |= SEEN;
  }

  /** Its entry of {@link TimedOrders}, NONE when it has no time to end at. */
  public int timer(int slot) {
    return ((int) words[slot + OWNER] >>> TIMER_SHIFT) - 1;
  }

  /** Right after {@link #add}. */
  public void timer(int slot, int entry) {
    words[slot + OWNER] |= (entry + 1L) << TIMER_SHIFT;
  }

  public long clientHigh(int slot) {
    return words[slot + CLIENT_HIGH];
  }

  public long clientLow(int slot) {
    return words[slot + CLIENT_LOW];
  }

  /** 1 for a bid, 0 for an ask. */
  int side(int slot) {
    return (int) words[slot + OWNER] & BUY;
  }

  void lots(int slot, long lots) {
    words[slot + LOTS] = lots;
  }

  void limitTicks(int slot, long limitTicks) {
    words[slot + LIMIT] = limitTicks;
  }

  void nextInLevel(int slot, int next) {
    int word = slot + LEVEL_LINK;
    words[word] = link(previous(words[word]), next);
  }

  void previousInLevel(int slot, int previous) {
    int word = slot + LEVEL_LINK;
    words[word] = link(previous, next(words[word]));
  }

  long levelLinks(int slot) {
    return words[slot + LEVEL_LINK];
  }

  void levelLinks(int slot, long links) {
    words[slot + LEVEL_LINK] = links;
  }

  long accountLinks(int slot) {
    return words[slot + ACCOUNT_LINK];
  }

  void accountLinks(int slot, long links) {
    words[slot + ACCOUNT_LINK] = links;
  }

  static long link(int previous, int next) {
    return ((long) previous << 32) | (next & 0xFFFF_FFFFL);
  }

  static int previous(long links) {
    return (int) (links >>> 32);
  }

  static int next(long links) {
    return (int) links;
  }
}
