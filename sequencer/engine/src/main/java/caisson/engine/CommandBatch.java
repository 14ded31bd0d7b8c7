package caisson.engine;

import org.agrona.DirectBuffer;

/**
 * Where commands stand that a reader of a log or a ring has before it, in their order; none of
 * their bytes are copied.
 */
public final class CommandBatch {
  final int[] offsets;
  final int[] lengths;
  final long[] timesNs;
  final DirectBuffer buffer;
  int count;

  public CommandBatch(DirectBuffer buffer, int capacity) {
    this.buffer = buffer;
    offsets = new int[capacity];
    lengths = new int[capacity];
    timesNs = new long[capacity];
  }

  public int count() {
    return count;
  }

  public boolean full() {
    return count == offsets.length;
  }

  /** The command that starts at its messageHeader; the caller asked {@link #full} before. */
  public void add(long timeNs, int offset, int length) {
    timesNs[count] = timeNs;
    offsets[count] = offset;
    lengths[count] = length;
    count++;
  }

  public void clear() {
    count = 0;
  }
}
