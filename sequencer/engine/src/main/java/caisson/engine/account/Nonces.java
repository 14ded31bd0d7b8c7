package caisson.engine.account;

import caisson.protocol.RejectReason;

/**
 * A window of 64 nonces in two words of a record: floor, and a bitmap in which bit i says that
 * nonce floor + i was used. A nonce above the window moves it up so that it becomes the highest
 * one; what falls below the floor counts as used. So a signer may send out of order within 64, and
 * no signed message is ever judged twice.
 */
final class Nonces {
  private static final int WIDTH = 64;

  private Nonces() {}

  /** NONE when it was free and is now used. */
  static RejectReason use(long[] words, int floorWord, long nonce) {
    long low = words[floorWord];
    if (nonce < low) {
      return RejectReason.NONCE_TOO_OLD;
    }
    long used = words[floorWord + 1];
    long distance = nonce - low;
    if (distance >= WIDTH) {
      long shift = distance - (WIDTH - 1);
      used = shift >= WIDTH ? 0 : used >>> shift;
      words[floorWord] = low + shift;
      distance = WIDTH - 1;
    }
    long bit = 1L << distance;
    words[floorWord + 1] = used | bit;
    return (used & bit) != 0 ? RejectReason.NONCE_USED : RejectReason.NONE;
  }
}
