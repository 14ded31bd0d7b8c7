package caisson.clearing;

/**
 * An account of the ledger.
 *
 * @param owner the exchange account, 0 for the house
 * @param code its place in the chart: 1000 vault, 1010 vault not final, 2000 customer, 2050
 *     withdrawal hold, 2100 deposit in transit, 2110 withdrawal in transit, 2300 trade clearing,
 *     2320 profit and loss clearing, 2900 unidentified receipt, 3900 dust, 4000 fees, 4900 rebates
 */
public record LedgerAccount(int owner, int code, int asset) {
  public static final int VAULT = 1000;
  public static final int VAULT_NOT_FINAL = 1010;
  public static final int CUSTOMER = 2000;
  public static final int WITHDRAWAL_HOLD = 2050;
  public static final int DEPOSIT_IN_TRANSIT = 2100;
  public static final int WITHDRAWAL_IN_TRANSIT = 2110;
  public static final int TRADE_CLEARING = 2300;
  public static final int PROFIT_CLEARING = 2320;
  public static final int UNIDENTIFIED = 2900;
  public static final int DUST = 3900;
  public static final int FEES = 4000;
  public static final int REBATES = 4900;

  static LedgerAccount house(int code, int asset) {
    return new LedgerAccount(0, code, asset);
  }

  /** Whether a debit makes the balance grow: what we own, and contra income. */
  public boolean isDebitNormal() {
    return code < 2000 || code == REBATES || code >= 5000;
  }
}
