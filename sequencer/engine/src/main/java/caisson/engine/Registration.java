package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.Agents;
import caisson.engine.account.SystemAccounts;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.RegisterAccountDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RejectReason;

/** Accounts and the keys that may act for them. */
final class Registration {
  private final State state;
  private final Accounts accounts;
  private final EventPublisher events;

  Registration(State state, EventPublisher events) {
    this.state = state;
    accounts = state.accounts;
    this.events = events;
  }

  void registerAccount(long requestId, int account, long ownerA, long ownerB, int ownerC) {
    RejectReason reason = checkRegistration(account, ownerA, ownerB, ownerC);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, RegisterAccountDecoder.TEMPLATE_ID, reason);
      return;
    }
    accounts.register(accounts.rowOf(account), ownerA, ownerB, ownerC);
    events.accountRegistered(account, ownerA, ownerB, ownerC);
  }

  private RejectReason checkRegistration(int account, long ownerA, long ownerB, int ownerC) {
    if (account < SystemAccounts.FIRST_USER) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    int row = accounts.rowOf(account);
    if (row < 0) {
      return RejectReason.ACCOUNT_TABLE_FULL;
    }
    if (accounts.registered(row)) {
      return accounts.ownedBy(row, ownerA, ownerB, ownerC)
          ? RejectReason.ALREADY_APPLIED
          : RejectReason.ALREADY_EXISTS;
    }
    return isZero(ownerA, ownerB, ownerC) ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  void registerAgent(
      long requestId,
      int account,
      long agentA,
      long agentB,
      int agentC,
      long expiryNs,
      long maxNotionalPerDay,
      long maxOrderNotional,
      long nonce,
      long signerA,
      long signerB,
      int signerC) {
    int row = accounts.rowOf(account);
    RejectReason reason = checkOwner(account, row, signerA, signerB, signerC);
    if (reason == RejectReason.NONE) {
      reason = accounts.useNonce(row, nonce);
    }
    int agent = Agents.NONE;
    if (reason == RejectReason.NONE) {
      agent = accounts.agents.find(row, agentA, agentB, agentC);
      boolean badLimits = maxNotionalPerDay < 0 || maxOrderNotional < 0;
      if (badLimits
          || isZero(agentA, agentB, agentC)
          || accounts.ownedBy(row, agentA, agentB, agentC)) {
        reason = RejectReason.BAD_PARAMETER;
      } else if (agent == Agents.NONE) {
        reason = checkNewAgent(row, expiryNs);
      } else if (accounts.agents.expiryNs(agent) <= state.timeNs) {
        reason = RejectReason.AGENT_EXPIRED;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, RegisterAgentDecoder.TEMPLATE_ID, reason);
      return;
    }
    if (agent == Agents.NONE) {
      agent = accounts.agents.add(row, agentA, agentB, agentC);
    }
    accounts.agents.limits(agent, expiryNs, maxNotionalPerDay, maxOrderNotional);
    events.agentRegistered(
        account, agentA, agentB, agentC, expiryNs, maxNotionalPerDay, maxOrderNotional);
  }

  private RejectReason checkNewAgent(int row, long expiryNs) {
    if (expiryNs <= state.timeNs) {
      return RejectReason.EXPIRED;
    }
    return accounts.agents.full(row) ? RejectReason.BOUND_EXCEEDED : RejectReason.NONE;
  }

  RejectReason checkOwner(int account, int row, long signerA, long signerB, int signerC) {
    if (account < SystemAccounts.FIRST_USER) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!accounts.registered(row)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    return accounts.ownedBy(row, signerA, signerB, signerC)
        ? RejectReason.NONE
        : RejectReason.NOT_OWNER;
  }

  static boolean isZero(long a, long b, int c) {
    return (a | b | c) == 0;
  }
}
