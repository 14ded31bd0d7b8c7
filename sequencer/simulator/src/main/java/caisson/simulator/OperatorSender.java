package caisson.simulator;

import caisson.protocol.DelistMarketEncoder;
import caisson.protocol.InterruptSessionEncoder;
import caisson.protocol.Interruption;
import caisson.protocol.LimitOutflowEncoder;
import caisson.protocol.ListEventEncoder;
import caisson.protocol.MarketPhase;
import caisson.protocol.MarketSession;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PayDividendEncoder;
import caisson.protocol.ProposeResolutionEncoder;
import caisson.protocol.PublishCoinEncoder;
import caisson.protocol.ReportSupplyEncoder;
import caisson.protocol.ScheduleSessionEncoder;
import caisson.protocol.SetCollateralFallEncoder;
import caisson.protocol.SetDepthLimitEncoder;
import caisson.protocol.SetEventCapEncoder;
import caisson.protocol.SetFeeTiersEncoder;
import caisson.protocol.SetLiquidationRateEncoder;
import caisson.protocol.SetMarkCapEncoder;
import caisson.protocol.SetMarkRulesEncoder;
import caisson.protocol.SetOffHoursEncoder;
import caisson.protocol.SetPhaseEncoder;
import caisson.protocol.SetReferrerEncoder;
import caisson.protocol.SetRulesEncoder;
import caisson.protocol.SetSessionsEncoder;
import caisson.protocol.SetTradingLimitsEncoder;
import caisson.protocol.SetVolatilityEncoder;
import caisson.protocol.SplitMarketEncoder;
import org.agrona.MutableDirectBuffer;

/** Steps of an operator about listed markets and events, to bytes. */
final class OperatorSender {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int FIRST_VALUE = 7;
  private static final long MAX_LOTS = 1_000_000_000L;
  private static final int TAKER_PPM = 500;
  private static final int TIER_FIELDS = 3;

  private final Ledger ledger;
  private final MutableDirectBuffer buffer;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final SetLiquidationRateEncoder setLiquidationRate = new SetLiquidationRateEncoder();
  private final SetVolatilityEncoder setVolatility = new SetVolatilityEncoder();
  private final SetMarkRulesEncoder setMarkRules = new SetMarkRulesEncoder();
  private final SetMarkCapEncoder setMarkCap = new SetMarkCapEncoder();
  private final SetRulesEncoder setRules = new SetRulesEncoder();
  private final SetTradingLimitsEncoder setTradingLimits = new SetTradingLimitsEncoder();
  private final SetFeeTiersEncoder setFeeTiers = new SetFeeTiersEncoder();
  private final SetReferrerEncoder setReferrer = new SetReferrerEncoder();
  private final SetPhaseEncoder setPhase = new SetPhaseEncoder();
  private final LimitOutflowEncoder limitOutflow = new LimitOutflowEncoder();
  private final PublishCoinEncoder publishCoin = new PublishCoinEncoder();
  private final SetDepthLimitEncoder setDepthLimit = new SetDepthLimitEncoder();
  private final SetSessionsEncoder setSessions = new SetSessionsEncoder();
  private final SetOffHoursEncoder setOffHours = new SetOffHoursEncoder();
  private final ScheduleSessionEncoder scheduleSession = new ScheduleSessionEncoder();
  private final InterruptSessionEncoder interruptSession = new InterruptSessionEncoder();
  private final SplitMarketEncoder splitMarket = new SplitMarketEncoder();
  private final SetEventCapEncoder setEventCap = new SetEventCapEncoder();
  private final SetCollateralFallEncoder setCollateralFall = new SetCollateralFallEncoder();
  private final ReportSupplyEncoder reportSupply = new ReportSupplyEncoder();
  private long coinRound;
  private long supplyRound;
  private final PayDividendEncoder payDividend = new PayDividendEncoder();
  private final DelistMarketEncoder delistMarket = new DelistMarketEncoder();
  private final ListEventEncoder listEvent = new ListEventEncoder();
  private final ProposeResolutionEncoder proposeResolution = new ProposeResolutionEncoder();

  OperatorSender(Ledger ledger, MutableDirectBuffer buffer) {
    this.ledger = ledger;
    this.buffer = buffer;
  }

