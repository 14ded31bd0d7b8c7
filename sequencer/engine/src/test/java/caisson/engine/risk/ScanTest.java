package caisson.engine.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.engine.Tier;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScanTest {
  private static final int CASES = Tier.cases(10_000, 1_000_000);
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private final SplittableRandom random = new SplittableRandom(21);

  @Test
  void shouldMultiplyByPartsPerMillionInTheNamedDirection() {
    for (int i = 0; i < CASES; i++) {
      long amount = random.nextLong(1L << 1 + random.nextInt(56));
      long ppm = random.nextLong(10_000_000);
      var product = BigInteger.valueOf(amount).multiply(BigInteger.valueOf(ppm));
      if (product.divide(MILLION).bitLength() > 62) {
        continue;
      }
      assertEquals(product.divide(MILLION).longValueExact(), Scan.ppmDown(amount, ppm));
      var up = product.add(MILLION).subtract(BigInteger.ONE).divide(MILLION);
      assertEquals(up.longValueExact(), Scan.ppmUp(amount, ppm));
    }
  }

  @Test
  void shouldShareTheLargestLossWithoutOverflow() {
    assertEquals(0, Scan.share(1, 1_023));
    assertEquals(
        5_000_000_000_000_000_000L / 1_024 * 614,
        Scan.share(4_999_999_999_999_999_488L + 512, 614) / 614 * 614);
    for (int i = 0; i < CASES; i++) {
      long amount = random.nextLong(1L << 1 + random.nextInt(61));
      long part = random.nextInt(1_025);
      var exact = BigInteger.valueOf(amount).multiply(BigInteger.valueOf(part)).shiftRight(10);
      assertEquals(exact.longValueExact(), Scan.share(amount, part));
    }
  }

  @Test
  void shouldTakeTheFloorOfTheSquareRoot() {
    for (int i = 0; i < CASES; i++) {
      long root = random.nextLong(1L << random.nextInt(1, 31));
      for (long square = Math.max(0, root * root - 1); square <= root * root + 1; square++) {
        assertEquals(BigInteger.valueOf(square).sqrt().longValueExact(), Scan.squareRoot(square));
      }
    }
    assertEquals(3_037_000_499L, Scan.squareRoot(Long.MAX_VALUE));
  }

  @Test
  void shouldValueAnAssetDownInOneHundredTwentyEightBits() {
    var divisor = BigInteger.TEN.pow(12);
    for (int i = 0; i < CASES; i++) {
      long units = random.nextLong(1L << 1 + random.nextInt(56));
      long mark = random.nextLong(1L << 1 + random.nextInt(61));
      var exact = BigInteger.valueOf(units).multiply(BigInteger.valueOf(mark)).divide(divisor);
      long expected = exact.min(BigInteger.valueOf(Scan.MAX_LINE)).longValueExact();
      assertEquals(expected, Scan.assetValue(units, mark), units + " at " + mark);
    }
  }
}
