package caisson.engine;

import caisson.engine.listing.Markets;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.RejectReason;

/**
 * What all changes to a listed market as a whole share: each carries the next version, so that a
 * repeated one is recognised, and none touches a market that has ended.
 */
final class MarketChanges {
  private final State state;
  private final EventPublisher events;

  MarketChanges(State state, EventPublisher events) {
    this.state = state;
    this.events = events;
  }

  RejectReason check(long version, int market) {
    if (version != state.parameters.version + 1) {
      return version <= state.parameters.version
          ? RejectReason.ALREADY_APPLIED
          : RejectReason.OUT_OF_ORDER;
    }
    if (!state.markets.listed(market)) {
      return RejectReason.UNKNOWN_MARKET;
    }
    boolean ended = state.markets.status(market) == Markets.FINAL;
    return ended ? RejectReason.MARKET_HALTED : RejectReason.NONE;
  }

  boolean refused(long requestId, int template, RejectReason reason) {
    if (reason == RejectReason.NONE) {
      return false;
    }
    events.rejected(requestId, 0, template, reason);
    return true;
  }

  void changed(long version) {
    state.parameters.version = version;
    events.parametersChanged(version);
  }
}