  /** Length of the command's body, after its header. */
  int write(Step s, long requestId) {
    long version = ledger.version + 1;
    return switch (s.verb()) {
      case VOLATILITY -> {
        var c = setVolatility.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).factor(s.whole(0)).market(s.whole(1));
        yield c.multipleE3(s.whole(2)).encodedLength();
      }
      case RATE -> {
        var c = setLiquidationRate.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0));
        yield c.lotsPerMinute(s.number(1)).encodedLength();
      }
      case RULES -> {
        var c = setMarkRules.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0)).slewPpm(s.whole(1));
        c.bandPpm(s.whole(2)).basisCapPpm(s.whole(3));
        yield c.impactNotional(s.number(4)).interestE9(s.whole(5)).encodedLength();
      }
      case CAP -> {
        var c = setMarkCap.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0));
        yield c.capPpm(s.whole(1)).encodedLength();
      }
      case INFORCE -> {
        var c = setRules.wrapAndApplyHeader(buffer, 0, header);
        yield c.requestId(requestId).version(version).rules(s.whole(0)).encodedLength();
      }
      case LIMITS -> {
        var c = setTradingLimits.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0)).bandPpm(s.whole(1));
        yield c.positionLots(s.number(2)).minNotional(s.number(3)).encodedLength();
      }
      case TIERS -> tiers(s, requestId);
      case REFER -> {
        var c = setReferrer.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0)).referrer(s.whole(1));
        yield c.sharePpm(s.whole(2)).encodedLength();
      }
      case PHASE -> {
        var c = setPhase.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0));
        yield c.phase(MarketPhase.get((short) s.number(1))).encodedLength();
      }
      case FALL -> {
        var c = setCollateralFall.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).asset(s.whole(0));
        yield c.fullPpm(s.whole(1)).nonePpm(s.whole(2)).dayPpm(s.whole(3)).encodedLength();
      }
      case SUPPLY -> {
        var c = reportSupply.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).round(++supplyRound).asset(s.whole(0));
        yield c.supply(s.number(1)).encodedLength();
      }
      case OUTFLOW -> {
        var c = limitOutflow.wrapAndApplyHeader(buffer, 0, header);
        yield c.requestId(requestId).most(s.number(0)).encodedLength();
      }
      case COIN -> {
        var c = publishCoin.wrapAndApplyHeader(buffer, 0, header);
        yield c.requestId(requestId).round(++coinRound).indexPpm(s.number(0)).encodedLength();
      }
      case DEPTH -> {
        var c = setDepthLimit.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).factor(s.whole(0));
        yield c.floor(s.number(1)).external(s.number(2)).encodedLength();
      }
      case SESSIONS -> {
        var c = setSessions.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0)).extendedBps(s.whole(1));
        c.overnightBps(s.whole(2)).weekendBps(s.whole(3));
        yield c.windowBps(s.whole(4)).haltBps(s.whole(5)).encodedLength();
      }
      case OFFHOURS -> {
        var c = setOffHours.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0));
        yield c.overnightS(s.whole(1)).weekendS(s.whole(2)).encodedLength();
      }
      case SCHEDULE -> {
        var c = scheduleSession.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0));
        c.session(MarketSession.get((short) s.number(1))).window((short) s.number(2));
        long at = s.number(3) == 0 ? 0 : ledger.timeNs + s.number(3) * NS_PER_SECOND;
        yield c.atNs(at).encodedLength();
      }
      case INTERRUPT -> {
        var c = interruptSession.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0));
        yield c.interruption(Interruption.get((short) s.number(1))).encodedLength();
      }
      case SPLIT -> {
        var c = splitMarket.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version).market(s.whole(0));
        yield c.numerator(s.whole(1)).denominator(s.whole(2)).encodedLength();
      }
      case EVENTCAP -> {
        var c = setEventCap.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version);
        yield c.eventId(s.whole(0)).capUnits(s.number(1)).encodedLength();
      }
      case DIVIDEND -> {
        var c = payDividend.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(version);
        yield c.market(s.whole(0)).perLotE9(s.number(1)).encodedLength();
      }
      case DELIST -> {
        var c = delistMarket.wrapAndApplyHeader(buffer, 0, header);
        yield c.requestId(requestId).version(version).market(s.whole(0)).encodedLength();
      }
      case EVENT -> event(s, requestId);
      case RESOLVE -> {
        var c = proposeResolution.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).eventId(s.whole(0));
        yield c.source(s.whole(1)).outcome(s.whole(2)).encodedLength();
      }
      default -> throw new IllegalArgumentException("no step of an operator: " + s.verb());
    };
  }

  private int tiers(Step s, long requestId) {
    var c = setFeeTiers.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId);
    c.version(ledger.version + (s.number(0) == 0 ? 1 : s.number(0) == 1 ? 0 : 2));
    int count = (s.numbers().length - 1) / TIER_FIELDS;
    var rows = c.tiersCount(count);
    for (int at = 1; at <= count * TIER_FIELDS; at += TIER_FIELDS) {
      rows.next().minVolume(s.number(at)).makerPpm(s.whole(at + 1)).takerPpm(s.whole(at + 2));
    }
    return c.encodedLength();
  }

  private int event(Step s, long requestId) {
    var c = listEvent.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).eventId(s.whole(0)).payoutTicks(s.number(1)).k(s.number(2));
    c.exhaustive((short) s.number(3)).disputeNs(s.number(4) * NS_PER_SECOND);
    c.voidAtNs(ledger.timeNs + s.number(5) * NS_PER_SECOND);
    c.makerFeePpm(0).takerFeePpm(TAKER_PPM).minLots(1).maxOrderLots(MAX_LOTS);
    int outcomes = s.numbers().length - FIRST_VALUE;
    var rows = c.outcomesCount(Math.max(0, outcomes));
    for (int i = 0; i < outcomes; i++) {
      rows.next().market(s.whole(6) + i).voidTicks(s.number(FIRST_VALUE + i)).symbol("O" + i);
    }
    return c.encodedLength();
  }
}
