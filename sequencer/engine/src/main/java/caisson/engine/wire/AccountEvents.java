package caisson.engine.wire;

import caisson.engine.account.AgentTerms;
import caisson.protocol.AccountLevel;
import caisson.protocol.AccountLevelSetEncoder;
import caisson.protocol.AccountRegisteredEncoder;
import caisson.protocol.AgentRegisteredEncoder;
import caisson.protocol.DepositCreditedEncoder;
import caisson.protocol.DepositReturnedEncoder;
import caisson.protocol.Lane;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OutflowLimitedEncoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedEncoder;
import caisson.protocol.UnitsTransferredEncoder;
import caisson.protocol.WithdrawalCreatedEncoder;

/** What came to accounts and left them. */
public final class AccountEvents {
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

  private final AccountRegisteredEncoder accountRegistered = new AccountRegisteredEncoder();
  private final AgentRegisteredEncoder agentRegistered = new AgentRegisteredEncoder();
  private final AccountLevelSetEncoder accountLevelSet = new AccountLevelSetEncoder();
  private final UnitsTransferredEncoder unitsTransferred = new UnitsTransferredEncoder();
  private final DepositCreditedEncoder depositCredited = new DepositCreditedEncoder();
  private final DepositReturnedEncoder depositReturned = new DepositReturnedEncoder();
  private final OutflowLimitedEncoder outflowLimited = new OutflowLimitedEncoder();
  private final WithdrawalCreatedEncoder withdrawalCreated = new WithdrawalCreatedEncoder();
  private final RequestServedEncoder requestServed = new RequestServedEncoder();
  private final EventPublisher events;

  AccountEvents(EventPublisher events) {
    this.events = events;
  }

  public void registered(int account, long ownerA, long ownerB, int ownerC) {
    events.release();
    accountRegistered.wrapAndApplyHeader(events.buffer, 0, events.header).account(account);
    events.address(HEADER + AccountRegisteredEncoder.ownerEncodingOffset(), ownerA, ownerB, ownerC);
    events.stamp();
    events.hold(accountRegistered.encodedLength());
  }

  public void agentRegistered(int account, AgentTerms terms) {
    events.release();
    agentRegistered
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .expiryNs(terms.expiryNs)
        .maxNotionalPerDay(terms.maxNotionalPerDay)
        .maxOrderNotional(terms.maxOrderNotional)
        .markets(terms.markets)
        .maxPosition(terms.maxPosition)
        .bandPpm(terms.bandPpm);
    events.address(
        HEADER + AgentRegisteredEncoder.agentEncodingOffset(),
        terms.agentA,
        terms.agentB,
        terms.agentC);
    events.stamp();
    events.hold(agentRegistered.encodedLength());
  }

  public void levelSet(int account, AccountLevel owner, AccountLevel venue) {
    events.release();
    accountLevelSet
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .ownerLevel(owner)
        .venueLevel(venue);
    events.stamp();
    events.hold(accountLevelSet.encodedLength());
  }

  public void transferred(
      int from, int to, int asset, long units, long fromBalance, long toBalance) {
    events.release();
    unitsTransferred
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .from(from)
        .to(to)
        .asset(asset)
        .units(units)
        .fromBalance(fromBalance)
        .toBalance(toBalance);
    events.stamp();
    events.hold(unitsTransferred.encodedLength());
  }

  public void depositCredited(long depositNo, int account, int asset, long units, long balance) {
    events.release();
    depositCredited
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .depositNo(depositNo)
        .account(account)
        .asset(asset)
        .units(units)
        .balance(balance);
    events.stamp();
    events.hold(depositCredited.encodedLength());
  }

  public void depositReturned(
      long depositNo, int account, int asset, long units, RejectReason reason) {
    events.release();
    depositReturned
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .depositNo(depositNo)
        .account(account)
        .asset(asset)
        .units(units)
        .reason(reason);
    events.stamp();
    events.hold(depositReturned.encodedLength());
  }

  public void outflowLimited(long most) {
    events.release();
    outflowLimited.wrapAndApplyHeader(events.buffer, 0, events.header).most(most);
    events.stamp();
    events.hold(outflowLimited.encodedLength());
  }

  public void withdrawalCreated(
      long batchNo,
      int withdrawalIndex,
      int account,
      int asset,
      long units,
      long destinationA,
      long destinationB,
      int destinationC,
      Lane lane,
      long balance,
      long accounted) {
    events.release();
    withdrawalCreated
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .batchNo(batchNo)
        .withdrawalIndex(withdrawalIndex)
        .account(account)
        .asset(asset)
        .units(units)
        .lane(lane)
        .balance(balance)
        .accounted(accounted);
    events.address(
        HEADER + WithdrawalCreatedEncoder.destinationEncodingOffset(),
        destinationA,
        destinationB,
        destinationC);
    events.stamp();
    events.hold(withdrawalCreated.encodedLength());
  }

  public void requestServed(
      long no,
      long timeS,
      int kind,
      int account,
      int id,
      long amount,
      long limitTicks,
      long targetA,
      long targetB,
      int targetC,
      RejectReason reason,
      long served,
      long queued) {
    events.release();
    requestServed
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .no(no)
        .timeS(timeS)
        .kind((short) kind)
        .account(account)
        .id(id)
        .amount(amount)
        .limitTicks(limitTicks)
        .reason(reason)
        .served(served)
        .queued(queued);
    events.address(HEADER + RequestServedEncoder.targetEncodingOffset(), targetA, targetB, targetC);
    events.stamp();
    events.hold(requestServed.encodedLength());
  }
}
