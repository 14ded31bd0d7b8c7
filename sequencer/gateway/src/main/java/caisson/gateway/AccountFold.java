package caisson.gateway;

import caisson.protocol.AccountLevelSetDecoder;
import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AgentRegisteredDecoder;
import caisson.protocol.BackstopOfferedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.signing.Address;
import caisson.signing.AgentScope;
import caisson.signing.Hex;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What accounts are, and what comes to them and leaves them. */
final class AccountFold {
  /** Kind of a forced request. */
  private static final int ROTATE = 4;

  private final Tables tables;
  private final Change change;
  private final Balances balances;

  AccountFold(Tables tables, Change change, Balances balances) {
    this.tables = tables;
    this.change = change;
    this.balances = balances;
  }

  void onAccountRegistered(AccountRegisteredDecoder event) {
    Account account = tables.account(event.account());
    byte[] owner = new byte[Address.LENGTH];
    event.getOwner(owner, 0, owner.length);
    account.owner = Address.of(owner);
  }

  void onAgentRegistered(AgentRegisteredDecoder event) {
    byte[] bytes = new byte[Address.LENGTH];
    event.getAgent(bytes, 0, bytes.length);
    Address agent = Address.of(bytes);
    AgentScope scope =
        new AgentScope(
            event.expiryNs(),
            event.maxNotionalPerDay(),
            event.maxOrderNotional(),
            event.markets(),
            event.maxPosition(),
            event.bandPpm());
    tables.account(event.account()).agents.put(agent, scope);
    JsonWriter.agent(change.event(event.account(), "agent"), agent, scope);
    change.done = JsonWriter.object();
    change.done.put("account", event.account());
    JsonWriter.agent(change.done, agent, scope);
  }

  void onAccountLevelSet(AccountLevelSetDecoder event) {
    Account account = tables.account(event.account());
    account.ownerLevel = event.ownerLevel();
    account.venueLevel = event.venueLevel();
    change.done = JsonWriter.object();
    change.done.put("account", event.account());
    change.done.put("ownerLevel", account.ownerLevel.name());
    change.done.put("venueLevel", account.venueLevel.name());
    change.event(event.account(), "level").setAll(change.done);
  }

  void onUnitsTransferred(UnitsTransferredDecoder event) {
    balances.setUnits(event.from(), event.asset(), event.fromBalance());
    balances.setUnits(event.to(), event.asset(), event.toBalance());
    Grid grid = Tables.listed(tables.assets, event.asset()).grid();
    change.done = JsonWriter.object();
    change.done.put("from", event.from());
    change.done.put("to", event.to());
    change.done.put("asset", event.asset());
    change.done.put("amount", grid.text(event.units()));
    change
        .event(event.to(), "moved")
        .put("balance", grid.text(event.toBalance()))
        .setAll(change.done);
    change.done.put("balance", grid.text(event.fromBalance()));
    change.event(event.from(), "moved").setAll(change.done);
  }

  /** An offer of no capacity is the end of one. */
  void onBackstopOffered(BackstopOfferedDecoder event) {
    Market.Listing listing = Tables.listed(tables.markets, event.market()).listing;
    ObjectNode offer = JsonWriter.object();
    offer.put("market", event.market());
    offer.put("capacity", listing.quantity().text(event.capacityLots()));
    offer.put("premiumPpm", event.premiumPpm());
    Account account = tables.account(event.account());
    if (event.capacityLots() == 0) {
      account.backstopOffers.remove(event.market());
    } else {
      account.backstopOffers.put(event.market(), offer);
    }
    change.event(event.account(), "backstopOffer").setAll(offer);
    // What gave way to another's offer is no answer to that one.
    if (event.requestId() != 0) {
      change.done = offer.deepCopy().put("account", event.account());
    }
  }

  /** A new owner holds at once and the agents of the old one end. */
  void onRequestServed(RequestServedDecoder event) {
    if (event.reason() == RejectReason.UNKNOWN_ACCOUNT) {
      return;
    }
    if (event.kind() == ROTATE && event.reason() == RejectReason.NONE) {
      Account account = tables.account(event.account());
      byte[] owner = new byte[Address.LENGTH];
      event.getTarget(owner, 0, owner.length);
      account.owner = Address.of(owner);
      account.agents.clear();
    }
    ObjectNode node = change.event(event.account(), "forcedRequest");
    node.put("no", Long.toString(event.no()));
    node.put("kind", event.kind());
    node.put("reason", event.reason().name());
    node.put("served", Long.toString(event.served()));
    node.put("queued", Long.toString(event.queued()));
  }

  void onDepositCredited(DepositCreditedDecoder event) {
    balances.setUnits(event.account(), event.asset(), event.balance());
    ObjectNode node = change.event(event.account(), "deposit");
    node.put("depositNo", Long.toString(event.depositNo()));
    node.put("asset", event.asset());
    node.put("units", Tables.listed(tables.assets, event.asset()).grid().text(event.units()));
  }

  void onWithdrawalCreated(WithdrawalCreatedDecoder event) {
    Grid grid = Tables.listed(tables.assets, event.asset()).grid();
    byte[] destination = new byte[Address.LENGTH];
    event.getDestination(destination, 0, destination.length);
    change.done = JsonWriter.object();
    change.done.put("account", event.account());
    change.done.put("asset", event.asset());
    change.done.put("amount", grid.text(event.units()));
    change.done.put("destination", Hex.encode(destination));
    change.done.put("lane", event.lane().name());
    change.done.put("batchNo", Long.toString(event.batchNo()));
    change.done.put("withdrawalIndex", event.withdrawalIndex());
    change.done.put("balance", grid.text(event.balance()));
    // A returned deposit may name an account that does not exist; it has nothing to update.
    if (tables.accounts.containsKey(event.account())) {
      balances.setUnits(event.account(), event.asset(), event.balance());
      change.event(event.account(), "withdrawal").setAll(change.done);
    }
  }
}
