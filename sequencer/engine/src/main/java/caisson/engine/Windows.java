package caisson.engine;

/**
 * The open window and what the chain knows of the closed ones. A window is the range of sequences
 * that one batch settles; it ends with the SealWindow command that closes it.
 */
public final class Windows {
  public static final long NO_LIMIT = -1;

  static final long MIN_AGE_NS = 1_000_000_000L;
  static final long MAX_AGE_NS = 60_000_000_000L;
  static final long MARK_EPOCH_NS = 60_000_000_000L;
  private static final long CHAIN_LEAD_S = 30;
  private static final long NS_PER_S = 1_000_000_000L;

  public long openBatchNo = 1;
  public long fromSequence = 1;
  public int withdrawals;

  /** When the open window began: the last seal, or the first command. */
  public long lastSealNs;

  public long lastHeaderTsS;
  public long lastMarkEpochNs;
  public long confirmedBatchNo;
  public long lastDepositNo;

  /** What ordinary withdrawals may take in all, in value; {@link #NO_LIMIT} when they are free. */
  public long outflowMost = NO_LIMIT;

  /** What they have taken since the limit was set; 0 without one. */
  public long outflow;

  boolean overdue(long timeNs) {
    return timeNs - lastSealNs >= MAX_AGE_NS;
  }

  /** Never back, never ahead of the chain by more than the header rule of the chain allows. */
  long headerTsS(long timeNs, long chainTimeS) {
    long chainBound =
        chainTimeS > Long.MAX_VALUE - CHAIN_LEAD_S ? Long.MAX_VALUE : chainTimeS + CHAIN_LEAD_S;
    return Math.max(lastHeaderTsS, Math.min(timeNs / NS_PER_S, chainBound));
  }

  void limitOutflow(long most) {
    outflowMost = most;
    outflow = 0;
  }

  boolean outflowExceeded(long value) {
    return outflowMost != NO_LIMIT && value > outflowMost - outflow;
  }

  void flowsOut(long value) {
    outflow += outflowMost == NO_LIMIT ? 0 : value;
  }

  void seal(long sequence, long timeNs, long headerTsS, boolean markEpoch) {
    openBatchNo++;
    fromSequence = sequence + 1;
    withdrawals = 0;
    lastSealNs = timeNs;
    lastHeaderTsS = headerTsS;
    if (markEpoch) {
      lastMarkEpochNs = timeNs;
    }
  }
}
