package caisson.engine.trigger;

import caisson.engine.book.IndexedHeap;
import caisson.engine.wire.Submission;
import caisson.protocol.TriggerWhen;

/** Orders that wait for the mark: per market in two heaps by trigger price. */
public final class Triggers extends WaitingOrders {
  /** Of one account. */
  public static final int MAX_PER_ACCOUNT = 32;

  private static final int TRIGGER = 0;
  private static final int GROUP = 1;

  /** At 2 * market those that wait for a higher mark, after it those for a lower one. */
  private final IndexedHeap[] heaps;

  public Triggers(int capacity, int rows, int markets) {
    super(capacity, rows);
    int[] places = new int[capacity];
    heaps = new IndexedHeap[2 * (markets + 1)];
    for (int heap = 0; heap < heaps.length; heap++) {
      heaps[heap] = new IndexedHeap(places);
    }
  }

  /** The caller asked {@link #full} before; ids ascend. */
  public int add(
      long id, int row, int agent, long triggerTicks, TriggerWhen when, long group, Submission o) {
    int entry = append(id, row, agent, o, o.timeInForce, when.value());
    own(entry, TRIGGER, triggerTicks);
    own(entry, GROUP, group);
    heap(o.market, when).add(entry, key(triggerTicks, when), id);
    return entry;
  }

  @Override
  void unschedule(int entry) {
    heap(market(entry), when(entry)).remove(entry);
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

  public long triggerTicks(int entry) {
    return own(entry, TRIGGER);
  }

  public long group(int entry) {
    return own(entry, GROUP);
  }

  public TriggerWhen when(int entry) {
    return ownByte(entry) == 0 ? TriggerWhen.AT_OR_ABOVE : TriggerWhen.AT_OR_BELOW;
  }

  private IndexedHeap heap(int market, TriggerWhen when) {
    return heaps[2 * market + (when == TriggerWhen.AT_OR_ABOVE ? 0 : 1)];
  }

  private static long key(long triggerTicks, TriggerWhen when) {
    return when == TriggerWhen.AT_OR_ABOVE ? triggerTicks : -triggerTicks;
  }
}
