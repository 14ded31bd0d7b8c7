package caisson.engine.risk;

/** Places of what the margin keeps beside the balances of an account. */
final class KeptWords {
  // Of a cell: lots that rest on either side, what they may cost beyond the stress of their size,
  // and the mark that was computed at.
  static final int BUYS = 0;
  static final int SELLS = 1;
  static final int CHARGE = 2;
  static final int CHARGE_KEY = 3;

  /** No charge key. */
  static final long STALE = Long.MIN_VALUE;

  // Of a row, as of the version it is kept at: equity for the initial margin, requirement with open
  // orders, and no less than the sum that bounds the account.
  static final int EQUITY = 0;
  static final int REQUIREMENT = 1;
  static final int BOUND = 2;

  private KeptWords() {}
}
