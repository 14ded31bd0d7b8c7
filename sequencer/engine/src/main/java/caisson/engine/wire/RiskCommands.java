package caisson.engine.wire;

/**
 * Parameters of margin, marks, liquidation and limits. A version is the next one of all parameters;
 * a repeated one is refused.
 */
public interface RiskCommands {
  void setGroup(long requestId, long version, int group, int rho, int kappa);

  void setFactor(long requestId, long version, FactorTerms terms);

  void setMarketFactor(long requestId, long version, int market, int factor);

  /** Factor 0 ends an asset's use as collateral. */
  void setCollateral(
      long requestId,
      long version,
      int asset,
      int factor,
      long bound1,
      long bound2,
      int ppm1,
      int ppm2,
      int ppm3);

  /** Full 0: the asset counts in full whatever its price. */
  void setCollateralFall(
      long requestId, long version, int asset, int fullPpm, int nonePpm, int dayPpm);

  void setLiquidation(long requestId, long version, int market, int tier, int feePpm, int bandPpm);

  /** 0 for no limit. */
  void setLiquidationRate(long requestId, long version, int market, long lotsPerMinute);

  void setMarkRules(
      long requestId,
      long version,
      int market,
      int slewPpm,
      int bandPpm,
      int basisCapPpm,
      long impactNotional,
      int interestE9);

  /** 0 for none. */
  void setMarkCap(long requestId, long version, int market, int capPpm);

  /** Multiple 0: the listed shocks hold again. */
  void setVolatility(long requestId, long version, int factor, int market, int multipleE3);

  /** Floor 0: open interest does not follow depth. */
  void setDepthLimit(long requestId, long version, int factor, long floor, long external);

  /** Cap 0: no limit. */
  void setEventCap(long requestId, long version, int event, long capUnits);

  /** The number after the one in force; see {@link caisson.engine.listing.Rules}. */
  void setRules(long requestId, long version, int rules);

  /** What orders of a market must keep; 0 is no limit. */
  void setTradingLimits(
      long requestId, long version, int market, int bandPpm, long positionLots, long minNotional);
}
