package caisson.simulator;

/**
 * What requests of the chain came to.
 *
 * @param paid withdrawals served
 * @param needed withdrawals refused because lines or a debt need what would leave
 * @param inBook closes that traded on the book
 * @param toTier closes of which a tier took a part
 * @param toOthers closes of which those on the other side had to take a part
 * @param emptied requests that took resting orders out
 * @param rotated owners changed
 * @param outOfTurn numbers that had been, or were not due yet
 * @param owed withdrawals not paid in full for want of the asset
 * @param paidLater times that one who was owed was paid of it
 * @param paidBeside of those, the times that he had open orders
 * @param struck of those owed, the ones that ended without
 * @param struckBeside of those, the ones of accounts with open orders
 * @param behind ordinary withdrawals refused because an asset is short
 */
record ForcedReached(
    long paid,
    long needed,
    long inBook,
    long toTier,
    long toOthers,
    long emptied,
    long rotated,
    long outOfTurn,
    long owed,
    long paidLater,
    long paidBeside,
    long struck,
    long struckBeside,
    long behind) {
  static final ForcedReached NOTHING = new ForcedReached(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  ForcedReached plus(ForcedReached o) {
    return new ForcedReached(
        paid + o.paid,
        needed + o.needed,
        inBook + o.inBook,
        toTier + o.toTier,
        toOthers + o.toOthers,
        emptied + o.emptied,
        rotated + o.rotated,
        outOfTurn + o.outOfTurn,
        owed + o.owed,
        paidLater + o.paidLater,
        paidBeside + o.paidBeside,
        struck + o.struck,
        struckBeside + o.struckBeside,
        behind + o.behind);
  }
}
