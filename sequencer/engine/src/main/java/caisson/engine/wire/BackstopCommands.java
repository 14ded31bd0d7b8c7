package caisson.engine.wire;

/** Standing offers to take what liquidation did not sell. */
public interface BackstopCommands {
  void offerBackstop(long requestId, Signed by, int market, long capacityLots, int premiumPpm);
}
