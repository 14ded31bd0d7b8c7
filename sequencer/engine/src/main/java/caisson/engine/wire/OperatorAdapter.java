package caisson.engine.wire;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import caisson.engine.fee.FeeTiers;
import caisson.protocol.DelistMarketDecoder;
import caisson.protocol.LimitOutflowDecoder;
import caisson.protocol.ListEventDecoder;
import caisson.protocol.MarketPhase;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PayDividendDecoder;
import caisson.protocol.ProposeResolutionDecoder;
import caisson.protocol.PublishCoinDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.ReportSupplyDecoder;
import caisson.protocol.SetCollateralDecoder;
import caisson.protocol.SetCollateralFallDecoder;
import caisson.protocol.SetDepthLimitDecoder;
import caisson.protocol.SetEventCapDecoder;
import caisson.protocol.SetFactorDecoder;
import caisson.protocol.SetFeeTiersDecoder;
import caisson.protocol.SetGroupDecoder;
import caisson.protocol.SetLiquidationDecoder;
import caisson.protocol.SetLiquidationRateDecoder;
import caisson.protocol.SetMarkCapDecoder;
import caisson.protocol.SetMarkRulesDecoder;
import caisson.protocol.SetMarketFactorDecoder;
import caisson.protocol.SetPhaseDecoder;
import caisson.protocol.SetReferrerDecoder;
import caisson.protocol.SetRulesDecoder;
import caisson.protocol.SetVolatilityDecoder;
import caisson.protocol.SplitMarketDecoder;
import org.agrona.DirectBuffer;

/** Commands of operators; {@link CommandAdapter} has checked that the block is all there. */
final class OperatorAdapter {
  private final SetGroupDecoder setGroup = new SetGroupDecoder();
  private final SetFactorDecoder setFactor = new SetFactorDecoder();
  private final SetMarketFactorDecoder setMarketFactor = new SetMarketFactorDecoder();
  private final SetLiquidationDecoder setLiquidation = new SetLiquidationDecoder();
  private final SetLiquidationRateDecoder setLiquidationRate = new SetLiquidationRateDecoder();
  private final SetCollateralDecoder setCollateral = new SetCollateralDecoder();
  private final SetMarkRulesDecoder setMarkRules = new SetMarkRulesDecoder();
  private final SetMarkCapDecoder setMarkCap = new SetMarkCapDecoder();
  private final SetPhaseDecoder setPhase = new SetPhaseDecoder();
  private final PayDividendDecoder payDividend = new PayDividendDecoder();
  private final SplitMarketDecoder splitMarket = new SplitMarketDecoder();
  private final DelistMarketDecoder delistMarket = new DelistMarketDecoder();
  private final SetDepthLimitDecoder setDepthLimit = new SetDepthLimitDecoder();
  private final SetEventCapDecoder setEventCap = new SetEventCapDecoder();
  private final SetRulesDecoder setRules = new SetRulesDecoder();
  private final SetCollateralFallDecoder setCollateralFall = new SetCollateralFallDecoder();
  private final ReportSupplyDecoder reportSupply = new ReportSupplyDecoder();
  private final LimitOutflowDecoder limitOutflow = new LimitOutflowDecoder();
  private final PublishCoinDecoder publishCoin = new PublishCoinDecoder();
  private final SetVolatilityDecoder setVolatility = new SetVolatilityDecoder();
  private final SetFeeTiersDecoder setFeeTiers = new SetFeeTiersDecoder();
  private final SetReferrerDecoder setReferrer = new SetReferrerDecoder();
  private final FeeTerms feeTerms = new FeeTerms();
  private final ListEventDecoder listEvent = new ListEventDecoder();
  private final ProposeResolutionDecoder proposeResolution = new ProposeResolutionDecoder();
  private final EventTerms eventTerms = new EventTerms();
  private final FactorTerms factorTerms = new FactorTerms(setFactor);
  private final SessionAdapter sessions;
  private final Commands commands;
  private final EventPublisher events;

  OperatorAdapter(Commands commands, EventPublisher events) {
    this.commands = commands;
    this.events = events;
    sessions = new SessionAdapter(commands.sessions(), events);
  }

