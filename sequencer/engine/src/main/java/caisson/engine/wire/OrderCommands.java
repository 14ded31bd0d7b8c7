package caisson.engine.wire;

import caisson.protocol.OrderSides;

/** Commands about orders. */
public interface OrderCommands {
  /** An order with the terms that the first message of orders could tell. */
  void placeOrder(long requestId, Signed by, Submission order);

  /** An order with every term it can have. */
  void submitOrder(long requestId, Signed by, Submission order);

  /** Entries that take effect in their order, all or none. */
  void submitOrders(long requestId, Signed by, OrderBundle bundle);

  void amendOrder(long requestId, Signed by, Amendment change);

  void placeScale(long requestId, Signed by, ScaleTerms scale);

  void placeTwap(long requestId, Signed by, TwapTerms terms);

  void placeTrigger(long requestId, Signed by, TriggerTerms terms);

  /** At 0 the account's switch is turned off. */
  void scheduleCancel(long requestId, Signed by, long atNs);

  /** Cancels the account's orders in a market (0: all), on the sides named. */
  void cancelOrders(long requestId, Signed by, int market, OrderSides sides);

  void cancelOrder(long requestId, Signed by, int market, long orderId);
}
