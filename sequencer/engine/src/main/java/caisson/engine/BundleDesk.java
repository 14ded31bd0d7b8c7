package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.Agents;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;
import caisson.engine.trigger.WaitingOrders;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.OrderBundle;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderAction;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.TimeInForce;
import java.util.stream.Stream;

/**
 * Orders of one account placed, canceled and replaced together: all entries or none.
 *
 * <p>Entries take effect in their order, each judged in the state that the earlier ones have left,
 * as if they had come alone; nothing is told before the last one has passed. When one is refused
 * the earlier ones are undone, the latest first, each order back into the place it had. A trade
 * cannot be undone, so an order that may trade at once stands last, where nothing is judged after
 * it.
 */
final class BundleDesk {
  /** Ids of one command differ from here on. */
  private static final int ID_SHIFT = 48;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Agents agents;
  private final Orders orders;
  private final Signers signers;
  private final Admission admission;
  private final Trading trading;
  private final RestingOrders resting;
  private final TriggerDesk triggers;
  private final TwapDesk twaps;
  private final Matching matching;
  private final EventPublisher events;

  // By entry: the order it took away, if it did, and the one it let rest, or NONE.
  private final boolean[] took = new boolean[OrderBundle.MOST];
  private final GoneOrder[] gone =
      Stream.generate(GoneOrder::new).limit(OrderBundle.MOST).toArray(GoneOrder[]::new);
  private final int[] rested = new int[OrderBundle.MOST];