  /** 0 for a template that is no command. */
  static int blockLengthOf(int template) {
    return switch (template) {
      case SetGroupDecoder.TEMPLATE_ID -> SetGroupDecoder.BLOCK_LENGTH;
      case SetFactorDecoder.TEMPLATE_ID -> SetFactorDecoder.BLOCK_LENGTH;
      case SetMarketFactorDecoder.TEMPLATE_ID -> SetMarketFactorDecoder.BLOCK_LENGTH;
      case SetCollateralDecoder.TEMPLATE_ID -> SetCollateralDecoder.BLOCK_LENGTH;
      case SetLiquidationDecoder.TEMPLATE_ID -> SetLiquidationDecoder.BLOCK_LENGTH;
      case SetLiquidationRateDecoder.TEMPLATE_ID -> SetLiquidationRateDecoder.BLOCK_LENGTH;
      case SetMarkRulesDecoder.TEMPLATE_ID -> SetMarkRulesDecoder.BLOCK_LENGTH;
      case SetMarkCapDecoder.TEMPLATE_ID -> SetMarkCapDecoder.BLOCK_LENGTH;
      case ListEventDecoder.TEMPLATE_ID -> ListEventDecoder.BLOCK_LENGTH;
      case ProposeResolutionDecoder.TEMPLATE_ID -> ProposeResolutionDecoder.BLOCK_LENGTH;
      case SetPhaseDecoder.TEMPLATE_ID -> SetPhaseDecoder.BLOCK_LENGTH;
      case PayDividendDecoder.TEMPLATE_ID -> PayDividendDecoder.BLOCK_LENGTH;
      case SetEventCapDecoder.TEMPLATE_ID -> SetEventCapDecoder.BLOCK_LENGTH;
      case SetDepthLimitDecoder.TEMPLATE_ID -> SetDepthLimitDecoder.BLOCK_LENGTH;
      case SetRulesDecoder.TEMPLATE_ID -> SetRulesDecoder.BLOCK_LENGTH;
      case PublishCoinDecoder.TEMPLATE_ID -> PublishCoinDecoder.BLOCK_LENGTH;
      case LimitOutflowDecoder.TEMPLATE_ID -> LimitOutflowDecoder.BLOCK_LENGTH;
      case SetCollateralFallDecoder.TEMPLATE_ID -> SetCollateralFallDecoder.BLOCK_LENGTH;
      case ReportSupplyDecoder.TEMPLATE_ID -> ReportSupplyDecoder.BLOCK_LENGTH;
      case DelistMarketDecoder.TEMPLATE_ID -> DelistMarketDecoder.BLOCK_LENGTH;
      case SplitMarketDecoder.TEMPLATE_ID -> SplitMarketDecoder.BLOCK_LENGTH;
      case SetVolatilityDecoder.TEMPLATE_ID -> SetVolatilityDecoder.BLOCK_LENGTH;
      case SetFeeTiersDecoder.TEMPLATE_ID -> SetFeeTiersDecoder.BLOCK_LENGTH;
      case SetReferrerDecoder.TEMPLATE_ID -> SetReferrerDecoder.BLOCK_LENGTH;
      default -> SessionAdapter.blockLengthOf(template);
    };
  }

