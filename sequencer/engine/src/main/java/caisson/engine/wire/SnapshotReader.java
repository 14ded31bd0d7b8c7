package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import caisson.engine.State;
import caisson.engine.account.Accounts;
import caisson.engine.account.AgentTerms;
import caisson.engine.account.Agents;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Rules;
import caisson.protocol.AccountFeesStateDecoder;
import caisson.protocol.AccountStateDecoder;
import caisson.protocol.AssetStateDecoder;
import caisson.protocol.AuctionStateDecoder;
import caisson.protocol.BackstopAuctionStateDecoder;
import caisson.protocol.BackstopOfferStateDecoder;
import caisson.protocol.BandStateDecoder;
import caisson.protocol.CoinStateDecoder;
import caisson.protocol.CollateralFallStateDecoder;
import caisson.protocol.DepthLimitStateDecoder;
import caisson.protocol.DepthStateDecoder;
import caisson.protocol.EventCapStateDecoder;
import caisson.protocol.FactorStateDecoder;
import caisson.protocol.FeeTiersStateDecoder;
import caisson.protocol.ForcedStateDecoder;
import caisson.protocol.GroupStateDecoder;
import caisson.protocol.LiquidationRateStateDecoder;
import caisson.protocol.LiquidationStateDecoder;
import caisson.protocol.MarkCapStateDecoder;
import caisson.protocol.MarkRulesStateDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketPhaseStateDecoder;
import caisson.protocol.MarketStateDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OffHoursStateDecoder;
import caisson.protocol.OrderStateDecoder;
import caisson.protocol.OutcomeEventStateDecoder;
import caisson.protocol.OutflowStateDecoder;
import caisson.protocol.RiskHeadDecoder;
import caisson.protocol.RiskLinkStateDecoder;
import caisson.protocol.RulesStateDecoder;
import caisson.protocol.SeenOrderStateDecoder;
import caisson.protocol.SessionStateDecoder;
import caisson.protocol.Side;
import caisson.protocol.SplitStateDecoder;
import caisson.protocol.StateHeadDecoder;
import caisson.protocol.SwitchStateDecoder;
import caisson.protocol.TierLossStateDecoder;
import caisson.protocol.TriggerStateDecoder;
import caisson.protocol.TwapStateDecoder;
import caisson.protocol.VolatilityStateDecoder;
import org.agrona.DirectBuffer;

/** Canonical records to state. Anything unexpected throws: half a state is no state. */
public final class SnapshotReader {
  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

  private final AgentTerms agentTerms = new AgentTerms();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StateHeadDecoder head = new StateHeadDecoder();
  private final AssetStateDecoder assetState = new AssetStateDecoder();
  private final MarketStateDecoder marketState = new MarketStateDecoder();
  private final AccountStateDecoder accountState = new AccountStateDecoder();
  private final DepthRecord depths = new DepthRecord();
  private final SessionRecord sessions = new SessionRecord();
  private final BackstopRecord backstops = new BackstopRecord();
  private final OrderStateDecoder orderState = new OrderStateDecoder();
  private final RiskHeadDecoder riskHead = new RiskHeadDecoder();
  private final GroupStateDecoder groupState = new GroupStateDecoder();
  private final FactorStateDecoder factorState = new FactorStateDecoder();
  private final LiquidationRecord liquidation = new LiquidationRecord();
  private final RiskLinkStateDecoder riskLink = new RiskLinkStateDecoder();
  private final MarketPhaseStateDecoder phaseState = new MarketPhaseStateDecoder();
  private final AuctionStateDecoder auctionState = new AuctionStateDecoder();
  private final CollateralFallStateDecoder fallState = new CollateralFallStateDecoder();
  private final OutflowStateDecoder outflow = new OutflowStateDecoder();
  private final CoinStateDecoder coinState = new CoinStateDecoder();
  private final EventCapStateDecoder capState = new EventCapStateDecoder();
  private final BandStateDecoder bandState = new BandStateDecoder();
  private final VolatilityRecord volatility = new VolatilityRecord();
  private final FeeRecord fees = new FeeRecord();
  private final MarkRulesRecord markRules = new MarkRulesRecord();
  private final OutcomeRecord outcome = new OutcomeRecord();
  private final ForcedStateDecoder forcedState = new ForcedStateDecoder();
  private final RulesStateDecoder rulesState = new RulesStateDecoder();
  private final WaitingReader waiting;
  private final State state;
  private int lastTemplate;

