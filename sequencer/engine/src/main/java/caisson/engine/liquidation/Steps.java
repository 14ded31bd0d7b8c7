package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.LiquidationStage;

/** Tells a step, with equity and maintenance of the account before and now. */
final class Steps {
  private final Accounts accounts;
  private final PortfolioRisk risk;
  private final EventPublisher events;

  Steps(Accounts accounts, PortfolioRisk risk, EventPublisher events) {
    this.accounts = accounts;
    this.risk = risk;
    this.events = events;
  }

  void told(int row, LiquidationStage stage, int market, long lots, long equity, long margin) {
    risk.appraise(row);
    told(row, stage, market, lots, equity, margin, risk.equity(), risk.maintenance());
  }

  void told(
      int row,
      LiquidationStage stage,
      int market,
      long lots,
      long equity,
      long margin,
      long equityNow,
      long marginNow) {
    events.liquidations.stepped(
        accounts.idOf(row), stage, market, lots, equity, margin, equityNow, marginNow);
  }
}