  /** The message starts at its header and has this length; its block is all there. */
  void dispatch(
      int template,
      DirectBuffer buffer,
      int offset,
      int length,
      int block,
      int version,
      long requestId) {
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    switch (template) {
      case SetGroupDecoder.TEMPLATE_ID -> {
        var c = setGroup.wrap(buffer, body, block, version);
        commands.risk().setGroup(requestId, c.version(), c.group(), c.rho(), c.kappa());
      }
      case SetFactorDecoder.TEMPLATE_ID -> {
        setFactor.wrap(buffer, body, block, version);
        commands.risk().setFactor(requestId, setFactor.version(), factorTerms);
      }
      case SetMarketFactorDecoder.TEMPLATE_ID -> {
        var c = setMarketFactor.wrap(buffer, body, block, version);
        commands.risk().setMarketFactor(requestId, c.version(), c.market(), c.factor());
      }
      case SetLiquidationDecoder.TEMPLATE_ID -> {
        var c = setLiquidation.wrap(buffer, body, block, version);
        commands
            .risk()
            .setLiquidation(requestId, c.version(), c.market(), c.tier(), c.feePpm(), c.bandPpm());
      }
      case SetLiquidationRateDecoder.TEMPLATE_ID -> {
        var c = setLiquidationRate.wrap(buffer, body, block, version);
        commands.risk().setLiquidationRate(requestId, c.version(), c.market(), c.lotsPerMinute());
      }
      case SetCollateralDecoder.TEMPLATE_ID -> {
        var c = setCollateral.wrap(buffer, body, block, version);
        commands
            .risk()
            .setCollateral(
                requestId,
                c.version(),
                c.asset(),
                c.factor(),
                c.haircutBound1(),
                c.haircutBound2(),
                c.haircutPpm1(),
                c.haircutPpm2(),
                c.haircutPpm3());
      }
      case SetMarkRulesDecoder.TEMPLATE_ID -> {
        var c = setMarkRules.wrap(buffer, body, block, version);
        commands
            .risk()
            .setMarkRules(
                requestId,
                c.version(),
                c.market(),
                c.slewPpm(),
                c.bandPpm(),
                c.basisCapPpm(),
                c.impactNotional(),
                c.interestE9());
      }
      case SetMarkCapDecoder.TEMPLATE_ID -> {
        var c = setMarkCap.wrap(buffer, body, block, version);
        commands.risk().setMarkCap(requestId, c.version(), c.market(), c.capPpm());
      }
      case SetPhaseDecoder.TEMPLATE_ID -> {
        var c = setPhase.wrap(buffer, body, block, version);
        MarketPhase phase =
            switch (c.phaseRaw()) {
              case 0 -> MarketPhase.OPEN;
              case 1 -> MarketPhase.REDUCE_ONLY;
              case 2 -> MarketPhase.HALTED;
              case 3 -> MarketPhase.AUCTION;
              default -> MarketPhase.NULL_VAL;
            };
        if (phase == MarketPhase.NULL_VAL) {
          events.rejected(requestId, 0, SetPhaseDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
        } else {
          commands.markets().setPhase(requestId, c.version(), c.market(), phase);
        }
      }
      case PayDividendDecoder.TEMPLATE_ID -> {
        var c = payDividend.wrap(buffer, body, block, version);
        commands.markets().payDividend(requestId, c.version(), c.market(), c.perLotE9());
      }
      case SetDepthLimitDecoder.TEMPLATE_ID -> {
        var c = setDepthLimit.wrap(buffer, body, block, version);
        commands.risk().setDepthLimit(requestId, c.version(), c.factor(), c.floor(), c.external());
      }
      case SetEventCapDecoder.TEMPLATE_ID -> {
        var c = setEventCap.wrap(buffer, body, block, version);
        commands.risk().setEventCap(requestId, c.version(), c.eventId(), c.capUnits());
      }
      case SetRulesDecoder.TEMPLATE_ID -> {
        var c = setRules.wrap(buffer, body, block, version);
        commands.risk().setRules(requestId, c.version(), c.rules());
      }
      case PublishCoinDecoder.TEMPLATE_ID -> {
        var c = publishCoin.wrap(buffer, body, block, version);
        commands.prices().publishCoin(requestId, c.round(), c.indexPpm());
      }
      case SetCollateralFallDecoder.TEMPLATE_ID -> {
        var c = setCollateralFall.wrap(buffer, body, block, version);
        commands
            .risk()
            .setCollateralFall(
                requestId, c.version(), c.asset(), c.fullPpm(), c.nonePpm(), c.dayPpm());
      }
      case ReportSupplyDecoder.TEMPLATE_ID -> {
        var c = reportSupply.wrap(buffer, body, block, version);
        commands.collateral().reportSupply(requestId, c.round(), c.asset(), c.supply());
      }
      case LimitOutflowDecoder.TEMPLATE_ID -> {
        var c = limitOutflow.wrap(buffer, body, block, version);
        commands.chain().limitOutflow(requestId, c.most());
      }
      case SetVolatilityDecoder.TEMPLATE_ID -> {
        var c = setVolatility.wrap(buffer, body, block, version);
        commands
            .risk()
            .setVolatility(requestId, c.version(), c.factor(), c.market(), c.multipleE3());
      }
      case SetFeeTiersDecoder.TEMPLATE_ID ->
          setFeeTiers(buffer, offset, length, block, version, requestId);
      case SetReferrerDecoder.TEMPLATE_ID -> {
        var c = setReferrer.wrap(buffer, body, block, version);
        commands.fees().setReferrer(requestId, c.account(), c.referrer(), c.sharePpm());
      }
      case SplitMarketDecoder.TEMPLATE_ID -> {
        var c = splitMarket.wrap(buffer, body, block, version);
        commands
            .markets()
            .splitMarket(requestId, c.version(), c.market(), c.numerator(), c.denominator());
      }
      case DelistMarketDecoder.TEMPLATE_ID -> {
        var c = delistMarket.wrap(buffer, body, block, version);
        commands.markets().delistMarket(requestId, c.version(), c.market());
      }
      case ListEventDecoder.TEMPLATE_ID ->
          listEvent(buffer, offset, length, block, version, requestId);
      case ProposeResolutionDecoder.TEMPLATE_ID -> {
        var c = proposeResolution.wrap(buffer, body, block, version);
        commands.outcomes().proposeResolution(requestId, c.eventId(), c.source(), c.outcome());
      }
      default -> sessions.dispatch(template, buffer, offset, block, version, requestId);
    }
  }

  private void setFeeTiers(
      DirectBuffer buffer, int offset, int length, int block, int version, long requestId) {
    int from = MessageHeaderDecoder.ENCODED_LENGTH + block;
    int each = SetFeeTiersDecoder.TiersDecoder.sbeBlockLength();
    boolean whole = CommandAdapter.endOfGroup(buffer, offset, length, from, each) >= 0;
    var c = setFeeTiers;
    if (whole) {
      c.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, block, version);
    }
    var tiers = whole ? c.tiers() : null;
    if (tiers == null || tiers.count() > FeeTiers.MAX) {
      events.rejected(requestId, 0, SetFeeTiersDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
      return;
    }
    feeTerms.count = tiers.count();
    for (int tier = 0; tiers.hasNext(); tier++) {
      tiers.next();
      feeTerms.minVolume[tier] = tiers.minVolume();
      feeTerms.makerPpm[tier] = tiers.makerPpm();
      feeTerms.takerPpm[tier] = tiers.takerPpm();
    }
    commands.fees().setFeeTiers(requestId, c.version(), feeTerms);
  }

  private void listEvent(
      DirectBuffer buffer, int offset, int length, int block, int version, long requestId) {
    int from = MessageHeaderDecoder.ENCODED_LENGTH + block;
    int each = ListEventDecoder.OutcomesDecoder.sbeBlockLength();
    if (CommandAdapter.endOfGroup(buffer, offset, length, from, each) < 0) {
      events.rejected(requestId, 0, ListEventDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
      return;
    }
    var c = listEvent.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, block, version);
    EventTerms terms = eventTerms;
    terms.event = c.eventId();
    terms.payoutTicks = c.payoutTicks();
    terms.k = c.k();
    terms.exhaustive = c.exhaustive() == 1;
    terms.disputeNs = c.disputeNs();
    terms.voidAtNs = c.voidAtNs();
    terms.makerFeePpm = c.makerFeePpm();
    terms.takerFeePpm = c.takerFeePpm();
    terms.minLots = c.minLots();
    terms.maxOrderLots = c.maxOrderLots();
    var outcomes = c.outcomes();
    if (outcomes.count() > EventTerms.MAX_OUTCOMES) {
      events.rejected(requestId, 0, ListEventDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
      return;
    }
    terms.outcomes = outcomes.count();
    for (int i = 0; outcomes.hasNext(); i++) {
      outcomes.next();
      terms.markets[i] = outcomes.market();
      terms.voidTicks[i] = outcomes.voidTicks();
      int symbol =
          c.limit()
              - outcomes.actingBlockLength()
              + ListEventDecoder.OutcomesDecoder.symbolEncodingOffset();
      terms.symbolLow[i] = buffer.getLong(symbol, LITTLE_ENDIAN);
      terms.symbolHigh[i] = buffer.getLong(symbol + 8, LITTLE_ENDIAN);
    }
    commands.outcomes().listEvent(requestId, terms);
  }
}
