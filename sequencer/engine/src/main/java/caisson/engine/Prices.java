package caisson.engine;

import caisson.engine.book.Book;
import caisson.engine.funding.Basis;
import caisson.engine.funding.FundingIndex;
import caisson.engine.funding.ImpactPrice;
import caisson.engine.funding.MarkCaps;
import caisson.engine.funding.MarkPrice;
import caisson.engine.funding.MarkRules;
import caisson.engine.funding.OffHours;
import caisson.engine.funding.Premiums;
import caisson.engine.liquidation.Liquidation;
import caisson.engine.listing.Assets;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.risk.CoinIndex;
import caisson.engine.risk.Parameters;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.risk.Volatility;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.PriceCommands;
import caisson.engine.wire.PriceRound;
import caisson.protocol.PublishCoinDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.TickFundingDecoder;
import caisson.units.Rounding;

/**
 * A price round: indexes come in, and each market makes its mark out of index and book, a sample of
 * its premium, and in the first round of an hour the funding of the hour that ended. Hours without
 * a round right after them are not made up for. Auctions whose time has come end next, and triggers
 * that the marks reach fire; what is due to be liquidated is, at the end. A market whose price
 * stayed away for a minute opens by an auction when three have come again.
 */
final class Prices implements PriceCommands {
  private static final long NS_PER_HOUR = 3_600_000_000_000L;
  private static final long NS_PER_MS = 1_000_000L;

  private final State state;
  private final Assets assets;
  private final Markets markets;
  private final MarkRules rules;
  private final Basis basis;
  private final Premiums premiums;
  private final OffHours offHours;
  private final MarkCaps caps;
  private final Volatility volatility;
  private final PortfolioRisk risk;
  private final SessionDesk sessions;
  private final CollateralDesk collateral;
  private final DepthDesk depth;
  private final AuctionDesk auctions;
  private final TriggerDesk triggers;
  private final Outcomes outcomes;
  private final Liquidation liquidation;
  private final EventPublisher events;

  /** Markets that are not stalled any more since this round, a bit each. */
  private long returned;

  Prices(
      State state,
      PortfolioRisk risk,
      SessionDesk sessions,
      CollateralDesk collateral,
      DepthDesk depth,
      AuctionDesk auctions,
      TriggerDesk triggers,
      Outcomes outcomes,
      Liquidation liquidation,
      EventPublisher events) {
    this.state = state;
    assets = state.assets;
    markets = state.markets;
    rules = state.markRules;
    basis = state.basis;
    premiums = state.premiums;
    offHours = state.offHours;
    caps = state.markCaps;
    volatility = state.volatility;
    this.risk = risk;
    this.sessions = sessions;
    this.collateral = collateral;
    this.depth = depth;
    this.auctions = auctions;
    this.triggers = triggers;
    this.outcomes = outcomes;
    this.liquidation = liquidation;
    this.events = events;
  }

