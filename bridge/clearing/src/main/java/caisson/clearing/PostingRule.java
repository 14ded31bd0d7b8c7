package caisson.clearing;

/** Why a transfer was posted. The order is stored: append only. */
public enum PostingRule {
  DEPOSIT_SEEN,
  DEPOSIT_ORPHANED,
  DEPOSIT_FINAL,
  DEPOSIT_RETURNED,
  WITHDRAWAL_ASKED,
  WITHDRAWAL_SENT,
  WITHDRAWAL_PAID,
  SPOT_QUOTE,
  SPOT_BASE,
  REALISED,
  FEE,
  REBATE
}
