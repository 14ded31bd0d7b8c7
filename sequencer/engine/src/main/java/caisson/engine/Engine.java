package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.AgentTerms;
import caisson.engine.account.SystemAccounts;
import caisson.engine.book.Orders;
import caisson.engine.funding.FundingIndex;
import caisson.engine.funding.MarkPrice;
import caisson.engine.liquidation.Liquidation;
import caisson.engine.listing.Assets;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.Commands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.FactorTerms;
import caisson.engine.wire.PriceRound;
import caisson.engine.wire.Submission;
import caisson.protocol.AccountLevel;
import caisson.protocol.ConfirmBatchDecoder;
import caisson.protocol.CreditDepositDecoder;
import caisson.protocol.Lane;
import caisson.protocol.ListAssetDecoder;
import caisson.protocol.ListMarketDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.SealWindowDecoder;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.TickFundingDecoder;
import caisson.protocol.TimeInForce;
import org.agrona.DirectBuffer;

/**
 * Every command: checks in the documented order, then the change, then its events. The first
 * failing check wins and changes nothing but the nonce, which a correctly signed message uses up
 * whatever becomes of it.
 */
final class Engine implements Commands {
  private static final int FIRST_USER = SystemAccounts.FIRST_USER;
  private static final long NS_PER_HOUR = 3_600_000_000_000L;

  private final State state;
  private final Assets assets;
  private final Markets markets;
  private final Accounts accounts;
  private final Windows windows;
  private final PortfolioRisk risk;
  private final Trading trading;
  private final AccountDesk desk;
  private final RiskListing listing;
  private final Liquidation liquidation;
  private final ForcedRequests forcedRequests;
  private final EventPublisher events;

  /** Terms of a PlaceOrder: what it cannot say is as it was before it could be said. */
  private final Submission placed = new Submission();

  Engine(EngineLimits limits, EventPublisher events) {
    state = new State(limits);
    assets = state.assets;
    markets = state.markets;
    accounts = state.accounts;
    windows = state.windows;
    risk =
        new PortfolioRisk(
            limits, accounts, assets, markets, state.orders, state.accountOrders, state.parameters);
    listing = new RiskListing(state, risk, events);
    trading = new Trading(state, risk, events);
    desk = new AccountDesk(state, risk, trading, events);
    liquidation =
        new Liquidation(
            accounts,
            assets,
            markets,
            state.books,
            risk,
            state.tiers,
            state.distress,
            trading,
            events);
    forcedRequests = new ForcedRequests(state, risk, trading, liquidation, events);
    this.events = events;
  }

  State state() {
    return state;
  }

  boolean windowOverdue(long timeNs) {
    return state.sequence > 0 && windows.overdue(timeNs);
  }

  /** Takes the next sequence. */
  long begin(long timeNs) {
    if (state.sequence == 0) {
      windows.lastSealNs = timeNs;
    }
    state.timeNs = timeNs;
    return ++state.sequence;
  }

  /** Derives what a snapshot does not hold. */
  void restored() {
    risk.parametersChanged();
    for (int row = 0; row < accounts.rows(); row++) {
      for (int market = 1; market <= markets.count(); market++) {
        int slot = state.accountOrders.first(row, market);
        for (; slot != Orders.NONE; slot = state.accountOrders.next(slot)) {
          risk.hold(
              row,
              market,
              state.orders.buy(slot),
              state.orders.limitTicks(slot),
              state.orders.lots(slot));
        }
      }
    }
  }

  @Override
  public void malformed(long requestId, int template, RejectReason reason) {
    events.rejected(requestId, 0, template, reason);
  }

  // Listing

