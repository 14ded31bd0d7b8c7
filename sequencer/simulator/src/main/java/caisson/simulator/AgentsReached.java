package caisson.simulator;

import caisson.simulator.AgentTwin.Bound;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often agents came to their limits.
 *
 * @param accepted orders of agents
 * @param kept by bound, accepted ones that a lot or a tick more would have taken beyond it
 * @param refused by bound, those that were beyond it
 * @param expired commands of keys that had run out
 * @param barred what only an owner may do, asked by an agent
 * @param fired orders of agents that had waited for a mark, accepted or beyond a bound by then
 * @param returned keys that had run out and were named again
 * @param rangesTaken scales of agents, judged as the orders they come as
 * @param rangesRefused of those, the ones with an order beyond a bound
 */
record AgentsReached(
    long accepted,
    Map<Bound, Long> kept,
    Map<Bound, Long> refused,
    long expired,
    long barred,
    long fired,
    long returned,
    long rangesTaken,
    long rangesRefused) {
  static final AgentsReached NOTHING = new AgentsReached(0, Map.of(), Map.of(), 0, 0, 0, 0, 0, 0);

  AgentsReached plus(AgentsReached o) {
    return new AgentsReached(
        accepted + o.accepted,
        sum(kept, o.kept),
        sum(refused, o.refused),
        expired + o.expired,
        barred + o.barred,
        fired + o.fired,
        returned + o.returned,
        rangesTaken + o.rangesTaken,
        rangesRefused + o.rangesRefused);
  }

  private static Map<Bound, Long> sum(Map<Bound, Long> a, Map<Bound, Long> b) {
    var sum = new EnumMap<Bound, Long>(Bound.class);
    sum.putAll(a);
    b.forEach((bound, times) -> sum.merge(bound, times, Long::sum));
    return sum;
  }
}
