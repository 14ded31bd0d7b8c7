package caisson.engine;

import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.risk.Risk;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.MarketCommands;
import caisson.protocol.DelistMarketDecoder;
import caisson.protocol.Interruption;
import caisson.protocol.MarketPhase;
import caisson.protocol.PayDividendDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.SetPhaseDecoder;
import caisson.protocol.SplitMarketDecoder;

/**
 * What happens to a listed market as a whole: halts, auctions, dividends, splits and its end. A
 * split changes the shares behind a lot and so how prices of shares become prices of lots, which is
 * the oracle's; of what anybody has here it changes nothing.
 */
final class Corporate implements MarketCommands {
  private static final long E9 = 1_000_000_000L;
  private static final int MAX_RATIO = 1_000;

  private final Markets markets;
  private final State state;
  private final Risk risk;
  private final Outcomes outcomes;
  private final AuctionDesk auctions;
  private final SessionDesk sessions;
  private final EventPublisher events;
  private final MarketChanges changes;

  Corporate(
      State state,
      Risk risk,
      Outcomes outcomes,
      AuctionDesk auctions,
      SessionDesk sessions,
      EventPublisher events) {
    this.state = state;
    markets = state.markets;
    this.risk = risk;
    this.outcomes = outcomes;
    this.auctions = auctions;
    this.sessions = sessions;
    this.events = events;
    changes = new MarketChanges(state, events);
  }

  /**
   * Resting orders stay; a halt takes no new ones, and ends with an auction. A market whose session
   * is interrupted stays halted.
   */
  @Override
  public void setPhase(long requestId, long version, int market, MarketPhase phase) {
    RejectReason reason = changes.check(version, market);
    boolean again = phase == MarketPhase.AUCTION;
    if (reason == RejectReason.NONE && again && markets.phase(market) == Markets.AUCTION) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason == RejectReason.NONE && state.sessions.interrupted(market)) {
      reason = RejectReason.MARKET_HALTED;
    }
    if (changes.refused(requestId, SetPhaseDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    auctions.setPhase(market, phase);
    changes.changed(version);
  }

  @Override
  public void payDividend(long requestId, long version, int market, long perLotE9) {
    RejectReason reason = checkPerpetual(version, market);
    long step = 0;
    if (reason == RejectReason.NONE) {
      boolean bad = beyondPrice(perLotE9, markets.lotValue(market));
      step = bad ? 0 : markets.fundingRemainder[market] - perLotE9;
      reason = bad ? RejectReason.BAD_PARAMETER : checkStep(market, Math.floorDiv(step, E9));
    }
    if (changes.refused(requestId, PayDividendDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    long delta = Math.floorDiv(step, E9);
    markets.fundingIndex(market, markets.fundingIndex(market) + delta);
    markets.fundingRemainder[market] = Math.floorMod(step, E9);
    risk.marksChanged();
    events.prices.dividendPaid(
        market, perLotE9, delta, markets.fundingRemainder[market], markets.fundingIndex(market));
    changes.changed(version);
  }

  /** A dividend worth more than the share; the least long was none, before rules 4. */
  private boolean beyondPrice(long perLotE9, long lotValue) {
    boolean passes = perLotE9 == Long.MIN_VALUE && state.rules.inForce < Rules.BOUNDS_ON_BOTH_SIDES;
    return !passes && Math.abs(perLotE9 / E9) > lotValue;
  }

  private RejectReason checkStep(int market, long delta) {
    long index = Math.abs(markets.fundingIndex(market) + delta);
    boolean beyond =
        index > Markets.MAX_LOT_VALUE
            || Markets.exceeds(state.grossLots(market), index, Markets.MAX_CARRIED);
    return beyond ? RejectReason.BOUND_EXCEEDED : RejectReason.NONE;
  }

  /** In a corporate action only: prices of the shares before and after do not meet. */
  @Override
  public void splitMarket(
      long requestId, long version, int market, int numerator, int denominator) {
    RejectReason reason = changes.check(version, market);
    boolean bad =
        numerator < 1
            || numerator > MAX_RATIO
            || denominator < 1
            || denominator > MAX_RATIO
            || numerator == denominator;
    int action = Interruption.CORPORATE_ACTION.value();
    if (reason == RejectReason.NONE
        && (bad || !markets.perpetual(market) || state.sessions.interruption[market] != action)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason == RejectReason.NONE && !markets.split(market, numerator, denominator)) {
      reason = RejectReason.BOUND_EXCEEDED;
    }
    if (changes.refused(requestId, SplitMarketDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    changes.changed(version);
    events.sessions.split(
        market,
        markets.splitVersion[market],
        numerator,
        denominator,
        markets.sharesNumerator[market],
        markets.sharesDenominator[market]);
  }

  @Override
  public void delistMarket(long requestId, long version, int market) {
    RejectReason reason = checkPerpetual(version, market);
    if (reason == RejectReason.NONE && outcomes.full()) {
      reason = RejectReason.BOUND_EXCEEDED;
    }
    if (changes.refused(requestId, DelistMarketDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    sessions.end(market);
    outcomes.delist(market);
    changes.changed(version);
  }

  private RejectReason checkPerpetual(long version, int market) {
    RejectReason reason = changes.check(version, market);
    if (reason == RejectReason.NONE && !markets.perpetual(market)) {
      return RejectReason.BAD_PARAMETER;
    }
    if (reason == RejectReason.NONE && markets.markTicks(market) == 0) {
      return RejectReason.NO_MARK;
    }
    return reason;
  }
}
