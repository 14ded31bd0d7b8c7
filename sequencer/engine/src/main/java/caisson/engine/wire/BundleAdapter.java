package caisson.engine.wire;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAction;
import caisson.protocol.RejectReason;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.SubmitOrdersDecoder.EntriesDecoder;
import caisson.protocol.TimeInForce;
import org.agrona.DirectBuffer;

/** Bundles of orders; {@link CommandAdapter} has checked that the block is all there. */
final class BundleAdapter {
  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

  private final SubmitOrdersDecoder decoder = new SubmitOrdersDecoder();
  private final Signed signed = new Signed();
  private final OrderBundle bundle = new OrderBundle();
  private final OrderCommands commands;
  private final EventPublisher events;

  BundleAdapter(OrderCommands commands, EventPublisher events) {
    this.commands = commands;
    this.events = events;
  }

  void dispatch(
      DirectBuffer buffer, int offset, int length, int block, int version, long requestId) {
    int body = offset + HEADER;
    int least = EntriesDecoder.sbeBlockLength();
    if (CommandAdapter.endOfGroup(buffer, offset, length, HEADER + block, least) < 0) {
      refuse(requestId, RejectReason.MALFORMED);
      return;
    }
    var c = decoder.wrap(buffer, body, block, version);
    var entries = c.entries();
    if (entries.count() == 0 || entries.count() > OrderBundle.MOST) {
      refuse(requestId, RejectReason.BAD_PARAMETER);
      return;
    }
    bundle.count = 0;
    while (entries.hasNext()) {
      entries.next();
      if (!read(entries, bundle.entries[bundle.count], c.account())) {
        events.rejected(
            requestId, 0, SubmitOrdersDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM, bundle.count);
        return;
      }
      bundle.count++;
    }
    int signer = body + SubmitOrdersDecoder.signerEncodingOffset();
    var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
    commands.submitOrders(requestId, by, bundle);
  }

  private void refuse(long requestId, RejectReason reason) {
    events.rejected(requestId, 0, SubmitOrdersDecoder.TEMPLATE_ID, reason);
  }

  /** False when a value is none of its enum. */
  private static boolean read(EntriesDecoder e, OrderBundle.Entry entry, int account) {
    var order = entry.order;
    order.side = OrderAdapter.side(e.sideRaw());
    order.timeInForce = OrderAdapter.anyTimeInForce(e.timeInForceRaw());
    order.selfTrade = OrderAdapter.selfTrade(e.selfTradeRaw());
    boolean unknown =
        e.actionRaw() > 1
            || order.side == Side.NULL_VAL
            || order.timeInForce == TimeInForce.NULL_VAL
            || order.selfTrade == SelfTrade.NULL_VAL
            || e.reduceOnly() > 1
            || e.slide() > 1;
    if (unknown) {
      return false;
    }
    boolean places = e.actionRaw() == 0;
    entry.action = places ? OrderAction.PLACE : OrderAction.CANCEL;
    entry.cancels = places ? 0 : e.orderId();
    order.replaces = places ? e.orderId() : 0;
    order.account = account;
    order.market = e.market();
    order.limitTicks = e.limitTicks();
    order.lots = e.lots();
    order.goodTillNs = e.goodTillNs();
    order.clientHigh = e.clientOrderId().high();
    order.clientLow = e.clientOrderId().low();
    order.reduceOnly = e.reduceOnly() == 1;
    order.slide = e.slide() == 1;
    return true;
  }
}
