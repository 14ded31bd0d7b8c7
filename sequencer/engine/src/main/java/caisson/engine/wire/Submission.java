package caisson.engine.wire;

import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;

/** The terms of one order as a command carries them; reused, valid during the call. */
public final class Submission {
  public int account;
  public int market;
  public long limitTicks;
  public long lots;
  public long clientHigh;
  public long clientLow;

  /** The order it takes the place of, 0 for none. */
  public long replaces;

  public Side side = Side.BUY;
  public TimeInForce timeInForce = TimeInForce.GTC;
  public SelfTrade selfTrade = SelfTrade.CANCEL_TAKER;
  public boolean reduceOnly;
  public boolean slide;

  /** When what rests of it leaves, 0: never. */
  public long goodTillNs;

  public boolean buy() {
    return side == Side.BUY;
  }

  /** Whether what does not trade at once stays in the book. */
  public boolean mayRest() {
    return timeInForce == TimeInForce.GTC || timeInForce == TimeInForce.POST_ONLY;
  }
}
