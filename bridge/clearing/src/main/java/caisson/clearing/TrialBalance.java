package caisson.clearing;

import java.util.HashMap;
import java.util.Map;

/** The balances of the ledger, and the equations between them and the state of the accounts. */
public final class TrialBalance {
  private final Map<LedgerAccount, Long> debits = new HashMap<>();

  public void apply(Transfer transfer) {
    debits.merge(transfer.debit(), transfer.amount(), Math::addExact);
    debits.merge(transfer.credit(), -transfer.amount(), Math::addExact);
  }

  /** The balance on the account's normal side. */
  public long balance(LedgerAccount account) {
    long debit = debits.getOrDefault(account, 0L);
    return account.isDebitNormal() ? debit : -debit;
  }

  /** The house's balance plus that of every owner. */
  public long total(int code, int asset) {
    long total = 0;
    for (LedgerAccount account : debits.keySet()) {
      if (account.code() == code && account.asset() == asset) {
        total = Math.addExact(total, balance(account));
      }
    }
    return total;
  }

  /**
   * Throws at the first equation that does not hold between events:
   *
   * <pre>
   * customer 2000 in coin = cash + sum of reference costs;  in another asset = units
   * 4000 - 4900 = cash of FEES;   2300 = 0;   2320 credit = - sum of reference costs
   * vault 1000 = accounted + 2050 + 2110
   * </pre>
   */
  public void check(Netting accounts) {
    long refCosts = 0;
    for (int account : accounts.accounts()) {
      refCosts = Math.addExact(refCosts, accounts.refCosts(account));
      for (int asset = 0; asset < accounts.assetCount(); asset++) {
        LedgerAccount own = Posting.own(account, asset);
        long rebates = own.code() == LedgerAccount.FEES ? house(LedgerAccount.REBATES, asset) : 0;
        long shown = asset == 0 ? accounts.refCosts(account) : 0;
        require(own, Math.addExact(accounts.units(account, asset), shown), balance(own) - rebates);
      }
    }
    require(
        LedgerAccount.house(LedgerAccount.PROFIT_CLEARING, 0),
        -refCosts,
        house(LedgerAccount.PROFIT_CLEARING, 0));
    for (int asset = 0; asset < accounts.assetCount(); asset++) {
      require(
          LedgerAccount.house(LedgerAccount.TRADE_CLEARING, asset),
          0,
          house(LedgerAccount.TRADE_CLEARING, asset));
      require(
          LedgerAccount.house(LedgerAccount.VAULT, asset),
          accounts.accounted(asset)
              + total(LedgerAccount.WITHDRAWAL_HOLD, asset)
              + total(LedgerAccount.WITHDRAWAL_IN_TRANSIT, asset),
          house(LedgerAccount.VAULT, asset));
    }
  }

  private long house(int code, int asset) {
    return balance(LedgerAccount.house(code, asset));
  }

  private static void require(LedgerAccount account, long expected, long found) {
    if (expected != found) {
      throw new BrokenFold(
          "ledger differs: %s expected=%d found=%d".formatted(account, expected, found));
    }
  }
}
