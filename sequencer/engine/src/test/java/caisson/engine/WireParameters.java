package caisson.engine;

import caisson.protocol.DelistMarketEncoder;
import caisson.protocol.InterruptSessionEncoder;
import caisson.protocol.Interruption;
import caisson.protocol.ListEventEncoder;
import caisson.protocol.MarketPhase;
import caisson.protocol.MarketSession;
import caisson.protocol.PayDividendEncoder;
import caisson.protocol.ProposeResolutionEncoder;
import caisson.protocol.ScheduleSessionEncoder;
import caisson.protocol.SetCollateralEncoder;
import caisson.protocol.SetCollateralFallEncoder;
import caisson.protocol.SetDepthLimitEncoder;
import caisson.protocol.SetFactorEncoder;
import caisson.protocol.SetFeeTiersEncoder;
import caisson.protocol.SetGroupEncoder;
import caisson.protocol.SetLiquidationEncoder;
import caisson.protocol.SetLiquidationRateEncoder;
import caisson.protocol.SetMarkCapEncoder;
import caisson.protocol.SetMarkRulesEncoder;
import caisson.protocol.SetMarketFactorEncoder;
import caisson.protocol.SetOffHoursEncoder;
import caisson.protocol.SetPhaseEncoder;
import caisson.protocol.SetReferrerEncoder;
import caisson.protocol.SetRulesEncoder;
import caisson.protocol.SetSessionsEncoder;
import caisson.protocol.SetTradingLimitsEncoder;
import caisson.protocol.SetVolatilityEncoder;
import caisson.protocol.SplitMarketEncoder;

/** Commands of operators: parameters, phases, events and limits. */
final class WireParameters {
  private final Wire wire;

  WireParameters(Wire wire) {
    this.wire = wire;
  }

