package caisson.sdk;

import java.math.BigDecimal;

/** A market's grid: decimals for people, ticks and lots for signatures. */
public record Market(int id, String symbol, String kind, BigDecimal tickSize, BigDecimal lotSize) {
  static Market of(Json json) {
    return new Market(
        Math.toIntExact(json.integer("market")),
        json.text("symbol"),
        json.text("kind"),
        json.decimal("tickSize"),
        json.decimal("lotSize"));
  }

  /** Exact, or IllegalArgumentException: rounding a price is the caller's decision. */
  public long ticks(String price) {
    return steps(price, tickSize, "price");
  }

  public long lots(String quantity) {
    return steps(quantity, lotSize, "quantity");
  }

  public String price(long ticks) {
    return tickSize.multiply(BigDecimal.valueOf(ticks)).toPlainString();
  }

  public String quantity(long lots) {
    return lotSize.multiply(BigDecimal.valueOf(lots)).toPlainString();
  }

  private static long steps(String text, BigDecimal step, String what) {
    BigDecimal[] parts = new BigDecimal(text).divideAndRemainder(step);
    if (parts[1].signum() != 0) {
      throw new IllegalArgumentException(what + " is off the grid: " + text + " step=" + step);
    }
    return parts[0].longValueExact();
  }
}
