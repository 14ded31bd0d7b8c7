package caisson.engine.wire;

/** What the oracle says of collateral besides its price. */
public interface CollateralCommands {
  void reportSupply(long requestId, long round, int asset, long supply);
}
