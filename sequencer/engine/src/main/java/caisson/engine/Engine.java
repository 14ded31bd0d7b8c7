package caisson.engine;

import caisson.engine.book.Orders;
import caisson.engine.liquidation.Liquidation;
import caisson.engine.listing.MarketBits;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.Commands;
import caisson.engine.wire.EventPublisher;

/**
 * The parts that know the commands, built around one state. Each does its checks in the documented
 * order, then the change, then its events. The first failing check wins and changes nothing but the
 * nonce, which a correctly signed message uses up whatever becomes of it.
 */
final class Engine {
  private final State state;
  private final PortfolioRisk risk;
  private final RestingOrders resting;
  private final TriggerDesk triggers;
  private final SwitchDesk switches;
  private final TwapDesk twaps;
  private final AuctionDesk auctions;
  private final Ahead ahead;
  private final Commands commands;

  Engine(EngineLimits limits, EventPublisher events) {
    state = new State(limits);
    risk =
        new PortfolioRisk(
            limits,
            state.accounts,
            state.assets,
            state.markets,
            state.orders,
            state.accountOrders,
            state.parameters,
            state.volatility,
            state.outcomes,
            state.coin,
            state.falls,
            state.depths,
            state.rules);
    var signers = new Signers(state);
    var admission = new Admission(state, risk, signers);
    resting = new RestingOrders(state, risk, events);
    ahead = new Ahead(state);
    var matching = new Matching(state, risk, resting, events, ahead);
    triggers = new TriggerDesk(state, signers, admission, matching, events);
    twaps = new TwapDesk(state, signers, admission, matching, events);
    switches = new SwitchDesk(state, signers, resting, triggers, twaps, events);
    auctions = new AuctionDesk(state, resting, matching, triggers, events);
    var trading =
        new Trading(state, signers, admission, resting, triggers, twaps, matching, events);
    var house = new LiquidationHouse(state, resting, matching, events);
    var liquidation =
        new Liquidation(
            state.accounts,
            state.assets,
            state.markets,
            state.books,
            risk,
            state.tiers,
            state.distress,
            state.backstops,
            state.sliceRates,
            state.sessions,
            state.rules,
            house,
            events);
    var requests =
        new ForcedRequests(state, risk, resting, triggers, twaps, house, liquidation, events);
    var outcomes = new Outcomes(state, risk, house, events);
    var accounts = new AccountDesk(state, risk, resting, events);
    var collateral = new CollateralDesk(state, events);
    var depth = new DepthDesk(state, events);
    var sessions = new SessionDesk(state, risk, auctions, events);
    commands =
        new Commands(
            new OrderDesk(
                trading,
                new BundleDesk(
                    state, signers, admission, trading, resting, triggers, twaps, matching, events),
                new ScaleDesk(state, signers, admission, matching, events),
                twaps,
                triggers,
                switches),
            accounts,
            new Settlement(state, risk, accounts, requests, events),
            requests,
            new Listing(state, risk, events),
            new Corporate(state, risk, outcomes, auctions, sessions, events),
            outcomes,
            new Prices(
                state,
                risk,
                sessions,
                collateral,
                depth,
                auctions,
                triggers,
                outcomes,
                liquidation,
                events),
            collateral,
            new RiskListing(state, risk, events),
            new FeeListing(state, events),
            sessions,
            new BackstopDesk(state, signers, events));
  }

  State state() {
    return state;
  }

  Commands commands() {
    return commands;
  }

  Ahead ahead() {
    return ahead;
  }

  boolean windowOverdue(long timeNs) {
    return state.sequence > 0 && state.windows.overdue(timeNs);
  }

  /** Takes the next sequence. */
  long begin(long timeNs) {
    if (state.sequence == 0) {
      state.windows.lastSealNs = timeNs;
    }
    state.timeNs = timeNs;
    return ++state.sequence;
  }

  /** What the time of the command brings before the command itself. */
  void due() {
    if (state.timedOrders.firstNs() <= state.timeNs) {
      resting.expire();
    }
    if (state.switches.firstNs() <= state.timeNs) {
      switches.fire();
    }
    if (state.auctions.firstNs() <= state.timeNs) {
      auctions.run();
    }
    if (triggers.anyWaiting()) {
      triggers.fireWaiting();
    }
    if (state.twaps.firstNs() <= state.timeNs) {
      twaps.run();
    }
  }

  /** Derives what a snapshot does not hold. */
  void restored() {
    risk.parametersChanged();
    triggers.restored();
    for (int row = 0; row < state.accounts.rows(); row++) {
      for (long left = state.accounts.markets(row); left != 0; left &= left - 1) {
        int market = MarketBits.first(left);
        int slot = state.accountOrders.first(row, market);
        for (; slot != Orders.NONE; slot = state.accountOrders.next(slot)) {
          risk.hold(
              row,
              market,
              state.orders.buy(slot),
              state.orders.limitTicks(slot),
              state.orders.lots(slot));
        }
      }
    }
  }
}
