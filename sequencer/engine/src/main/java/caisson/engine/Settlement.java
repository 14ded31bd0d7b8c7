package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.SystemAccounts;
import caisson.engine.liquidation.Tiers;
import caisson.engine.listing.Assets;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Risk;
import caisson.engine.risk.Scan;
import caisson.engine.wire.ChainCommands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.protocol.AccountLevel;
import caisson.protocol.ConfirmBatchDecoder;
import caisson.protocol.CreditDepositDecoder;
import caisson.protocol.Lane;
import caisson.protocol.LimitOutflowDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.SealWindowDecoder;
import org.agrona.DirectBuffer;

/** What goes between the venue and the chain: deposits, withdrawals, windows. */
final class Settlement implements ChainCommands {
  private final State state;
  private final Assets assets;
  private final Markets markets;
  private final Accounts accounts;
  private final Windows windows;
  private final Risk risk;
  private final AccountDesk desk;
  private final ForcedRequests forcedRequests;
  private final EventPublisher events;

  Settlement(
      State state,
      Risk risk,
      AccountDesk desk,
      ForcedRequests forcedRequests,
      EventPublisher events) {
    this.state = state;
    assets = state.assets;
    markets = state.markets;
    accounts = state.accounts;
    windows = state.windows;
    this.risk = risk;
    this.desk = desk;
    this.forcedRequests = forcedRequests;
    this.events = events;
  }

