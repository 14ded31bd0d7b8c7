package caisson.simulator;

/**
 * What came to accounts that their owners closed.
 *
 * @param closed accounts
 * @param notEmpty refusals to close one that held something
 * @param returned deposits sent back
 * @param refused commands refused because an account is closed
 * @param credited shares of fees that a closed one still got
 * @param taken times that its owner took them
 * @param failed orders that waited while their account was closed, and were refused at their time
 */
record ClosedReached(
    long closed,
    long notEmpty,
    long returned,
    long refused,
    long credited,
    long taken,
    long failed) {
  static final ClosedReached NOTHING = new ClosedReached(0, 0, 0, 0, 0, 0, 0);

  ClosedReached plus(ClosedReached o) {
    return new ClosedReached(
        closed + o.closed,
        notEmpty + o.notEmpty,
        returned + o.returned,
        refused + o.refused,
        credited + o.credited,
        taken + o.taken,
        failed + o.failed);
  }
}
