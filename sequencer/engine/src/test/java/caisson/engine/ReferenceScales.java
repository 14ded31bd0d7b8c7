package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.floorDiv;

import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.protocol.RejectReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * One message that places a ladder of orders, each let in by the terms of the worst; from rules 4
 * on the limits of an agent are those of each.
 */
final class ReferenceScales {
  private static final BigInteger MAX_NOTIONAL = BigInteger.TEN.pow(17);

  private final ReferenceEngine engine;
  private final ReferenceAdmission admission;
  private final ReferenceMatching matching;
  private final EventPublisher events;

  ReferenceScales(
      ReferenceEngine engine,
      ReferenceAdmission admission,
      ReferenceMatching matching,
      EventPublisher events) {
    this.engine = engine;
    this.admission = admission;
    this.matching = matching;
    this.events = events;
  }

  void place(long requestId, Signed by, ScaleTerms scale) {
    var o = scale.order;
    RejectReason reason = admission.signer(by);
    int n = scale.orders;
    var low = ReferenceTrading.copy(o);
    low.limitTicks = Math.min(o.limitTicks, scale.toTicks);
    var high = ReferenceTrading.copy(o);
    high.limitTicks = Math.max(o.limitTicks, scale.toTicks);
    var worst = o.buy() ? high : low;
    if (reason == RejectReason.NONE && (n < 2 || n > 16)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason == RejectReason.NONE) {
      reason = admission.basics(o.buy() ? low : high);
    }
    if (reason == RejectReason.NONE) {
      reason = admission.basics(worst);
    }
    if (reason == RejectReason.NONE && o.lots / n < engine.markets.get(o.market).minLots) {
      reason = RejectReason.BAD_QUANTITY;
    }
    boolean each = engine.parameters.rules >= 4;
    var legs = reason == RejectReason.NONE ? legs(scale) : List.<Submission>of();
    if (each && legs.stream().anyMatch(leg -> notional(leg).compareTo(MAX_NOTIONAL) > 0)) {
      reason = RejectReason.BOUND_EXCEEDED;
    }
    if (reason == RejectReason.NONE) {
      long open = engine.resting.stream().filter(order -> order.account.id == o.account).count();
      long timed = engine.resting.stream().filter(order -> order.terms.goodTillNs != 0).count();
      if (open + n > engine.limits.ordersPerAccount()) {
        reason = RejectReason.ACCOUNT_ORDER_LIMIT;
      } else if (engine.resting.size() + n > engine.limits.orders()) {
        reason = RejectReason.BOOK_FULL;
      } else if (o.goodTillNs != 0 && timed + n > engine.limits.timedOrders()) {
        reason = RejectReason.TIMED_ORDERS_FULL;
      } else {
        reason = admission.terms(worst, each ? legs : List.of(worst));
        boolean differs = admission.terms(worst, each ? List.of(worst) : legs) != reason;
        admission.scalesAsOne += differs && !each ? 1 : 0;
        admission.scalesByOrders += differs && each ? 1 : 0;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, o.account, 29, reason);
      return;
    }
    if (!each) {
      admission.use(worst);
    }
    for (int i = 0; i < n; i++) {
      var leg = legs.get(i);
      if (each) {
        admission.use(leg);
      }
      long id = engine.sequence + i * (1L << 48);
      matching.accepted(requestId, id, leg);
      matching.match(requestId, id, leg);
    }
  }

  private BigInteger notional(Submission leg) {
    return big(leg.lots).multiply(big(leg.limitTicks)).multiply(engine.markets.get(leg.market).k);
  }

  private static List<Submission> legs(ScaleTerms scale) {
    var o = scale.order;
    int n = scale.orders;
    var legs = new ArrayList<Submission>();
    for (int i = 0; i < n; i++) {
      var leg = ReferenceTrading.copy(o);
      var span = big(scale.toTicks - o.limitTicks).multiply(big(i));
      leg.limitTicks = o.limitTicks + floorDiv(span, big(n - 1)).longValueExact();
      leg.lots = o.lots / n + (i < o.lots % n ? 1 : 0);
      leg.clientLow = o.clientLow + i;
      legs.add(leg);
    }
    return legs;
  }
}
