package caisson.benchmarks;

import java.util.concurrent.locks.LockSupport;

/**
 * How fast the processor runs. Another machine on the same core makes ours slower by a third and
 * more for seconds at a time, and nothing the system counts tells of it; a fixed piece of work that
 * needs the core and no memory does. It is compared with the least it took in this process.
 */
final class Pace {
  private static final int ROUNDS = 20_000;
  private static final int TRIES = 3;
  private static final int WARM_UP = 3_000;

  /** So much longer than the least is still at full speed. */
  private static final double NEAR = 1.1;

  private static long leastNs = Long.MAX_VALUE;

  /** Keeps the work from being left out. */
  @SuppressWarnings("UnusedVariable")
  private static long sum;

  static {
    for (int i = 0; i < WARM_UP; i++) {
      work();
    }
  }

  private Pace() {}

  /** How long the work takes now; what interrupts one try is not the processor's pace. */
  static long probeNs() {
    long ns = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      ns = Math.min(ns, work());
    }
    leastNs = Math.min(leastNs, ns);
    return ns;
  }

  /** The share of its speed that the processor lacked then, as far as is known now. */
  static double missing(long probeNs) {
    return probeNs <= NEAR * leastNs ? 0 : 1 - (double) leastNs / probeNs;
  }

  /** Waits until the processor is at full speed, at most so many seconds. */
  static void await(int seconds) {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    while (missing(probeNs()) > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(10_000_000L);
    }
  }

  /** Eight sums that hardly wait for each other, so that the core is full. */
  private static long work() {
    long begun = System.nanoTime();
    long a = 1;
    long b = 2;
    long c = 3;
    long d = 4;
    long e = 5;
    long f = 6;
    long g = 7;
    long h = 8;
    for (int i = 0; i < ROUNDS; i++) {
      a += b ^ i;
      b = Long.rotateLeft(b, 7) + c;
      c ^= d >>> 3;
      d += e;
      e = e << 1 ^ f;
      f += g ^ a;
      g = Long.rotateLeft(g, 5) - h;
      h ^= a + i;
    }
    sum = a ^ b ^ c ^ d ^ e ^ f ^ g ^ h;
    return System.nanoTime() - begun;
  }
}
