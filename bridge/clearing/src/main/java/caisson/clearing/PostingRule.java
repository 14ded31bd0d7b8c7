package caisson.clearing;

/** Why a transfer was posted. The code is stored: it never changes its meaning. */
public enum PostingRule {
  DEPOSIT_SEEN(0),
  DEPOSIT_ORPHANED(1),
  DEPOSIT_FINAL(2),
  DEPOSIT_RETURNED(3),
  WITHDRAWAL_ASKED(4),
  WITHDRAWAL_SENT(5),
  WITHDRAWAL_PAID(6),
  SPOT_QUOTE(7),
  SPOT_BASE(8),
  REALISED(9),
  FEE(10),
  REBATE(11);

  public final int code;

  PostingRule(int code) {
    this.code = code;
  }
}
