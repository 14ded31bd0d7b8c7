package caisson.engine.outcome;

/**
 * Events with one market for each outcome. A lot of YES pays the payout when its outcome comes true
 * and nothing when another does; NO is one lot short. Plain columns by event id, dense from 1,
 * written by the engine only; part of the state.
 *
 * <p>The markets of an event follow each other. An outcome is named by its market, or {@link #VOID}
 * or {@link #NONE}; as a place in the tables it is 0 for void, then the outcomes, then none.
 */
public final class OutcomeEvents {
  /** Each has a settlement account: 64 to 127. */
  public static final int MAX = 64;

  public static final int VOID = 0;

  /** No outcome came true; only where that can be. */
  public static final int NONE = -1;

  // What has become of an event.
  public static final int OPEN = 0;
  public static final int FINAL = 1;

  /** Every line was converted to cash. */
  public static final int SETTLED = 2;

  static final int PLACES = 66;

  public final int[] state = new int[MAX + 1];
  public final int[] firstMarket = new int[MAX + 1];
  public final int[] outcomes = new int[MAX + 1];
  public final long[] payoutTicks = new long[MAX + 1];

  /** One of the outcomes must come true, unless it is void. */
  public final boolean[] exhaustive = new boolean[MAX + 1];

  /** A lone proposal that nobody contradicts is final after this. */
  public final long[] disputeNs = new long[MAX + 1];

  /** Log time at which an event without a result is void. */
  public final long[] voidAtNs = new long[MAX + 1];

  /** Micro-dollars that all open lots may pay, 0 for no limit. */
  public final long[] capUnits = new long[MAX + 1];

  public final long[] firstProposedNs = new long[MAX + 1];

  /** Bit per source, by event and place. */
  public final long[] votes = new long[(MAX + 1) * PLACES];

  /** Rows below this one have no line left in a final event. */
  public final int[] sweptRows = new int[MAX + 1];

  /** By market; 0 for one that is no outcome. */
  public final int[] eventOf;

  /** By market: what a lot pays when the event is void. */
  public final long[] voidTicks;

  private int count;

  public OutcomeEvents(int markets) {
    eventOf = new int[markets + 1];
    voidTicks = new long[markets + 1];
  }

  public int count() {
    return count;
  }

  /** A market that was delisted, not an event: it has a settlement account alike. */
  public boolean delisted(int event) {
    return payoutTicks[event] == 0;
  }

  public boolean listed(int event) {
    return event >= 1 && event <= count;
  }

  /** Takes the next id; the caller fills its columns. */
  public int add() {
    return ++count;
  }

  public int lastMarket(int event) {
    return firstMarket[event] + outcomes[event] - 1;
  }

  /** Its settlement account. */
  public static int account(int event) {
    return 63 + event;
  }

  /** The place of an outcome, or -1 when it is none of the event. */
  public int place(int event, int outcome) {
    if (outcome == VOID) {
      return 0;
    }
    if (outcome == NONE) {
      return exhaustive[event] ? -1 : outcomes[event] + 1;
    }
    boolean here = outcome >= firstMarket[event] && outcome <= lastMarket(event);
    return here ? 1 + outcome - firstMarket[event] : -1;
  }

  public int outcomeAt(int event, int place) {
    if (place == 0) {
      return VOID;
    }
    return place > outcomes[event] ? NONE : firstMarket[event] + place - 1;
  }

  public int places(int event) {
    return outcomes[event] + (exhaustive[event] ? 1 : 2);
  }

  public long votes(int event, int place) {
    return votes[event * PLACES + place];
  }

  public void vote(int event, int place, long sources) {
    votes[event * PLACES + place] |= sources;
  }
}
