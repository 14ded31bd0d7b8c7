package caisson.engine.wire;

/** Standing offers to take what liquidation did not sell. */
public interface BackstopCommands {
  void offerBackstop(
      long requestId,
      int account,
      int market,
      long capacityLots,
      int premiumPpm,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);
}
