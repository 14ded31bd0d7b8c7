package caisson.simulator;

/**
 * How often the order mattered in which things come.
 *
 * @param several triggers that fired right behind another of their market
 * @param tied of those, the ones that waited for the same price
 * @param bothWays of those, the ones for a lower mark behind one for a higher mark
 * @param markets triggers that fired first of their market behind those of another
 * @param expired orders that left at their time
 * @param expiredTied of those, the ones right behind one that ended at the same time
 * @param together times that what was due of one kind came behind what was due of another
 */
record DueReached(
    long several,
    long tied,
    long bothWays,
    long markets,
    long expired,
    long expiredTied,
    long together) {
  static final DueReached NOTHING = new DueReached(0, 0, 0, 0, 0, 0, 0);

  DueReached plus(DueReached o) {
    return new DueReached(
        several + o.several,
        tied + o.tied,
        bothWays + o.bothWays,
        markets + o.markets,
        expired + o.expired,
        expiredTied + o.expiredTied,
        together + o.together);
  }
}
