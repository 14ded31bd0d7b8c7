package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.AgentTerms;
import caisson.engine.account.Agents;
import caisson.engine.account.SystemAccounts;
import caisson.engine.listing.Assets;
import caisson.engine.listing.MarketBits;
import caisson.engine.risk.Risk;
import caisson.engine.wire.AccountCommands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.protocol.AccountLevel;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderSides;
import caisson.protocol.RegisterAccountDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RestrictAccountDecoder;
import caisson.protocol.SetAccountLevelDecoder;
import caisson.protocol.TransferUnitsDecoder;

/**
 * Accounts and who acts for them: opening, agent keys, levels, transfers between accounts of one
 * owner.
 *
 * <p>An owner may have many accounts; each is margined by itself, so each risks only what was moved
 * into it. A closed account and a revoked key stay in the table for ever: neither id comes back.
 */
final class AccountDesk implements AccountCommands {
  private final State state;
  private final Assets assets;
  private final Accounts accounts;
  private final Risk risk;
  private final RestingOrders resting;
  private final EventPublisher events;

  AccountDesk(State state, Risk risk, RestingOrders resting, EventPublisher events) {
    this.state = state;
    assets = state.assets;
    accounts = state.accounts;
    this.risk = risk;
    this.resting = resting;
    this.events = events;
  }

