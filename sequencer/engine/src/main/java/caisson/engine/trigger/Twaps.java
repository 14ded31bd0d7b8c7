package caisson.engine.trigger;

import caisson.engine.book.IndexedHeap;
import caisson.engine.wire.Submission;
import caisson.protocol.TimeInForce;

/** Orders that trade in slices over time: in one heap by the time of their next slice. */
public final class Twaps extends WaitingOrders {
  /** Of one account. */
  public static final int MAX_PER_ACCOUNT = 8;

  private static final int INTERVAL = 0;

  /** Done | left, two ints. */
  private static final int SLICES = 1;

  private final IndexedHeap heap;

  public Twaps(int capacity, int rows) {
    super(capacity, rows);
    heap = new IndexedHeap(new int[capacity]);
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
    int entry = append(id, row, agent, o, TimeInForce.IOC, 0);
    own(entry, INTERVAL, intervalNs);
    own(entry, SLICES, link(done, left));
    heap.add(entry, nextNs, id);
    return entry;
  }

  @Override
  void unschedule(int entry) {
    heap.remove(entry);
  }

  /** One more slice is done; the next is due at this time. */
  public void sliced(int entry, long nextNs) {
    own(entry, SLICES, link(done(entry) + 1, left(entry) - 1));
    heap.remove(entry);
    heap.add(entry, nextNs, id(entry));
  }

  public void traded(int entry, long lots) {
    lose(entry, lots);
  }

  public long intervalNs(int entry) {
    return own(entry, INTERVAL);
  }

  public long nextNs(int entry) {
    return heap.key(entry);
  }

  public int done(int entry) {
    return (int) (own(entry, SLICES) >> 32);
  }

  public int left(int entry) {
    return (int) own(entry, SLICES);
  }
}
