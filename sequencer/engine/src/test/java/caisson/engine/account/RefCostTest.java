package caisson.engine.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden cases of the reference cost: before, lots, fill, value per lot, after. */
class RefCostTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 10, 100, 1000",
    "0, 0, -10, 100, -1000",
    "1000, 10, 5, 103, 1515",
    // Partial close with a remainder: floor, so a long keeps less and a short keeps more.
    "1000, 3, -1, 999, 666",
    "-1000, -3, 1, 999, -667",
    "-1000, -3, 2, 999, -334",
    // Closing leaves exactly nothing, whatever was rounded before.
    "667, 2, -2, 123456, 0",
    "-667, -2, 2, 123456, 0",
    // A flip closes to nothing, then opens at the fill's value alone.
    "1000, 3, -5, 70, -140",
    "-1000, -3, 5, 70, 140",
    // 128 bits: refCost * remaining lots passes 2^63.
    "4000000000000000000, 9000000000000001, -4000000000000000, 1, 2222222222222222419",
    "-4000000000000000000, -9000000000000001, 4000000000000000, 1, -2222222222222222420",
    // A negative value per lot: the funding index is above the price.
    "-50, 5, -2, -10, -30",
    "-50, 5, 5, -10, -100"
  })
  void shouldFollowTheLots(long refCost, long lots, long fill, long value, long after) {
    assertEquals(after, Accounts.refCostAfter(refCost, lots, fill, value));
  }
}
