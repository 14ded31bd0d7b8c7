package caisson.engine.wire;

import caisson.protocol.SelfTrade;

/** New terms for a resting order as a command carries them; reused, valid during the call. */
public final class Amendment {
  public int account;
  public int market;
  public long orderId;
  public long limitTicks;
  public long lots;
  public long nonce;
  public long expiryNs;
  public boolean postOnly;
  public SelfTrade selfTrade = SelfTrade.CANCEL_TAKER;
  public long signerA;
  public long signerB;
  public int signerC;
}
