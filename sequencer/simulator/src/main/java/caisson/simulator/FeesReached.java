package caisson.simulator;

/**
 * What fee tiers and referrers came to.
 *
 * @param takers trades whose taker paid less than the market's fee
 * @param makers those whose maker did, or got more
 * @param dearer fees of a tier that were not charged because the market's was less
 * @param cut rebates of a tier cut to what the taker paid
 * @param edges fees of one whose volume was the least of a tier, or a unit below it
 * @param rolled fees by a tier that the half month before still counted for
 * @param lapsed fees of one with volume that counts no more
 * @param paid shares paid to a referrer
 * @param ofMakers those out of a maker's fee
 * @param ended referrers taken away
 * @param refused tiers and referrers refused
 */
record FeesReached(
    long takers,
    long makers,
    long dearer,
    long cut,
    long edges,
    long rolled,
    long lapsed,
    long paid,
    long ofMakers,
    long ended,
    long refused) {
  static final FeesReached NOTHING = new FeesReached(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  FeesReached plus(FeesReached o) {
    return new FeesReached(
        takers + o.takers,
        makers + o.makers,
        dearer + o.dearer,
        cut + o.cut,
        edges + o.edges,
        rolled + o.rolled,
        lapsed + o.lapsed,
        paid + o.paid,
        ofMakers + o.ofMakers,
        ended + o.ended,
        refused + o.refused);
  }
}
