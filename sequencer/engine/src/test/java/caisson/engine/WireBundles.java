package caisson.engine;

import caisson.protocol.OrderAction;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrdersEncoder;
import caisson.protocol.TimeInForce;
import java.util.List;

/** Bundles of orders, as a gateway encodes them. */
final class WireBundles {
  private final Wire wire;

  WireBundles(Wire wire) {
    this.wire = wire;
  }

  /** One entry; the terms that are seldom named are set afterwards. */
  static final class Entry {
    OrderAction action = OrderAction.PLACE;
    int market;
    long orderId;
    Side side = Side.BUY;
    long lots;
    long limitTicks;
    TimeInForce timeInForce = TimeInForce.GTC;
    SelfTrade selfTrade = SelfTrade.CANCEL_TAKER;
    int reduceOnly;
    int slide;
    long goodTillNs;

    static Entry place(int market, Side side, long lots, long limitTicks, TimeInForce force) {
      var entry = new Entry();
      entry.market = market;
      entry.side = side;
      entry.lots = lots;
      entry.limitTicks = limitTicks;
      entry.timeInForce = force;
      return entry;
    }

    static Entry cancel(int market, long orderId) {
      var entry = new Entry();
      entry.action = OrderAction.CANCEL;
      entry.market = market;
      entry.orderId = orderId;
      return entry;
    }
  }

  int submitOrders(int account, List<Entry> entries, long nonce, long expiryNs, int signer) {
    var c = new SubmitOrdersEncoder().wrapAndApplyHeader(wire.buffer, Wire.OFFSET, wire.header);
    c.requestId(wire.nextRequest()).account(account).nonce(nonce).expiryNs(expiryNs);
    Wire.putKey(
        wire.buffer, c.offset() + SubmitOrdersEncoder.signerEncodingOffset(), account, signer);
    var rows = c.entriesCount(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      var e = entries.get(i);
      rows.next()
          .orderId(e.orderId)
          .limitTicks(e.limitTicks)
          .lots(e.lots)
          .goodTillNs(e.goodTillNs)
          .market(e.market)
          .action(e.action)
          .side(e.side)
          .timeInForce(e.timeInForce)
          .selfTrade(e.selfTrade)
          .reduceOnly((short) e.reduceOnly)
          .slide((short) e.slide);
      rows.clientOrderId().high(account).low(nonce + ((long) i << 32));
    }
    return 8 + c.encodedLength();
  }
}
