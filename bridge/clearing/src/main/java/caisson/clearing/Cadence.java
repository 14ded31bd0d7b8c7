package caisson.clearing;

/**
 * When the open window is to be sealed. The period starts at 2 s, doubles up to 30 s while a batch
 * burns more gas per second of window than the chain allows, and halves again below half of that.
 */
public record Cadence(long periodNs) {
  public static final long SECOND_NS = 1_000_000_000L;
  public static final long SHORTEST_NS = 2 * SECOND_NS;
  public static final long LONGEST_NS = 30 * SECOND_NS;

  /** The engine refuses a seal earlier than this after the last. */
  public static final long LEAST_AGE_NS = SECOND_NS;

  public static final long HEARTBEAT_NS = 60 * SECOND_NS;
  public static final long LONGEST_WAIT_NS = 5 * SECOND_NS;

  /**
   * Half of what a batch holds: what comes in until the seal has its turn must fit as well, or the
   * batch is one no commit can carry.
   */
  public static final int FULL_ENTRIES = 40_000;

  public static final Cadence START = new Cadence(SHORTEST_NS);

  public boolean seal(WindowState window, long nowNs) {
    long ageNs = nowNs - window.lastSealNs();
    if (ageNs < LEAST_AGE_NS) {
      return false;
    }
    if (window.openedNs() == 0) {
      return ageNs >= HEARTBEAT_NS;
    }
    boolean waitsLong =
        window.waitingSinceNs() != 0 && nowNs - window.waitingSinceNs() >= LONGEST_WAIT_NS;
    return ageNs >= periodNs || window.entries() >= FULL_ENTRIES || waitsLong;
  }

  /** The cadence after a batch of this cadence cost {@code gasUsed}. */
  public Cadence after(long gasUsed, long gasPerSecond) {
    long budget = Math.multiplyExact(gasPerSecond, periodNs / SECOND_NS);
    if (gasUsed > budget) {
      return new Cadence(Math.min(LONGEST_NS, periodNs * 2));
    }
    if (gasUsed < budget / 2) {
      return new Cadence(Math.max(SHORTEST_NS, periodNs / 2));
    }
    return this;
  }

  /** Whether even the longest period is over the chain's budget: an alarm, trading goes on. */
  public boolean overBudget(long gasUsed, long gasPerSecond) {
    return periodNs == LONGEST_NS
        && gasUsed > Math.multiplyExact(gasPerSecond, LONGEST_NS / SECOND_NS);
  }
}
