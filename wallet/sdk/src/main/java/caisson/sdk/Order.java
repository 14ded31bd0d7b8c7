package caisson.sdk;

import java.math.BigDecimal;

/** An order as the venue answers it. Status is OPEN, PARTIALLY_FILLED, FILLED or CANCELED. */
public record Order(
    long orderId,
    String clientOrderId,
    int market,
    Side side,
    BigDecimal price,
    BigDecimal quantity,
    BigDecimal filledQuantity,
    String status,
    long sequence,
    Json json) {
  public static Order of(Json json) {
    return new Order(
        json.integer("orderId"),
        json.text("clientOrderId"),
        Math.toIntExact(json.integer("market")),
        Side.valueOf(json.text("side")),
        json.decimal("price"),
        json.decimal("quantity"),
        json.decimal("filledQuantity"),
        json.text("status"),
        json.integer("sequence"),
        json);
  }
}
