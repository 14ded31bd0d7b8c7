package caisson.engine.wire;

/** The terms of one ListEvent command; reused, valid during the call. */
public final class EventTerms {
  public static final int MAX_OUTCOMES = 63;

  public int event;
  public long payoutTicks;
  public long k;
  public boolean exhaustive;
  public long disputeNs;
  public long voidAtNs;
  public int makerFeePpm;
  public int takerFeePpm;
  public long minLots;
  public long maxOrderLots;
  public int outcomes;
  public final int[] markets = new int[MAX_OUTCOMES];
  public final long[] voidTicks = new long[MAX_OUTCOMES];
  public final long[] symbolLow = new long[MAX_OUTCOMES];
  public final long[] symbolHigh = new long[MAX_OUTCOMES];
}
