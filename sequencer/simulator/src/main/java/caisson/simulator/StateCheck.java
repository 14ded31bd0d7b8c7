package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.engine.StateMachine;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Asset;

/** The state of the engine is the one its events tell. */
final class StateCheck {
  private static final String MONEY = "I1 conservation";

  private final Ledger ledger;
  private final EventCheck events;

  StateCheck(Ledger ledger, EventCheck events) {
    this.ledger = ledger;
    this.events = events;
  }

  /** What the command at hand touched. */
  void touched(StateMachine machine) {
    for (Account account : ledger.touched) {
      compare(account, machine);
      account.touched = false;
    }
    ledger.touched.clear();
  }

  private void compare(Account account, StateMachine machine) {
    for (int asset = 0; asset < ledger.assets.size(); asset++) {
      unlessEqual(
          account.units[asset],
          machine.units(account.id, asset),
          MONEY,
          "units of " + account.id + " in asset " + asset);
    }
    for (int market = 1; market < ledger.markets.size(); market++) {
      long lots = machine.lots(account.id, market);
      unlessEqual(account.lots[market], lots, MONEY, "lots of " + account.id);
      long cost = machine.refCost(account.id, market);
      unlessEqual(account.refCost[market], cost, MONEY, "refCost of " + account.id);
    }
  }

  /** All of the state: every account, and that units and lots add up. */
  void scan(StateMachine machine) {
    for (Asset asset : ledger.assets) {
      long sum = 0;
      for (Account account : ledger.accounts) {
        sum += machine.units(account.id, asset.id);
        unless(asset.id == 0 || account.units[asset.id] >= 0, MONEY, "negative units");
      }
      unlessEqual(asset.accounted, sum, MONEY, "sum of asset " + asset.id);
    }
    for (int market = 1; market < ledger.markets.size(); market++) {
      long sum = 0;
      for (Account account : ledger.accounts) {
        sum += machine.lots(account.id, market);
      }
      unlessEqual(0, sum, MONEY, "lots of market " + market);
    }
    for (Account account : ledger.accounts) {
      compare(account, machine);
    }
    events.scan();
    BookScan.check(ledger, machine);
  }
}
