package caisson.sdk;

/** What goes when an order meets one of its own account. */
public enum SelfTrade {
  CANCEL_TAKER(0),
  CANCEL_MAKER(1),
  CANCEL_BOTH(2),
  DECREMENT(3);

  /** The number that is signed. */
  final int code;

  SelfTrade(int code) {
    this.code = code;
  }
}
