package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.RejectReason;
import caisson.simulator.AgentTwin.Agent;
import caisson.simulator.AgentTwin.Bound;
import caisson.simulator.Wish.Before;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An order against the scope of the key that signed it: when it comes, and when it is refused. */
final class ScopeCheck {
  static final String AGENT = "agent";

  private static final Set<RejectReason> OF_SCOPE =
      EnumSet.of(
          RejectReason.AGENT_MARKET,
          RejectReason.AGENT_LIMIT,
          RejectReason.AGENT_PRICE,
          RejectReason.AGENT_POSITION);

  /** What is looked at after the scope alone. */
  private static final Set<RejectReason> LATER =
      EnumSet.of(
          RejectReason.ACCOUNT_ORDER_LIMIT,
          RejectReason.BOOK_FULL,
          RejectReason.TIMED_ORDERS_FULL,
          RejectReason.WOULD_NOT_FILL,
          RejectReason.INSUFFICIENT_BALANCE,
          RejectReason.INSUFFICIENT_MARGIN);

  private final Ledger ledger;
  private long accepted;
  private final Map<Bound, Long> kept = new EnumMap<>(Bound.class);
  private final Map<Bound, Long> refused = new EnumMap<>(Bound.class);

  ScopeCheck(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Orders of agents. */
  long accepted() {
    return accepted;
  }

  /** By bound, accepted ones that a lot or a tick more would have taken beyond it. */
  Map<Bound, Long> kept() {
    return kept;
  }

  /** By bound, those of commands that were beyond it. */
  Map<Bound, Long> refused() {
    return refused;
  }

  static boolean says(RejectReason reason) {
    return OF_SCOPE.contains(reason);
  }

  /** Whether a refusal tells what the scope says: that it forbids, or that it does not. */
  static boolean judges(RejectReason reason) {
    return OF_SCOPE.contains(reason) || LATER.contains(reason);
  }

  @Nullable Bound forbids(Agent by, Wish wish, Before before, long spent) {
    return by.forbids(
        wish.market(), wish.ticks(), wish.lots(), wish.reach(before), spent, ledger.timeNs);
  }

  /** An offer is worth its lots at the mark, as if it were the only one. */
  @Nullable Bound forbidsOffer(Agent by, Wish wish) {
    return by.forbids(wish.market(), wish.ticks(), wish.lots(), wish.lots(), 0, ledger.timeNs);
  }

  /** What the scope says is what was told, if that tells of the scope. */
  static void compare(@Nullable Bound bound, RejectReason reason, String what) {
    RejectReason expected = says(reason) ? reason : RejectReason.NONE;
    unless(told(bound) == expected, AGENT, what + " for " + reason + " at " + bound);
  }

  private static RejectReason told(@Nullable Bound bound) {
    return switch (bound) {
      case null -> RejectReason.NONE;
      case MARKET -> RejectReason.AGENT_MARKET;
      case ORDER, DAY -> RejectReason.AGENT_LIMIT;
      case PRICE -> RejectReason.AGENT_PRICE;
      case POSITION -> RejectReason.AGENT_POSITION;
    };
  }

  /** Of a command, at this bound. */
  void beyond(@Nullable Bound bound) {
    if (bound != null) {
      refused.merge(bound, 1L, Long::sum);
    }
  }

  /** An order that was taken is counted against the day of who signed it, if that is an agent. */
  void come(@Nullable Agent by, Wish wish, long ticks, long lots) {
    if (by == null) {
      return;
    }
    unlessEqual(wish.ticks(), ticks, AGENT, "limit of an agent's order");
    unlessEqual(wish.lots(), lots, AGENT, "lots of an agent's order");
    unless(!by.expired(ledger.timeNs), AGENT, "an order of a key that has run out");
    Bound bound = forbids(by, wish, Before.NOTHING, 0);
    unless(bound == null, AGENT, "an order beyond " + bound);
    accepted++;
    brim(by, wish);
    by.ordered(ledger.timeNs, wish.notional());
  }

  /** Counts what came as near to a bound as it could. */
  private void brim(Agent by, Wish wish) {
    long reach = wish.reach(Before.NOTHING);
    long now = ledger.timeNs;
    Bound more = by.forbids(wish.market(), wish.ticks(), wish.lots() + 1, reach + 1, 0, now);
    long away = wish.ticks() + (wish.ticks() < wish.market().mark ? -1 : 1);
    Bound farther = by.forbids(wish.market(), away, wish.lots(), reach, 0, now);
    if (more != null) {
      kept.merge(more, 1L, Long::sum);
    }
    if (farther == Bound.PRICE) {
      kept.merge(farther, 1L, Long::sum);
    }
    if (by.markets != -1) {
      kept.merge(Bound.MARKET, 1L, Long::sum);
    }
  }
}
