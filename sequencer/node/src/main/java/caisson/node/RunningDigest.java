package caisson.node;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.agrona.DirectBuffer;

/**
 * Hash chain over the events: {@code h(n) = SHA-256(h(n-1) | every event of sequence n)}, h(0)
 * zero. One link per sequence, so that the chain can be cut and continued at any snapshot.
 */
final class RunningDigest {
  static final int LENGTH = 32;

  private final MessageDigest sha256 = sha256();
  private final byte[] hash = new byte[LENGTH];
  private byte[] copy = new byte[4096];
  private boolean inSequence;

  void restore(DirectBuffer buffer, int offset) {
    buffer.getBytes(offset, hash);
  }

  void add(DirectBuffer buffer, int offset, int length) {
    if (!inSequence) {
      sha256.update(hash);
      inSequence = true;
    }
    if (copy.length < length) {
      copy = new byte[Math.max(length, 2 * copy.length)];
    }
    buffer.getBytes(offset, copy, 0, length);
    sha256.update(copy, 0, length);
  }

  void endSequence() {
    try {
      sha256.digest(hash, 0, LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
    inSequence = false;
  }

  /** Whether events were added since the last link. */
  boolean inSequence() {
    return inSequence;
  }

  /** The chain's head; not a copy. */
  byte[] hash() {
    return hash;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
