package caisson.engine.account;

/**
 * An account's row in {@link AccountTable}: sixteen words, in two cache lines of its block. The
 * first one is what an order or a cancel by a key needs that moves no cash.
 *
 * <pre>
 * 0, 1 owner | levels and registered       8 the rest of the owner
 * 2 bit per market that has a cell         9 cash
 * 3 first agent | resting orders          10, 11 nonce floor of the owner, nonces used
 * 4 to 6 belong to Risk, as of 7          12 to 15 cells of the first eight of the markets, in their
 *                                            order, two ints a word; with more of them, the number
 *                                            of their block
 * </pre>
 */
final class Row {
  static final int OWNER_A = 0;
  static final int OWNER_C = 1;
  static final int MARKETS = 2;
  static final int COUNTS = 3;
  static final int RISK = 4;
  static final int KEPT_AT = 7;

  private static final int SECOND = AccountTable.LINE * AccountTable.SECOND_OF_ROW;
  static final int OWNER_B = SECOND;
  static final int CASH = SECOND + 1;
  static final int NONCE_FLOOR = SECOND + 2;
  static final int NONCES_USED = SECOND + 3;
  static final int CELLS = SECOND + 4;

  private Row() {}
}