  @Override
  public void registerAccount(long requestId, int account, long ownerA, long ownerB, int ownerC) {
    RejectReason reason = checkRegistration(account, ownerA, ownerB, ownerC);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, RegisterAccountDecoder.TEMPLATE_ID, reason);
      return;
    }
    accounts.owners.register(accounts.rowOf(account), ownerA, ownerB, ownerC);
    events.accounts.registered(account, ownerA, ownerB, ownerC);
  }

  private RejectReason checkRegistration(int account, long ownerA, long ownerB, int ownerC) {
    if (account < SystemAccounts.FIRST_USER) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    int row = accounts.rowOf(account);
    if (row < 0) {
      return RejectReason.ACCOUNT_TABLE_FULL;
    }
    if (accounts.owners.registered(row)) {
      return accounts.owners.is(row, ownerA, ownerB, ownerC)
          ? RejectReason.ALREADY_APPLIED
          : RejectReason.ALREADY_EXISTS;
    }
    return isZero(ownerA, ownerB, ownerC) ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  /** An earlier scope of the key is replaced; one that has expired revokes the key for ever. */
  @Override
  public void registerAgent(long requestId, Signed by, AgentTerms terms) {
    int row = accounts.rowOf(by.account);
    RejectReason reason = checkMessage(by, row);
    if (reason == RejectReason.NONE) {
      reason = checkTerms(row, terms);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, RegisterAgentDecoder.TEMPLATE_ID, reason);
      return;
    }
    int agent = accounts.agents.find(row, terms.agentA, terms.agentB, terms.agentC);
    if (agent == Agents.NONE) {
      agent = accounts.agents.add(row, terms.agentA, terms.agentB, terms.agentC);
    }
    accounts.agents.scope(agent, terms);
    events.accounts.agentRegistered(by.account, terms);
  }

  private RejectReason checkTerms(int row, AgentTerms terms) {
    if (terms.negative()
        || isZero(terms.agentA, terms.agentB, terms.agentC)
        || accounts.owners.is(row, terms.agentA, terms.agentB, terms.agentC)) {
      return RejectReason.BAD_PARAMETER;
    }
    if (closed(row)) {
      return RejectReason.ACCOUNT_CLOSED;
    }
    int agent = accounts.agents.find(row, terms.agentA, terms.agentB, terms.agentC);
    if (agent != Agents.NONE) {
      return accounts.agents.expiryNs(agent) <= state.timeNs
          ? RejectReason.AGENT_EXPIRED
          : RejectReason.NONE;
    }
    if (terms.expiryNs <= state.timeNs) {
      return RejectReason.EXPIRED;
    }
    return accounts.agents.full(row) ? RejectReason.BOUND_EXCEEDED : RejectReason.NONE;
  }

  /** A stricter level takes the resting orders out of the books. */
  @Override
  public void setAccountLevel(long requestId, Signed by, AccountLevel level) {
    int row = accounts.rowOf(by.account);
    RejectReason reason = checkMessage(by, row);
    if (reason == RejectReason.NONE && closed(row)) {
      reason = RejectReason.ACCOUNT_CLOSED;
    }
    if (reason == RejectReason.NONE && level == AccountLevel.CLOSED && !empty(row)) {
      reason = RejectReason.ACCOUNT_NOT_EMPTY;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, SetAccountLevelDecoder.TEMPLATE_ID, reason);
      return;
    }
    apply(row, level.value(), accounts.owners.venueLevel(row));
  }

  /** The venue never closes an account and never stops a withdrawal. */
  @Override
  public void restrictAccount(long requestId, int account, AccountLevel level) {
    int row = accounts.rowOf(account);
    RejectReason reason = RejectReason.NONE;
    if (account < SystemAccounts.FIRST_USER) {
      reason = RejectReason.SYSTEM_ACCOUNT;
    } else if (!accounts.owners.registered(row)) {
      reason = RejectReason.UNKNOWN_ACCOUNT;
    } else if (level == AccountLevel.CLOSED) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, RestrictAccountDecoder.TEMPLATE_ID, reason);
      return;
    }
    apply(row, accounts.owners.ownerLevel(row), level.value());
  }

  private void apply(int row, int owner, int venue) {
    boolean stricter = Math.max(owner, venue) > accounts.owners.level(row);
    accounts.owners.levels(row, owner, venue);
    events.accounts.levelSet(
        accounts.idOf(row), AccountLevel.get((short) owner), AccountLevel.get((short) venue));
    if (stricter) {
      resting.cancelAll(0, row, 0, OrderSides.BOTH, CancelReason.RESTRICTED);
    }
  }

  @Override
  public void transferUnits(long requestId, Signed by, int to, int asset, long units) {
    int from = by.account;
    int row = accounts.rowOf(from);
    RejectReason reason = checkMessage(by, row);
    int other = accounts.rowOf(to);
    if (reason == RejectReason.NONE) {
      reason = from == to ? RejectReason.BAD_PARAMETER : checkOwner(to, other, by);
    }
    if (reason == RejectReason.NONE) {
      reason = checkTransfer(row, other, asset, units);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, from, TransferUnitsDecoder.TEMPLATE_ID, reason);
      return;
    }
    long fromBalance = accounts.debit(row, asset, units);
    long toBalance = accounts.credit(other, asset, units);
    events.accounts.transferred(from, to, asset, units, fromBalance, toBalance);
  }

  private RejectReason checkTransfer(int row, int other, int asset, long units) {
    if (closed(other)) {
      return RejectReason.ACCOUNT_CLOSED;
    }
    if (accounts.owners.venueLevel(row) != AccountLevel.OPEN.value()) {
      return RejectReason.ACCOUNT_RESTRICTED;
    }
    if (!assets.listed(asset)) {
      return RejectReason.UNKNOWN_ASSET;
    }
    return units <= 0 ? RejectReason.BAD_QUANTITY : risk.checkWithdrawal(row, asset, units);
  }

  /** The owner's message, in time, with a nonce that was free. */
  RejectReason checkMessage(Signed by, int row) {
    RejectReason reason = checkOwner(by.account, row, by);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    return state.timeNs > by.expiryNs
        ? RejectReason.EXPIRED
        : accounts.owners.useNonce(row, by.nonce);
  }

  private RejectReason checkOwner(int account, int row, Signed by) {
    if (account < SystemAccounts.FIRST_USER) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!accounts.owners.registered(row)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    return accounts.owners.is(row, by.signerA, by.signerB, by.signerC)
        ? RejectReason.NONE
        : RejectReason.NOT_OWNER;
  }

  private boolean closed(int row) {
    return accounts.owners.ownerLevel(row) == AccountLevel.CLOSED.value();
  }

  private boolean empty(int row) {
    for (int asset = 0; asset < assets.count(); asset++) {
      if (accounts.units(row, asset) != 0) {
        return false;
      }
    }
    for (long left = accounts.markets(row); left != 0; left &= left - 1) {
      if (accounts.lots(row, MarketBits.first(left)) != 0) {
        return false;
      }
    }
    return accounts.restingOrders(row) == 0;
  }

  static boolean isZero(long a, long b, int c) {
    return (a | b | c) == 0;
  }
}
