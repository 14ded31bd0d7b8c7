package caisson.chain;

import java.math.BigInteger;

/** EIP-1559 fees in wei per gas. */
public record Fees(BigInteger maxFee, BigInteger priorityFee) {
  private static final BigInteger PERCENT = BigInteger.valueOf(100);

  /** Rounded up: a replacement below the node's minimum raise would be refused. */
  Fees raised(int percent) {
    BigInteger factor = BigInteger.valueOf(100L + percent);
    return new Fees(
        ceilPercent(maxFee.multiply(factor)), ceilPercent(priorityFee.multiply(factor)));
  }

  Fees atLeast(Fees floor) {
    return new Fees(maxFee.max(floor.maxFee), priorityFee.max(floor.priorityFee));
  }

  private static BigInteger ceilPercent(BigInteger hundredfold) {
    return hundredfold.add(PERCENT).subtract(BigInteger.ONE).divide(PERCENT);
  }
}