  public SnapshotReader(State state) {
    this.state = state;
    waiting = new WaitingReader(state);
  }

  public void onRecord(DirectBuffer record, int offset, int length) {
    header.wrap(record, offset);
    int template = header.templateId();
    boolean first = lastTemplate == 0;
    if (header.schemaId() != StateHeadDecoder.SCHEMA_ID
        || length < HEADER + header.blockLength()
        || template < lastTemplate
        || first != (template == StateHeadDecoder.TEMPLATE_ID)
        || (first && state.sequence != 0)) {
      throw new IllegalStateException(
          "snapshot record out of place: template=" + template + " after=" + lastTemplate);
    }
    lastTemplate = template;
    switch (template) {
      case StateHeadDecoder.TEMPLATE_ID -> readHead(record, offset);
      case AssetStateDecoder.TEMPLATE_ID -> readAsset(record, offset);
      case MarketStateDecoder.TEMPLATE_ID -> readMarket(record, offset);
      case AccountStateDecoder.TEMPLATE_ID -> readAccount(record, offset);
      case OrderStateDecoder.TEMPLATE_ID -> readOrder(record, offset);
      case SwitchStateDecoder.TEMPLATE_ID,
          TriggerStateDecoder.TEMPLATE_ID,
          TwapStateDecoder.TEMPLATE_ID ->
          waiting.read(template, record, offset);
      case RiskHeadDecoder.TEMPLATE_ID -> {
        riskHead.wrapAndApplyHeader(record, offset, header);
        state.parameters.version = riskHead.parameterVersion();
      }
      case GroupStateDecoder.TEMPLATE_ID -> {
        groupState.wrapAndApplyHeader(record, offset, header);
        state.parameters.rho[groupState.group()] = groupState.rho();
        state.parameters.kappa[groupState.group()] = groupState.kappa();
      }
      case FactorStateDecoder.TEMPLATE_ID -> readFactor(record, offset);
      case LiquidationStateDecoder.TEMPLATE_ID -> liquidation.read(state, record, offset, header);
      case LiquidationRateStateDecoder.TEMPLATE_ID ->
          liquidation.readRate(state.sliceRates, record, offset, header);
      case TierLossStateDecoder.TEMPLATE_ID ->
          liquidation.readLosses(state.tiers, record, offset, header);
      case RiskLinkStateDecoder.TEMPLATE_ID -> readLinks(record, offset);
      case MarketPhaseStateDecoder.TEMPLATE_ID -> {
        phaseState.wrapAndApplyHeader(record, offset, header);
        state.markets.phase(phaseState.market(), phaseState.phase());
        state.markets.stalled(phaseState.market(), phaseState.stalled() == 1);
      }
      case AuctionStateDecoder.TEMPLATE_ID -> readAuction(record, offset);
      case CollateralFallStateDecoder.TEMPLATE_ID -> readFall(record, offset);
      case DepthLimitStateDecoder.TEMPLATE_ID,
          DepthStateDecoder.TEMPLATE_ID,
          SeenOrderStateDecoder.TEMPLATE_ID ->
          depths.read(state, template, record, offset);
      case SessionStateDecoder.TEMPLATE_ID -> sessions.read(state, record, offset);
      case BackstopOfferStateDecoder.TEMPLATE_ID, BackstopAuctionStateDecoder.TEMPLATE_ID ->
          backstops.read(state, template, record, offset);
      case SplitStateDecoder.TEMPLATE_ID -> sessions.readSplit(state.markets, record, offset);
      case OffHoursStateDecoder.TEMPLATE_ID ->
          sessions.readOffHours(state.offHours, record, offset);
      case OutflowStateDecoder.TEMPLATE_ID -> {
        outflow.wrapAndApplyHeader(record, offset, header);
        state.windows.outflowMost = outflow.most();
        state.windows.outflow = outflow.taken();
      }
      case CoinStateDecoder.TEMPLATE_ID -> {
        coinState.wrapAndApplyHeader(record, offset, header);
        state.coin.round = coinState.round();
        state.coin.ppm = coinState.indexPpm();
      }
      case EventCapStateDecoder.TEMPLATE_ID -> {
        capState.wrapAndApplyHeader(record, offset, header);
        state.outcomes.capUnits[capState.eventId()] = capState.capUnits();
      }
      case BandStateDecoder.TEMPLATE_ID -> {
        bandState.wrapAndApplyHeader(record, offset, header);
        state.markets.bandWidenedNs[bandState.market()] = bandState.widenedNs();
      }
      case VolatilityStateDecoder.TEMPLATE_ID ->
          volatility.read(state.volatility, record, offset, header);
      case FeeTiersStateDecoder.TEMPLATE_ID -> fees.readTiers(state.fees, record, offset, header);
      case AccountFeesStateDecoder.TEMPLATE_ID -> fees.readAccounts(state, record, offset, header);
      case OutcomeEventStateDecoder.TEMPLATE_ID -> outcome.read(state, record, offset, header);
      case MarkRulesStateDecoder.TEMPLATE_ID -> markRules.read(state, record, offset, header);
      case MarkCapStateDecoder.TEMPLATE_ID ->
          markRules.readCap(state.markCaps, record, offset, header);
      case ForcedStateDecoder.TEMPLATE_ID -> readForced(record, offset);
      case RulesStateDecoder.TEMPLATE_ID -> readRules(record, offset);
      default -> throw new IllegalStateException("unknown snapshot record: template=" + template);
    }
  }

