package caisson.clearing;

import caisson.protocol.TransferReason;

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
  REBATE(11),
  LIQUIDATION_FEE(12),
  SHORTFALL_PAID(13),
  PROFIT_HAIRCUT(14),
  DEFICIT(15),
  DEFICIT_REPAID(16),
  OWNER_TRANSFER(17),
  REFERRAL(18),
  FORCED_CLOSE(19),
  AUCTION_PREMIUM(20);

  public final int code;

  PostingRule(int code) {
    this.code = code;
  }

  static PostingRule of(TransferReason reason) {
    return switch (reason) {
      case LIQUIDATION_FEE -> LIQUIDATION_FEE;
      case SHORTFALL_PAID -> SHORTFALL_PAID;
      case PROFIT_HAIRCUT -> PROFIT_HAIRCUT;
      case DEFICIT -> DEFICIT;
      case DEFICIT_REPAID -> DEFICIT_REPAID;
      case REFERRAL -> REFERRAL;
      case FORCED_CLOSE -> FORCED_CLOSE;
      case AUCTION_PREMIUM -> AUCTION_PREMIUM;
      default -> throw new BrokenFold("cash moved for a reason that moves lots: " + reason);
    };
  }
}
