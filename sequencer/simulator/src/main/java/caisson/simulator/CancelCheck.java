package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Order;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** What is to leave leaves: one order, or all of a market and side that may open a line. */
final class CancelCheck {
  private static final String CANCEL = "cancel";

  private final Ledger ledger;
  private final TriggerCheck triggers;
  private final TwapCheck twaps;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CancelOrderDecoder one = new CancelOrderDecoder();
  private final CancelOrdersDecoder all = new CancelOrdersDecoder();

  CancelCheck(Ledger ledger, TriggerCheck triggers, TwapCheck twaps) {
    this.ledger = ledger;
    this.triggers = triggers;
    this.twaps = twaps;
  }

  /** After the last event of a command that was not refused. */
  void done(int template, DirectBuffer command) {
    if (template == CancelOrderDecoder.TEMPLATE_ID) {
      var c = one.wrapAndApplyHeader(command, 0, header);
      unless(!stands(c), CANCEL, "what was canceled stands: " + c.orderId());
    }
    if (template != CancelOrdersDecoder.TEMPLATE_ID) {
      return;
    }
    var c = all.wrapAndApplyHeader(command, 0, header);
    Account account = ledger.account(c.account());
    Boolean buy = c.sides() == OrderSides.BOTH ? null : c.sides() == OrderSides.BUYS;
    int market = c.market();
    for (Order order : account.orders) {
      boolean here = market == 0 || order.market.id == market;
      unless(!here || buy != null && buy != order.buy, CANCEL, "an order stays: " + order.id);
    }
    boolean waits = triggers.opens(account, market, buy) || twaps.opens(account, market, buy);
    unless(!waits, CANCEL, "what waits is left of " + account.id);
  }

  /** A cancel that found nothing. */
  void onRejected(RejectReason reason, int template, DirectBuffer command) {
    if (template == CancelOrderDecoder.TEMPLATE_ID && reason == RejectReason.UNKNOWN_ORDER) {
      var c = one.wrapAndApplyHeader(command, 0, header);
      unless(!stands(c), CANCEL, "a cancel of what stands is lost: " + c.orderId());
    }
  }

  /** Whether the account has what a command names: an order, a trigger or a TWAP. */
  private boolean stands(CancelOrderDecoder c) {
    Order order = ledger.orders.get(c.orderId());
    boolean rests =
        order != null && order.account.id == c.account() && order.market.id == c.market();
    return rests
        || isOf(triggers.find(c.orderId()), c.account(), c.market())
        || isOf(twaps.find(c.orderId()), c.account(), c.market());
  }

  private static boolean isOf(@Nullable Wish wish, int account, int market) {
    return wish != null && wish.account().id == account && wish.market().id == market;
  }
}
