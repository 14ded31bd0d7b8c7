package caisson.engine;

import caisson.engine.wire.CommandAdapter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Commands that have come together, applied in their order: what comes of them is the same as one
 * by one. Before the first is applied, what all of them will need is read in one go ({@link
 * Ahead}), so that the reads overlap.
 *
 * <p>More commands in a burst would be faster together and later each.
 */
public final class CommandBurst {
  /** Room for so many short commands. */
  public static final int MOST = 6;

  private static final int BYTES = 2 * CommandAdapter.MAX_COMMAND_LENGTH;

  private final StateMachine machine;
  private final byte[] array = new byte[BYTES];
  private final UnsafeBuffer bytes = new UnsafeBuffer(array);
  private final long[] times = new long[MOST];
  private final int[] offsets = new int[MOST + 1];
  private final int[] lengths = new int[MOST];
  private int count;

  public CommandBurst(StateMachine machine) {
    this.machine = machine;
  }

  /** Copies the command that starts at its messageHeader; false when there is no room for it. */
  public boolean add(long timeNs, DirectBuffer command, int offset, int length) {
    int taken = StateMachine.taken(length);
    if (count == MOST || offsets[count] + taken > BYTES) {
      return false;
    }
    int at = offsets[count];
    command.getBytes(offset, array, at, taken);
    times[count] = timeNs;
    lengths[count] = taken;
    offsets[++count] = (at + taken + 7) & ~7;
    return true;
  }

  /** Applies what was added; returns how many commands that were. */
  public int applyAll() {
    int all = count;
    count = 0;
    for (int i = 0; i < all; i++) {
      machine.foretell(bytes, offsets[i], lengths[i]);
    }
    machine.readAhead();
    for (int i = 0; i < all; i++) {
      machine.apply(times[i], bytes, offsets[i], lengths[i]);
    }
    return all;
  }
}
