package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.ScopeCheck.AGENT;

import caisson.protocol.CancelReason;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.TriggerCanceledDecoder;
import caisson.protocol.TriggerFailedDecoder;
import caisson.protocol.TriggerFiredDecoder;
import caisson.protocol.TriggerPlacedDecoder;
import caisson.simulator.AgentTwin.Agent;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Wish.Before;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Orders that wait for a mark: the key they were signed with is asked again when they come, and
 * others of their group leave when one comes in.
 */
final class TriggerCheck {
  private record Waiting(Wish wish, @Nullable Agent agent, long group) {}

  private static final String TRIGGER = "trigger";

  private final Ledger ledger;
  private final ScopeCheck scope;
  final TriggerOrder order;
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private int protectionEnded;

  /** Of the one that fires, and whose order is not told yet. */
  private @Nullable Waiting firing;

  /** Others of its group that have left. */
  private int left;

  private long grouped;
  private long fired;
  private long expired;

  TriggerCheck(Ledger ledger, ScopeCheck scope) {
    this.ledger = ledger;
    this.scope = scope;
    order = new TriggerOrder(ledger);
  }

  /** Of agents, accepted or beyond a bound by then. */
  long fired() {
    return fired;
  }

  /** Of keys that had run out by then. */
  long expired() {
    return expired;
  }

  /** That left because another of their group came in. */
  long grouped() {
    return grouped;
  }

  /** Orders that protect a line and ended with the command at hand. */
  int protectionEnded() {
    return protectionEnded;
  }

  void commandBegins() {
    protectionEnded = 0;
    order.commandBegins();
  }

  void onPlaced(TriggerPlacedDecoder e, Wish wish, @Nullable Agent agent) {
    waiting.put(e.triggerId(), new Waiting(wish, agent, e.group()));
    order.onPlaced(e);
  }

  void onFired(TriggerFiredDecoder e) {
    long id = e.triggerId();
    unless(firing == null, TRIGGER, "fired before what came of another: " + id);
    firing = waiting.get(id);
    unless(firing != null, TRIGGER, "fired what does not wait: " + id);
    order.onFired(e);
    left = 0;
  }

  /** Whether an order that may open a line waits for a mark, or one that protects a line does. */
  boolean waits(Account account, boolean orProtects) {
    return waiting.values().stream()
        .anyMatch(
            order -> order.wish.account() == account && (orProtects || !order.wish.reduces()));
  }

  /** What it asked for when the order is that of a trigger; null when it is not. */
  @Nullable Wish onAccepted(OrderAcceptedDecoder e) {
    Waiting waited = waiting.remove(e.orderId());
    if (waited == null) {
      return null;
    }
    unless(waited == firing, TRIGGER, "came in without its mark: " + e.orderId());
    firing = null;
    unless(others(waited).isEmpty(), TRIGGER, "others of a group wait yet: " + waited.group);
    Wish wish = waited.wish.shaped(Before.NOTHING);
    if (wish == null) {
      throw new Break(AGENT, "an order of which nothing was left: " + e.orderId());
    }
    scope.come(waited.agent, wish, e.limitTicks(), e.lots());
    fired += waited.agent == null ? 0 : 1;
    return wish;
  }

  /** Others of its group, if it has one. */
  private List<Waiting> others(Waiting of) {
    return waiting.values().stream()
        .filter(each -> each != of && each.group == of.group && of.group != 0)
        .filter(each -> each.wish.account() == of.wish.account())
        .toList();
  }

  /** What one asks for; null when none has this id. */
  @Nullable Wish find(long id) {
    Waiting found = waiting.get(id);
    return found == null ? null : found.wish;
  }

  /** Whether one may open a line on that side (null: any) of a market (0: any). */
  boolean opens(Account account, int market, @Nullable Boolean buy) {
    return waiting.values().stream()
        .map(each -> each.wish)
        .anyMatch(wish -> wish.account() == account && wish.opens(market, buy));
  }

  void onCanceled(TriggerCanceledDecoder e) {
    Waiting waited = waiting.get(e.triggerId());
    if (waited == null || waited.wish.account().id != e.account()) {
      throw new Break(TRIGGER, "canceled what does not wait: " + e.triggerId());
    }
    Waiting by = firing;
    boolean group = e.reason() == CancelReason.GROUP;
    unless(group == (by != null), TRIGGER, "left as " + e.reason() + ": " + e.triggerId());
    unless(by == null || others(by).contains(waited), TRIGGER, "of no group: " + e.triggerId());
    boolean scheduled = e.reason() == CancelReason.SCHEDULED;
    unless(!scheduled || !waited.wish.reduces(), TRIGGER, "protection ended by the switch");
    waiting.remove(e.triggerId());
    order.onCanceled(e.triggerId());
    left += group ? 1 : 0;
    grouped += group ? 1 : 0;
    protectionEnded += waited.wish.reduces() ? 1 : 0;
  }

  void onFailed(TriggerFailedDecoder e) {
    Waiting waited = waiting.remove(e.triggerId());
    unless(waited == firing, TRIGGER, "failed without its mark: " + e.triggerId());
    unless(left == 0, TRIGGER, "took its group along though refused: " + e.triggerId());
    firing = null;
    Agent by = waited == null ? null : waited.agent;
    boolean over = by != null && by.expired(ledger.timeNs);
    unless((e.reason() == RejectReason.AGENT_EXPIRED) == over, AGENT, "whether its key ran out");
    if (over || waited == null) {
      expired += over ? 1 : 0;
      return;
    }
    Wish wish = waited.wish.shaped(Before.NOTHING);
    if (by == null || wish == null) {
      unless(!ScopeCheck.says(e.reason()), AGENT, "the scope of an order that has none");
      return;
    }
    if (ScopeCheck.judges(e.reason())) {
      ScopeCheck.compare(scope.forbids(by, wish, Before.NOTHING, 0), e.reason(), "failed");
      fired++;
    }
  }
}
