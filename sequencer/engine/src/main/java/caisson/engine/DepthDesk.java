package caisson.engine;

import caisson.engine.depth.Depths;
import caisson.engine.depth.StandingDepth;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Parameters;
import caisson.engine.wire.EventPublisher;

/** Samples the depth of markets whose factor has a limit by it. */
final class DepthDesk {
  private final State state;
  private final Markets markets;
  private final Depths depths;
  private final StandingDepth standing;
  private final EventPublisher events;

  DepthDesk(State state, EventPublisher events) {
    this.state = state;
    markets = state.markets;
    depths = state.depths;
    standing = new StandingDepth(state.orders, state.accounts.rows());
    this.events = events;
  }

  /** Whether it was time for a sample, which is told. */
  boolean sample(int market) {
    int factor = state.parameters.marketFactor[market];
    boolean limited = factor != Parameters.NONE && depths.limits(factor);
    if (!limited || !depths.due(market, state.timeNs)) {
      return false;
    }
    long mark = markets.markTicks(market);
    long bids = standing.measure(state.books[market], true, mark);
    long bidLots = standing.lots();
    long asks = standing.measure(state.books[market], false, mark);
    long askLots = standing.lots();
    depths.add(market, Math.min(bids, asks) * markets.lotValue(market), state.timeNs);
    events.prices.depthSampled(
        market,
        mark,
        bidLots,
        bids,
        askLots,
        asks,
        depths.hourMean[market],
        depths.dayMean[market]);
    return true;
  }
}
