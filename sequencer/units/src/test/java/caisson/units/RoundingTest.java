package caisson.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundingTest {
  @Test
  void shouldRoundChargesUpAndCreditsDown() {
    assertEquals(1, Rounding.mulPpmCeil(1, 1));
    assertEquals(0, Rounding.mulPpmFloor(1, 1));
    assertEquals(0, Rounding.mulPpmCeil(-1, 1));
    assertEquals(-1, Rounding.mulPpmFloor(-1, 1));
    assertEquals(30, Rounding.mulPpmCeil(60_000, 500));
  }

  @Test
  void shouldEqualBigIntegerOnRandomInputs() {
    Random random = new Random(710);
    int compared = 0;
    for (int i = 0; i < 200_000; i++) {
      long a = random.nextLong() >> random.nextInt(64);
      long b = random.nextLong() >> random.nextInt(64);
      long divisor = Math.max(1, (random.nextLong() >>> 1) >> random.nextInt(63));
      BigInteger[] parts =
          BigInteger.valueOf(a)
              .multiply(BigInteger.valueOf(b))
              .divideAndRemainder(BigInteger.valueOf(divisor));
      BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
      BigInteger ceil = parts[1].signum() > 0 ? parts[0].add(BigInteger.ONE) : parts[0];
      if (floor.bitLength() < 63 && ceil.bitLength() < 63) {
        assertEquals(floor.longValueExact(), Rounding.mulDivDown(a, b, divisor));
        assertEquals(ceil.longValueExact(), Rounding.mulDivUp(a, b, divisor));
        compared++;
      } else if (floor.bitLength() > 64) {
        assertThrows(ArithmeticException.class, () -> Rounding.mulDivDown(a, b, divisor));
      }
    }
    assertEquals(true, compared > 100_000, "compared only " + compared);
  }

  @Test
  void shouldRefuseADivisorThatIsNotPositive() {
    assertThrows(ArithmeticException.class, () -> Rounding.mulDivDown(1, 1, 0));
    assertThrows(ArithmeticException.class, () -> Rounding.mulDivUp(1, 1, -1));
  }
}
