package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.AgentTerms;
import caisson.engine.book.Orders;
import caisson.engine.liquidation.Liquidation;
import caisson.engine.listing.Assets;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.Amendment;
import caisson.engine.wire.Commands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.EventTerms;
import caisson.engine.wire.FactorTerms;
import caisson.engine.wire.FeeTerms;
import caisson.engine.wire.PriceRound;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Submission;
import caisson.engine.wire.TriggerTerms;
import caisson.engine.wire.TwapTerms;
import caisson.protocol.AccountLevel;
import caisson.protocol.Lane;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketPhase;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.TimeInForce;
import org.agrona.DirectBuffer;

/**
 * Every command, to the part that knows it: checks in the documented order, then the change, then
 * its events. The first failing check wins and changes nothing but the nonce, which a correctly
 * signed message uses up whatever becomes of it.
 */
final class Engine implements Commands {
  private final State state;
  private final Assets assets;
  private final Markets markets;
  private final Accounts accounts;
  private final Windows windows;
  private final PortfolioRisk risk;
  private final RestingOrders resting;
  private final TriggerDesk triggers;
  private final SwitchDesk switches;
  private final ScaleDesk scales;
  private final TwapDesk twaps;
  private final Trading trading;
  private final Listing listing;
  private final RiskListing riskListing;
  private final AccountDesk desk;
  private final Settlement settlement;
  private final CollateralDesk collateral;
  private final Prices prices;
  private final Outcomes outcomes;
  private final Corporate corporate;
  private final AuctionDesk auctions;
  private final FeeListing feeListing;
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
            limits,
            accounts,
            assets,
            markets,
            state.orders,
            state.accountOrders,
            state.parameters,
            state.volatility,
            state.outcomes,
            state.coin,
            state.falls);
    var signers = new Signers(state);
    var admission = new Admission(state, risk, signers);
    resting = new RestingOrders(state, risk, events);
    var ahead = new Ahead(state);
    var matching = new Matching(state, risk, resting, events, ahead);
    triggers = new TriggerDesk(state, signers, admission, matching, events);
    scales = new ScaleDesk(state, signers, admission, matching, events);
    twaps = new TwapDesk(state, signers, admission, matching, events);
    switches = new SwitchDesk(state, signers, resting, triggers, twaps, events);
    trading =
        new Trading(state, signers, admission, resting, triggers, twaps, matching, events, ahead);
    var house = new LiquidationHouse(state, resting, matching, events);
    var liquidation =
        new Liquidation(
            accounts,
            assets,
            markets,
            state.books,
            risk,
            state.tiers,
            state.distress,
            house,
            events);
    forcedRequests =
        new ForcedRequests(state, risk, resting, triggers, twaps, house, liquidation, events);
    outcomes = new Outcomes(state, risk, house, events);
    auctions = new AuctionDesk(state, resting, matching, triggers, events);
    corporate = new Corporate(state, risk, outcomes, auctions, events);
    feeListing = new FeeListing(state, events);
    collateral = new CollateralDesk(state, events);
    prices = new Prices(state, risk, collateral, auctions, triggers, outcomes, liquidation, events);
    listing = new Listing(state, risk, events);
    riskListing = new RiskListing(state, risk, events);
    desk = new AccountDesk(state, risk, resting, events);
    settlement = new Settlement(state, risk, desk, forcedRequests, events);
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

  /** What the time of the command brings before the command itself. */
  void due() {
    if (state.timedOrders.firstNs() <= state.timeNs) {
      resting.expire();
    }
    if (state.switches.firstNs() <= state.timeNs) {
      switches.fire();
    }
    if (state.auctions.firstNs() <= state.timeNs) {
      auctions.run();
    }
    if (triggers.anyWaiting()) {
      triggers.fireWaiting();
    }
    if (state.twaps.firstNs() <= state.timeNs) {
      twaps.run();
    }
  }

  /** Derives what a snapshot does not hold. */
  void restored() {
    risk.parametersChanged();
    triggers.restored();
    for (int row = 0; row < accounts.rows(); row++) {
      for (long left = accounts.markets(row); left != 0; left &= left - 1) {
        int market = Long.numberOfTrailingZeros(left);
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
    listing.listAsset(requestId, asset, scale, markUnit, symbolLow, symbolHigh);
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
    listing.listMarket(
        requestId,
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
    settlement.requestWithdrawal(
        requestId,
        account,
        asset,
        units,
        destinationA,
        destinationB,
        destinationC,
        nonce,
        expiryNs,
        lane,
        signerA,
        signerB,
        signerC);
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
    settlement.creditDeposit(
        requestId, depositNo, account, asset, units, senderA, senderB, senderC);
  }

  @Override
  public void sealWindow(long requestId, long batchNo, long chainTimeS) {
    settlement.sealWindow(requestId, batchNo, chainTimeS);
  }

  @Override
  public void confirmBatch(
      long requestId,
      long batchNo,
      DirectBuffer buffer,
      int headerHashOffset,
      int transactionHashOffset) {
    settlement.confirmBatch(requestId, batchNo, buffer, headerHashOffset, transactionHashOffset);
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
  public void amendOrder(long requestId, Amendment change) {
    trading.amend(requestId, change);
  }

  @Override
  public void placeTrigger(long requestId, TriggerTerms terms) {
    triggers.place(requestId, terms);
  }

  @Override
  public void placeScale(long requestId, ScaleTerms scale) {
    scales.place(requestId, scale);
  }

  @Override
  public void placeTwap(long requestId, TwapTerms terms) {
    twaps.place(requestId, terms);
  }

  @Override
  public void scheduleCancel(
      long requestId,
      int account,
      long atNs,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    switches.schedule(requestId, account, atNs, nonce, expiryNs, signerA, signerB, signerC);
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

  // Prices and funding

  @Override
  public void publishPrices(long requestId, long round, PriceRound rows) {
    prices.publish(requestId, round, rows);
  }

  @Override
  public void tickFunding(long requestId, int market, long hour, long rateE9) {
    prices.tickFunding(requestId, market, hour, rateE9);
  }

  // Margin parameters

  @Override
  public void setGroup(long requestId, long version, int group, int rho, int kappa) {
    riskListing.setGroup(requestId, version, group, rho, kappa);
  }

  @Override
  public void setFactor(long requestId, long version, FactorTerms terms) {
    riskListing.setFactor(requestId, version, terms);
  }

  @Override
  public void setMarketFactor(long requestId, long version, int market, int factor) {
    riskListing.setMarketFactor(requestId, version, market, factor);
  }

  @Override
  public void setLiquidation(
      long requestId, long version, int market, int tier, int feePpm, int bandPpm) {
    riskListing.setLiquidation(requestId, version, market, tier, feePpm, bandPpm);
  }

  @Override
  public void setVolatility(long requestId, long version, int factor, int market, int multipleE3) {
    riskListing.setVolatility(requestId, version, factor, market, multipleE3);
  }

  @Override
  public void setMarkRules(
      long requestId,
      long version,
      int market,
      int slewPpm,
      int bandPpm,
      int basisCapPpm,
      long impactNotional,
      int interestE9) {
    riskListing.setMarkRules(
        requestId, version, market, slewPpm, bandPpm, basisCapPpm, impactNotional, interestE9);
  }

  @Override
  public void setFeeTiers(long requestId, long version, FeeTerms terms) {
    feeListing.setTiers(requestId, version, terms);
  }

  @Override
  public void setReferrer(long requestId, int account, int referrer, int sharePpm) {
    feeListing.setReferrer(requestId, account, referrer, sharePpm);
  }

  // Events with outcomes, and markets as a whole

  @Override
  public void listEvent(long requestId, EventTerms terms) {
    outcomes.list(requestId, terms);
  }

  @Override
  public void proposeResolution(long requestId, int event, int source, int outcome) {
    outcomes.propose(requestId, event, source, outcome);
  }

  @Override
  public void setEventCap(long requestId, long version, int event, long capUnits) {
    riskListing.setEventCap(requestId, version, event, capUnits);
  }

  @Override
  public void setCollateralFall(
      long requestId, long version, int asset, int fullPpm, int nonePpm, int dayPpm) {
    riskListing.setCollateralFall(requestId, version, asset, fullPpm, nonePpm, dayPpm);
  }

  @Override
  public void reportSupply(long requestId, long round, int asset, long supply) {
    collateral.reportSupply(requestId, round, asset, supply);
  }

  @Override
  public void publishCoin(long requestId, long round, long indexPpm) {
    prices.publishCoin(requestId, round, indexPpm);
  }

  @Override
  public void setPhase(long requestId, long version, int market, MarketPhase phase) {
    corporate.setPhase(requestId, version, market, phase);
  }

  @Override
  public void payDividend(long requestId, long version, int market, long perLotE9) {
    corporate.payDividend(requestId, version, market, perLotE9);
  }

  @Override
  public void delistMarket(long requestId, long version, int market) {
    corporate.delist(requestId, version, market);
  }

  @Override
  public void setTradingLimits(
      long requestId, long version, int market, int bandPpm, long positionLots, long minNotional) {
    riskListing.setTradingLimits(requestId, version, market, bandPpm, positionLots, minNotional);
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
    riskListing.setCollateral(requestId, version, asset, factor, bound1, bound2, ppm1, ppm2, ppm3);
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
}
