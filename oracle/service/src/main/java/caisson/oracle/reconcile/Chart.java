package caisson.oracle.reconcile;

/**
 * Places in the ledger's chart of accounts, written down here again: reconciliation shares nothing
 * with what it checks.
 */
final class Chart {
  /** Tokens the vault has in final blocks, of deposits credited and withdrawals not paid. */
  static final int VAULT = 1000;

  /** Deposits in final blocks that are not credited yet. */
  static final int VAULT_NOT_FINAL = 1010;

  static final int CUSTOMER = 2000;
  static final int WITHDRAWAL_HOLD = 2050;
  static final int DEPOSIT_IN_TRANSIT = 2100;
  static final int WITHDRAWAL_IN_TRANSIT = 2110;
  static final int PROFIT_CLEARING = 2320;
  static final int DUST = 3900;
  static final int FEES = 4000;
  static final int REBATES = 4900;

  /** Exchange accounts of the house whose money stands in 4000 less 4900, and in 3900. */
  static final int FEES_ACCOUNT = 1;

  static final int DUST_ACCOUNT = 3;

  private Chart() {}
}
