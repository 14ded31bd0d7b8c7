package caisson.engine;

import caisson.engine.funding.MarkCaps;
import caisson.engine.liquidation.Tiers;
import caisson.engine.listing.Assets;
import caisson.engine.listing.Rules;
import caisson.engine.risk.Parameters;
import caisson.engine.risk.Risk;
import caisson.engine.risk.Scan;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.FactorTerms;
import caisson.engine.wire.RiskCommands;
import caisson.protocol.RejectReason;
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
import caisson.protocol.SetRulesDecoder;
import caisson.protocol.SetTradingLimitsDecoder;
import caisson.protocol.SetVolatilityDecoder;

/**
 * Margin parameters and what orders must keep: each change carries the next version number, so that
 * every reader knows which set a requirement was computed with, and a repeated command is
 * recognised.
 */
final class RiskListing implements RiskCommands {
  private static final int PPM = 1_000_000;
  private static final long NS_PER_DAY = 86_400_000_000_000L;
  private static final long MAX_IMPACT = 1_000_000_000_000_000L;
  private static final int MAX_MULTIPLE_E3 = 1_000_000;
  private static final int MAX_INTEREST_E9 = 10_000_000;
  private static final int MAX_INITIAL_E3 = 4_000;

  private final State state;
  private final Parameters parameters;
  private final Risk risk;
  private final EventPublisher events;

  RiskListing(State state, Risk risk, EventPublisher events) {
    this.state = state;
    parameters = state.parameters;
    this.risk = risk;
    this.events = events;
  }

  @Override
  public void setGroup(long requestId, long version, int group, int rho, int kappa) {
    RejectReason reason = checkVersion(version);
    boolean bad =
        badId(group) || rho < 0 || rho > Scan.UNIT || kappa < 0 || kappa > Parameters.MAX_KAPPA;
    if (reason == RejectReason.NONE && bad) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetGroupDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    parameters.rho[group] = rho;
    parameters.kappa[group] = kappa;
    changed(version);
  }

