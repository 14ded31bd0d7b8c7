package caisson.engine;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.engine.wire.TriggerTerms;
import caisson.protocol.CancelReason;
import caisson.protocol.MarketPhase;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.TriggerWhen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Orders that wait for the mark and scheduled cancels, told again: a list, searched each time. */
final class ReferenceTriggers {
  record Trigger(
      long id,
      Account account,
      Market market,
      String key,
      Submission order,
      long ticks,
      boolean above,
      long group) {
    boolean met() {
      return above ? market.mark >= ticks : market.mark <= ticks;
    }
  }

  final List<Trigger> waiting = new ArrayList<>();

  /** Switches for a time long past, taken and refused. */
  int wrapped;

  int past;
  private final Map<Integer, Long> switches = new TreeMap<>();
  private final ReferenceEngine engine;
  private final EventPublisher events;

  ReferenceTriggers(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
  }

  void place(long requestId, Signed by, TriggerTerms terms) {
    var o = ReferenceTrading.copy(terms.order);
    RejectReason reason = engine.admission.signer(by);
    if (reason == RejectReason.NONE) {
      reason = engine.admission.basics(o);
    }
    Trigger trigger = null;
    if (reason == RejectReason.NONE) {
      var market = engine.markets.get(o.market);
      trigger =
          new Trigger(
              engine.sequence,
              engine.accounts.get(o.account),
              market,
              engine.admission.key,
              o,
              terms.triggerTicks,
              terms.when == TriggerWhen.AT_OR_ABOVE,
              terms.group);
      long theirs = waiting.stream().filter(t -> t.account.id == o.account).count();
      if (market.spot) {
        reason = RejectReason.BAD_PARAMETER;
      } else if (terms.triggerTicks < 1 || terms.triggerTicks > market.maxTicks) {
        reason = RejectReason.BAD_PRICE;
      } else if (trigger.met()) {
        reason = RejectReason.TRIGGER_ALREADY_MET;
      } else if (theirs >= 32) {
        reason = RejectReason.ACCOUNT_ORDER_LIMIT;
      } else if (waiting.size() >= engine.limits.triggers()) {
        reason = RejectReason.TRIGGERS_FULL;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, o.account, 28, reason);
      return;
    }
    waiting.add(trigger);
    events.triggers.placed(requestId, trigger.id, terms);
  }

  boolean cancel(long requestId, int account, int market, long id) {
    for (var trigger : waiting) {
      if (trigger.id == id && trigger.account.id == account && trigger.market.id == market) {
        remove(requestId, trigger, CancelReason.REQUESTED);
        return true;
      }
    }
    return false;
  }

  int cancelAll(long requestId, int account, int market, OrderSides sides, CancelReason why) {
    int before = waiting.size();
    for (var trigger : List.copyOf(waiting)) {
      boolean side = sides == OrderSides.BOTH || trigger.order.buy() == (sides == OrderSides.BUYS);
      boolean here = trigger.account.id == account && (market == 0 || trigger.market.id == market);
      if (here && side && !trigger.order.reduceOnly) {
        remove(requestId, trigger, why);
      }
    }
    return before - waiting.size();
  }

  long protecting(int account) {
    return waiting.stream().filter(t -> t.account.id == account && t.order.reduceOnly).count();
  }

  int endAll(int account) {
    int before = waiting.size();
    for (var trigger : List.copyOf(waiting)) {
      if (trigger.account.id == account) {
        remove(0, trigger, CancelReason.REQUESTED);
      }
    }
    return before - waiting.size();
  }

  private boolean opens(Market market) {
    return market.phase != MarketPhase.HALTED && market.phase != MarketPhase.AUCTION;
  }

  void fire(Market market) {
    while (market.prints >= 3 && opens(market)) {
      var due = waiting.stream().filter(t -> t.market == market && t.met());
      var first =
          due.min(
              Comparator.comparing((Trigger t) -> !t.above)
                  .thenComparing(t -> t.above ? t.ticks : -t.ticks)
                  .thenComparing(t -> t.id));
      if (first.isEmpty()) {
        return;
      }
      fire(first.get());
    }
  }

  private void fire(Trigger trigger) {
    waiting.remove(trigger);
    int account = trigger.account.id;
    int market = trigger.market.id;
    events.triggers.fired(account, market, trigger.id, trigger.market.mark);
    engine.admission.key = trigger.key;
    var order = ReferenceTrading.copy(trigger.order);
    RejectReason reason = RejectReason.NONE;
    if (trigger.key != null && trigger.account.keys.get(trigger.key).expiryNs <= engine.now) {
      reason = RejectReason.AGENT_EXPIRED;
    }
    if (reason == RejectReason.NONE) {
      reason = engine.admission.check(order, null);
    }
    if (reason != RejectReason.NONE) {
      events.triggers.failed(account, market, trigger.id, reason);
      return;
    }
    for (var other : List.copyOf(waiting)) {
      if (other.account == trigger.account && trigger.group != 0 && other.group == trigger.group) {
        remove(0, other, CancelReason.GROUP);
      }
    }
    engine.admission.use(order);
    engine.matching.accepted(0, trigger.id, order);
    engine.matching.match(0, trigger.id, order);
  }

  void schedule(long requestId, Signed by, long atNs) {
    int account = by.account;
    RejectReason reason = engine.admission.signer(by);
    // Before rules 4 one that a second less would take below all times was taken, and due.
    boolean wraps = atNs < Long.MIN_VALUE + 1_000_000_000L;
    boolean ahead = wraps ? engine.parameters.rules < 4 : atNs >= engine.now + 1_000_000_000L;
    if (reason == RejectReason.NONE && atNs != 0 && !ahead) {
      reason = RejectReason.BAD_PARAMETER;
    }
    wrapped += reason == RejectReason.NONE && wraps ? 1 : 0;
    past += reason == RejectReason.BAD_PARAMETER && wraps ? 1 : 0;
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 27, reason);
      return;
    }
    switches.remove(account);
    if (atNs != 0) {
      switches.put(account, atNs);
    }
    events.orders.cancelScheduled(requestId, account, atNs, false);
  }

  void due() {
    var due = new ArrayList<>(switches.entrySet());
    due.removeIf(entry -> entry.getValue() > engine.now);
    due.sort(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
    for (var entry : due) {
      int account = entry.getKey();
      switches.remove(account);
      engine.book.cancelAll(engine.accounts.get(account), CancelReason.SCHEDULED);
      cancelAll(0, account, 0, OrderSides.BOTH, CancelReason.SCHEDULED);
      engine.twaps.cancelAll(0, account, 0, OrderSides.BOTH, CancelReason.SCHEDULED);
      events.orders.cancelScheduled(0, account, 0, true);
    }
  }

  private void remove(long requestId, Trigger trigger, CancelReason why) {
    waiting.remove(trigger);
    events.triggers.canceled(requestId, trigger.account.id, trigger.market.id, trigger.id, why);
  }
}
