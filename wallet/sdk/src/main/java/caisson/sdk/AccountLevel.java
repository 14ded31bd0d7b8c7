package caisson.sdk;

/** What an account may do; withdrawals are open on every level, a closed one has nothing left. */
public enum AccountLevel {
  OPEN,
  REDUCE_ONLY,
  CANCEL_ONLY,
  /** For ever, and only for an account that holds nothing. */
  CLOSED
}
