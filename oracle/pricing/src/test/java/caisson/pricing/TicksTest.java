package caisson.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicksTest {
  @Test
  void shouldRoundAHalfToTheEvenTick() {
    assertEquals(600_000, Ticks.halfEven(60_000_050_000L, 100_000));
    assertEquals(600_002, Ticks.halfEven(60_000_150_000L, 100_000));
    assertEquals(600_001, Ticks.halfEven(60_000_050_001L, 100_000));
  }

  @Test
  void shouldEqualBigDecimalOnRandomInputs() {
    Random random = new Random(710);
    for (int i = 0; i < 100_000; i++) {
      long price = random.nextLong(1L << 50);
      long tick = 1L + random.nextInt(1 << random.nextInt(20));
      long expected =
          BigDecimal.valueOf(price)
              .divide(BigDecimal.valueOf(tick), 0, RoundingMode.HALF_EVEN)
              .longValueExact();
      assertEquals(expected, Ticks.halfEven(price, tick));
    }
  }

  @Test
  void shouldGiveTheMarkOfOneLedgerUnit() {
    assertEquals(600_000_000_000_000L, Ticks.markUnit(60_000_000_000L, 8));
    assertEquals(1_000_000_000_000L, Ticks.markUnit(1_000_000L, 6));
    assertThrows(IllegalArgumentException.class, () -> Ticks.markUnit(1, 10));
  }
}
