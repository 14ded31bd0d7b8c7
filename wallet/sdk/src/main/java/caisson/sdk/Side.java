package caisson.sdk;

public enum Side {
  BUY(0),
  SELL(1);

  /** The number that is signed. */
  final int code;

  Side(int code) {
    this.code = code;
  }
}
