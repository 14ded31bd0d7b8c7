package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.Lane;
import caisson.protocol.RejectReason;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Asset;
import caisson.simulator.Ledger.Market;
import org.jspecify.annotations.Nullable;

/** What comes in, goes out or moves between accounts, and the windows that tell the chain of it. */
final class CustodyCheck {
  private static final String MONEY = "I1 conservation";
  private static final String CHAIN = "window";

  private final Ledger ledger;
  private final OwedCheck owed;
  private @Nullable Account withdrawer;
  private int withdrawn;
  private long returned;
  private long sentBack;

  CustodyCheck(Ledger ledger, OwedCheck owed) {
    this.ledger = ledger;
    this.owed = owed;
  }

  void commandBegins() {
    withdrawer = null;
    returned = 0;
  }

  /** Whose collateral the command at hand took away; null when nobody's. */
  @Nullable Account withdrawer() {
    return withdrawer;
  }

  /** Deposits returned because a supply grew too fast. */
  long sentBack() {
    return sentBack;
  }

  /** Which asset it took away. */
  int withdrawn() {
    return withdrawn;
  }

  /** Also the same limit again begins anew, which only another one between can bring. */
  void onLimited(long most) {
    unless(most >= -1 && most != ledger.outflowMost, MONEY, "a limit of outflow that is none");
    ledger.outflowMost = most;
    ledger.outflowLeft = most;
  }

  void onDeposit(DepositCreditedDecoder credited) {
    unlessEqual(ledger.lastDepositNo + 1, credited.depositNo(), CHAIN, "deposit number");
    ledger.lastDepositNo++;
    Account account = ledger.account(credited.account());
    long balance = ledger.move(account, credited.asset(), credited.units());
    ledger.assets.get(credited.asset()).accounted += credited.units();
    account.paidIn += credited.asset() == 0 ? credited.units() : 0;
    if (account.tier() && credited.asset() == 0) {
      ledger.opening[account.id - Ledger.FIRST_TIER] += credited.units();
    }
    unlessEqual(balance, credited.balance(), MONEY, "balance after a deposit");
    owed.onDeposit(credited.asset());
    boolean shut = ledger.assets.get(credited.asset()).collateral.shut;
    unless(!shut, MONEY, "a deposit of what grew too fast");
  }

  void onReturned(DepositReturnedDecoder back) {
    unlessEqual(ledger.lastDepositNo + 1, back.depositNo(), CHAIN, "deposit number");
    ledger.lastDepositNo++;
    returned = back.units();
    boolean listed = back.asset() < ledger.assets.size();
    boolean shut = listed && ledger.assets.get(back.asset()).collateral.shut;
    boolean grew = back.reason() == RejectReason.COLLATERAL_SHUT;
    unless(shut || !grew, MONEY, "a deposit sent back");
    sentBack += grew ? 1 : 0;
  }

  void onWithdrawal(WithdrawalCreatedDecoder created) {
    unlessEqual(ledger.openBatchNo, created.batchNo(), CHAIN, "batch of the withdrawal");
    unlessEqual(ledger.windowWithdrawals++, created.withdrawalIndex(), CHAIN, "its index");
    if (returned != 0) {
      unlessEqual(returned, created.units(), MONEY, "units given back");
      returned = 0;
      return;
    }
    Account account = ledger.account(created.account());
    Asset asset = ledger.assets.get(created.asset());
    if (created.lane() != Lane.FORCED) {
      owed.onOrdinary(created.asset());
    }
    if (created.lane() != Lane.FORCED && ledger.outflowMost >= 0) {
      ledger.outflowLeft -= Exact.assetValue(created.units(), asset.markUnit);
      unless(ledger.outflowLeft >= 0, MONEY, "more left than the limit");
    }
    long balance = ledger.move(account, created.asset(), -created.units());
    asset.accounted -= created.units();
    account.paidIn -= asset.id == 0 ? created.units() : 0;
    unless(account.user(), MONEY, "a withdrawal of the house");
    unlessEqual(balance, created.balance(), MONEY, "balance after a withdrawal");
    unlessEqual(asset.accounted, created.accounted(), MONEY, "accounted after a withdrawal");
    unless(asset.accounted >= 0, MONEY, "paid out more than there is");
    withdrawer = asset.id == 0 || asset.factor != 0 ? account : null;
    withdrawn = asset.id;
  }

  void onTransferred(UnitsTransferredDecoder e) {
    Account from = ledger.account(e.from());
    Account to = ledger.account(e.to());
    unless(from != to && e.units() > 0, MONEY, "a transfer of nothing");
    unlessEqual(ledger.move(from, e.asset(), -e.units()), e.fromBalance(), MONEY, "of the sender");
    unlessEqual(ledger.move(to, e.asset(), e.units()), e.toBalance(), MONEY, "of the receiver");
    from.paidIn -= e.asset() == 0 ? e.units() : 0;
    to.paidIn += e.asset() == 0 ? e.units() : 0;
    withdrawer = e.asset() == 0 || ledger.assets.get(e.asset()).factor != 0 ? from : null;
    withdrawn = e.asset();
  }

  void onSealed(WindowSealedDecoder sealed, long sequence) {
    unlessEqual(ledger.openBatchNo, sealed.batchNo(), CHAIN, "batch number");
    unlessEqual(ledger.windowFrom, sealed.seqFrom(), CHAIN, "first sequence");
    unlessEqual(sequence, sealed.seqTo(), CHAIN, "last sequence");
    unlessEqual(ledger.lastDepositNo, sealed.depositsUpTo(), CHAIN, "deposits");
    unlessEqual(ledger.windowWithdrawals, sealed.withdrawals(), CHAIN, "withdrawals");
    boolean epoch = sealed.markEpoch() == 1;
    for (var word : sealed.assetWords()) {
      Asset asset = ledger.assets.get(word.asset());
      unlessEqual(asset.accounted, word.accounted(), MONEY, "accounted at the seal");
      unless(!epoch || asset.markUnit == word.markUnit(), CHAIN, "mark of asset " + asset.id);
    }
    for (var word : sealed.marketWords()) {
      Market market = ledger.market(word.market());
      if (epoch && !market.spot && market.mark != 0) {
        unlessEqual(market.mark, word.markTicks(), CHAIN, "mark of market " + market.id);
        unlessEqual(market.funding, word.fundingIndex(), CHAIN, "funding of " + market.id);
      }
    }
    ledger.openBatchNo++;
    ledger.windowFrom = sequence + 1;
    ledger.windowWithdrawals = 0;
  }
}
