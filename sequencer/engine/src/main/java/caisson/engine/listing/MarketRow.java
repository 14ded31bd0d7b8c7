package caisson.engine.listing;

/**
 * A market's row in {@link Markets}: what orders ask of it, sixteen words in two cache lines.
 *
 * <pre>
 * 0 state: status, phase, three flags     8 mark in ticks
 * 1 least lots of an order                9 payout in ticks
 * 2 most lots of an order                10 k, micro-dollars of a tick
 * 3 most ticks                           11 funding index
 * 4 log time of the last price           12 value of a lot at the mark
 * 5 fees, two ints                       13 the most a lot may come to be worth
 * 6 base asset                           14 what bounds a lot of a line
 * 7 units of a lot
 * </pre>
 *
 * <p>Words 12 to 14 follow from 8 to 11.
 */
final class MarketRow {
  static final int STATE = 0;
  static final int MIN_LOTS = 1;
  static final int MAX_ORDER_LOTS = 2;
  static final int MAX_TICKS = 3;
  static final int PRICED = 4;
  static final int FEES = 5;
  static final int BASE_ASSET = 6;
  static final int UNITS_PER_LOT = 7;
  static final int MARK = 8;
  static final int PAYOUT = 9;
  static final int K = 10;
  static final int FUNDING_INDEX = 11;
  static final int LOT_VALUE = 12;
  static final int TOP_VALUE = 13;
  static final int BOUND = 14;

  // Of the state.
  static final int STATUS = 0xFF;
  static final int PHASE_SHIFT = 8;
  static final int PHASE = 0xFF << PHASE_SHIFT;
  static final int STALLED = 1 << 16;
  static final int SPOT = 1 << 17;
  static final int LIMITED = 1 << 18;

  private MarketRow() {}
}