  @Override
  public void listAsset(
      long requestId, int asset, int scale, long markUnit, long symbolLow, long symbolHigh) {
    RejectReason reason = checkAsset(asset, scale, markUnit);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, ListAssetDecoder.TEMPLATE_ID, reason);
      return;
    }
    assets.list(scale, markUnit, symbolLow, symbolHigh);
    risk.parametersChanged();
    events.assetListed(asset, scale, markUnit, symbolLow, symbolHigh);
  }

  private RejectReason checkAsset(int asset, int scale, long markUnit) {
    if (asset < assets.count()) {
      return RejectReason.ALREADY_EXISTS;
    }
    if (asset > assets.count()) {
      return RejectReason.OUT_OF_ORDER;
    }
    if (asset >= assets.capacity()) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (scale > Assets.MAX_SCALE || markUnit < Assets.MIN_LISTED_MARK_UNIT) {
      return RejectReason.BAD_PARAMETER;
    }
    if (asset == Assets.CASH && (scale != Assets.CASH_SCALE || markUnit != Assets.CASH_MARK_UNIT)) {
      return RejectReason.BAD_PARAMETER;
    }
    return RejectReason.NONE;
  }

  @Override
  public void listMarket(
      long requestId,
      int market,
      MarketKind kind,
      int baseAsset,
      long unitsPerLot,
      long k,
      int marginPpm,
      int makerFeePpm,
      int takerFeePpm,
      long minLots,
      long maxTicks,
      long maxOrderLots,
      long symbolLow,
      long symbolHigh) {
    boolean spot = kind == MarketKind.SPOT;
    RejectReason reason = checkMarket(market);
    if (reason == RejectReason.NONE) {
      reason =
          spot
              ? checkSpotTerms(baseAsset, unitsPerLot, maxOrderLots)
              : checkPerpetualTerms(baseAsset, unitsPerLot, marginPpm);
    }
    if (reason == RejectReason.NONE) {
      reason = checkTrading(k, makerFeePpm, takerFeePpm, minLots, maxTicks, maxOrderLots);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, ListMarketDecoder.TEMPLATE_ID, reason);
      return;
    }
    state.addMarket();
    markets.spot[market] = spot;
    markets.baseAsset[market] = baseAsset;
    markets.unitsPerLot[market] = unitsPerLot;
    markets.k[market] = k;
    markets.marginPpm[market] = marginPpm;
    markets.makerFeePpm[market] = makerFeePpm;
    markets.takerFeePpm[market] = takerFeePpm;
    markets.minLots[market] = minLots;
    markets.maxTicks[market] = maxTicks;
    markets.maxOrderLots[market] = maxOrderLots;
    markets.symbolLow[market] = symbolLow;
    markets.symbolHigh[market] = symbolHigh;
    risk.parametersChanged();
    events.marketListed(
        market,
        kind,
        baseAsset,
        unitsPerLot,
        k,
        marginPpm,
        makerFeePpm,
        takerFeePpm,
        minLots,
        maxTicks,
        maxOrderLots,
        symbolLow,
        symbolHigh);
  }

  private RejectReason checkMarket(int market) {
    if (market <= markets.count()) {
      return market < 1 ? RejectReason.BAD_PARAMETER : RejectReason.ALREADY_EXISTS;
    }
    if (market > markets.count() + 1) {
      return RejectReason.OUT_OF_ORDER;
    }
    return market > markets.capacity() ? RejectReason.BOUND_EXCEEDED : RejectReason.NONE;
  }

  private RejectReason checkSpotTerms(int baseAsset, long unitsPerLot, long maxOrderLots) {
    if (baseAsset == Assets.CASH || !assets.listed(baseAsset)) {
      return RejectReason.UNKNOWN_ASSET;
    }
    boolean bad =
        unitsPerLot < 1
            || maxOrderLots < 1
            || unitsPerLot > Markets.MAX_ORDER_UNITS
            || maxOrderLots > Markets.MAX_ORDER_UNITS / unitsPerLot;
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  private static RejectReason checkPerpetualTerms(int baseAsset, long unitsPerLot, int marginPpm) {
    boolean bad = baseAsset != 0 || unitsPerLot != 0 || marginPpm < 1 || marginPpm > 1_000_000;
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  private static RejectReason checkTrading(
      long k, int makerFeePpm, int takerFeePpm, long minLots, long maxTicks, long maxOrderLots) {
    boolean bad =
        k < 1
            || k > Markets.MAX_LOT_VALUE
            || maxTicks < 1
            || maxTicks > Markets.MAX_LOT_VALUE / k
            || takerFeePpm < 0
            || takerFeePpm > Markets.MAX_FEE_PPM
            || makerFeePpm > takerFeePpm
            || makerFeePpm < -takerFeePpm
            || minLots < 1
            || maxOrderLots < minLots
            || maxOrderLots > Markets.MAX_ORDER_UNITS;
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  // Accounts

  @Override
  public void registerAccount(long requestId, int account, long ownerA, long ownerB, int ownerC) {
    desk.register(requestId, account, ownerA, ownerB, ownerC);
  }

  @Override
  public void registerAgent(
      long requestId,
      int account,
      AgentTerms terms,
      long nonce,
      long signerA,
      long signerB,
      int signerC) {
    desk.grant(requestId, account, terms, nonce, signerA, signerB, signerC);
  }

  @Override
  public void setAccountLevel(
      long requestId,
      int account,
      AccountLevel level,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    desk.setLevel(requestId, account, level, nonce, expiryNs, signerA, signerB, signerC);
  }

  @Override
  public void restrictAccount(long requestId, int account, AccountLevel level) {
    desk.restrict(requestId, account, level);
  }

  @Override
  public void transferUnits(
      long requestId,
      int from,
      int to,
      int asset,
      long units,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    desk.transfer(requestId, from, to, asset, units, nonce, expiryNs, signerA, signerB, signerC);
  }

  // Chain

  @Override
  public void creditDeposit(
      long requestId,
      long depositNo,
      int account,
      int asset,
      long units,
      long senderA,
      long senderB,
      int senderC) {
    RejectReason reason = RejectReason.NONE;
    if (depositNo <= windows.lastDepositNo) {
      reason = RejectReason.ALREADY_APPLIED;
    } else if (depositNo != windows.lastDepositNo + 1) {
      reason = RejectReason.OUT_OF_ORDER;
    } else if (units <= 0) {
      reason = RejectReason.BAD_QUANTITY;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, CreditDepositDecoder.TEMPLATE_ID, reason);
      return;
    }
    windows.lastDepositNo = depositNo;
    int row = accounts.rowOf(account);
    RejectReason obstacle = checkDeposit(account, row, asset, units);
    if (obstacle == RejectReason.NONE) {
      assets.accounted[asset] += units;
      long balance = accounts.credit(row, asset, units);
      events.depositCredited(depositNo, account, asset, units, balance);
      forcedRequests.payOwed(asset);
      return;
    }
    events.depositReturned(depositNo, account, asset, units, obstacle);
    events.withdrawalCreated(
        windows.openBatchNo,
        windows.withdrawals++,
        account,
        asset,
        units,
        senderA,
        senderB,
        senderC,
        Lane.STANDARD,
        state.unitsOf(account, asset),
        assets.listed(asset) ? assets.accounted[asset] : 0);
  }

  private RejectReason checkDeposit(int account, int row, int asset, long units) {
    if (!accounts.registered(row)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    boolean tier =
        account >= SystemAccounts.FIRST_TIER
            && account < SystemAccounts.FIRST_TIER + SystemAccounts.TIERS;
    boolean house =
        tier || account == SystemAccounts.DUST || account == SystemAccounts.DISTRIBUTION;
    if (account < FIRST_USER && !house) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (accounts.ownerLevel(row) == AccountLevel.CLOSED.value()) {
      return RejectReason.ACCOUNT_CLOSED;
    }
    if (!assets.listed(asset)) {
      return RejectReason.UNKNOWN_ASSET;
    }
    return units >= Assets.MAX_ACCOUNTED - assets.accounted[asset]
        ? RejectReason.BOUND_EXCEEDED
        : RejectReason.NONE;
  }

  @Override
  public void sealWindow(long requestId, long batchNo, long chainTimeS) {
    RejectReason reason = checkSeal(batchNo, chainTimeS);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, SealWindowDecoder.TEMPLATE_ID, reason);
      return;
    }
    boolean markEpoch = markEpochDue();
    if (markEpoch) {
      copyMarks();
    }
    long headerTsS = windows.headerTsS(state.timeNs, chainTimeS);
    events.windowSealed(
        batchNo,
        windows.fromSequence,
        headerTsS,
        windows.lastDepositNo,
        windows.withdrawals,
        markEpoch,
        assets.count(),
        markets.count(),
        state);
    windows.seal(state.sequence, state.timeNs, headerTsS, markEpoch);
  }

  private RejectReason checkSeal(long batchNo, long chainTimeS) {
    if (batchNo < windows.openBatchNo) {
      return RejectReason.ALREADY_APPLIED;
    }
    if (batchNo > windows.openBatchNo) {
      return RejectReason.OUT_OF_ORDER;
    }
    if (chainTimeS < 0) {
      return RejectReason.BAD_PARAMETER;
    }
    return state.timeNs - windows.lastSealNs < Windows.MIN_AGE_NS
        ? RejectReason.WINDOW_TOO_EARLY
        : RejectReason.NONE;
  }

  private boolean markEpochDue() {
    if (state.timeNs - windows.lastMarkEpochNs >= Windows.MARK_EPOCH_NS) {
      return true;
    }
    for (int asset = 0; asset < assets.count(); asset++) {
      if (movedOnePercent(assets.headerMarkUnit[asset], assets.markUnit[asset])) {
        return true;
      }
    }
    for (int market = 1; market <= markets.count(); market++) {
      if (markets.fundingIndex[market] != markets.headerFundingIndex[market]
          || movedOnePercent(markets.headerMarkTicks[market], markets.markTicks[market])) {
        return true;
      }
    }
    return false;
  }

  private static boolean movedOnePercent(long from, long to) {
    return from != to && Math.abs(to - from) >= from / 100;
  }

  private void copyMarks() {
    for (int asset = 0; asset < assets.count(); asset++) {
      assets.headerMarkUnit[asset] = assets.markUnit[asset];
    }
    for (int market = 1; market <= markets.count(); market++) {
      markets.headerMarkTicks[market] = markets.markTicks[market];
      markets.headerFundingIndex[market] = markets.fundingIndex[market];
    }
  }

  @Override
  public void confirmBatch(
      long requestId,
      long batchNo,
      DirectBuffer buffer,
      int headerHashOffset,
      int transactionHashOffset) {
    RejectReason reason = RejectReason.NONE;
    if (batchNo <= windows.confirmedBatchNo) {
      reason = RejectReason.ALREADY_APPLIED;
    } else if (batchNo != windows.confirmedBatchNo + 1 || batchNo >= windows.openBatchNo) {
      reason = RejectReason.OUT_OF_ORDER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, ConfirmBatchDecoder.TEMPLATE_ID, reason);
      return;
    }
    windows.confirmedBatchNo = batchNo;
    events.batchConfirmed(batchNo, buffer, headerHashOffset, transactionHashOffset);
  }

  // Trading

  @Override
  public void placeOrder(
      long requestId,
      int account,
      int market,
      long limitTicks,
      long lots,
      long nonce,
      long expiryNs,
      long clientOrderIdHigh,
      long clientOrderIdLow,
      Side side,
      TimeInForce timeInForce,
      long signerA,
      long signerB,
      int signerC) {
    var order = placed;
    order.account = account;
    order.market = market;
    order.limitTicks = limitTicks;
    order.lots = lots;
    order.nonce = nonce;
    order.expiryNs = expiryNs;
    order.clientHigh = clientOrderIdHigh;
    order.clientLow = clientOrderIdLow;
    order.side = side;
    order.timeInForce = timeInForce;
    order.signerA = signerA;
    order.signerB = signerB;
    order.signerC = signerC;
    trading.submit(requestId, PlaceOrderDecoder.TEMPLATE_ID, order);
  }

  @Override
  public void submitOrder(long requestId, Submission order) {
    trading.submit(requestId, SubmitOrderDecoder.TEMPLATE_ID, order);
  }

  @Override
  public void cancelOrders(
      long requestId,
      int account,
      int market,
      OrderSides sides,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    trading.cancelAll(
        requestId, account, market, sides, nonce, expiryNs, signerA, signerB, signerC);
  }

  @Override
  public void cancelOrder(
      long requestId,
      int account,
      int market,
      long orderId,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    trading.cancel(requestId, account, market, orderId, nonce, expiryNs, signerA, signerB, signerC);
  }

  @Override
  public void requestWithdrawal(
      long requestId,
      int account,
      int asset,
      long units,
      long destinationA,
      long destinationB,
      int destinationC,
      long nonce,
      long expiryNs,
      Lane lane,
      long signerA,
      long signerB,
      int signerC) {
    int row = accounts.rowOf(account);
    RejectReason reason =
        desk.checkMessage(account, row, nonce, expiryNs, signerA, signerB, signerC);
    if (reason == RejectReason.NONE) {
      reason = checkWithdrawal(row, asset, units);
    }
    if (reason == RejectReason.NONE && isZero(destinationA, destinationB, destinationC)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, RequestWithdrawalDecoder.TEMPLATE_ID, reason);
      return;
    }
    long balance = accounts.debit(row, asset, units);
    assets.accounted[asset] -= units;
    events.withdrawalCreated(
        windows.openBatchNo,
        windows.withdrawals++,
        account,
        asset,
        units,
        destinationA,
        destinationB,
        destinationC,
        lane,
        balance,
        assets.accounted[asset]);
  }

  private RejectReason checkWithdrawal(int row, int asset, long units) {
    if (!assets.listed(asset)) {
      return RejectReason.UNKNOWN_ASSET;
    }
    if (units <= 0) {
      return RejectReason.BAD_QUANTITY;
    }
    RejectReason reason = risk.checkWithdrawal(row, asset, units);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    boolean lacks = assets.accounted[asset] < units || state.forced.owes(asset);
    return lacks ? RejectReason.BOUND_EXCEEDED : RejectReason.NONE;
  }

  // Prices and funding

  @Override
  public void publishPrices(long requestId, long round, PriceRound prices) {
    RejectReason reason =
        round <= state.lastRound ? RejectReason.ALREADY_APPLIED : checkPrices(prices);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, PublishPricesDecoder.TEMPLATE_ID, reason);
      return;
    }
    state.lastRound = round;
    boolean silent = true;
    for (int row = 0; row < prices.assetRows(); row++) {
      int asset = prices.asset(row);
      if (assets.markUnit[asset] != prices.markUnit(row)) {
        assets.markUnit[asset] = prices.markUnit(row);
        events.assetMarkUpdated(asset, round, prices.markUnit(row));
        silent = false;
      }
    }
    for (int row = 0; row < prices.marketRows(); row++) {
      silent &=
          !updateMark(prices.market(row), round, prices.indexTicks(row), prices.externalTicks(row));
    }
    if (silent) {
      events.completed(requestId);
    }
    risk.marksChanged();
    liquidation.run(state.timeNs);
  }

  private RejectReason checkPrices(PriceRound prices) {
    for (int row = 0; row < prices.assetRows(); row++) {
      if (!assets.listed(prices.asset(row))) {
        return RejectReason.UNKNOWN_ASSET;
      }
      if (prices.asset(row) == Assets.CASH || prices.markUnit(row) < 0) {
        return RejectReason.BAD_PRICE;
      }
    }
    for (int row = 0; row < prices.marketRows(); row++) {
      int market = prices.market(row);
      if (!markets.listed(market)) {
        return RejectReason.UNKNOWN_MARKET;
      }
      long index = prices.indexTicks(row);
      long external = prices.externalTicks(row);
      boolean bad =
          markets.spot[market]
              || index < 1
              || index > markets.maxTicks[market]
              || external < 0
              || external > markets.maxTicks[market];
      if (bad) {
        return RejectReason.BAD_PRICE;
      }
      long highestMark = Math.max(index + index / 100, external);
      if (beyondBounds(market, highestMark * markets.k[market])) {
        return RejectReason.BOUND_EXCEEDED;
      }
    }
    return RejectReason.NONE;
  }

  private boolean beyondBounds(int market, long lotValue) {
    return Markets.exceeds(state.grossLots(market), lotValue, Markets.MAX_CARRIED);
  }

  private boolean updateMark(int market, long round, long indexTicks, long externalTicks) {
    long bid = state.books[market].bidTicks();
    long ask = state.books[market].askTicks();
    long mark = MarkPrice.of(indexTicks, externalTicks, bid, ask);
    countPrint(market);
    boolean same =
        markets.indexTicks[market] == indexTicks
            && markets.externalTicks[market] == externalTicks
            && markets.markTicks[market] == mark;
    if (same) {
      return false;
    }
    markets.indexTicks[market] = indexTicks;
    markets.externalTicks[market] = externalTicks;
    markets.markTicks[market] = mark;
    events.markUpdated(market, round, indexTicks, externalTicks, bid, ask, mark);
    return true;
  }

  private void countPrint(int market) {
    boolean gap = state.timeNs - markets.pricedNs[market] > Liquidation.FRESH_NS;
    int before = gap ? 0 : markets.freshPrints[market];
    markets.freshPrints[market] = Math.min(Liquidation.PRINTS_NEEDED, before + 1);
    markets.pricedNs[market] = state.timeNs;
  }

  @Override
  public void tickFunding(long requestId, int market, long hour, long rateE9) {
    RejectReason reason = checkFunding(market, hour, rateE9);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, TickFundingDecoder.TEMPLATE_ID, reason);
      return;
    }
    long lotValue = markets.indexTicks[market] * markets.k[market];
    long delta = 0;
    long remainder = markets.fundingRemainder[market];
    if (lotValue >= FundingIndex.MIN_LOT_VALUE) {
      delta = FundingIndex.delta(rateE9, lotValue, remainder);
      remainder = FundingIndex.remainder(rateE9, lotValue, remainder);
    }
    long fundingIndex = markets.fundingIndex[market] + delta;
    boolean beyond =
        Math.abs(fundingIndex) > Markets.MAX_LOT_VALUE
            || beyondBounds(market, Math.abs(fundingIndex));
    if (beyond) {
      events.rejected(requestId, 0, TickFundingDecoder.TEMPLATE_ID, RejectReason.BOUND_EXCEEDED);
      return;
    }
    markets.fundingIndex[market] = fundingIndex;
    markets.fundingRemainder[market] = remainder;
    markets.lastFundingHour[market] = hour;
    risk.marksChanged();
    events.fundingSettled(
        market, hour, rateE9, markets.indexTicks[market], delta, remainder, fundingIndex);
  }

  private RejectReason checkFunding(int market, long hour, long rateE9) {
    if (!markets.listed(market) || markets.spot[market]) {
      return RejectReason.UNKNOWN_MARKET;
    }
    if (hour <= markets.lastFundingHour[market]) {
      return RejectReason.ALREADY_APPLIED;
    }
    long currentHour = state.timeNs / NS_PER_HOUR;
    if (hour > currentHour || hour < currentHour - 1) {
      return RejectReason.OUT_OF_ORDER;
    }
    if (rateE9 > FundingIndex.MAX_RATE_E9 || rateE9 < -FundingIndex.MAX_RATE_E9) {
      return RejectReason.BAD_PARAMETER;
    }
    return markets.markTicks[market] == 0 ? RejectReason.NO_MARK : RejectReason.NONE;
  }

  // Margin parameters

  @Override
  public void setGroup(long requestId, long version, int group, int rho, int kappa) {
    listing.setGroup(requestId, version, group, rho, kappa);
  }

  @Override
  public void setFactor(long requestId, long version, FactorTerms terms) {
    listing.setFactor(requestId, version, terms);
  }

  @Override
  public void setMarketFactor(long requestId, long version, int market, int factor) {
    listing.setMarketFactor(requestId, version, market, factor);
  }

  @Override
  public void setLiquidation(
      long requestId, long version, int market, int tier, int feePpm, int bandPpm) {
    listing.setLiquidation(requestId, version, market, tier, feePpm, bandPpm);
  }

  @Override
  public void setCollateral(
      long requestId,
      long version,
      int asset,
      int factor,
      long bound1,
      long bound2,
      int ppm1,
      int ppm2,
      int ppm3) {
    listing.setCollateral(requestId, version, asset, factor, bound1, bound2, ppm1, ppm2, ppm3);
  }

  @Override
  public void skipCommand(long requestId, long skippedSequence) {
    events.skipped(skippedSequence);
  }

  @Override
  public void serveRequest(
      long requestId,
      long no,
      long timeS,
      int kind,
      int account,
      int id,
      long amount,
      long limitTicks,
      long targetA,
      long targetB,
      int targetC) {
    forcedRequests.serve(
        requestId, no, timeS, kind, account, id, amount, limitTicks, targetA, targetB, targetC);
  }

  private static boolean isZero(long a, long b, int c) {
    return (a | b | c) == 0;
  }
}