  @Override
  public void publishPrices(long requestId, long round, PriceRound prices) {
    RejectReason reason = round <= state.lastRound ? RejectReason.ALREADY_APPLIED : check(prices);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, PublishPricesDecoder.TEMPLATE_ID, reason);
      return;
    }
    state.lastRound = round;
    boolean silent = !sessions.round();
    for (int row = 0; row < prices.assetRows(); row++) {
      int asset = prices.asset(row);
      if (assets.markUnit[asset] != prices.markUnit(row)) {
        assets.markUnit[asset] = prices.markUnit(row);
        events.assetMarkUpdated(asset, round, prices.markUnit(row));
        silent = false;
      }
      silent &= !collateral.weigh(asset, prices.markUnit(row));
    }
    for (int row = 0; row < prices.marketRows(); row++) {
      int market = prices.market(row);
      long index = prices.indexTicks(row);
      long external = prices.externalTicks(row);
      if (markets.status(market) == Markets.FINAL) {
        continue;
      }
      if (rules.set[market]) {
        priceByRules(market, round, index, external);
        silent = false;
      } else {
        silent &= !price(market, round, index, external);
      }
      silent &= !depth.sample(market);
    }
    silent &= !followVolatility();
    if (silent) {
      events.completed(requestId);
    }
    risk.marksChanged();
    reopen();
    for (int row = 0; row < prices.marketRows(); row++) {
      triggers.fire(prices.market(row));
    }
    outcomes.run();
    liquidation.run(state.timeNs);
  }

  /**
   * Of the settlement coin: what is held against positions changes, what they are worth does not.
   */
  @Override
  public void publishCoin(long requestId, long round, long indexPpm) {
    var coin = state.coin;
    RejectReason reason = RejectReason.NONE;
    if (round <= coin.round) {
      reason = RejectReason.ALREADY_APPLIED;
    } else if (indexPpm < 0 || indexPpm > CoinIndex.MAX_PPM) {
      reason = RejectReason.BAD_PRICE;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, PublishCoinDecoder.TEMPLATE_ID, reason);
      return;
    }
    coin.round = round;
    coin.ppm = indexPpm;
    risk.parametersChanged();
    events.prices.coinIndexed(round, indexPpm, coin.initialPpm());
  }

  private void reopen() {
    for (; returned != 0; returned &= returned - 1) {
      int market = MarketBits.first(returned);
      if (markets.trades(market)) {
        auctions.begin(market, markets.phase(market));
      }
    }
    if (state.auctions.firstNs() <= state.timeNs) {
      auctions.run();
    }
  }

  /** Whether a factor was told of. */
  private boolean followVolatility() {
    boolean moved = false;
    for (int factor = 1; factor <= Parameters.MAX_ID; factor++) {
      if (volatility.observe(factor, state.timeNs)) {
        events.prices.shocksMoved(volatility, factor);
        moved = true;
      }
    }
    if (moved) {
      risk.parametersChanged();
    }
    return moved;
  }

  private RejectReason check(PriceRound prices) {
    boolean once = state.rules.inForce >= Rules.ROUND_NAMES_NOTHING_TWICE;
    long named = 0;
    for (int row = 0; row < prices.assetRows(); row++) {
      if (!assets.listed(prices.asset(row))) {
        return RejectReason.UNKNOWN_ASSET;
      }
      if (prices.asset(row) == Assets.CASH || prices.markUnit(row) < 0) {
        return RejectReason.BAD_PRICE;
      }
      long bit = 1L << prices.asset(row);
      if (once && (named & bit) != 0) {
        return RejectReason.BAD_PARAMETER;
      }
      named |= bit;
    }
    named = 0;
    for (int row = 0; row < prices.marketRows(); row++) {
      int market = prices.market(row);
      if (!markets.listed(market)) {
        return RejectReason.UNKNOWN_MARKET;
      }
      long index = prices.indexTicks(row);
      long external = prices.externalTicks(row);
      boolean bad =
          !markets.perpetual(market)
              || index < 1
              || index > markets.maxTicks(market)
              || external < 0
              || external > markets.maxTicks(market);
      if (bad) {
        return RejectReason.BAD_PRICE;
      }
      if (prices.splitVersion(row) != markets.splitVersion[market]) {
        return RejectReason.SPLIT_VERSION;
      }
      if (beyondBounds(market, highestMark(market, index, external) * markets.k(market))) {
        return RejectReason.BOUND_EXCEEDED;
      }
      if (once && (named & MarketBits.of(market)) != 0) {
        return RejectReason.BAD_PARAMETER;
      }
      named |= MarketBits.of(market);
    }
    return RejectReason.NONE;
  }

  private long highestMark(int market, long index, long external) {
    return rules.set[market]
        ? index + Rounding.mulPpmCeil(index, rules.bandPpm[market])
        : Math.max(index + index / 100, external);
  }

  private boolean beyondBounds(int market, long lotValue) {
    return Markets.exceeds(state.grossLots(market), lotValue, Markets.MAX_CARRIED);
  }

  /** Whether anything changed and was told. */
  private boolean price(int market, long round, long index, long external) {
    long bid = state.books[market].quoteTicks(true);
    long ask = state.books[market].quoteTicks(false);
    countPrint(market);
    return mark(market, round, index, external, MarkPrice.of(index, external, bid, ask));
  }

  private void priceByRules(int market, long round, long index, long external) {
    Book book = state.books[market];
    long notional = rules.impactNotional[market];
    long bid = ImpactPrice.of(book, true, notional, markets.k(market));
    long ask = ImpactPrice.of(book, false, notional, markets.k(market));
    long elapsedMs = elapsedMs(market);
    long previous = markets.markTicks(market);
    basis.sample(market, index, bid, ask, elapsedMs);
    long maintenancePpm = risk.maintenancePpm(market);
    long fair = fair(market, round, index, external, bid, ask, elapsedMs, maintenancePpm);
    fair = Math.min(fair, most(market, round, previous, elapsedMs));
    long mark = MarkPrice.bounded(rules, market, fair, index, previous, elapsedMs);
    mark = Math.min(mark, markets.maxTicks(market));
    long premiumE9 = Premiums.of(index, bid, ask, maintenancePpm);
    long hour = state.timeNs / NS_PER_HOUR;
    boolean newHour = premiums.hour[market] != hour;
    boolean sampled = newHour || premiums.due(market, state.timeNs);
    events.prices.markComputed(
        market,
        round,
        index,
        external,
        bid,
        ask,
        elapsedMs,
        basis.fast[market],
        basis.slow[market],
        previous,
        mark,
        premiumE9,
        maintenancePpm,
        sampled);
    countPrint(market);
    mark(market, round, index, external, mark);
    if (newHour) {
      fundHourBefore(market, hour, maintenancePpm);
      premiums.begin(market, hour);
    }
    if (sampled) {
      premiums.add(market, state.timeNs, premiumE9);
    }
  }

  /** What the price is taken for, by day or by night, before cap, slew and band. */
  private long fair(
      int market,
      long round,
      long index,
      long external,
      long bid,
      long ask,
      long elapsedMs,
      long maintenancePpm) {
    if (!offHours.kept(market) || !state.sessions.offHours(market)) {
      offHours.end(market);
      return MarkPrice.fair(rules, basis, market, index, external, bid, ask);
    }
    boolean weekend = state.sessions.weekend(market);
    int spanS = weekend ? offHours.weekendS[market] : offHours.overnightS[market];
    int gapBps = state.parameters.sessionGapBps[market];
    long last = markets.indexTicks[market];
    offHours.begin(market, last, markets.markTicks(market), elapsedMs, index);
    long fair =
        offHours.mark(market, spanS, maintenancePpm, gapBps, index, external, bid, ask, elapsedMs);
    events.prices.offHoursMarked(
        market,
        round,
        offHours.closeTicks[market],
        spanS,
        gapBps,
        offHours.lowTicks(),
        offHours.highTicks(),
        offHours.average.value[market],
        offHours.average.carried[market]);
    return fair;
  }

  /** Of what is taken for the price. */
  private long most(int market, long round, long previous, long elapsedMs) {
    if (!caps.set(market) || !caps.stood(market, previous, elapsedMs)) {
      return Long.MAX_VALUE;
    }
    long most = caps.mostTicks(market);
    var average = caps.average;
    events.prices.markAveraged(market, round, average.value[market], average.carried[market], most);
    return most;
  }

  private boolean mark(int market, long round, long index, long external, long mark) {
    boolean same =
        markets.indexTicks[market] == index
            && markets.externalTicks[market] == external
            && markets.markTicks(market) == mark;
    if (same) {
      return false;
    }
    markets.indexTicks[market] = index;
    markets.externalTicks[market] = external;
    markets.markTicks(market, mark);
    long bid = state.books[market].quoteTicks(true);
    long ask = state.books[market].quoteTicks(false);
    events.markUpdated(market, round, index, external, bid, ask, mark);
    return true;
  }

  private long elapsedMs(int market) {
    long since = markets.pricedNs(market);
    return since == 0 ? 0 : Math.min(Basis.MAX_ELAPSED_MS, (state.timeNs - since) / NS_PER_MS);
  }

  private void countPrint(int market) {
    long since = state.timeNs - markets.pricedNs(market);
    int before = since > Liquidation.FRESH_NS ? 0 : markets.freshPrints[market];
    markets.freshPrints[market] = Math.min(Liquidation.PRINTS_NEEDED, before + 1);
    boolean longGap = since > Markets.STALLED_AFTER_NS && markets.pricedNs(market) != 0;
    boolean gone = longGap || markets.stalled(market);
    markets.stalled(market, gone && markets.freshPrints[market] < Liquidation.PRINTS_NEEDED);
    // Without mark rules a market trades however old its price is, so nothing was kept waiting.
    if (gone && !markets.stalled(market) && rules.set[market]) {
      returned |= MarketBits.of(market);
    }
    markets.pricedNs(market, state.timeNs);
  }

  // Funding

  private void fundHourBefore(int market, long hour, long maintenancePpm) {
    boolean observed =
        premiums.hour[market] == hour - 1
            && premiums.count[market] > 0
            && markets.lastFundingHour[market] < hour;
    if (observed) {
      boolean halted = !markets.trades(market);
      long rateE9 = halted ? 0 : premiums.rateE9(market, rules.interestE9[market], maintenancePpm);
      fund(market, hour, state.sessions.offHours(market) ? rateE9 / 2 : rateE9);
    }
  }

  @Override
  public void tickFunding(long requestId, int market, long hour, long rateE9) {
    RejectReason reason = checkFunding(market, hour, rateE9);
    if (reason == RejectReason.NONE && !fund(market, hour, rateE9)) {
      reason = RejectReason.BOUND_EXCEEDED;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, TickFundingDecoder.TEMPLATE_ID, reason);
      return;
    }
    risk.marksChanged();
  }

  private RejectReason checkFunding(int market, long hour, long rateE9) {
    if (!markets.listed(market) || !markets.perpetual(market)) {
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
    if (rules.set[market]) {
      return RejectReason.BAD_PARAMETER;
    }
    if (markets.status(market) == Markets.FINAL) {
      return RejectReason.MARKET_HALTED;
    }
    return markets.markTicks(market) == 0 ? RejectReason.NO_MARK : RejectReason.NONE;
  }

  /** False, and nothing done, when the index would leave its bounds. */
  private boolean fund(int market, long hour, long rateE9) {
    long lotValue = markets.indexTicks[market] * markets.k(market);
    long delta = 0;
    long remainder = markets.fundingRemainder[market];
    if (lotValue >= FundingIndex.MIN_LOT_VALUE) {
      delta = FundingIndex.delta(rateE9, lotValue, remainder);
      remainder = FundingIndex.remainder(rateE9, lotValue, remainder);
    }
    long fundingIndex = markets.fundingIndex(market) + delta;
    boolean beyond =
        Math.abs(fundingIndex) > Markets.MAX_LOT_VALUE
            || beyondBounds(market, Math.abs(fundingIndex));
    if (beyond) {
      return false;
    }
    markets.fundingIndex(market, fundingIndex);
    markets.fundingRemainder[market] = remainder;
    markets.lastFundingHour[market] = hour;
    events.fundingSettled(
        market, hour, rateE9, markets.indexTicks[market], delta, remainder, fundingIndex);
    return true;
  }
}
