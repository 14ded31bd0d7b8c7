package caisson.sdk;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Nonces of one key. They rise by one, and start above every nonce an earlier run of the program
 * can have used: at most 2^20 a millisecond. The venue remembers the 64 highest of a key, so
 * requests that overtake each other are fine.
 */
public final class NonceSource {
  private final AtomicLong next;

  public NonceSource() {
    this(System.currentTimeMillis());
  }

  NonceSource(long epochMs) {
    next = new AtomicLong(epochMs << 20);
  }

  public long next() {
    return next.getAndIncrement();
  }
}
