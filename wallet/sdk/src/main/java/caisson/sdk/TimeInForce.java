package caisson.sdk;

/** The ordinal is the number that is signed. */
public enum TimeInForce {
  GTC,
  IOC,
  POST_ONLY
}
