package caisson.simulator;

/**
 * What accounts in liquidation held and turned into cash.
 *
 * @param outcomes that their tier took at the mark
 * @param bounded of those, the ones that were as many as the tier could bear
 * @param collateral times that it went to the book of its spot market
 * @param sold of those, the ones that met a buyer
 */
record SalesReached(long outcomes, long bounded, long collateral, long sold) {
  static final SalesReached NOTHING = new SalesReached(0, 0, 0, 0);

  SalesReached plus(SalesReached o) {
    return new SalesReached(
        outcomes + o.outcomes, bounded + o.bounded, collateral + o.collateral, sold + o.sold);
  }
}
