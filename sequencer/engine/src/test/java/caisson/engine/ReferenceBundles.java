package caisson.engine;

import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.OrderBundle;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.protocol.CancelReason;
import caisson.protocol.MarketPhase;
import caisson.protocol.OrderAction;
import caisson.protocol.RejectReason;
import caisson.protocol.TimeInForce;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Entries judged on paper, one after the other; if all pass, done one after the other. */
final class ReferenceBundles {
  private final ReferenceEngine engine;
  private final ReferenceBook book;
  private final ReferenceAdmission admission;
  private final ReferenceMatching matching;
  private final EventPublisher events;

  ReferenceBundles(
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
  }

  void submit(long requestId, Signed by, OrderBundle bundle) {
    RejectReason reason = admission.signer(by);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, 38, reason);
      return;
    }
    var before = List.copyOf(engine.resting);
    var agent =
        admission.key == null ? null : engine.accounts.get(by.account).keys.get(admission.key);
    long day = agent == null ? 0 : agent.day;
    var used = agent == null ? null : agent.used;
    Set<Long> waiting = new HashSet<>();
    int judged = 0;
    while (judged < bundle.count && reason == RejectReason.NONE) {
      var entry = bundle.entries[judged];
      reason =
          entry.action == OrderAction.CANCEL
              ? strike(entry, waiting)
              : note(copy(entry.order), id(judged), judged == bundle.count - 1);
      judged++;
    }
    engine.resting.clear();
    engine.resting.addAll(before);
    if (agent != null) {
      agent.day = day;
      agent.used = used;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, 38, reason, judged - 1);
      return;
    }
    for (int i = 0; i < bundle.count; i++) {
      carryOut(requestId, bundle.entries[i], id(i));
    }
  }

  private RejectReason strike(OrderBundle.Entry entry, Set<Long> waiting) {
    int account = entry.order.account;
    int market = entry.order.market;
    var order = book.find(account, market, entry.cancels);
    if (order != null) {
      engine.resting.remove(order);
      return RejectReason.NONE;
    }
    boolean waits =
        engine.triggers.waiting.stream()
                .anyMatch(
                    t ->
                        t.id() == entry.cancels
                            && t.account().id == account
                            && t.market().id == market)
            || engine.twaps.running.stream()
                .anyMatch(
                    t -> t.id == entry.cancels && t.account.id == account && t.market.id == market);
    return waits && waiting.add(entry.cancels) ? RejectReason.NONE : RejectReason.UNKNOWN_ORDER;
  }

  private RejectReason note(Submission o, long id, boolean last) {
    RejectReason reason = admission.basics(o);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    var old = book.find(o.account, o.market, o.replaces);
    if (o.replaces != 0 && (old == null || old.buy != o.buy())) {
      return RejectReason.UNKNOWN_ORDER;
    }
    reason = admission.shape(o);
    if (reason == RejectReason.NONE && !last && mayTrade(o)) {
      reason = RejectReason.BUNDLE_TAKES;
    }
    if (reason == RejectReason.NONE) {
      reason = admission.admit(o, old);
    }
    if (reason == RejectReason.NONE) {
      admission.use(o);
      var account = engine.accounts.get(o.account);
      engine.resting.add(new Order(id, o, account, engine.markets.get(o.market), o.lots));
    }
    return reason;
  }

  private boolean mayTrade(Submission o) {
    var market = engine.markets.get(o.market);
    if (o.timeInForce == TimeInForce.IOC || o.timeInForce == TimeInForce.FOK) {
      return true;
    }
    var best = book.best(market, !o.buy());
    return o.timeInForce == TimeInForce.GTC
        && market.phase != MarketPhase.AUCTION
        && best != null
        && ReferenceBook.crosses(o, best);
  }

  private void carryOut(long requestId, OrderBundle.Entry entry, long id) {
    var o = entry.order;
    if (entry.action == OrderAction.CANCEL) {
      var order = book.find(o.account, o.market, entry.cancels);
      if (order != null) {
        book.remove(requestId, order, CancelReason.REQUESTED);
      } else if (!engine.triggers.cancel(requestId, o.account, o.market, entry.cancels)) {
        engine.twaps.cancel(requestId, o.account, o.market, entry.cancels);
      }
      return;
    }
    admission.shape(o);
    if (o.replaces != 0) {
      book.remove(requestId, book.find(o.account, o.market, o.replaces), CancelReason.REPLACED);
    }
    admission.use(o);
    matching.accepted(requestId, id, o);
    matching.match(requestId, id, o);
  }

  private long id(int entry) {
    return engine.sequence + entry * (1L << 48);
  }

  private static Submission copy(Submission from) {
    var to = ReferenceTrading.copy(from);
    to.slide = from.slide;
    to.replaces = from.replaces;
    return to;
  }
}
