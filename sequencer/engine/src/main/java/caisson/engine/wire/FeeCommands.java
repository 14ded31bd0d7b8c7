package caisson.engine.wire;

/** Fees of everyone and shares of who brought them. */
public interface FeeCommands {
  void setFeeTiers(long requestId, long version, FeeTerms terms);

  /** Share 0: no referrer. */
  void setReferrer(long requestId, int account, int referrer, int sharePpm);
}
