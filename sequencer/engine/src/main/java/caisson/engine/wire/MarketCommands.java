package caisson.engine.wire;

import caisson.protocol.MarketPhase;

/** What becomes of a market as a whole. */
public interface MarketCommands {
  void setPhase(long requestId, long version, int market, MarketPhase phase);

  void payDividend(long requestId, long version, int market, long perLotE9);

  /** A share becomes numerator / denominator of one. */
  void splitMarket(long requestId, long version, int market, int numerator, int denominator);

  void delistMarket(long requestId, long version, int market);
}
