package caisson.simulator;

/**
 * How often traffic reached the rules about money, which hold over nothing else.
 *
 * @param weak prices of the coin below 99 cents
 * @param weighed times that collateral came to count for more or less
 * @param sentBack deposits returned because a supply grew too fast
 * @param limited withdrawals refused for the limit of outflow
 * @param capped orders refused for the cap of an event
 */
record Reached(long weak, long weighed, long sentBack, long limited, long capped) {
  static final Reached NOTHING = new Reached(0, 0, 0, 0, 0);

  Reached plus(Reached o) {
    return new Reached(
        weak + o.weak,
        weighed + o.weighed,
        sentBack + o.sentBack,
        limited + o.limited,
        capped + o.capped);
  }
}