  int setGroup(long version, int group, int rho, int kappa) {
    var c = new SetGroupEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).group(group).rho(rho).kappa(kappa);
    return 8 + c.encodedLength();
  }

  int setFactor(
      long version, int factor, int group, int down, int up, int spot, long oiLow, long oiUp) {
    var c = new SetFactorEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).factor(factor).group(group);
    c.downBps(down).upBps(up).spotBps(spot).initialE3(1_500);
    c.basisPpm(10_000).sizePpm(factor * 500).gapBps(factor % 2 * 20);
    c.profitPpm(factor == 3 ? 250_000 : 1_000_000).oiLow(oiLow).oiUp(oiUp);
    return 8 + c.encodedLength();
  }

  int setMarketFactor(long version, int market, int factor) {
    var c = new SetMarketFactorEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market).factor(factor);
    return 8 + c.encodedLength();
  }

  int setLiquidation(long version, int market, int tier, int feePpm, int bandPpm) {
    var c = new SetLiquidationEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market).tier((short) tier);
    c.feePpm(feePpm).bandPpm(bandPpm);
    return 8 + c.encodedLength();
  }

  int setLiquidationRate(long version, int market, long lotsPerMinute) {
    var c = new SetLiquidationRateEncoder();
    c.wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market).lotsPerMinute(lotsPerMinute);
    return 8 + c.encodedLength();
  }

  /** Void values follow the payout's share of each outcome. */
  int listEvent(
      int event,
      int firstMarket,
      long payoutTicks,
      boolean exhaustive,
      long disputeNs,
      long voidAtNs,
      int takerFeePpm,
      long... voidTicks) {
    var c = new ListEventEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).eventId(event).payoutTicks(payoutTicks).k(10_000);
    c.exhaustive((short) (exhaustive ? 1 : 0)).disputeNs(disputeNs).voidAtNs(voidAtNs);
    c.makerFeePpm(0).takerFeePpm(takerFeePpm).minLots(1).maxOrderLots(1_000_000);
    var outcomes = c.outcomesCount(voidTicks.length);
    for (int i = 0; i < voidTicks.length; i++) {
      outcomes.next().market(firstMarket + i).voidTicks(voidTicks[i]).symbol("OUT-" + i);
    }
    return 8 + c.encodedLength();
  }

  int proposeResolution(int event, int source, int outcome) {
    var c =
        new ProposeResolutionEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).eventId(event).source(source).outcome(outcome);
    return 8 + c.encodedLength();
  }

  int setVolatility(long version, int factor, int market, int multipleE3) {
    var c = new SetVolatilityEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).factor(factor).market(market);
    c.multipleE3(multipleE3);
    return 8 + c.encodedLength();
  }

  int setFeeTiers(long version, long[] minVolume, int[] makerPpm, int[] takerPpm) {
    var c = new SetFeeTiersEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version);
    var tiers = c.tiersCount(minVolume.length);
    for (int i = 0; i < minVolume.length; i++) {
      tiers.next().minVolume(minVolume[i]).makerPpm(makerPpm[i]).takerPpm(takerPpm[i]);
    }
    return 8 + c.encodedLength();
  }

  int setDepthLimit(long version, int factor, long floor, long external) {
    var c = new SetDepthLimitEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).factor(factor);
    c.floor(floor).external(external);
    return 8 + c.encodedLength();
  }

  int setSessions(long version, int market, int... bps) {
    var c = new SetSessionsEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market).extendedBps(bps[0]);
    c.overnightBps(bps[1]).weekendBps(bps[2]).windowBps(bps[3]).haltBps(bps[4]);
    return 8 + c.encodedLength();
  }

  int setMarkCap(long version, int market, int capPpm) {
    var c = new SetMarkCapEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market).capPpm(capPpm);
    return 8 + c.encodedLength();
  }

  int setRules(long version, int rules) {
    var c = new SetRulesEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version);
    return 8 + c.rules(rules).encodedLength();
  }

  int setOffHours(long version, int market, int overnightS, int weekendS) {
    var c = new SetOffHoursEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market);
    return 8 + c.overnightS(overnightS).weekendS(weekendS).encodedLength();
  }

  int scheduleSession(long version, int market, MarketSession session, boolean window, long atNs) {
    var c = new ScheduleSessionEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market).session(session);
    c.window((short) (window ? 1 : 0)).atNs(atNs);
    return 8 + c.encodedLength();
  }

  int interruptSession(long version, int market, Interruption interruption) {
    var c = new InterruptSessionEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market).interruption(interruption);
    return 8 + c.encodedLength();
  }

  int setReferrer(int account, int referrer, int sharePpm) {
    var c = new SetReferrerEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).account(account).referrer(referrer).sharePpm(sharePpm);
    return 8 + c.encodedLength();
  }

  int setPhase(long version, int market, MarketPhase phase) {
    var c = new SetPhaseEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market).phase(phase);
    return 8 + c.encodedLength();
  }

  int payDividend(long version, int market, long perLotE9) {
    var c = new PayDividendEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market).perLotE9(perLotE9);
    return 8 + c.encodedLength();
  }

  int splitMarket(long version, int market, int numerator, int denominator) {
    var c = new SplitMarketEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market);
    c.numerator(numerator).denominator(denominator);
    return 8 + c.encodedLength();
  }

  int delistMarket(long version, int market) {
    var c = new DelistMarketEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market);
    return 8 + c.encodedLength();
  }

  int setMarkRules(
      long version, int market, int slewPpm, int bandPpm, int capPpm, long impact, int interestE9) {
    var c = new SetMarkRulesEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market);
    c.slewPpm(slewPpm).bandPpm(bandPpm).basisCapPpm(capPpm);
    c.impactNotional(impact).interestE9(interestE9);
    return 8 + c.encodedLength();
  }

  int setTradingLimits(long version, int market, int bandPpm, long positionLots, long minNotional) {
    var c = new SetTradingLimitsEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).market(market);
    c.bandPpm(bandPpm).positionLots(positionLots).minNotional(minNotional);
    return 8 + c.encodedLength();
  }

  int setCollateral(long version, int asset, int factor, long bound1, long bound2) {
    var c = new SetCollateralEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).asset(asset).factor(factor);
    c.haircutBound1(bound1).haircutBound2(bound2);
    c.haircutPpm1(5_000).haircutPpm2(20_000).haircutPpm3(50_000);
    return 8 + c.encodedLength();
  }

  int setCollateralFall(long version, int asset, int full, int none, int day) {
    var c =
        new SetCollateralFallEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).version(version).asset(asset);
    c.fullPpm(full).nonePpm(none).dayPpm(day);
    return 8 + c.encodedLength();
  }
}
