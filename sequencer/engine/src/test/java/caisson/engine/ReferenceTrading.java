package caisson.engine;

import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.Amendment;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.OrderBundle;
import caisson.engine.wire.OrderCommands;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.engine.wire.TriggerTerms;
import caisson.engine.wire.TwapTerms;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.TimeInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands about orders, told again from the rules. */
final class ReferenceTrading implements OrderCommands {
  private final ReferenceEngine engine;
  private final ReferenceBook book;
  private final ReferenceAdmission admission;
  private final ReferenceMatching matching;
  private final ReferenceScales scales;
  private final ReferenceBundles bundles;
  private final EventPublisher events;
  private final Map<Integer, Market> markets;
  private final List<Order> resting;

  ReferenceTrading(
      ReferenceEngine engine,
      ReferenceBook book,
      ReferenceAdmission admission,
      ReferenceMatching matching,
      EventPublisher events) {
    this.engine = engine;
    this.book = book;
    this.admission = admission;
    this.matching = matching;
    this.events = events;
    scales = new ReferenceScales(engine, admission, matching, events);
    bundles = new ReferenceBundles(engine, book, admission, matching, events);
    markets = engine.markets;
    resting = engine.resting;
  }

  @Override
  public void placeOrder(long requestId, Signed by, Submission order) {
    submit(requestId, 21, by, order);
  }

  @Override
  public void submitOrder(long requestId, Signed by, Submission order) {
    submit(requestId, 24, by, order);
  }

  @Override
  public void submitOrders(long requestId, Signed by, OrderBundle bundle) {
    bundles.submit(requestId, by, bundle);
  }

  @Override
  public void amendOrder(long requestId, Signed by, Amendment change) {
    amend(requestId, by, change);
  }

  @Override
  public void placeScale(long requestId, Signed by, ScaleTerms scale) {
    scales.place(requestId, by, scale);
  }

  @Override
  public void placeTwap(long requestId, Signed by, TwapTerms terms) {
    engine.twaps.place(requestId, by, terms);
  }

  @Override
  public void placeTrigger(long requestId, Signed by, TriggerTerms terms) {
    engine.triggers.place(requestId, by, terms);
  }

  @Override
  public void scheduleCancel(long requestId, Signed by, long atNs) {
    engine.triggers.schedule(requestId, by, atNs);
  }

  private void submit(long requestId, int template, Signed by, Submission o) {
    RejectReason reason = admission.signer(by);
    if (reason == RejectReason.NONE) {
      reason = admission.basics(o);
    }
    Order old = null;
    if (reason == RejectReason.NONE && o.replaces != 0) {
      old = book.find(o.account, o.market, o.replaces);
      reason = old == null || old.buy != o.buy() ? RejectReason.UNKNOWN_ORDER : reason;
    }
    if (reason == RejectReason.NONE) {
      reason = admission.shape(o);
    }
    if (reason == RejectReason.NONE) {
      reason = admission.admit(o, old);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, o.account, template, reason);
      return;
    }
    admission.use(o);
    if (old != null) {
      book.canceled(requestId, old, CancelReason.REPLACED);
    }
    matching.accepted(requestId, engine.sequence, o);
    matching.match(requestId, engine.sequence, o);
  }

  private void amend(long requestId, Signed by, Amendment a) {
    RejectReason reason = admission.signer(by);
    var order = book.find(by.account, a.market, a.orderId);
    if (reason == RejectReason.NONE && order == null) {
      reason = RejectReason.UNKNOWN_ORDER;
    }
    Submission again = null;
    if (reason == RejectReason.NONE) {
      boolean same = a.limitTicks == order.limit;
      if (same && a.lots == order.lots) {
        events.completed(requestId);
        return;
      }
      if (same && a.lots < order.lots && a.lots >= order.market.minLots) {
        book.reduce(requestId, order, order.lots - a.lots, CancelReason.AMENDED);
        return;
      }
      again = copy(order.terms);
      again.limitTicks = a.limitTicks;
      again.lots = a.lots;
      again.selfTrade = a.selfTrade;
      again.timeInForce = a.postOnly ? TimeInForce.POST_ONLY : TimeInForce.GTC;
      again.slide = false;
      reason = admission.check(again, order);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, 26, reason);
      return;
    }
    admission.use(again);
    events.orders.amended(
        requestId,
        by.account,
        a.market,
        order.id,
        order.limit,
        order.lots,
        again.limitTicks,
        again.lots,
        again.side);
    matching.match(requestId, order.id, again);
  }

  @Override
  public void cancelOrder(long requestId, Signed by, int market, long orderId) {
    int account = by.account;
    RejectReason reason = admission.signer(by);
    var found =
        resting.stream()
            .filter(o -> o.id == orderId && o.account.id == account && o.market.id == market)
            .findFirst();
    if (reason == RejectReason.NONE && found.isEmpty()) {
      if (engine.triggers.cancel(requestId, account, market, orderId)
          || engine.twaps.cancel(requestId, account, market, orderId)) {
        return;
      }
      reason = RejectReason.UNKNOWN_ORDER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 22, reason);
      return;
    }
    var order = found.get();
    resting.remove(order);
    book.canceled(requestId, order, CancelReason.REQUESTED);
  }

  @Override
  public void cancelOrders(long requestId, Signed by, int market, OrderSides sides) {
    int account = by.account;
    RejectReason reason = admission.signer(by);
    if (reason == RejectReason.NONE && market != 0 && !markets.containsKey(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 25, reason);
      return;
    }
    var gone = new ArrayList<Order>();
    for (var order : resting) {
      boolean side = sides == OrderSides.BOTH || order.buy == (sides == OrderSides.BUYS);
      if (order.account.id == account && (market == 0 || order.market.id == market) && side) {
        gone.add(order);
      }
    }
    gone.sort((a, b) -> Long.compare(a.id, b.id));
    for (var order : gone) {
      resting.remove(order);
      book.canceled(requestId, order, CancelReason.REQUESTED);
    }
    int triggers =
        engine.triggers.cancelAll(requestId, account, market, sides, CancelReason.REQUESTED);
    int twaps = engine.twaps.cancelAll(requestId, account, market, sides, CancelReason.REQUESTED);
    if (gone.isEmpty() && triggers + twaps == 0) {
      events.completed(requestId);
    }
  }

  static Submission copy(Submission from) {
    var to = new Submission();
    to.account = from.account;
    to.market = from.market;
    to.limitTicks = from.limitTicks;
    to.lots = from.lots;
    to.clientHigh = from.clientHigh;
    to.clientLow = from.clientLow;
    to.side = from.side;
    to.timeInForce = from.timeInForce;
    to.selfTrade = from.selfTrade;
    to.reduceOnly = from.reduceOnly;
    to.goodTillNs = from.goodTillNs;
    return to;
  }
}
