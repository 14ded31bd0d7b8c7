package caisson.simulator;

/**
 * What TWAPs came to.
 *
 * @param taken slices that came in
 * @param refused slices that a check refused
 * @param forbidden of those, the ones that the scope of an agent forbade
 * @param expired of those, the ones whose key had run out
 * @param whole TWAPs that traded every lot
 * @param caughtUp slices larger than an equal part, for what earlier ones missed
 * @param full refused because the account had as many as it may have
 */
record TwapsReached(
    long taken, long refused, long forbidden, long expired, long whole, long caughtUp, long full) {
  static final TwapsReached NOTHING = new TwapsReached(0, 0, 0, 0, 0, 0, 0);

  TwapsReached plus(TwapsReached o) {
    return new TwapsReached(
        taken + o.taken,
        refused + o.refused,
        forbidden + o.forbidden,
        expired + o.expired,
        whole + o.whole,
        caughtUp + o.caughtUp,
        full + o.full);
  }
}
