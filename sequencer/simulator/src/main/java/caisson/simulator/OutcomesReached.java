package caisson.simulator;

/**
 * What events of more than two outcomes came to.
 *
 * @param resolved that an outcome, or none, came true
 * @param voided that ended void
 * @param converted lines that became cash
 * @param sets of those, the ones of an account with lines in three outcomes or more
 * @param settled that owe nobody any more
 * @param lapsed that ended void by time alone, of however many outcomes
 */
record OutcomesReached(
    long resolved, long voided, long converted, long sets, long settled, long lapsed) {
  static final OutcomesReached NOTHING = new OutcomesReached(0, 0, 0, 0, 0, 0);

  OutcomesReached plus(OutcomesReached o) {
    return new OutcomesReached(
        resolved + o.resolved,
        voided + o.voided,
        converted + o.converted,
        sets + o.sets,
        settled + o.settled,
        lapsed + o.lapsed);
  }
}
