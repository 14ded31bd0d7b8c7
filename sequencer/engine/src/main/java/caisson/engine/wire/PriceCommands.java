package caisson.engine.wire;

/** Prices of the oracle, and funding at them. */
public interface PriceCommands {
  void publishPrices(long requestId, long round, PriceRound prices);

  void tickFunding(long requestId, int market, long hour, long rateE9);

  void publishCoin(long requestId, long round, long indexPpm);
}
