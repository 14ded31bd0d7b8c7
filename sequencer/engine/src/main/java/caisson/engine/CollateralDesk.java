package caisson.engine;

import caisson.engine.listing.CollateralFalls;
import caisson.engine.wire.CollateralCommands;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.RejectReason;
import caisson.protocol.ReportSupplyDecoder;

/** What collateral counts for as its price falls, and the reports of its supply. */
final class CollateralDesk implements CollateralCommands {
  private final State state;
  private final CollateralFalls falls;
  private final EventPublisher events;

  CollateralDesk(State state, EventPublisher events) {
    this.state = state;
    falls = state.falls;
    this.events = events;
  }

  /** Whether the weight of collateral changed and was told. */
  boolean weigh(int asset, long markUnit) {
    if (!falls.set(asset) || !falls.priced(asset, markUnit, state.timeNs)) {
      return false;
    }
    events.prices.collateralWeighed(
        asset, markUnit, falls.referenceUnit[asset], falls.weightPpm[asset]);
    return true;
  }

  @Override
  public void reportSupply(long requestId, long round, int asset, long supply) {
    RejectReason reason = RejectReason.NONE;
    if (!state.assets.listed(asset)) {
      reason = RejectReason.UNKNOWN_ASSET;
    } else if (!falls.set(asset) || supply < 1) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (round <= falls.supplyRound[asset]) {
      reason = RejectReason.ALREADY_APPLIED;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, ReportSupplyDecoder.TEMPLATE_ID, reason);
      return;
    }
    falls.report(asset, round, supply, state.timeNs);
    events.prices.supplyReported(asset, round, supply, falls.baseSupply[asset], falls.shut[asset]);
  }
}
