package caisson.simulator;

/**
 * What scales, groups of triggers and switches came to.
 *
 * @param scaled scales that came in
 * @param uneven of those, the ones whose lots or prices do not divide
 * @param noRoom scales refused because the account had no room for every order
 * @param grouped triggers that left because another of their group came in
 * @param switched switches that went off
 * @param emptied of those, the ones that took something
 * @param moved switches set again, or off, before they went off
 * @param soon switches refused for less than a second ahead
 * @param longPast switches taken for a time long past, before rules 4
 * @param neverMore switches refused for such a time, from rules 4 on
 * @param twice bundles refused that would end twice what waits
 */
record PlansReached(
    long scaled,
    long uneven,
    long noRoom,
    long grouped,
    long switched,
    long emptied,
    long moved,
    long soon,
    long longPast,
    long neverMore,
    long twice) {
  static final PlansReached NOTHING = new PlansReached(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  PlansReached plus(PlansReached o) {
    return new PlansReached(
        scaled + o.scaled,
        uneven + o.uneven,
        noRoom + o.noRoom,
        grouped + o.grouped,
        switched + o.switched,
        emptied + o.emptied,
        moved + o.moved,
        soon + o.soon,
        longPast + o.longPast,
        neverMore + o.neverMore,
        twice + o.twice);
  }
}
