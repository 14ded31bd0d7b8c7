package caisson.benchmarks;

/** Counts of single times in nanoseconds: exact below 1 ms, to 10 us below 1 s. */
final class Latencies {
  private static final int FINE = 1_000_000;
  private static final int COARSE_NS = 10_000;
  private static final int COARSE = 1_000_000_000 / COARSE_NS;

  private final int[] fine = new int[FINE];
  private final int[] coarse = new int[COARSE + 1];
  private long recorded;
  private long longest;

  void record(long ns) {
    if (ns < FINE) {
      fine[(int) Math.max(0, ns)]++;
    } else {
      coarse[(int) Math.min(COARSE, ns / COARSE_NS)]++;
    }
    recorded++;
    longest = Math.max(longest, ns);
  }

  /** The time that this share of all is at or below. */
  long at(double share) {
    long wanted = (long) Math.ceil(share * recorded);
    long seen = 0;
    for (int ns = 0; ns < FINE; ns++) {
      seen += fine[ns];
      if (seen >= wanted) {
        return ns;
      }
    }
    for (int cell = 0; cell < COARSE; cell++) {
      seen += coarse[cell];
      if (seen >= wanted) {
        return Math.min(longest, (cell + 1L) * COARSE_NS);
      }
    }
    return longest;
  }

  long longest() {
    return longest;
  }
}