  BundleDesk(
      State state,
      Signers signers,
      Admission admission,
      Trading trading,
      RestingOrders resting,
      TriggerDesk triggers,
      TwapDesk twaps,
      Matching matching,
      EventPublisher events) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    agents = accounts.agents;
    orders = state.orders;
    this.signers = signers;
    this.admission = admission;
    this.trading = trading;
    this.resting = resting;
    this.triggers = triggers;
    this.twaps = twaps;
    this.matching = matching;
    this.events = events;
  }

  void submit(long requestId, Signed by, OrderBundle bundle) {
    int template = SubmitOrdersDecoder.TEMPLATE_ID;
    int row = accounts.rowOf(by.account);
    RejectReason reason = signers.check(by, row);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, template, reason);
      return;
    }
    int signer = signers.signer();
    long day = signer == Signers.OWNER ? 0 : agents.day(signer);
    long used = signer == Signers.OWNER ? 0 : agents.usedNotional(signer);
    for (int i = 0; i < bundle.count; i++) {
      took[i] = false;
      rested[i] = Orders.NONE;
      reason = apply(row, bundle, i);
      if (reason != RejectReason.NONE) {
        undo(i);
        if (signer != Signers.OWNER) {
          agents.restoreUse(signer, day, used);
        }
        events.rejected(requestId, by.account, template, reason, i);
        return;
      }
    }
    tell(requestId, row, bundle);
  }

  private RejectReason apply(int row, OrderBundle bundle, int i) {
    var entry = bundle.entries[i];
    return entry.action == OrderAction.CANCEL
        ? cancel(row, bundle, i)
        : place(row, entry.order, i, i == bundle.count - 1);
  }

  private RejectReason cancel(int row, OrderBundle bundle, int i) {
    var entry = bundle.entries[i];
    int slot = orders.find(entry.cancels);
    if (trading.isTheirs(slot, row, entry.order.market)) {
      resting.detach(slot);
      take(i, slot);
      return RejectReason.NONE;
    }
    // What waits leaves when it is told: until then nothing here depends on it.
    return waits(row, entry) && !namedBefore(bundle, i)
        ? RejectReason.NONE
        : RejectReason.UNKNOWN_ORDER;
  }

  private boolean waits(int row, OrderBundle.Entry entry) {
    int trigger = state.triggers.find(row, entry.cancels);
    if (trigger != WaitingOrders.NONE) {
      return state.triggers.market(trigger) == entry.order.market;
    }
    int twap = state.twaps.find(row, entry.cancels);
    return twap != WaitingOrders.NONE && state.twaps.market(twap) == entry.order.market;
  }

  private static boolean namedBefore(OrderBundle bundle, int i) {
    for (int before = 0; before < i; before++) {
      var entry = bundle.entries[before];
      if (entry.action == OrderAction.CANCEL && entry.cancels == bundle.entries[i].cancels) {
        return true;
      }
    }
    return false;
  }

  /** The last one is let in and meets the book when it is told. */
  private RejectReason place(int row, Submission order, int i, boolean last) {
    RejectReason reason = admission.checkTerms(order);
    int replaced = Orders.NONE;
    if (reason == RejectReason.NONE && order.replaces != 0) {
      replaced = orders.find(order.replaces);
      if (!trading.isReplaceable(replaced, row, order)) {
        reason = RejectReason.UNKNOWN_ORDER;
      }
    }
    if (reason == RejectReason.NONE) {
      reason = admission.shape(row, order);
    }
    if (reason == RejectReason.NONE && !last && mayTrade(order)) {
      reason = RejectReason.BUNDLE_TAKES;
    }
    if (reason == RejectReason.NONE) {
      reason = trading.admit(row, order, replaced);
    }
    if (reason != RejectReason.NONE) {
      return reason;
    }
    signers.use(order.market, order.limitTicks, order.lots);
    if (replaced != Orders.NONE) {
      take(i, replaced);
    }
    if (!last) {
      rested[i] = resting.rest(row, id(i), order, order.lots);
    }
    return RejectReason.NONE;
  }

  /** A POST_ONLY order that would is refused for that. */
  private boolean mayTrade(Submission order) {
    if (order.timeInForce == TimeInForce.POST_ONLY) {
      return false;
    }
    boolean gathers = markets.phase(order.market) == Markets.AUCTION;
    return !order.mayRest()
        || (!gathers
            && state.books[order.market].nextMatch(order.buy(), order.limitTicks) != Orders.NONE);
  }

  private void take(int i, int slot) {
    gone[i].take(state, slot);
    took[i] = true;
  }

  private void undo(int entries) {
    for (int i = entries - 1; i >= 0; i--) {
      if (rested[i] != Orders.NONE) {
        resting.detach(rested[i]);
        state.removeUnlinked(rested[i], orders.market(rested[i]));
      }
      if (took[i]) {
        resting.attach(gone[i].putBack(state));
      }
    }
  }

  private void tell(long requestId, int row, OrderBundle bundle) {
    int account = accounts.idOf(row);
    for (int i = 0; i < bundle.count; i++) {
      var entry = bundle.entries[i];
      if (entry.action == OrderAction.CANCEL) {
        tellCanceled(requestId, account, row, entry, i);
        continue;
      }
      if (took[i]) {
        tellGone(requestId, account, gone[i], CancelReason.REPLACED);
      }
      tellPlaced(requestId, row, entry.order, i);
    }
  }

  private void tellCanceled(long requestId, int account, int row, OrderBundle.Entry entry, int i) {
    int market = entry.order.market;
    if (took[i]) {
      tellGone(requestId, account, gone[i], CancelReason.REQUESTED);
    } else if (!triggers.cancel(requestId, row, market, entry.cancels)
        && !twaps.cancel(requestId, row, market, entry.cancels)) {
      throw new IllegalStateException("nothing to cancel: " + entry.cancels);
    }
  }

  private void tellGone(long requestId, int account, GoneOrder order, CancelReason why) {
    Side side = order.buy() ? Side.BUY : Side.SELL;
    events.orders.canceled(
        requestId,
        account,
        order.market(),
        order.id(),
        order.limitTicks(),
        order.lots(),
        side,
        true,
        why);
  }

  private void tellPlaced(long requestId, int row, Submission order, int i) {
    events.orders.accepted(
        requestId,
        order.account,
        order.market,
        id(i),
        order.limitTicks,
        order.lots,
        order.clientHigh,
        order.clientLow,
        order.side,
        order.timeInForce);
    if (rested[i] == Orders.NONE) {
      matching.match(requestId, row, id(i), order);
    } else {
      events.orders.rested(
          order.account, order.market, id(i), order.limitTicks, order.lots, order.side);
    }
  }

  private long id(int i) {
    return state.sequence | (long) i << ID_SHIFT;
  }
}
