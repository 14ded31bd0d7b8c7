package caisson.benchmarks;

/** Counts of single times in nanoseconds, exact to 1 ns below 1 ms; longer ones share a cell. */
final class Latencies {
  private static final int CELLS = 1_000_000;

  private final int[] counts = new int[CELLS + 1];
  private long recorded;
  private long longest;

  void record(long ns) {
    counts[(int) Math.max(0, Math.min(CELLS, ns))]++;
    recorded++;
    longest = Math.max(longest, ns);
  }

  /** The time that this share of all is at or below. */
  long at(double share) {
    long wanted = (long) Math.ceil(share * recorded);
    long seen = 0;
    for (int ns = 0; ns < CELLS; ns++) {
      seen += counts[ns];
      if (seen >= wanted) {
        return ns;
      }
    }
    return longest;
  }

  long longest() {
    return longest;
  }
}
