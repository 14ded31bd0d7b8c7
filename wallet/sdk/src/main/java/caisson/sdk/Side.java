package caisson.sdk;

/** The ordinal is the number that is signed. */
public enum Side {
  BUY,
  SELL
}
