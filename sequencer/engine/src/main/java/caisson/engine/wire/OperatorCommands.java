package caisson.engine.wire;

import caisson.protocol.MarketPhase;

/**
 * What operators set, as calls. A version is the next one of all parameters; a repeated one is
 * refused.
 */
public interface OperatorCommands {
  void setGroup(long requestId, long version, int group, int rho, int kappa);

  void setFactor(long requestId, long version, FactorTerms terms);

  void setMarketFactor(long requestId, long version, int market, int factor);

  void setLiquidation(long requestId, long version, int market, int tier, int feePpm, int bandPpm);

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

  void setPhase(long requestId, long version, int market, MarketPhase phase);

  /** Cap 0: no limit. */
  void setEventCap(long requestId, long version, int event, long capUnits);

  /** Full 0: the asset counts in full whatever its price. */
  void setCollateralFall(
      long requestId, long version, int asset, int fullPpm, int nonePpm, int dayPpm);

  void reportSupply(long requestId, long round, int asset, long supply);

  void publishCoin(long requestId, long round, long indexPpm);

  void payDividend(long requestId, long version, int market, long perLotE9);

  void delistMarket(long requestId, long version, int market);

  /** Multiple 0: the listed shocks hold again. */
  void setVolatility(long requestId, long version, int factor, int market, int multipleE3);

  void setFeeTiers(long requestId, long version, FeeTerms terms);

  /** Share 0: no referrer. */
  void setReferrer(long requestId, int account, int referrer, int sharePpm);

  void listEvent(long requestId, EventTerms terms);

  void proposeResolution(long requestId, int event, int source, int outcome);

  void setMarkRules(
      long requestId,
      long version,
      int market,
      int slewPpm,
      int bandPpm,
      int basisCapPpm,
      long impactNotional,
      int interestE9);
}
