package caisson.engine;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.engine.wire.TwapTerms;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.TimeInForce;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Orders in slices over time, told again: a list, searched before each command. */
final class ReferenceTwaps {
  static final class Twap {
    final long id;
    final Account account;
    final Market market;
    final String key;
    final Submission order;
    final long intervalNs;
    long lots;
    long nextNs;
    int done;
    int left;

    Twap(long id, Account account, Market market, String key, TwapTerms terms, long now) {
      this.id = id;
      this.account = account;
      this.market = market;
      this.key = key;
      order = ReferenceTrading.copy(terms.order);
      order.timeInForce = TimeInForce.IOC;
      intervalNs = terms.intervalNs;
      lots = order.lots;
      nextNs = now;
      left = terms.slices;
    }
  }

  final List<Twap> running = new ArrayList<>();
  private final ReferenceEngine engine;
  private final EventPublisher events;

  ReferenceTwaps(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
  }

  void place(long requestId, Signed by, TwapTerms terms) {
    var o = terms.order;
    RejectReason reason = engine.admission.signer(by);
    if (reason == RejectReason.NONE) {
      reason = engine.admission.basics(o);
    }
    if (reason == RejectReason.NONE) {
      long theirs = running.stream().filter(twap -> twap.account.id == o.account).count();
      if (terms.slices < 2
          || terms.slices > 1_000
          || terms.intervalNs < 1_000_000_000L
          || terms.intervalNs > 86_400_000_000_000L) {
        reason = RejectReason.BAD_PARAMETER;
      } else if (o.lots / terms.slices < engine.markets.get(o.market).minLots) {
        reason = RejectReason.BAD_QUANTITY;
      } else if (theirs >= 8) {
        reason = RejectReason.ACCOUNT_ORDER_LIMIT;
      } else if (running.size() >= engine.limits.twaps()) {
        reason = RejectReason.TWAPS_FULL;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, o.account, 33, reason);
      return;
    }
    var account = engine.accounts.get(o.account);
    var market = engine.markets.get(o.market);
    running.add(
        new Twap(engine.sequence, account, market, engine.admission.key, terms, engine.now));
    events.triggers.twapPlaced(requestId, engine.sequence, terms);
  }

  void due() {
    var due = new ArrayList<>(running.stream().filter(t -> t.nextNs <= engine.now).toList());
    due.sort(Comparator.comparingLong((Twap t) -> t.nextNs).thenComparing(t -> t.id));
    due.forEach(this::slice);
  }

  private void slice(Twap twap) {
    var order = ReferenceTrading.copy(twap.order);
    order.lots = -Math.floorDiv(-twap.lots, twap.left);
    long orderId = (1L << 60) + twap.id * 1_024 + twap.done;
    twap.done++;
    twap.left--;
    twap.nextNs = engine.now + twap.intervalNs;
    engine.admission.key = twap.key;
    RejectReason reason = RejectReason.NONE;
    if (twap.key != null && twap.account.keys.get(twap.key).expiryNs <= engine.now) {
      reason = RejectReason.AGENT_EXPIRED;
    }
    if (reason == RejectReason.NONE) {
      reason = engine.admission.check(order, null);
    }
    int account = twap.account.id;
    events.triggers.twapSliced(
        account, twap.market.id, twap.id, orderId, order.lots, twap.left, reason);
    if (reason == RejectReason.NONE) {
      engine.admission.use(order);
      engine.matching.accepted(0, orderId, order);
      twap.lots -= engine.matching.match(0, orderId, order);
    }
    if (twap.left == 0 || twap.lots == 0) {
      end(0, twap, CancelReason.DONE);
    }
  }

  boolean cancel(long requestId, int account, int market, long id) {
    for (var twap : running) {
      if (twap.id == id && twap.account.id == account && twap.market.id == market) {
        end(requestId, twap, CancelReason.REQUESTED);
        return true;
      }
    }
    return false;
  }

  int cancelAll(long requestId, int account, int market, OrderSides sides, CancelReason why) {
    int before = running.size();
    for (var twap : List.copyOf(running)) {
      boolean side = sides == OrderSides.BOTH || twap.order.buy() == (sides == OrderSides.BUYS);
      boolean here = twap.account.id == account && (market == 0 || twap.market.id == market);
      if (here && side && !twap.order.reduceOnly) {
        end(requestId, twap, why);
      }
    }
    return before - running.size();
  }

  long protecting(int account) {
    return running.stream().filter(t -> t.account.id == account && t.order.reduceOnly).count();
  }

  int endAll(int account) {
    int before = running.size();
    for (var twap : List.copyOf(running)) {
      if (twap.account.id == account) {
        end(0, twap, CancelReason.REQUESTED);
      }
    }
    return before - running.size();
  }

  private void end(long requestId, Twap twap, CancelReason why) {
    running.remove(twap);
    events.triggers.twapEnded(requestId, twap.account.id, twap.market.id, twap.id, twap.lots, why);
  }
}
