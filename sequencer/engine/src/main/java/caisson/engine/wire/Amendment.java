package caisson.engine.wire;

import caisson.protocol.SelfTrade;

/** New terms for a resting order as a command carries them; reused, valid during the call. */
public final class Amendment {
  public int market;
  public long orderId;
  public long limitTicks;
  public long lots;
  public boolean postOnly;
  public SelfTrade selfTrade = SelfTrade.CANCEL_TAKER;
}
