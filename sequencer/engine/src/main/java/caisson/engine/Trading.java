package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;
import caisson.engine.wire.Amendment;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;

/**
 * What users ask of orders: one comes in, takes another's place, changes or leaves. The first
 * failing check refuses the command, and nothing changes but the nonce.
 *
 * <p>A replacement is a new order with a new place in time; the one it replaces leaves in the same
 * command. An amended order keeps its id, and its place in time when it only gets smaller.
 */
final class Trading {
  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Orders orders;
  private final Signers signers;
  private final Admission admission;
  private final RestingOrders resting;
  private final TriggerDesk triggers;
  private final TwapDesk twaps;
  private final Matching matching;
  private final EventPublisher events;

  /** The terms an amended order comes again with. */
  private final Submission amended = new Submission();

  Trading(
      State state,
      Signers signers,
      Admission admission,
      RestingOrders resting,
      TriggerDesk triggers,
      TwapDesk twaps,
      Matching matching,
      EventPublisher events) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    orders = state.orders;
    this.signers = signers;
    this.admission = admission;
    this.resting = resting;
    this.triggers = triggers;
    this.twaps = twaps;
    this.matching = matching;
    this.events = events;
  }

  void submit(long requestId, int template, Signed by, Submission order) {
    int row = accounts.rowOf(by.account);
    RejectReason reason = signers.check(by, row);
    if (reason == RejectReason.NONE) {
      reason = admission.checkTerms(order);
    }
    int replaced = Orders.NONE;
    if (reason == RejectReason.NONE && order.replaces != 0) {
      replaced = orders.find(order.replaces);
      if (!isReplaceable(replaced, row, order)) {
        reason = RejectReason.UNKNOWN_ORDER;
      }
    }
    if (reason == RejectReason.NONE) {
      reason = admission.shape(row, order);
    }
    if (reason == RejectReason.NONE) {
      reason = admit(row, order, replaced);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, order.account, template, reason);
      return;
    }
    signers.use(order.market, order.limitTicks, order.lots);
    if (replaced != Orders.NONE) {
      resting.cancelDetached(requestId, replaced, CancelReason.REPLACED);
    }
    events.orders.accepted(
        requestId,
        order.account,
        order.market,
        state.sequence,
        order.limitTicks,
        order.lots,
        order.clientHigh,
        order.clientLow,
        order.side,
        order.timeInForce);
    matching.match(requestId, row, state.sequence, order);
  }

  /** Detaches the order it takes the place of, unless it is refused. */
  RejectReason admit(int row, Submission order, int replaced) {
    if (replaced == Orders.NONE) {
      return admission.admit(row, order, replaced);
    }
    resting.detach(replaced);
    RejectReason reason = admission.admit(row, order, replaced);
    if (reason != RejectReason.NONE) {
      resting.attach(replaced);
    }
    return reason;
  }

  /** The same side, so that the other never stands in the new one's way. */
  boolean isReplaceable(int slot, int row, Submission order) {
    return isTheirs(slot, row, order.market) && orders.buy(slot) == order.buy();
  }

  boolean isTheirs(int slot, int row, int market) {
    return slot != Orders.NONE && orders.accountRow(slot) == row && orders.market(slot) == market;
  }

  void amend(long requestId, Signed by, Amendment change) {
    int row = accounts.rowOf(by.account);
    RejectReason reason = signers.check(by, row);
    int slot = reason == RejectReason.NONE ? orders.find(change.orderId) : Orders.NONE;
    if (reason == RejectReason.NONE && !isTheirs(slot, row, change.market)) {
      reason = RejectReason.UNKNOWN_ORDER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, AmendOrderDecoder.TEMPLATE_ID, reason);
      return;
    }
    boolean samePrice = change.limitTicks == orders.limitTicks(slot);
    long less = orders.lots(slot) - change.lots;
    if (samePrice && less == 0) {
      events.completed(requestId);
    } else if (samePrice && less > 0 && change.lots >= markets.minLots(change.market)) {
      resting.reduce(requestId, slot, less, CancelReason.AMENDED);
    } else {
      comeAgain(requestId, row, slot, change);
    }
  }

  private void comeAgain(long requestId, int row, int slot, Amendment change) {
    var order = amended;
    order.account = accounts.idOf(row);
    order.market = change.market;
    order.limitTicks = change.limitTicks;
    order.lots = change.lots;
    order.side = orders.buy(slot) ? Side.BUY : Side.SELL;
    order.timeInForce = change.postOnly ? TimeInForce.POST_ONLY : TimeInForce.GTC;
    order.selfTrade = change.selfTrade;
    order.clientHigh = orders.clientHigh(slot);
    order.clientLow = orders.clientLow(slot);
    order.reduceOnly = orders.reduceOnly(slot);
    order.goodTillNs = state.goodTillNs(slot);
    RejectReason reason = admission.checkTerms(order);
    if (reason == RejectReason.NONE) {
      reason = admission.shape(row, order);
    }
    if (reason == RejectReason.NONE) {
      reason = admit(row, order, slot);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, order.account, AmendOrderDecoder.TEMPLATE_ID, reason);
      return;
    }
    signers.use(order.market, order.limitTicks, order.lots);
    events.orders.amended(
        requestId,
        order.account,
        order.market,
        change.orderId,
        orders.limitTicks(slot),
        orders.lots(slot),
        order.limitTicks,
        order.lots,
        order.side);
    state.removeUnlinked(slot, change.market);
    matching.match(requestId, row, change.orderId, order);
  }

  void cancel(long requestId, Signed by, int market, long orderId) {
    int row = accounts.rowOf(by.account);
    RejectReason reason = signers.check(by, row);
    int slot = reason == RejectReason.NONE ? orders.find(orderId) : Orders.NONE;
    if (reason == RejectReason.NONE && !isTheirs(slot, row, market)) {
      if (triggers.cancel(requestId, row, market, orderId)
          || twaps.cancel(requestId, row, market, orderId)) {
        return;
      }
      reason = RejectReason.UNKNOWN_ORDER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, CancelOrderDecoder.TEMPLATE_ID, reason);
      return;
    }
    resting.cancel(requestId, slot, CancelReason.REQUESTED);
  }

  void cancelAll(long requestId, Signed by, int market, OrderSides sides) {
    int row = accounts.rowOf(by.account);
    RejectReason reason = signers.check(by, row);
    if (reason == RejectReason.NONE && market != 0 && !markets.listed(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, CancelOrdersDecoder.TEMPLATE_ID, reason);
      return;
    }
    int gone = resting.cancelAll(requestId, row, market, sides, CancelReason.REQUESTED);
    gone += triggers.cancelAll(requestId, row, market, sides, CancelReason.REQUESTED);
    gone += twaps.cancelAll(requestId, row, market, sides, CancelReason.REQUESTED);
    if (gone == 0) {
      events.completed(requestId);
    }
  }
}
