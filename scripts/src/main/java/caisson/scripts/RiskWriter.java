package caisson.scripts;

import caisson.engine.funding.MarkCaps;
import caisson.engine.liquidation.Tiers;
import caisson.engine.listing.Rules;
import caisson.engine.outcome.OutcomeEvents;
import caisson.engine.risk.Risk;
import caisson.protocol.SetCollateralFallEncoder;
import caisson.protocol.SetDepthLimitEncoder;
import caisson.protocol.SetEventCapEncoder;
import caisson.protocol.SetLiquidationEncoder;
import caisson.protocol.SetLiquidationRateEncoder;
import caisson.protocol.SetMarkCapEncoder;
import caisson.protocol.SetMarkRulesEncoder;
import caisson.protocol.SetRulesEncoder;
import caisson.protocol.SetTradingLimitsEncoder;
import caisson.protocol.SetVolatilityEncoder;
import org.agrona.MutableDirectBuffer;

/** Lines that bound marks, liquidation and what is open, to bytes. */
final class RiskWriter extends LineWriter {
  private static final int PPM = 1_000_000;
  private static final long MOST_IMPACT = 1_000_000_000_000_000L;
  private static final int MOST_INTEREST_E9 = 10_000_000;
  private static final int MOST_MULTIPLE_E3 = 1_000_000;

  RiskWriter(OperatorLine line, Numbering numbers, long requestId, MutableDirectBuffer buffer) {
    super(line, numbers, requestId, buffer);
  }

  @Override
  int write() {
    return switch (line.name()) {
      case "SetLiquidation" -> {
        var c = new SetLiquidationEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        c.tier((short) line.whole("tier", 0, Tiers.COUNT - 1)).feePpm(line.ppm("feePpm"));
        yield c.bandPpm(line.ppm("bandPpm")).encodedLength();
      }
      case "SetLiquidationRate" -> {
        var c = new SetLiquidationRateEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        yield c.lotsPerMinute(upTo("lotsPerMinute")).encodedLength();
      }
      case "SetMarkRules" -> {
        var c = new SetMarkRulesEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        c.slewPpm(line.ppm("slewPpm")).bandPpm(line.ppm("bandPpm"));
        c.basisCapPpm(line.ppm("basisCapPpm"));
        c.impactNotional(line.number("impactNotional", 0, MOST_IMPACT));
        c.interestE9(line.whole("interestE9", -MOST_INTEREST_E9, MOST_INTEREST_E9));
        yield c.encodedLength();
      }
      case "SetMarkCap" -> {
        var c = new SetMarkCapEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        c.capPpm(line.zeroOr("capPpm", MarkCaps.LEAST_PPM + 1, MarkCaps.MOST_PPM));
        yield c.encodedLength();
      }
      case "SetVolatility" -> {
        var c = new SetVolatilityEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).factor(factor()).market(market());
        yield c.multipleE3(line.whole("multipleE3", 0, MOST_MULTIPLE_E3)).encodedLength();
      }
      case "SetTradingLimits" -> {
        var c = new SetTradingLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        c.bandPpm(line.ppm("bandPpm")).positionLots(upTo("positionLots"));
        yield c.minNotional(upTo("minNotional")).encodedLength();
      }
      case "SetDepthLimit" -> depthLimit();
      case "SetEventCap" -> {
        var c = new SetEventCapEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion());
        c.eventId(line.whole("eventId", 1, OutcomeEvents.MAX));
        yield c.capUnits(upTo("capUnits")).encodedLength();
      }
      case "SetCollateralFall" -> collateralFall();
      case "SetRules" -> {
        var c = new SetRulesEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion());
        yield c.rules(line.whole("rules", 1, Rules.NEWEST)).encodedLength();
      }
      default -> 0;
    };
  }

  private int depthLimit() {
    var c = new SetDepthLimitEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).version(numbers.nextVersion()).factor(factor());
    long floor = line.number("floor", 0, Risk.MAX_ACCOUNT_NOTIONAL);
    long external = line.number("external", 0, Risk.MAX_ACCOUNT_NOTIONAL);
    line.require(floor != 0 || external == 0, "external", "must be 0 where floor is");
    return c.floor(floor).external(external).encodedLength();
  }

  private int collateralFall() {
    var c = new SetCollateralFallEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).version(numbers.nextVersion());
    c.asset(line.whole("asset", 1, MOST_ASSET));
    int full = line.ppm("fullPpm");
    int none = line.whole("nonePpm", 0, Math.max(0, full - 1));
    return c.fullPpm(full)
        .nonePpm(none)
        .dayPpm(line.whole("dayPpm", 0, full == 0 ? 0 : PPM))
        .encodedLength();
  }

  private long upTo(String field) {
    return line.number(field, 0, Long.MAX_VALUE);
  }
}
