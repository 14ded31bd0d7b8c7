package caisson.simulator;

/**
 * How often traffic reached rules that hold over nothing else.
 *
 * @param weak prices of the coin below 99 cents
 * @param weighed times that collateral came to count for more or less
 * @param sentBack deposits returned because a supply grew too fast
 * @param limited withdrawals refused for the limit of outflow
 * @param capped orders refused for the cap of an event
 * @param noTerms terms of liquidation refused of an outcome, from rules 4 on
 * @param twice rows of price rounds that named what one before them had, before rules 4
 * @param notTwice price rounds refused for one, from rules 4 on
 * @param ownFees fees that a tier paid itself, before rules 4
 * @param ownLines times that it would have, from rules 4 on
 * @param coinsKept refusals of coins to who owed nothing, before rules 3
 * @param coinsLeft times that coins left the margin of collateral short of them, from rules 3 on
 * @param fifths slices of a fifth of a line
 * @param again slices of a line too large to be sold at once, by one who gave one before
 * @param minutes slices of what the limit of a minute left
 * @param beyond slices out of a book that begins more than 1 % from the mark
 * @param shocks times that a shock came to be another for volatility
 * @param delisted lines of delisted markets that became cash
 * @param agents what agents' keys did
 * @param forced what requests of the chain came to
 * @param twaps what TWAPs came to
 * @param plans what scales, groups of triggers and switches came to
 * @param outcomes what events of more than two outcomes came to
 * @param due how often the order mattered in which things come
 * @param full what was refused because the venue has no room for more
 * @param fees what fee tiers and referrers came to
 * @param sales what those in liquidation held and turned into cash
 * @param closed what came to accounts that their owners closed
 * @param limits what the limits of markets kept out, and how far apart trades were
 */
record Reached(
    long weak,
    long weighed,
    long sentBack,
    long limited,
    long capped,
    long noTerms,
    long twice,
    long notTwice,
    long ownFees,
    long ownLines,
    long coinsKept,
    long coinsLeft,
    long fifths,
    long again,
    long minutes,
    long beyond,
    long shocks,
    long delisted,
    AgentsReached agents,
    ForcedReached forced,
    TwapsReached twaps,
    PlansReached plans,
    OutcomesReached outcomes,
    DueReached due,
    FullReached full,
    FeesReached fees,
    SalesReached sales,
    ClosedReached closed,
    LimitsReached limits) {
  static final Reached NOTHING =
      new Reached(
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          AgentsReached.NOTHING,
          ForcedReached.NOTHING,
          TwapsReached.NOTHING,
          PlansReached.NOTHING,
          OutcomesReached.NOTHING,
          DueReached.NOTHING,
          FullReached.NOTHING,
          FeesReached.NOTHING,
          SalesReached.NOTHING,
          ClosedReached.NOTHING,
          LimitsReached.NOTHING);

  Reached plus(Reached o) {
    return new Reached(
        weak + o.weak,
        weighed + o.weighed,
        sentBack + o.sentBack,
        limited + o.limited,
        capped + o.capped,
        noTerms + o.noTerms,
        twice + o.twice,
        notTwice + o.notTwice,
        ownFees + o.ownFees,
        ownLines + o.ownLines,
        coinsKept + o.coinsKept,
        coinsLeft + o.coinsLeft,
        fifths + o.fifths,
        again + o.again,
        minutes + o.minutes,
        beyond + o.beyond,
        shocks + o.shocks,
        delisted + o.delisted,
        agents.plus(o.agents),
        forced.plus(o.forced),
        twaps.plus(o.twaps),
        plans.plus(o.plans),
        outcomes.plus(o.outcomes),
        due.plus(o.due),
        full.plus(o.full),
        fees.plus(o.fees),
        sales.plus(o.sales),
        closed.plus(o.closed),
        limits.plus(o.limits));
  }
}
