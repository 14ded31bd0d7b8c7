package caisson.engine;

import caisson.engine.wire.Amendment;
import caisson.engine.wire.OrderBundle;
import caisson.engine.wire.OrderCommands;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.engine.wire.TriggerTerms;
import caisson.engine.wire.TwapTerms;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.SubmitOrderDecoder;

/** Commands about orders, each to the desk of its kind. */
final class OrderDesk implements OrderCommands {
  private final Trading trading;
  private final BundleDesk bundles;
  private final ScaleDesk scales;
  private final TwapDesk twaps;
  private final TriggerDesk triggers;
  private final SwitchDesk switches;

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
  public void placeOrder(long requestId, Signed by, Submission order) {
    trading.submit(requestId, PlaceOrderDecoder.TEMPLATE_ID, by, order);
  }

  @Override
  public void submitOrder(long requestId, Signed by, Submission order) {
    trading.submit(requestId, SubmitOrderDecoder.TEMPLATE_ID, by, order);
  }

  @Override
  public void submitOrders(long requestId, Signed by, OrderBundle bundle) {
    bundles.submit(requestId, by, bundle);
  }

  @Override
  public void amendOrder(long requestId, Signed by, Amendment change) {
    trading.amend(requestId, by, change);
  }

  @Override
  public void placeScale(long requestId, Signed by, ScaleTerms scale) {
    scales.place(requestId, by, scale);
  }

  @Override
  public void placeTwap(long requestId, Signed by, TwapTerms terms) {
    twaps.place(requestId, by, terms);
  }

  @Override
  public void placeTrigger(long requestId, Signed by, TriggerTerms terms) {
    triggers.place(requestId, by, terms);
  }

  @Override
  public void scheduleCancel(long requestId, Signed by, long atNs) {
    switches.schedule(requestId, by, atNs);
  }

  @Override
  public void cancelOrders(long requestId, Signed by, int market, OrderSides sides) {
    trading.cancelAll(requestId, by, market, sides);
  }

  @Override
  public void cancelOrder(long requestId, Signed by, int market, long orderId) {
    trading.cancel(requestId, by, market, orderId);
  }
}
