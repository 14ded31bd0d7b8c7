package caisson.engine.account;

/**
 * An account's row in {@link AccountTable}: sixteen words, two cache lines.
 *
 * <pre>
 * 0 cash                       6 bit per market that has a cell     8 to 11 cells of the first eight of
 * 1 nonce floor of the owner   7 first agent | resting orders          these, by market, two ints a word;
 * 2 nonces used of the owner                                           with more of them, the number of
 * 3, 4, 5 owner | levels and registered                                their block
 *                                                                   12 to 14 belong to Risk, as of 15
 * </pre>
 */
final class Row {
  static final int CASH = 0;
  static final int NONCE_FLOOR = 1;
  static final int NONCES_USED = 2;
  static final int OWNER_A = 3;
  static final int OWNER_B = 4;
  static final int OWNER_C = 5;
  static final int MARKETS = 6;
  static final int COUNTS = 7;
  static final int CELLS = 8;
  static final int RISK = 12;
  static final int KEPT_AT = 15;

  private Row() {}
}
