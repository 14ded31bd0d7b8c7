package caisson.sdk;

public enum TimeInForce {
  GTC(0),
  IOC(1),
  POST_ONLY(2);

  /** The number that is signed. */
  final int code;

  TimeInForce(int code) {
    this.code = code;
  }
}
