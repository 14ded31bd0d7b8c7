package caisson.engine.risk;

/**
 * What the outcome lines of one event are worth at the least: the smallest row of their payoff
 * table. Exact, so no shock and no haircut applies to it, and no price moves it.
 *
 * <p>Lots are of YES and signed; NO is one lot short plus the payout in cash, so splitting, merging
 * and converting are ordinary fills and cannot move cash plus the smallest row.
 */
public final class OutcomeNetting {
  private OutcomeNetting() {}

  /**
   * @param lots signed lots of each outcome, from {@code from} on
   * @param payout of a lot whose outcome comes true, in micro-dollars
   * @param exhaustive one of the outcomes must come true; else a row where none does counts too
   * @param voidValues what a lot of each outcome pays when the event is void; they sum to the
   *     payout; null when the rules know no void
   * @param possible bit per outcome that may still come true; the others are no rows
   */
  public static long worst(
      long[] lots,
      int from,
      int outcomes,
      long payout,
      boolean exhaustive,
      long[] voidValues,
      long possible) {
    long fewest = exhaustive ? Long.MAX_VALUE : 0;
    for (long left = possible; left != 0; left &= left - 1) {
      fewest = Math.min(fewest, lots[from + Long.numberOfTrailingZeros(left)]);
    }
    long worst = Math.multiplyExact(fewest, payout);
    if (voidValues == null) {
      return worst;
    }
    long voided = 0;
    for (int outcome = 0; outcome < outcomes; outcome++) {
      voided = Math.addExact(voided, Math.multiplyExact(lots[from + outcome], voidValues[outcome]));
    }
    return Math.min(worst, voided);
  }
}
