package caisson.engine.account;

import caisson.protocol.RejectReason;

/**
 * A window of 64 nonces over two columns: floor, and a bitmap in which bit i says that nonce floor
 * + i was used. A nonce above the window moves it up so that it becomes the highest one; what falls
 * below the floor counts as used. So a signer may send out of order within 64, and no signed
 * message is ever judged twice.
 */
public final class Nonces {
  private static final int WIDTH = 64;

  final long[] floor;
  final long[] used;

  Nonces(int capacity) {
    floor = new long[capacity];
    used = new long[capacity];
  }

  /** NONE when it was free and is now used. */
  public RejectReason use(int row, long nonce) {
    long low = floor[row];
    if (nonce < low) {
      return RejectReason.NONCE_TOO_OLD;
    }
    long distance = nonce - low;
    if (distance >= WIDTH) {
      long shift = distance - (WIDTH - 1);
      used[row] = shift >= WIDTH ? 0 : used[row] >>> shift;
      floor[row] = low + shift;
      distance = WIDTH - 1;
    }
    long bit = 1L << distance;
    if ((used[row] & bit) != 0) {
      return RejectReason.NONCE_USED;
    }
    used[row] |= bit;
    return RejectReason.NONE;
  }

  public long floor(int row) {
    return floor[row];
  }

  public long used(int row) {
    return used[row];
  }

  public void restore(int row, long floor, long used) {
    this.floor[row] = floor;
    this.used[row] = used;
  }
}
