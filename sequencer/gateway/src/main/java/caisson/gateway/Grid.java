package caisson.gateway;

import java.math.BigDecimal;

/**
 * A decimal scale whose values are whole multiples of one step: ticks of a price, lots of a
 * quantity, ledger units of an asset. The one place where decimals become longs and longs become
 * decimals.
 */
record Grid(BigDecimal step, int digits) {
  static Grid of(BigDecimal step) {
    BigDecimal plain = step.stripTrailingZeros();
    return new Grid(plain, Math.max(0, plain.scale()));
  }

  static Grid decimals(int digits) {
    return new Grid(BigDecimal.ONE.movePointLeft(digits), digits);
  }

  /** Throws ArithmeticException when the value is between two steps or beyond a long. */
  long steps(BigDecimal value) {
    BigDecimal[] parts = value.divideAndRemainder(step);
    if (parts[1].signum() != 0) {
      throw new ArithmeticException("not a multiple of " + step.toPlainString());
    }
    return parts[0].longValueExact();
  }

  String text(long steps) {
    return BigDecimal.valueOf(steps).multiply(step).setScale(digits).toPlainString();
  }

  String stepText() {
    return step.toPlainString();
  }
}
