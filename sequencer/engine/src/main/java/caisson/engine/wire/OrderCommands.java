package caisson.engine.wire;

import caisson.protocol.OrderSides;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;

/** Commands about orders. */
public interface OrderCommands {
  void placeOrder(
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
      int signerC);

  /** An order with every term it can have. */
  void submitOrder(long requestId, Submission order);

  /** Entries that take effect in their order, all or none. */
  void submitOrders(long requestId, OrderBundle bundle);

  void amendOrder(long requestId, Amendment change);

  void placeScale(long requestId, ScaleTerms scale);

  void placeTwap(long requestId, TwapTerms terms);

  void placeTrigger(long requestId, TriggerTerms terms);

  /** At 0 the account's switch is turned off. */
  void scheduleCancel(
      long requestId,
      int account,
      long atNs,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);

  /** Cancels the account's orders in a market (0: all), on the sides named. */
  void cancelOrders(
      long requestId,
      int account,
      int market,
      OrderSides sides,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);

  void cancelOrder(
      long requestId,
      int account,
      int market,
      long orderId,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);
}
