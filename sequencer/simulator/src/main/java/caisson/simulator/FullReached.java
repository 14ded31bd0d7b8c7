package caisson.simulator;

/**
 * What was refused because the venue has no room for more.
 *
 * @param timed orders with a good-till time
 * @param triggers triggers
 * @param twaps TWAPs
 */
record FullReached(long timed, long triggers, long twaps) {
  static final FullReached NOTHING = new FullReached(0, 0, 0);

  FullReached plus(FullReached o) {
    return new FullReached(timed + o.timed, triggers + o.triggers, twaps + o.twaps);
  }
}
