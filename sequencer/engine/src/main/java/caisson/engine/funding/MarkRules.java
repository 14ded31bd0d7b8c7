package caisson.engine.funding;

/**
 * How a market makes its mark and its funding, by market. A market without rules takes the median
 * of index, external price and the middle of its book, and the rate it is told. Plain columns,
 * written by the engine only; part of the state.
 */
public final class MarkRules {
  public final boolean[] set;

  /** Most the mark moves in a second; 0 for no bound. */
  public final int[] slewPpm;

  /** Most the mark is away from the index. */
  public final int[] bandPpm;

  /** Most of the average distance of the book from the index that counts. */
  public final int[] basisCapPpm;

  /** Micro-dollars that an impact price has to take out of the book. */
  public final long[] impactNotional;

  /** Interest part of the funding rate of eight hours. */
  public final int[] interestE9;

  public MarkRules(int markets) {
    set = new boolean[markets + 1];
    slewPpm = new int[markets + 1];
    bandPpm = new int[markets + 1];
    basisCapPpm = new int[markets + 1];
    impactNotional = new long[markets + 1];
    interestE9 = new int[markets + 1];
  }
}
