package caisson.sdk;

/** What an account may do; withdrawals are open on every level, a closed one has nothing left. */
public enum AccountLevel {
  OPEN(0),
  REDUCE_ONLY(1),
  CANCEL_ONLY(2),
  /** For ever, and only for an account that holds nothing. */
  CLOSED(3);

  /** What the owner signs for this level. */
  final int number;

  AccountLevel(int number) {
    this.number = number;
  }
}
