package caisson.simulator;

/**
 * What was refused because the venue has no room for more.
 *
 * @param orders orders, for as many rest as may
 * @param timed orders with a good-till time
 * @param triggers triggers
 * @param twaps TWAPs
 */
record FullReached(long orders, long timed, long triggers, long twaps) {
  static final FullReached NOTHING = new FullReached(0, 0, 0, 0);

  FullReached plus(FullReached o) {
    return new FullReached(
        orders + o.orders, timed + o.timed, triggers + o.triggers, twaps + o.twaps);
  }
}
