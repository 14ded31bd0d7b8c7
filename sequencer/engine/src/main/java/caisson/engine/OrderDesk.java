package caisson.engine;

import caisson.engine.wire.Amendment;
import caisson.engine.wire.OrderBundle;
import caisson.engine.wire.OrderCommands;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Submission;
import caisson.engine.wire.TriggerTerms;
import caisson.engine.wire.TwapTerms;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.TimeInForce;

/** Commands about orders, each to the desk of its kind. */
final class OrderDesk implements OrderCommands {
  private final Trading trading;
  private final BundleDesk bundles;
  private final ScaleDesk scales;
  private final TwapDesk twaps;
  private final TriggerDesk triggers;
  private final SwitchDesk switches;

  /** Terms of a PlaceOrder: what it cannot say is as it was before it could be said. */
  private final Submission placed = new Submission();

  OrderDesk(
      Trading trading,
      BundleDesk bundles,
      ScaleDesk scales,
      TwapDesk twaps,
      TriggerDesk triggers,
      SwitchDesk switches) {
    this.trading = trading;
    this.bundles = bundles;
    this.scales = scales;
    this.twaps = twaps;
    this.triggers = triggers;
    this.switches = switches;
  }

  @Override
  public void placeOrder(
      long requestId,
      int account,
      int market,
      long limitTicks,
      long lots,
      long nonce,
      long expiryNs,
      long clientOrderIdHigh,
      long clientOrderIdLow,
      Side side,
      TimeInForce timeInForce,
      long signerA,
      long signerB,
      int signerC) {
    var order = placed;
    order.account = account;
    order.market = market;
    order.limitTicks = limitTicks;
    order.lots = lots;
    order.nonce = nonce;
    order.expiryNs = expiryNs;
    order.clientHigh = clientOrderIdHigh;
    order.clientLow = clientOrderIdLow;
    order.side = side;
    order.timeInForce = timeInForce;
    order.signerA = signerA;
    order.signerB = signerB;
    order.signerC = signerC;
    trading.submit(requestId, PlaceOrderDecoder.TEMPLATE_ID, order);
  }

  @Override
  public void submitOrder(long requestId, Submission order) {
    trading.submit(requestId, SubmitOrderDecoder.TEMPLATE_ID, order);
  }

  @Override
  public void submitOrders(long requestId, OrderBundle bundle) {
    bundles.submit(requestId, bundle);
  }

  @Override
  public void amendOrder(long requestId, Amendment change) {
    trading.amend(requestId, change);
  }

  @Override
  public void placeScale(long requestId, ScaleTerms scale) {
    scales.place(requestId, scale);
  }

  @Override
  public void placeTwap(long requestId, TwapTerms terms) {
    twaps.place(requestId, terms);
  }

  @Override
  public void placeTrigger(long requestId, TriggerTerms terms) {
    triggers.place(requestId, terms);
  }

  @Override
  public void scheduleCancel(
      long requestId,
      int account,
      long atNs,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    switches.schedule(requestId, account, atNs, nonce, expiryNs, signerA, signerB, signerC);
  }

  @Override
  public void cancelOrders(
      long requestId,
      int account,
      int market,
      OrderSides sides,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    trading.cancelAll(
        requestId, account, market, sides, nonce, expiryNs, signerA, signerB, signerC);
  }

  @Override
  public void cancelOrder(
      long requestId,
      int account,
      int market,
      long orderId,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    trading.cancel(requestId, account, market, orderId, nonce, expiryNs, signerA, signerB, signerC);
  }
}