  @Override
  public void setFactor(long requestId, long version, FactorTerms terms) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && bad(terms)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetFactorDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    terms.store(parameters);
    changed(version);
  }

  @Override
  public void setMarketFactor(long requestId, long version, int market, int factor) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && !state.markets.listed(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    if (reason == RejectReason.NONE
        && (!state.markets.perpetual(market) || !parameters.isFactor(factor))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetMarketFactorDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    parameters.marketFactor[market] = factor;
    changed(version);
  }

  @Override
  public void setLiquidation(
      long requestId, long version, int market, int tier, int feePpm, int bandPpm) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && !state.markets.listed(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    boolean bad = tier < 0 || tier >= Tiers.COUNT || badPpm(feePpm) || badPpm(bandPpm);
    if (reason == RejectReason.NONE
        && (bad || !mayBeLiquidated(market) || leavesLine(market, tier))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetLiquidationDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    state.tiers.tier[market] = tier;
    state.tiers.feePpm[market] = feePpm;
    state.tiers.bandPpm[market] = bandPpm;
    changed(version);
  }

  /** Before rules 4 an outcome had terms too, which did nothing. */
  private boolean mayBeLiquidated(int market) {
    return state.rules.inForce >= Rules.LIQUIDATION_OF_PERPETUALS
        ? state.markets.perpetual(market)
        : !state.markets.spot(market);
  }

  @Override
  public void setLiquidationRate(long requestId, long version, int market, long lotsPerMinute) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && !state.markets.listed(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    if (reason == RejectReason.NONE && (lotsPerMinute < 0 || !mayBeLiquidated(market))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetLiquidationRateDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    state.sliceRates.limit(market, lotsPerMinute);
    changed(version);
  }

  /** The averages start anew. */
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
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && !state.markets.listed(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    boolean bad =
        badPpm(slewPpm)
            || badPpm(bandPpm)
            || badPpm(basisCapPpm)
            || impactNotional < 0
            || impactNotional > MAX_IMPACT
            || state.rules.beyond(interestE9, MAX_INTEREST_E9);
    if (reason == RejectReason.NONE && (bad || !state.markets.perpetual(market))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetMarkRulesDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    var rules = state.markRules;
    rules.set[market] = true;
    rules.slewPpm[market] = slewPpm;
    rules.bandPpm[market] = bandPpm;
    rules.basisCapPpm[market] = basisCapPpm;
    rules.impactNotional[market] = impactNotional;
    rules.interestE9[market] = interestE9;
    state.basis.fast[market] = 0;
    state.basis.slow[market] = 0;
    changed(version);
  }

  @Override
  public void setMarkCap(long requestId, long version, int market, int capPpm) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && !state.markets.listed(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    boolean bad = capPpm != 0 && (capPpm <= MarkCaps.LEAST_PPM || capPpm > MarkCaps.MOST_PPM);
    if (reason == RejectReason.NONE && (bad || !state.markRules.set[market])) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetMarkCapDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    state.markCaps.cap(market, capPpm);
    changed(version);
  }

  /** Only the market's own tier closes its line there, so a tier with a line keeps the market. */
  private boolean leavesLine(int market, int tier) {
    int before = state.tiers.tier[market];
    return before != Tiers.NONE
        && before != tier
        && state.accounts.lots(state.accounts.rowOf(Tiers.account(before)), market) != 0;
  }

  @Override
  public void setVolatility(long requestId, long version, int factor, int market, int multipleE3) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && !state.markets.listed(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    boolean bad = !parameters.isFactor(factor) || multipleE3 < 0 || multipleE3 > MAX_MULTIPLE_E3;
    if (reason == RejectReason.NONE && (bad || !state.markets.perpetual(market))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetVolatilityDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    state.volatility.follow(factor, market, multipleE3);
    changed(version);
  }

  /** The reference begins at the mark in force; deposits are taken again. */
  @Override
  public void setCollateralFall(
      long requestId, long version, int asset, int fullPpm, int nonePpm, int dayPpm) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && !state.assets.listed(asset)) {
      reason = RejectReason.UNKNOWN_ASSET;
    }
    boolean ends = fullPpm == 0 && nonePpm == 0 && dayPpm == 0;
    boolean shares = nonePpm >= 0 && nonePpm < fullPpm && fullPpm <= PPM && !badPpm(dayPpm);
    if (reason == RejectReason.NONE && (asset == Assets.CASH || !(ends || shares))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetCollateralFallDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    state.falls.begin(asset, fullPpm, nonePpm, dayPpm, state.assets.markUnit[asset], state.timeNs);
    changed(version);
  }

  @Override
  public void setDepthLimit(long requestId, long version, int factor, long floor, long external) {
    RejectReason reason = checkVersion(version);
    boolean bad =
        !parameters.isFactor(factor)
            || floor < 0
            || floor > Risk.MAX_ACCOUNT_NOTIONAL
            || external < 0
            || external > Risk.MAX_ACCOUNT_NOTIONAL
            || (floor == 0 && external != 0)
            || (floor != 0 && parameters.oiUp[factor] == 0);
    if (reason == RejectReason.NONE && bad) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetDepthLimitDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    state.depths.floor[factor] = floor;
    state.depths.external[factor] = external;
    changed(version);
  }

  /** What an event may carry, so that a wrong result costs its source more than it brings. */
  @Override
  public void setEventCap(long requestId, long version, int event, long capUnits) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE
        && (!state.outcomes.listed(event) || state.outcomes.delisted(event))) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    if (reason == RejectReason.NONE && capUnits < 0) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetEventCapDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    state.outcomes.capUnits[event] = capUnits;
    changed(version);
  }

  /**
   * The next number only, so that whether one is refused follows from the log alone and not from
   * what an engine knows. One that does not know the next can not go on: nobody else may answer it
   * otherwise.
   */
  @Override
  public void setRules(long requestId, long version, int rules) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && rules != state.rules.inForce + 1) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetRulesDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    if (rules > Rules.NEWEST) {
      throw new IllegalStateException(
          "the log puts rules in force that need a newer engine: newest known="
              + Rules.NEWEST
              + " found="
              + rules);
    }
    state.rules.inForce = rules;
    changed(version);
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
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && !state.assets.listed(asset)) {
      reason = RejectReason.UNKNOWN_ASSET;
    }
    boolean bad =
        asset == Assets.CASH
            || (factor != Parameters.NONE && !parameters.isFactor(factor))
            || bound1 < 0
            || bound2 < bound1
            || badPpm(ppm1)
            || badPpm(ppm2)
            || badPpm(ppm3);
    if (reason == RejectReason.NONE && bad) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, SetCollateralDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    parameters.assetFactor[asset] = factor;
    parameters.haircuts(asset, bound1, bound2, ppm1, ppm2, ppm3);
    changed(version);
  }

  /** A band in force is not switched off, and widens by a quarter of itself a day at most. */
  private boolean loosensAtOnce(int market, int bandPpm) {
    var markets = state.markets;
    int before = markets.bandPpm[market];
    boolean wider = before != 0 && (bandPpm == 0 || bandPpm > before);
    boolean bounded = bandPpm != 0 && bandPpm <= before + before / 4;
    return wider && !(bounded && state.timeNs - markets.bandWidenedNs[market] >= NS_PER_DAY);
  }

  @Override
  public void setTradingLimits(
      long requestId, long version, int market, int bandPpm, long positionLots, long minNotional) {
    RejectReason reason = checkVersion(version);
    if (reason == RejectReason.NONE && !state.markets.listed(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    if (reason == RejectReason.NONE) {
      boolean bad =
          badPpm(bandPpm)
              || positionLots < 0
              || minNotional < 0
              || (state.markets.spot(market) && (bandPpm != 0 || positionLots != 0))
              || loosensAtOnce(market, bandPpm);
      reason = bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
    }
    if (refused(requestId, SetTradingLimitsDecoder.TEMPLATE_ID, reason)) {
      return;
    }
    int before = state.markets.bandPpm[market];
    if (before != 0 && bandPpm > before) {
      state.markets.bandWidenedNs[market] = state.timeNs;
    }
    state.markets.limits(market, bandPpm, positionLots, minNotional);
    changed(version);
  }

  private RejectReason checkVersion(long version) {
    if (version <= parameters.version) {
      return RejectReason.ALREADY_APPLIED;
    }
    return version > parameters.version + 1 ? RejectReason.OUT_OF_ORDER : RejectReason.NONE;
  }

  /** The initial shock of collateral and the gap together must leave a spot buy worth its cost. */
  private static boolean bad(FactorTerms terms) {
    boolean shocks =
        badShock(terms.downBps())
            || badShock(terms.upBps())
            || badShock(terms.spotBps())
            || terms.spotBps() < terms.downBps()
            || terms.initialE3() < 1_000
            || terms.initialE3() > MAX_INITIAL_E3;
    boolean addOns =
        badPpm(terms.basisPpm())
            || badPpm(terms.sizePpm())
            || badPpm(terms.profitPpm())
            || terms.gapBps() < 0
            || terms.gapBps() > Scan.MAX_SHOCK_BPS;
    boolean interest = terms.oiLow() < 0 || (terms.oiUp() != 0 && terms.oiUp() <= terms.oiLow());
    return badId(terms.factor())
        || terms.group() < 0
        || terms.group() > Parameters.MAX_ID
        || shocks
        || addOns
        || interest;
  }

  private static boolean badId(int id) {
    return id < 1 || id > Parameters.MAX_ID;
  }

  private static boolean badShock(int bps) {
    return bps < 1 || bps > Scan.MAX_SHOCK_BPS;
  }

  private static boolean badPpm(int ppm) {
    return ppm < 0 || ppm > PPM;
  }

  private boolean refused(long requestId, int template, RejectReason reason) {
    if (reason == RejectReason.NONE) {
      return false;
    }
    events.rejected(requestId, 0, template, reason);
    return true;
  }

  private void changed(long version) {
    parameters.version = version;
    risk.parametersChanged();
    events.parametersChanged(version);
  }
}
