package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.pricing.MarkFormula;
import caisson.protocol.InterruptSessionDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.ScheduleSessionDecoder;
import caisson.protocol.SetCollateralDecoder;
import caisson.protocol.SetCollateralFallDecoder;
import caisson.protocol.SetDepthLimitDecoder;
import caisson.protocol.SetEventCapDecoder;
import caisson.protocol.SetFactorDecoder;
import caisson.protocol.SetGroupDecoder;
import caisson.protocol.SetLiquidationDecoder;
import caisson.protocol.SetLiquidationRateDecoder;
import caisson.protocol.SetMarkCapDecoder;
import caisson.protocol.SetMarkRulesDecoder;
import caisson.protocol.SetMarketFactorDecoder;
import caisson.protocol.SetOffHoursDecoder;
import caisson.protocol.SetRulesDecoder;
import caisson.protocol.SetSessionsDecoder;
import caisson.protocol.SetTradingLimitsDecoder;
import caisson.protocol.SetVolatilityDecoder;
import caisson.simulator.Ledger.Asset;
import caisson.simulator.Ledger.Factor;
import caisson.simulator.Ledger.Market;
import org.agrona.DirectBuffer;

/** Takes margin parameters out of the command that ParametersChanged tells of. */
final class TermsReader {
  /** The rules from which on terms of liquidation are of perpetuals alone. */
  static final int OF_PERPETUALS = 4;

  private static final long WHOLE = 1_000_000;

  private final Ledger ledger;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();

  TermsReader(Ledger ledger) {
    this.ledger = ledger;
  }

  void read(int template, DirectBuffer command) {
    switch (template) {
      case SetGroupDecoder.TEMPLATE_ID -> {
        var c = new SetGroupDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.rho[c.group()] = c.rho();
        ledger.kappa[c.group()] = c.kappa();
      }
      case SetFactorDecoder.TEMPLATE_ID -> {
        var c = new SetFactorDecoder().wrapAndApplyHeader(command, 0, header);
        Factor factor = ledger.factors[c.factor()];
        factor.defined = true;
        factor.group = c.group();
        factor.down = c.downBps();
        factor.up = c.upBps();
        factor.spot = c.spotBps();
        factor.e3 = c.initialE3();
        factor.basis = c.basisPpm();
        factor.size = c.sizePpm();
        factor.gap = c.gapBps();
        factor.profit = c.profitPpm();
        factor.oiLow = c.oiLow();
        factor.oiUp = c.oiUp();
        factor.oiPpm = 0;
      }
      case SetVolatilityDecoder.TEMPLATE_ID -> {
        var c = new SetVolatilityDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.factors[c.factor()].volatility.begin(c);
      }
      case SetDepthLimitDecoder.TEMPLATE_ID -> {
        var c = new SetDepthLimitDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.factors[c.factor()].floor = c.floor();
        ledger.factors[c.factor()].external = c.external();
      }
      case SetSessionsDecoder.TEMPLATE_ID -> {
        var c = new SetSessionsDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.market(c.market()).sessions.begin(c);
      }
      case SetOffHoursDecoder.TEMPLATE_ID -> {
        var c = new SetOffHoursDecoder().wrapAndApplyHeader(command, 0, header);
        Market market = ledger.market(c.market());
        market.night.set(market, c);
      }
      case ScheduleSessionDecoder.TEMPLATE_ID -> {
        var c = new ScheduleSessionDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.market(c.market()).sessions.schedule(c, ledger.timeNs);
      }
      case InterruptSessionDecoder.TEMPLATE_ID -> {
        var c = new InterruptSessionDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.market(c.market()).sessions.interrupt(c.interruption());
      }
      case SetTradingLimitsDecoder.TEMPLATE_ID -> {
        var c = new SetTradingLimitsDecoder().wrapAndApplyHeader(command, 0, header);
        Market market = ledger.market(c.market());
        boolean off = market.limitBandPpm != 0 && c.bandPpm() == 0;
        unless(!off, "terms", "a band switched off: " + market.id);
        market.positionLots = c.positionLots();
        market.leastNotional = c.minNotional();
        market.limitBandPpm = c.bandPpm();
      }
      case SetCollateralFallDecoder.TEMPLATE_ID -> {
        var c = new SetCollateralFallDecoder().wrapAndApplyHeader(command, 0, header);
        Asset asset = ledger.assets.get(c.asset());
        asset.collateral.begin(c, asset.markUnit, ledger.timeNs);
        asset.weight = WHOLE;
      }
      case SetEventCapDecoder.TEMPLATE_ID -> {
        var c = new SetEventCapDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.event(c.eventId()).cap = c.capUnits();
      }
      case SetMarketFactorDecoder.TEMPLATE_ID -> {
        var c = new SetMarketFactorDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.market(c.market()).factor = c.factor();
      }
      case SetCollateralDecoder.TEMPLATE_ID -> {
        var c = new SetCollateralDecoder().wrapAndApplyHeader(command, 0, header);
        Asset asset = ledger.assets.get(c.asset());
        asset.factor = c.factor();
        asset.bound1 = c.haircutBound1();
        asset.bound2 = c.haircutBound2();
        asset.ppm[0] = c.haircutPpm1();
        asset.ppm[1] = c.haircutPpm2();
        asset.ppm[2] = c.haircutPpm3();
      }
      case SetLiquidationDecoder.TEMPLATE_ID -> {
        var c = new SetLiquidationDecoder().wrapAndApplyHeader(command, 0, header);
        Market market = ledger.market(c.market());
        boolean may = !market.outcome() || ledger.rules < OF_PERPETUALS;
        unless(may, "terms", "of liquidation, of outcome " + market.id);
        market.tier = c.tier();
        market.feePpm = c.feePpm();
        market.bandPpm = c.bandPpm();
      }
      case SetLiquidationRateDecoder.TEMPLATE_ID -> {
        var c = new SetLiquidationRateDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.market(c.market()).slices.limit(c.lotsPerMinute());
      }
      case SetMarkRulesDecoder.TEMPLATE_ID -> {
        var c = new SetMarkRulesDecoder().wrapAndApplyHeader(command, 0, header);
        var rules =
            new MarkFormula.Rules(c.slewPpm(), c.bandPpm(), c.basisCapPpm(), c.interestE9());
        Market market = ledger.market(c.market());
        market.ruled = new RuledMark(rules, c.impactNotional());
      }
      case SetMarkCapDecoder.TEMPLATE_ID -> {
        var c = new SetMarkCapDecoder().wrapAndApplyHeader(command, 0, header);
        ledger.market(c.market()).cap.set(c.capPpm());
      }
      case SetRulesDecoder.TEMPLATE_ID ->
          ledger.rules = new SetRulesDecoder().wrapAndApplyHeader(command, 0, header).rules();
      default -> {}
    }
  }
}
