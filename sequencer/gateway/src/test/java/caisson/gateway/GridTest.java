package caisson.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
  @ParameterizedTest
  @CsvSource({
    "0.1,    60000.0, 600000, 60000.0",
    "0.1,    60000,   600000, 60000.0",
    "0.1,    0.1,     1,      0.1",
    "0.0001, 0.0100,  100,    0.0100",
    "0.0001, 1,       10000,  1.0000",
    "0.5,    2.5,     5,      2.5",
    "10,     120,     12,     120",
    "0.000001, 9223372036854.775807, 9223372036854775807, 9223372036854.775807",
  })
  void shouldScaleDecimalsToStepsAndBack(
      BigDecimal step, BigDecimal value, long steps, String text) {
    Grid grid = Grid.of(step);
    assertEquals(steps, grid.steps(value));
    assertEquals(text, grid.text(steps));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1,      60000.05",
    "0.0001,   0.00001",
    "0.5,      0.25",
    "0.000001, 9223372036854.775808",
  })
  void shouldRefuseValuesOffTheGridOrBeyondALong(BigDecimal step, BigDecimal value) {
    assertThrows(ArithmeticException.class, () -> Grid.of(step).steps(value));
  }

  @ParameterizedTest
  @CsvSource({"10, 0.0001, 0.1", "10, 0.001, 0.01", "1000000, 1, 1", "5, 0.0001, 0.05"})
  void shouldDeriveTheTickFromMicroDollarsPerTickAndLot(long k, BigDecimal lot, String tick) {
    assertEquals(tick, Market.Listing.price(k, lot).stepText());
  }
}
