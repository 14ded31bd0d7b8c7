package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import caisson.engine.EventSink;
import caisson.engine.Forced;
import caisson.engine.State;
import caisson.engine.Windows;
import caisson.engine.account.Accounts;
import caisson.engine.account.Agents;
import caisson.engine.auction.Auctions;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.listing.Assets;
import caisson.engine.listing.CollateralFalls;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Parameters;
import caisson.protocol.AccountLevel;
import caisson.protocol.AccountStateEncoder;
import caisson.protocol.AssetStateEncoder;
import caisson.protocol.AuctionStateEncoder;
import caisson.protocol.BandStateEncoder;
import caisson.protocol.CoinStateEncoder;
import caisson.protocol.CollateralFallStateEncoder;
import caisson.protocol.EventCapStateEncoder;
import caisson.protocol.FactorStateEncoder;
import caisson.protocol.ForcedStateEncoder;
import caisson.protocol.GroupStateEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketPhaseStateEncoder;
import caisson.protocol.MarketStateEncoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OrderStateEncoder;
import caisson.protocol.OutflowStateEncoder;
import caisson.protocol.RiskHeadEncoder;
import caisson.protocol.RiskLinkStateEncoder;
import caisson.protocol.RulesStateEncoder;
import caisson.protocol.Side;
import caisson.protocol.StateHeadEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * State to canonical records: the head, assets, markets and accounts ascending, then orders by
 * market, bids before asks, best price first, oldest first, what waits for a time or a mark, then
 * margin parameters, liquidation and the forced queue. Equal states give equal bytes, whatever way
 * led to them.
 */
