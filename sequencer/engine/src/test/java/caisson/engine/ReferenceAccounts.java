package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.key;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Key;
import caisson.engine.account.AgentTerms;
import caisson.engine.wire.AccountCommands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.protocol.AccountLevel;
import caisson.protocol.CancelReason;
import caisson.protocol.RejectReason;
import java.util.Map;

/** Accounts, their agents, levels and transfers. */
final class ReferenceAccounts implements AccountCommands {
  private final ReferenceEngine engine;
  private final EventPublisher events;
  private final Map<Integer, Account> accounts;

  ReferenceAccounts(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
    accounts = engine.accounts;
  }

  @Override
  public void registerAccount(long requestId, int account, long ownerA, long ownerB, int ownerC) {
    RejectReason reason = RejectReason.NONE;
    String owner = key(ownerA, ownerB, ownerC);
    if (account < 4096) {
      reason = RejectReason.SYSTEM_ACCOUNT;
    } else if (account >= 4096 + engine.limits.users()) {
      reason = RejectReason.ACCOUNT_TABLE_FULL;
    } else if (accounts.containsKey(account)) {
      boolean same = accounts.get(account).owner.equals(owner);
      reason = same ? RejectReason.ALREADY_APPLIED : RejectReason.ALREADY_EXISTS;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 10, reason);
      return;
    }
    var row = new Account();
    row.id = account;
    row.owner = owner;
    accounts.put(account, row);
    events.accounts.registered(account, ownerA, ownerB, ownerC);
  }

  @Override
  public void registerAgent(long requestId, Signed by, AgentTerms terms) {
    int account = by.account;
    RejectReason reason = owner(account, key(by));
    if (reason == RejectReason.NONE) {
      reason = accounts.get(account).nonces.use(by.nonce);
    }
    String agent = key(terms.agentA, terms.agentB, terms.agentC);
    if (reason == RejectReason.NONE) {
      var row = accounts.get(account);
      var known = row.keys.get(agent);
      if (terms.maxNotionalPerDay < 0
          || terms.maxOrderNotional < 0
          || terms.maxPosition < 0
          || terms.bandPpm < 0
          || agent.equals(row.owner)) {
        reason = RejectReason.BAD_PARAMETER;
      } else if (row.ownerLevel == 3) {
        reason = RejectReason.ACCOUNT_CLOSED;
      } else if (known == null && terms.expiryNs <= engine.now) {
        reason = RejectReason.EXPIRED;
      } else if (known == null
          && (row.keys.size() >= engine.limits.agentsPerAccount()
              || agents() >= engine.limits.agents())) {
        reason = RejectReason.BOUND_EXCEEDED;
      } else if (known != null && known.expiryNs <= engine.now) {
        reason = RejectReason.AGENT_EXPIRED;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 20, reason);
      return;
    }
    var row = accounts.get(account).keys.computeIfAbsent(agent, a -> new Key());
    row.expiryNs = terms.expiryNs;
    row.perDay = terms.maxNotionalPerDay;
    row.perOrder = terms.maxOrderNotional;
    row.markets = terms.markets;
    row.maxPosition = terms.maxPosition;
    row.bandPpm = terms.bandPpm;
    events.accounts.agentRegistered(account, terms);
  }

  @Override
  public void setAccountLevel(long requestId, Signed by, AccountLevel level) {
    int account = by.account;
    RejectReason reason = message(account, by.nonce, by.expiryNs, key(by));
    var row = accounts.get(account);
    if (reason == RejectReason.NONE && row.ownerLevel == 3) {
      reason = RejectReason.ACCOUNT_CLOSED;
    }
    if (reason == RejectReason.NONE && level == AccountLevel.CLOSED && holdsAnything(row)) {
      reason = RejectReason.ACCOUNT_NOT_EMPTY;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 48, reason);
      return;
    }
    levels(row, level.value(), row.venueLevel);
  }

  @Override
  public void restrictAccount(long requestId, int account, AccountLevel level) {
    if (account < 4096 || !accounts.containsKey(account) || level == AccountLevel.CLOSED) {
      events.rejected(
          requestId,
          account,
          49,
          account < 4096
              ? RejectReason.SYSTEM_ACCOUNT
              : accounts.containsKey(account)
                  ? RejectReason.BAD_PARAMETER
                  : RejectReason.UNKNOWN_ACCOUNT);
      return;
    }
    var row = accounts.get(account);
    levels(row, row.ownerLevel, level.value());
  }

  @Override
  public void transferUnits(long requestId, Signed by, int to, int asset, long units) {
    int from = by.account;
    String signer = key(by);
    RejectReason reason = message(from, by.nonce, by.expiryNs, signer);
    if (reason == RejectReason.NONE) {
      reason = from == to ? RejectReason.BAD_PARAMETER : owner(to, signer);
    }
    if (reason == RejectReason.NONE) {
      if (accounts.get(to).ownerLevel == 3) {
        reason = RejectReason.ACCOUNT_CLOSED;
      } else if (accounts.get(from).venueLevel != 0) {
        reason = RejectReason.ACCOUNT_RESTRICTED;
      } else if (!engine.assets.containsKey(asset)) {
        reason = RejectReason.UNKNOWN_ASSET;
      } else if (units <= 0) {
        reason = RejectReason.BAD_QUANTITY;
      } else {
        reason = engine.margin.withdrawal(accounts.get(from), asset, units);
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, from, 50, reason);
      return;
    }
    accounts.get(from).add(asset, big(-units));
    accounts.get(to).add(asset, big(units));
    events.accounts.transferred(
        from,
        to,
        asset,
        units,
        accounts.get(from).units(asset).longValueExact(),
        accounts.get(to).units(asset).longValueExact());
  }

  private boolean holdsAnything(Account row) {
    return row.units.values().stream().anyMatch(units -> units.signum() != 0)
        || row.lines.values().stream().anyMatch(line -> line.lots.signum() != 0)
        || engine.resting.stream().anyMatch(order -> order.account == row);
  }

  private void levels(Account row, int owner, int venue) {
    boolean stricter = Math.max(owner, venue) > Math.max(row.ownerLevel, row.venueLevel);
    row.ownerLevel = owner;
    row.venueLevel = venue;
    events.accounts.levelSet(
        row.id, AccountLevel.get((short) owner), AccountLevel.get((short) venue));
    if (stricter) {
      engine.book.cancelAll(row, CancelReason.RESTRICTED);
    }
  }

  RejectReason message(int account, long nonce, long expiryNs, String signer) {
    RejectReason reason = owner(account, signer);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    return engine.now > expiryNs ? RejectReason.EXPIRED : accounts.get(account).nonces.use(nonce);
  }

  private int agents() {
    return accounts.values().stream().mapToInt(account -> account.keys.size()).sum();
  }

  RejectReason owner(int account, String signer) {
    if (account < 4096) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!accounts.containsKey(account)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    return accounts.get(account).owner.equals(signer) ? RejectReason.NONE : RejectReason.NOT_OWNER;
  }
}
