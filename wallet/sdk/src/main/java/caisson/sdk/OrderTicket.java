package caisson.sdk;

import caisson.signing.Hex;
import caisson.signing.TypedMessage.OrderMessage;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * An order as its signer means it. The client order id is the caller's name for it: the same id
 * twice is the same order.
 */
public record OrderTicket(
    int account,
    int market,
    Side side,
    TimeInForce timeInForce,
    long limitTicks,
    long lots,
    long nonce,
    long expiryNs,
    long clientOrderIdHigh,
    long clientOrderIdLow) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** With a random client order id. */
  public static OrderTicket of(
      int account,
      Market market,
      Side side,
      TimeInForce timeInForce,
      String price,
      String quantity,
      long nonce,
      long expiryNs) {
    return new OrderTicket(
        account,
        market.id(),
        side,
        timeInForce,
        market.ticks(price),
        market.lots(quantity),
        nonce,
        expiryNs,
        RANDOM.nextLong(),
        RANDOM.nextLong());
  }

  public OrderMessage message() {
    return new OrderMessage(
        account,
        market,
        side.code,
        timeInForce.code,
        limitTicks,
        lots,
        nonce,
        expiryNs,
        clientOrderIdHigh,
        clientOrderIdLow);
  }

  public String clientOrderId() {
    return Hex.encode(
        ByteBuffer.allocate(16).putLong(clientOrderIdHigh).putLong(clientOrderIdLow).array());
  }
}
