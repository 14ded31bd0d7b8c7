package caisson.sdk;

public enum TimeInForce {
  GTC(0),
  IOC(1),
  POST_ONLY(2),

  /** All of it at once or nothing; signed with {@link OrderTerms}. */
  FOK(3);

  /** The number that is signed. */
  final int code;

  TimeInForce(int code) {
    this.code = code;
  }
}
