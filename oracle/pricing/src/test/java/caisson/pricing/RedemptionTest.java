package caisson.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RedemptionTest {
  private static final long DOLLAR = 1_000_000;
  private static final long LATE = Redemption.GRACE_NS;

  @Test
  void shouldKeepANearMedianWithinTheDiscount() {
    assertEquals(990_000, index(990_000, 0, DOLLAR, 1_000));
    assertEquals(985_000, index(975_000, 0, DOLLAR, 1_000));
    assertEquals(DOLLAR, index(1_004_000, 0, DOLLAR, 1_000));
  }

  @Test
  void shouldDisbelieveADepegForAQuarterOfAnHour() {
    assertEquals(985_000, index(650_000, 0, DOLLAR, 1_000));
    assertEquals(985_000, index(650_000, LATE - 1, 985_000, 1_000));
  }

  @Test
  void shouldFollowALastingDepegAtTheSlewAndComeBackByIt() {
    assertEquals(975_150, index(650_000, LATE, 985_000, 1_000));
    assertEquals(650_000, index(650_000, LATE, 652_000, 1_000));
    assertEquals(663_000, index(900_000, LATE, 650_000, 2_000));
  }

  @Test
  void shouldCallItAwayBeyondThreePercent() {
    assertFalse(Redemption.away(970_000, DOLLAR));
    assertTrue(Redemption.away(969_999, DOLLAR));
    assertTrue(Redemption.away(1_030_001, DOLLAR));
  }

  private static long index(long median, long awayNs, long previous, long elapsedMs) {
    return Redemption.index(median, DOLLAR, awayNs, previous, 10_000, elapsedMs);
  }
}
