package caisson.engine.liquidation;

import caisson.protocol.CancelReason;
import caisson.protocol.TransferReason;

/** What liquidation does to the venue. */
public interface House {
  /** Takes every resting order of the account out of the books. */
  void cancelAll(int accountRow);

  /** Takes resting orders of a market out of its book, no more than {@code most}; how many. */
  int cancelResting(int market, int most, CancelReason reason);

  /** An immediate-or-cancel order for the account, checked by no one; the lots that traded. */
  long take(int accountRow, int market, boolean buy, long limitTicks, long lots);

  /** Moves lots from the account of the seller to that of the buyer at the mark. */
  void assign(int sellerRow, int buyerRow, int market, long lots, TransferReason reason);

  /** Moves cash. */
  void pay(int fromRow, int toRow, long amount, TransferReason reason);
}
