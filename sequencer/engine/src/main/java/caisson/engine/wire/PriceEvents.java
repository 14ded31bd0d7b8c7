package caisson.engine.wire;

import caisson.engine.risk.Volatility;
import caisson.protocol.CoinIndexedEncoder;
import caisson.protocol.CollateralWeighedEncoder;
import caisson.protocol.DepthSampledEncoder;
import caisson.protocol.DividendPaidEncoder;
import caisson.protocol.MarkAveragedEncoder;
import caisson.protocol.MarkComputedEncoder;
import caisson.protocol.MarketPhase;
import caisson.protocol.OffHoursMarkedEncoder;
import caisson.protocol.PhaseChangedEncoder;
import caisson.protocol.ReferrerSetEncoder;
import caisson.protocol.ShocksMovedEncoder;
import caisson.protocol.SupplyReportedEncoder;

/** How a market came to its mark, and what else operators did to it. */
public final class PriceEvents {
  private final MarkComputedEncoder markComputed = new MarkComputedEncoder();
  private final MarkAveragedEncoder markAveraged = new MarkAveragedEncoder();
  private final OffHoursMarkedEncoder offHoursMarked = new OffHoursMarkedEncoder();
  private final DepthSampledEncoder depthSampled = new DepthSampledEncoder();
  private final CollateralWeighedEncoder collateralWeighed = new CollateralWeighedEncoder();
  private final SupplyReportedEncoder supplyReported = new SupplyReportedEncoder();
  private final CoinIndexedEncoder coinIndexed = new CoinIndexedEncoder();
  private final PhaseChangedEncoder phaseChanged = new PhaseChangedEncoder();
  private final DividendPaidEncoder dividendPaid = new DividendPaidEncoder();
  private final ShocksMovedEncoder shocksMoved = new ShocksMovedEncoder();
  private final ReferrerSetEncoder referrerSet = new ReferrerSetEncoder();
  private final EventPublisher events;

  PriceEvents(EventPublisher events) {
    this.events = events;
  }

  public void markComputed(
      int market,
      long round,
      long indexTicks,
      long externalTicks,
      long impactBidTicks,
      long impactAskTicks,
      long elapsedMs,
      long fastBasis,
      long slowBasis,
      long previousMarkTicks,
      long markTicks,
      long premiumE9,
      long maintenancePpm,
      boolean sampled) {
    events.release();
    markComputed
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .round(round)
        .indexTicks(indexTicks)
        .externalTicks(externalTicks)
        .impactBidTicks(impactBidTicks)
        .impactAskTicks(impactAskTicks)
        .elapsedMs(elapsedMs)
        .fastBasis(fastBasis)
        .slowBasis(slowBasis)
        .previousMarkTicks(previousMarkTicks)
        .markTicks(markTicks)
        .premiumE9(premiumE9)
        .maintenancePpm(maintenancePpm)
        .sampled((short) (sampled ? 1 : 0));
    events.stamp();
    events.hold(markComputed.encodedLength());
  }

  public void offHoursMarked(
      int market,
      long round,
      long closeTicks,
      int spanS,
      int gapBps,
      long lowTicks,
      long highTicks,
      long average,
      long carried) {
    events.release();
    offHoursMarked
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .round(round)
        .closeTicks(closeTicks)
        .spanS(spanS)
        .gapBps(gapBps)
        .lowTicks(lowTicks)
        .highTicks(highTicks)
        .average(average)
        .carried(carried);
    events.stamp();
    events.hold(offHoursMarked.encodedLength());
  }

  public void markAveraged(int market, long round, long average, long carried, long mostTicks) {
    events.release();
    markAveraged
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .round(round)
        .average(average)
        .carried(carried)
        .mostTicks(mostTicks);
    events.stamp();
    events.hold(markAveraged.encodedLength());
  }

  public void shocksMoved(Volatility v, int factor) {
    events.release();
    shocksMoved
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .factor(factor)
        .market(v.market[factor])
        .indexTicks(v.ticks[factor])
        .fastVariance(v.fast[factor])
        .slowVariance(v.slow[factor])
        .sigmaBps(v.sigmaBps(factor))
        .downBps(v.maintenanceBps(factor, 0))
        .upBps(v.maintenanceBps(factor, 1))
        .spotBps(v.maintenanceBps(factor, 2))
        .wantedDownBps(v.wantedBps(factor, 0))
        .wantedUpBps(v.wantedBps(factor, 1))
        .wantedSpotBps(v.wantedBps(factor, 2));
    events.stamp();
    events.hold(shocksMoved.encodedLength());
  }

  public void referrerSet(int account, int referrer, int sharePpm) {
    events.release();
    referrerSet
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .referrer(referrer)
        .sharePpm(sharePpm);
    events.stamp();
    events.hold(referrerSet.encodedLength());
  }

  public void depthSampled(
      int market,
      long markTicks,
      long bidLots,
      long bidCounted,
      long askLots,
      long askCounted,
      long hourMean,
      long dayMean) {
    events.release();
    depthSampled
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .markTicks(markTicks)
        .bidLots(bidLots)
        .bidCounted(bidCounted)
        .askLots(askLots)
        .askCounted(askCounted)
        .hourMean(hourMean)
        .dayMean(dayMean);
    events.stamp();
    events.hold(depthSampled.encodedLength());
  }

  public void collateralWeighed(int asset, long markUnit, long referenceUnit, int weightPpm) {
    events.release();
    collateralWeighed
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .asset(asset)
        .markUnit(markUnit)
        .referenceUnit(referenceUnit)
        .weightPpm(weightPpm);
    events.stamp();
    events.hold(collateralWeighed.encodedLength());
  }

  public void supplyReported(int asset, long round, long supply, long baseSupply, boolean shut) {
    events.release();
    supplyReported
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .asset(asset)
        .round(round)
        .supply(supply)
        .baseSupply(baseSupply)
        .shut((short) (shut ? 1 : 0));
    events.stamp();
    events.hold(supplyReported.encodedLength());
  }

  public void coinIndexed(long round, long indexPpm, long initialPpm) {
    events.release();
    coinIndexed
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .round(round)
        .indexPpm(indexPpm)
        .initialPpm(initialPpm);
    events.stamp();
    events.hold(coinIndexed.encodedLength());
  }

  public void phaseChanged(int market, MarketPhase phase) {
    events.release();
    phaseChanged.wrapAndApplyHeader(events.buffer, 0, events.header).market(market).phase(phase);
    events.stamp();
    events.hold(phaseChanged.encodedLength());
  }

  public void dividendPaid(
      int market, long perLotE9, long delta, long remainder, long fundingIndex) {
    events.release();
    dividendPaid
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .perLotE9(perLotE9)
        .delta(delta)
        .remainder(remainder)
        .fundingIndex(fundingIndex);
    events.stamp();
    events.hold(dividendPaid.encodedLength());
  }
}