  /** Conservation over what was read. */
  public void end() {
    if (lastTemplate == 0) {
      throw new IllegalStateException("snapshot without records");
    }
    var accounts = state.accounts;
    long[] units = new long[state.assets.count()];
    long[] lots = new long[state.markets.count() + 1];
    for (int row = 0; row < accounts.rows(); row++) {
      for (int asset = 0; asset < units.length; asset++) {
        units[asset] = Math.addExact(units[asset], accounts.units(row, asset));
      }
      for (long left = accounts.linesOf(row); left != 0; left &= left - 1) {
        int market = MarketBits.first(left);
        lots[market] = Math.addExact(lots[market], accounts.lots(row, market));
      }
    }
    for (int asset = 0; asset < units.length; asset++) {
      requireEqual("units of asset " + asset, state.assets.accounted[asset], units[asset]);
    }
    for (int market = 1; market < lots.length; market++) {
      requireEqual("lots of market " + market, 0, lots[market]);
    }
  }

  private void readHead(DirectBuffer record, int offset) {
    var windows = state.windows;
    head.wrapAndApplyHeader(record, offset, header);
    state.sequence = head.sequence();
    state.timeNs = head.timeNs();
    windows.lastDepositNo = head.lastDepositNo();
    windows.openBatchNo = head.openBatchNo();
    windows.fromSequence = head.windowFromSequence();
    windows.withdrawals = head.windowWithdrawals();
    windows.lastSealNs = head.lastSealNs();
    windows.lastHeaderTsS = head.lastHeaderTsS();
    windows.lastMarkEpochNs = head.lastMarkEpochNs();
    windows.confirmedBatchNo = head.confirmedBatchNo();
    state.lastRound = head.lastRound();
  }

  private void readFall(DirectBuffer record, int offset) {
    var row = fallState.wrapAndApplyHeader(record, offset, header);
    var falls = state.falls;
    int asset = row.asset();
    falls.fullPpm[asset] = row.fullPpm();
    falls.nonePpm[asset] = row.nonePpm();
    falls.dayPpm[asset] = row.dayPpm();
    falls.weightPpm[asset] = row.weightPpm();
    falls.shut[asset] = row.shut() == 1;
    falls.referenceUnit[asset] = row.referenceUnit();
    falls.referenceNs[asset] = row.referenceNs();
    falls.supplyRound[asset] = row.supplyRound();
    falls.supplyHour[asset] = row.supplyHour();
    falls.baseSupply[asset] = row.baseSupply();
    falls.lastSupply[asset] = row.lastSupply();
  }