  @Override
  public void creditDeposit(
      long requestId,
      long depositNo,
      int account,
      int asset,
      long units,
      long senderA,
      long senderB,
      int senderC) {
    RejectReason reason = RejectReason.NONE;
    if (depositNo <= windows.lastDepositNo) {
      reason = RejectReason.ALREADY_APPLIED;
    } else if (depositNo != windows.lastDepositNo + 1) {
      reason = RejectReason.OUT_OF_ORDER;
    } else if (units <= 0) {
      reason = RejectReason.BAD_QUANTITY;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, CreditDepositDecoder.TEMPLATE_ID, reason);
      return;
    }
    windows.lastDepositNo = depositNo;
    int row = accounts.rowOf(account);
    RejectReason obstacle = checkDeposit(account, row, asset, units);
    if (obstacle == RejectReason.NONE) {
      assets.accounted[asset] += units;
      long balance = accounts.credit(row, asset, units);
      if (asset == Assets.CASH && Tiers.isAccount(account)) {
        state.tiers.moved(account - SystemAccounts.FIRST_TIER, units);
      }
      events.accounts.depositCredited(depositNo, account, asset, units, balance);
      forcedRequests.payOwed(asset);
      return;
    }
    events.accounts.depositReturned(depositNo, account, asset, units, obstacle);
    events.accounts.withdrawalCreated(
        windows.openBatchNo,
        windows.withdrawals++,
        account,
        asset,
        units,
        senderA,
        senderB,
        senderC,
        Lane.STANDARD,
        state.unitsOf(account, asset),
        assets.listed(asset) ? assets.accounted[asset] : 0);
  }

  private RejectReason checkDeposit(int account, int row, int asset, long units) {
    if (!accounts.owners.registered(row)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    boolean house =
        Tiers.isAccount(account)
            || account == SystemAccounts.DUST
            || account == SystemAccounts.DISTRIBUTION;
    if (account < SystemAccounts.FIRST_USER && !house) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (accounts.owners.ownerLevel(row) == AccountLevel.CLOSED.value()) {
      return RejectReason.ACCOUNT_CLOSED;
    }
    if (!assets.listed(asset)) {
      return RejectReason.UNKNOWN_ASSET;
    }
    if (units >= Assets.MAX_ACCOUNTED - assets.accounted[asset]) {
      return RejectReason.BOUND_EXCEEDED;
    }
    return state.falls.shut[asset] ? RejectReason.COLLATERAL_SHUT : RejectReason.NONE;
  }

  @Override
  public void sealWindow(long requestId, long batchNo, long chainTimeS) {
    RejectReason reason = checkSeal(batchNo, chainTimeS);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, SealWindowDecoder.TEMPLATE_ID, reason);
      return;
    }
    boolean markEpoch = markEpochDue();
    if (markEpoch) {
      copyMarks();
    }
    long headerTsS = windows.headerTsS(state.timeNs, chainTimeS);
    events.windowSealed(
        batchNo,
        windows.fromSequence,
        headerTsS,
        windows.lastDepositNo,
        windows.withdrawals,
        markEpoch,
        assets.count(),
        markets.count(),
        state);
    windows.seal(state.sequence, state.timeNs, headerTsS, markEpoch);
  }

  private RejectReason checkSeal(long batchNo, long chainTimeS) {
    if (batchNo < windows.openBatchNo) {
      return RejectReason.ALREADY_APPLIED;
    }
    if (batchNo > windows.openBatchNo) {
      return RejectReason.OUT_OF_ORDER;
    }
    if (chainTimeS < 0) {
      return RejectReason.BAD_PARAMETER;
    }
    return state.timeNs - windows.lastSealNs < Windows.MIN_AGE_NS
        ? RejectReason.WINDOW_TOO_EARLY
        : RejectReason.NONE;
  }

  private boolean markEpochDue() {
    if (state.timeNs - windows.lastMarkEpochNs >= Windows.MARK_EPOCH_NS) {
      return true;
    }
    for (int asset = 0; asset < assets.count(); asset++) {
      if (movedOnePercent(assets.headerMarkUnit[asset], assets.markUnit[asset])) {
        return true;
      }
    }
    for (int market = 1; market <= markets.count(); market++) {
      if (markets.fundingIndex(market) != markets.headerFundingIndex[market]
          || movedOnePercent(markets.headerMarkTicks[market], markets.markTicks(market))) {
        return true;
      }
    }
    return false;
  }

  private static boolean movedOnePercent(long from, long to) {
    return from != to && Math.abs(to - from) >= from / 100;
  }

  private void copyMarks() {
    for (int asset = 0; asset < assets.count(); asset++) {
      assets.headerMarkUnit[asset] = assets.markUnit[asset];
    }
    for (int market = 1; market <= markets.count(); market++) {
      markets.headerMarkTicks[market] = markets.markTicks(market);
      markets.headerFundingIndex[market] = markets.fundingIndex(market);
    }
  }

  @Override
  public void confirmBatch(
      long requestId,
      long batchNo,
      DirectBuffer buffer,
      int headerHashOffset,
      int transactionHashOffset) {
    RejectReason reason = RejectReason.NONE;
    if (batchNo <= windows.confirmedBatchNo) {
      reason = RejectReason.ALREADY_APPLIED;
    } else if (batchNo != windows.confirmedBatchNo + 1 || batchNo >= windows.openBatchNo) {
      reason = RejectReason.OUT_OF_ORDER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, ConfirmBatchDecoder.TEMPLATE_ID, reason);
      return;
    }
    windows.confirmedBatchNo = batchNo;
    events.batchConfirmed(batchNo, buffer, headerHashOffset, transactionHashOffset);
  }

  @Override
  public void requestWithdrawal(
      long requestId,
      Signed by,
      int asset,
      long units,
      long destinationA,
      long destinationB,
      int destinationC,
      Lane lane) {
    int row = accounts.rowOf(by.account);
    RejectReason reason = desk.checkMessage(by, row);
    if (reason == RejectReason.NONE) {
      reason = checkWithdrawal(row, asset, units);
    }
    if (reason == RejectReason.NONE
        && AccountDesk.isZero(destinationA, destinationB, destinationC)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, RequestWithdrawalDecoder.TEMPLATE_ID, reason);
      return;
    }
    windows.flowsOut(Scan.assetValue(units, assets.markUnit[asset]));
    long balance = accounts.debit(row, asset, units);
    assets.accounted[asset] -= units;
    events.accounts.withdrawalCreated(
        windows.openBatchNo,
        windows.withdrawals++,
        by.account,
        asset,
        units,
        destinationA,
        destinationB,
        destinationC,
        lane,
        balance,
        assets.accounted[asset]);
  }

  private RejectReason checkWithdrawal(int row, int asset, long units) {
    if (!assets.listed(asset)) {
      return RejectReason.UNKNOWN_ASSET;
    }
    if (units <= 0) {
      return RejectReason.BAD_QUANTITY;
    }
    RejectReason reason = risk.checkWithdrawal(row, asset, units);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    if (assets.accounted[asset] < units || state.forced.owes(asset)) {
      return RejectReason.BOUND_EXCEEDED;
    }
    return windows.outflowExceeded(Scan.assetValue(units, assets.markUnit[asset]))
        ? RejectReason.OUTFLOW_LIMITED
        : RejectReason.NONE;
  }

  /** From here on the sum begins anew; the same limit again does not begin it anew. */
  @Override
  public void limitOutflow(long requestId, long most) {
    RejectReason reason = RejectReason.NONE;
    if (most < Windows.NO_LIMIT) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (most == windows.outflowMost) {
      reason = RejectReason.ALREADY_APPLIED;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, LimitOutflowDecoder.TEMPLATE_ID, reason);
      return;
    }
    windows.limitOutflow(most);
    events.accounts.outflowLimited(most);
  }
}