public final class SnapshotWriter {
  /** Covers an account with 32 assets, 64 lines and 255 agents. */
  public static final int MAX_RECORD_LENGTH = 65_536;

  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final StateHeadEncoder head = new StateHeadEncoder();
  private final AssetStateEncoder assetState = new AssetStateEncoder();
  private final MarketStateEncoder marketState = new MarketStateEncoder();
  private final AccountStateEncoder accountState = new AccountStateEncoder();
  private final OrderStateEncoder orderState = new OrderStateEncoder();
  private final RiskHeadEncoder riskHead = new RiskHeadEncoder();
  private final GroupStateEncoder groupState = new GroupStateEncoder();
  private final FactorStateEncoder factorState = new FactorStateEncoder();
  private final LiquidationRecord liquidation = new LiquidationRecord();
  private final RiskLinkStateEncoder riskLink = new RiskLinkStateEncoder();
  private final MarketPhaseStateEncoder phaseState = new MarketPhaseStateEncoder();
  private final AuctionStateEncoder auctionState = new AuctionStateEncoder();
  private final CollateralFallStateEncoder fallState = new CollateralFallStateEncoder();
  private final DepthRecord depths = new DepthRecord();
  private final SessionRecord sessions = new SessionRecord();
  private final BackstopRecord backstops = new BackstopRecord();
  private final RulesStateEncoder rulesState = new RulesStateEncoder();
  private final OutflowStateEncoder outflow = new OutflowStateEncoder();
  private final CoinStateEncoder coinState = new CoinStateEncoder();
  private final EventCapStateEncoder capState = new EventCapStateEncoder();
  private final BandStateEncoder bandState = new BandStateEncoder();
  private final VolatilityRecord volatility = new VolatilityRecord();
  private final FeeRecord fees = new FeeRecord();
  private final MarkRulesRecord markRules = new MarkRulesRecord();
  private final OutcomeRecord outcome = new OutcomeRecord();
  private final ForcedStateEncoder forcedState = new ForcedStateEncoder();
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_RECORD_LENGTH]);
  private final EventSink sink;
  private final WaitingWriter waiting;

  public SnapshotWriter(EventSink sink) {
    this.sink = sink;
    waiting = new WaitingWriter(sink);
  }

  public void write(State state) {
    writeHead(state);
    for (int asset = 0; asset < state.assets.count(); asset++) {
      writeAsset(state.assets, asset);
    }
    for (int market = 1; market <= state.markets.count(); market++) {
      writeMarket(state.markets, market);
    }
    for (int row = 0; row < state.accounts.rows(); row++) {
      if (state.accounts.owners.registered(row)) {
        writeAccount(state, row);
      }
    }
    for (int market = 1; market <= state.markets.count(); market++) {
      writeOrders(state, market, true);
      writeOrders(state, market, false);
    }
    waiting.write(state);
    writeParameters(state);
    liquidation.write(state, buffer, header, sink);
    for (int market = 1; market <= state.markets.count(); market++) {
      if (state.markRules.set[market]) {
        emit(markRules.write(state, market, buffer, header));
      }
    }
    for (int event = 1; event <= state.outcomes.count(); event++) {
      emit(outcome.write(state, event, buffer, header));
    }
    for (int market = 1; market <= state.markets.count(); market++) {
      if (state.markets.phase(market) != Markets.OPEN || state.markets.stalled(market)) {
        writePhase(state.markets, market);
      }
    }
    for (int factor = 1; factor <= Parameters.MAX_ID; factor++) {
      if (state.volatility.multipleE3[factor] != 0) {
        emit(volatility.write(state.volatility, factor, buffer, header));
      }
    }
    if (state.fees.count > 0) {
      emit(fees.writeTiers(state.fees, buffer, header));
    }
    writeForced(state.forced);
    fees.writeAccounts(state, buffer, header, sink);
    if (state.tiers.lossDay[0] != 0) {
      emit(liquidation.writeLosses(state.tiers, buffer, header));
    }
    for (int market = 1; market <= state.markets.count(); market++) {
      if (state.auctions.endNs[market] != Auctions.NEVER) {
        writeAuction(state.auctions, market);
      }
    }
    for (int market = 1; market <= state.markets.count(); market++) {
      if (state.markets.bandWidenedNs[market] != 0) {
        bandState
            .wrapAndApplyHeader(buffer, 0, header)
            .market(market)
            .widenedNs(state.markets.bandWidenedNs[market]);
        emit(bandState.encodedLength());
      }
    }
    if (state.coin.round != 0) {
      coinState
          .wrapAndApplyHeader(buffer, 0, header)
          .round(state.coin.round)
          .indexPpm(state.coin.ppm);
      emit(coinState.encodedLength());
    }
    writeCaps(state);
    for (int asset = 0; asset < state.assets.count(); asset++) {
      if (state.falls.set(asset)) {
        writeFall(state.falls, asset);
      }
    }
    if (state.windows.outflowMost != Windows.NO_LIMIT) {
      outflow
          .wrapAndApplyHeader(buffer, 0, header)
          .most(state.windows.outflowMost)
          .taken(state.windows.outflow);
      emit(outflow.encodedLength());
    }
    depths.write(state, buffer, this::emit);
    sessions.write(state, buffer, this::emit);
    for (int market = 1; market <= state.markets.count(); market++) {
      if (state.markCaps.set(market)) {
        emit(markRules.writeCap(state.markCaps, market, buffer, header));
      }
    }
    for (int market = 1; market <= state.markets.count(); market++) {
      if (state.sliceRates.perMinute[market] != 0) {
        emit(liquidation.writeRate(state.sliceRates, market, buffer, header));
      }
    }
    backstops.write(state, buffer, this::emit);
    if (state.rules.inForce != 0) {
      rulesState.wrapAndApplyHeader(buffer, 0, header).rules(state.rules.inForce);
      emit(rulesState.encodedLength());
    }
  }

  private void writeCaps(State state) {
    for (int event = 1; event <= state.outcomes.count(); event++) {
      if (state.outcomes.capUnits[event] != 0) {
        capState
            .wrapAndApplyHeader(buffer, 0, header)
            .eventId(event)
            .capUnits(state.outcomes.capUnits[event]);
        emit(capState.encodedLength());
      }
    }
  }

  private void writeHead(State state) {
    var windows = state.windows;
    head.wrapAndApplyHeader(buffer, 0, header)
        .sequence(state.sequence)
        .timeNs(state.timeNs)
        .lastDepositNo(windows.lastDepositNo)
        .openBatchNo(windows.openBatchNo)
        .windowFromSequence(windows.fromSequence)
        .windowWithdrawals(windows.withdrawals)
        .lastSealNs(windows.lastSealNs)
        .lastHeaderTsS(windows.lastHeaderTsS)
        .lastMarkEpochNs(windows.lastMarkEpochNs)
        .confirmedBatchNo(windows.confirmedBatchNo)
        .lastRound(state.lastRound);
    emit(head.encodedLength());
  }

  private void writeAsset(Assets assets, int asset) {
    assetState
        .wrapAndApplyHeader(buffer, 0, header)
        .asset(asset)
        .scale((short) assets.scale[asset])
        .status((short) assets.status[asset])
        .markUnit(assets.markUnit[asset])
        .headerMarkUnit(assets.headerMarkUnit[asset])
        .accounted(assets.accounted[asset]);
    int symbol = HEADER + AssetStateEncoder.symbolEncodingOffset();
    buffer.putLong(symbol, assets.symbolLow[asset], LITTLE_ENDIAN);
    buffer.putLong(symbol + 8, assets.symbolHigh[asset], LITTLE_ENDIAN);
    emit(assetState.encodedLength());
  }

  private void writeMarket(Markets markets, int market) {
    marketState
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .kind(kind(markets, market))
        .status((short) markets.status(market))
        .baseAsset(markets.baseAsset(market))
        .unitsPerLot(markets.unitsPerLot(market))
        .k(markets.k(market))
        .marginPpm(markets.marginPpm[market])
        .makerFeePpm(markets.makerFeePpm(market))
        .takerFeePpm(markets.takerFeePpm(market))
        .minLots(markets.minLots(market))
        .maxTicks(markets.maxTicks(market))
        .maxOrderLots(markets.maxOrderLots(market))
        .indexTicks(markets.indexTicks[market])
        .externalTicks(markets.externalTicks[market])
        .markTicks(markets.markTicks(market))
        .fundingIndex(markets.fundingIndex(market))
        .fundingRemainder(markets.fundingRemainder[market])
        .lastFundingHour(markets.lastFundingHour[market])
        .headerMarkTicks(markets.headerMarkTicks[market])
        .headerFundingIndex(markets.headerFundingIndex[market])
        .bandPpm(markets.bandPpm[market])
        .positionLots(markets.positionLots[market])
        .minNotional(markets.minNotional[market]);
    int symbol = HEADER + MarketStateEncoder.symbolEncodingOffset();
    buffer.putLong(symbol, markets.symbolLow[market], LITTLE_ENDIAN);
    buffer.putLong(symbol + 8, markets.symbolHigh[market], LITTLE_ENDIAN);
    emit(marketState.encodedLength());
  }

  private void writePhase(Markets markets, int market) {
    phaseState
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .phase((short) markets.phase(market))
        .stalled((short) (markets.stalled(market) ? 1 : 0));
    emit(phaseState.encodedLength());
  }

  private void writeFall(CollateralFalls falls, int asset) {
    fallState
        .wrapAndApplyHeader(buffer, 0, header)
        .asset(asset)
        .fullPpm(falls.fullPpm[asset])
        .nonePpm(falls.nonePpm[asset])
        .dayPpm(falls.dayPpm[asset])
        .weightPpm(falls.weightPpm[asset])
        .shut((short) (falls.shut[asset] ? 1 : 0))
        .referenceUnit(falls.referenceUnit[asset])
        .referenceNs(falls.referenceNs[asset])
        .supplyRound(falls.supplyRound[asset])
        .supplyHour(falls.supplyHour[asset])
        .baseSupply(falls.baseSupply[asset])
        .lastSupply(falls.lastSupply[asset]);
    emit(fallState.encodedLength());
  }

  private void writeAuction(Auctions auctions, int market) {
    auctionState
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .phaseAfter((short) auctions.after[market])
        .buyersTake((short) (auctions.buyersTake[market] ? 1 : 0))
        .endNs(auctions.endNs[market])
        .priceTicks(auctions.ticks[market]);
    emit(auctionState.encodedLength());
  }

  private static MarketKind kind(Markets markets, int market) {
    if (markets.spot(market)) {
      return MarketKind.SPOT;
    }
    return markets.outcome(market) ? MarketKind.OUTCOME : MarketKind.PERPETUAL;
  }

  private void writeAccount(State state, int row) {
    Accounts accounts = state.accounts;
    Agents agents = accounts.agents;
    accountState
        .wrapAndApplyHeader(buffer, 0, header)
        .account(accounts.idOf(row))
        .nonceFloor(accounts.owners.nonceFloor(row))
        .nonceWindow(accounts.owners.noncesUsed(row))
        .ownerLevel(AccountLevel.get((short) accounts.owners.ownerLevel(row)))
        .venueLevel(AccountLevel.get((short) accounts.owners.venueLevel(row)));
    address(
        HEADER + AccountStateEncoder.ownerEncodingOffset(),
        accounts.owners.a(row),
        accounts.owners.b(row),
        accounts.owners.c(row));
    int assetRows = 0;
    for (int asset = 0; asset < state.assets.count(); asset++) {
      assetRows += accounts.units(row, asset) != 0 ? 1 : 0;
    }
    var units = accountState.unitsCount(assetRows);
    for (int asset = 0; asset < state.assets.count(); asset++) {
      if (accounts.units(row, asset) != 0) {
        units.next().asset(asset).amount(accounts.units(row, asset));
      }
    }
    long lined = accounts.linesOf(row);
    var lines = accountState.linesCount(Long.bitCount(lined));
    for (long left = lined; left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      lines
          .next()
          .market(market)
          .lots(accounts.lots(row, market))
          .refCost(accounts.refCost(row, market));
    }
    var keys = accountState.agentsCount(agents.count(row));
    for (int agent = agents.first(row); agent != Agents.NONE; agent = agents.next(agent)) {
      keys.next()
          .expiryNs(agents.expiryNs(agent))
          .maxNotionalPerDay(agents.maxNotionalPerDay(agent))
          .maxOrderNotional(agents.maxOrderNotional(agent))
          .day(agents.day(agent))
          .usedNotional(agents.usedNotional(agent))
          .nonceFloor(agents.nonceFloor(agent))
          .nonceWindow(agents.noncesUsed(agent))
          .markets(agents.markets(agent))
          .maxPosition(agents.maxPosition(agent))
          .bandPpm(agents.bandPpm(agent));
      int key =
          HEADER
              + accountState.encodedLength()
              - AccountStateEncoder.AgentsEncoder.sbeBlockLength();
      address(
          key + AccountStateEncoder.AgentsEncoder.agentEncodingOffset(),
          agents.addressA(agent),
          agents.addressB(agent),
          agents.addressC(agent));
    }
    emit(accountState.encodedLength());
  }

  private void writeOrders(State state, int market, boolean buy) {
    Book book = state.books[market];
    Orders orders = state.orders;
    long ticks = book.bestTicks(buy);
    for (; ticks != 0; ticks = book.nextTicks(buy, ticks)) {
      int slot = book.firstAt(buy, ticks);
      for (; slot != Orders.NONE; slot = book.nextInLevel(slot)) {
        orderState
            .wrapAndApplyHeader(buffer, 0, header)
            .market(market)
            .account(state.accounts.idOf(orders.accountRow(slot)))
            .orderId(orders.id(slot))
            .limitTicks(orders.limitTicks(slot))
            .restingLots(orders.lots(slot))
            .side(buy ? Side.BUY : Side.SELL)
            .reduceOnly((short) (orders.reduceOnly(slot) ? 1 : 0))
            .goodTillNs(state.goodTillNs(slot));
        orderState.clientOrderId().high(orders.clientHigh(slot)).low(orders.clientLow(slot));
        emit(orderState.encodedLength());
      }
    }
  }

  private void writeParameters(State state) {
    Parameters p = state.parameters;
    riskHead.wrapAndApplyHeader(buffer, 0, header).parameterVersion(p.version);
    emit(riskHead.encodedLength());
    for (int group = 1; group <= Parameters.MAX_ID; group++) {
      if (p.rho[group] != 0 || p.kappa[group] != 0) {
        groupState
            .wrapAndApplyHeader(buffer, 0, header)
            .group(group)
            .rho(p.rho[group])
            .kappa(p.kappa[group]);
        emit(groupState.encodedLength());
      }
    }
    for (int factor = 1; factor <= Parameters.MAX_ID; factor++) {
      if (p.defined[factor]) {
        factorState
            .wrapAndApplyHeader(buffer, 0, header)
            .factor(factor)
            .group(p.group[factor])
            .downBps(p.downBps[factor])
            .upBps(p.upBps[factor])
            .spotBps(p.spotBps[factor])
            .initialE3(p.initialE3[factor])
            .basisPpm(p.basisPpm[factor])
            .sizePpm(p.sizePpm[factor])
            .gapBps(p.gapBps[factor])
            .profitPpm(p.profitPpm[factor])
            .oiLow(p.oiLow[factor])
            .oiUp(p.oiUp[factor])
            .oiPpm(p.oiPpm[factor]);
        emit(factorState.encodedLength());
      }
    }
    riskLink.wrapAndApplyHeader(buffer, 0, header);
    var marketRows = riskLink.marketsCount(state.markets.count());
    for (int market = 1; market <= state.markets.count(); market++) {
      marketRows.next().market(market).factor(p.marketFactor[market]);
    }
    var assetRows = riskLink.assetsCount(state.assets.count());
    for (int asset = 0; asset < state.assets.count(); asset++) {
      assetRows
          .next()
          .asset(asset)
          .factor(p.assetFactor[asset])
          .haircutBound1(p.haircutBound1[asset])
          .haircutBound2(p.haircutBound2[asset])
          .haircutPpm1(p.haircutPpm[asset * Parameters.HAIRCUTS])
          .haircutPpm2(p.haircutPpm[asset * Parameters.HAIRCUTS + 1])
          .haircutPpm3(p.haircutPpm[asset * Parameters.HAIRCUTS + 2]);
    }
    emit(riskLink.encodedLength());
  }

  private void writeForced(Forced forced) {
    forcedState.wrapAndApplyHeader(buffer, 0, header).lastNo(forced.lastNo);
    var owed = forcedState.owedCount(forced.count());
    for (int row = 0; row < forced.count(); row++) {
      owed.next()
          .account(forced.account(row))
          .asset(forced.asset(row))
          .units(forced.units(row))
          .destinationHigh(forced.destinationA(row))
          .destinationMiddle(forced.destinationB(row))
          .destinationLow(forced.destinationC(row));
    }
    emit(forcedState.encodedLength());
  }

  private void address(int offset, long a, long b, int c) {
    buffer.putLong(offset, a, BIG_ENDIAN);
    buffer.putLong(offset + 8, b, BIG_ENDIAN);
    buffer.putInt(offset + 16, c, BIG_ENDIAN);
  }

  private void emit(int bodyLength) {
    sink.onEvent(buffer, 0, HEADER + bodyLength);
  }
}