  private void readAuction(DirectBuffer record, int offset) {
    var row = auctionState.wrapAndApplyHeader(record, offset, header);
    state.auctions.begin(row.market(), row.phaseAfter(), row.endNs());
    state.auctions.price(row.market(), row.priceTicks(), row.buyersTake() == 1);
  }

  private void readForced(DirectBuffer record, int offset) {
    forcedState.wrapAndApplyHeader(record, offset, header);
    state.forced.lastNo = forcedState.lastNo();
    for (var row : forcedState.owed()) {
      state.forced.add(
          row.account(),
          row.asset(),
          row.units(),
          row.destinationHigh(),
          row.destinationMiddle(),
          row.destinationLow());
    }
  }

  /** To go on by older rules would be another venue than the one the snapshot is of. */
  private void readRules(DirectBuffer record, int offset) {
    int rules = rulesState.wrapAndApplyHeader(record, offset, header).rules();
    if (rules > Rules.NEWEST) {
      throw new IllegalStateException(
          "snapshot: rules: newest known=" + Rules.NEWEST + " found=" + rules);
    }
    state.rules.inForce = rules;
  }

  private void readAsset(DirectBuffer record, int offset) {
    var row = assetState.wrapAndApplyHeader(record, offset, header);
    int symbol = offset + HEADER + AssetStateDecoder.symbolEncodingOffset();
    int asset =
        state.assets.list(
            row.scale(),
            row.markUnit(),
            record.getLong(symbol, LITTLE_ENDIAN),
            record.getLong(symbol + 8, LITTLE_ENDIAN));
    requireEqual("asset", asset, row.asset());
    state.assets.status[asset] = row.status();
    state.assets.headerMarkUnit[asset] = row.headerMarkUnit();
    state.assets.accounted[asset] = row.accounted();
  }

  private void readMarket(DirectBuffer record, int offset) {
    var row = marketState.wrapAndApplyHeader(record, offset, header);
    var markets = state.markets;
    int market = state.addMarket();
    requireEqual("market", market, row.market());
    int symbol = offset + HEADER + MarketStateDecoder.symbolEncodingOffset();
    markets.spot(market, row.kind() == MarketKind.SPOT);
    markets.status(market, row.status());
    markets.baseAsset(market, row.baseAsset());
    markets.unitsPerLot(market, row.unitsPerLot());
    markets.k(market, row.k());
    markets.marginPpm[market] = row.marginPpm();
    markets.feesPpm(market, row.makerFeePpm(), row.takerFeePpm());
    markets.minLots(market, row.minLots());
    markets.maxTicks(market, row.maxTicks());
    markets.maxOrderLots(market, row.maxOrderLots());
    markets.indexTicks[market] = row.indexTicks();
    markets.externalTicks[market] = row.externalTicks();
    markets.markTicks(market, row.markTicks());
    markets.fundingIndex(market, row.fundingIndex());
    markets.fundingRemainder[market] = row.fundingRemainder();
    markets.lastFundingHour[market] = row.lastFundingHour();
    markets.headerMarkTicks[market] = row.headerMarkTicks();
    markets.headerFundingIndex[market] = row.headerFundingIndex();
    markets.limits(market, row.bandPpm(), row.positionLots(), row.minNotional());
    markets.symbolLow[market] = record.getLong(symbol, LITTLE_ENDIAN);
    markets.symbolHigh[market] = record.getLong(symbol + 8, LITTLE_ENDIAN);
  }

  private void readAccount(DirectBuffer record, int offset) {
    var account = accountState.wrapAndApplyHeader(record, offset, header);
    Accounts accounts = state.accounts;
    Agents agents = accounts.agents;
    int row = rowOf(account.account());
    int owner = offset + HEADER + AccountStateDecoder.ownerEncodingOffset();
    accounts.owners.register(
        row,
        record.getLong(owner, BIG_ENDIAN),
        record.getLong(owner + 8, BIG_ENDIAN),
        record.getInt(owner + 16, BIG_ENDIAN));
    accounts.owners.restoreNonces(row, account.nonceFloor(), account.nonceWindow());
    boolean scoped = account.actingVersion() >= AccountStateDecoder.ownerLevelSinceVersion();
    if (scoped) {
      accounts.owners.levels(row, account.ownerLevel().value(), account.venueLevel().value());
    }
    for (var units = account.units(); units.hasNext(); ) {
      units.next();
      accounts.credit(row, units.asset(), units.amount());
    }
    for (var lines = account.lines(); lines.hasNext(); ) {
      lines.next();
      accounts.restoreLine(row, lines.market(), lines.lots(), lines.refCost());
    }
    for (var keys = account.agents(); keys.hasNext(); ) {
      keys.next();
      int key =
          accountState.limit()
              - keys.actingBlockLength()
              + AccountStateDecoder.AgentsDecoder.agentEncodingOffset();
      agentTerms.agentA = record.getLong(key, BIG_ENDIAN);
      agentTerms.agentB = record.getLong(key + 8, BIG_ENDIAN);
      agentTerms.agentC = record.getInt(key + 16, BIG_ENDIAN);
      agentTerms.expiryNs = keys.expiryNs();
      agentTerms.maxNotionalPerDay = keys.maxNotionalPerDay();
      agentTerms.maxOrderNotional = keys.maxOrderNotional();
      if (scoped) {
        agentTerms.markets = keys.markets();
        agentTerms.maxPosition = keys.maxPosition();
        agentTerms.bandPpm = keys.bandPpm();
      }
      int agent = agents.add(row, agentTerms.agentA, agentTerms.agentB, agentTerms.agentC);
      agents.scope(agent, agentTerms);
      agents.restoreUse(agent, keys.day(), keys.usedNotional());
      agents.restoreNonces(agent, keys.nonceFloor(), keys.nonceWindow());
    }
  }

  private void readOrder(DirectBuffer record, int offset) {
    var order = orderState.wrapAndApplyHeader(record, offset, header);
    if (state.orders.full()) {
      throw new IllegalStateException("snapshot holds more orders than the pool");
    }
    var clientOrderId = order.clientOrderId();
    state.rest(
        order.orderId(),
        rowOf(order.account()),
        order.market(),
        order.side() == Side.BUY,
        order.limitTicks(),
        order.restingLots(),
        clientOrderId.high(),
        clientOrderId.low(),
        order.reduceOnly() == 1,
        order.goodTillNs());
  }

  private void readFactor(DirectBuffer record, int offset) {
    var row = factorState.wrapAndApplyHeader(record, offset, header);
    var p = state.parameters;
    int factor = row.factor();
    p.defined[factor] = true;
    p.group[factor] = row.group();
    p.downBps[factor] = row.downBps();
    p.upBps[factor] = row.upBps();
    p.spotBps[factor] = row.spotBps();
    p.initialE3[factor] = row.initialE3();
    p.basisPpm[factor] = row.basisPpm();
    p.sizePpm[factor] = row.sizePpm();
    p.gapBps[factor] = row.gapBps();
    p.profitPpm[factor] = row.profitPpm();
    p.oiLow[factor] = row.oiLow();
    p.oiUp[factor] = row.oiUp();
    p.oiPpm[factor] = row.oiPpm();
  }

  private void readLinks(DirectBuffer record, int offset) {
    riskLink.wrapAndApplyHeader(record, offset, header);
    var p = state.parameters;
    for (var row = riskLink.markets(); row.hasNext(); ) {
      row.next();
      p.marketFactor[row.market()] = row.factor();
    }
    for (var row = riskLink.assets(); row.hasNext(); ) {
      row.next();
      p.assetFactor[row.asset()] = row.factor();
      p.haircuts(
          row.asset(),
          row.haircutBound1(),
          row.haircutBound2(),
          row.haircutPpm1(),
          row.haircutPpm2(),
          row.haircutPpm3());
    }
  }

  private int rowOf(int account) {
    int row = state.accounts.rowOf(account);
    if (row < 0) {
      throw new IllegalStateException("snapshot holds an account beyond the table: " + account);
    }
    return row;
  }

  private static void requireEqual(String what, long expected, long found) {
    if (expected != found) {
      throw new IllegalStateException(
          "snapshot: " + what + ": expected=" + expected + " found=" + found);
    }
  }
}
