package caisson.clearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CadenceTest {
  private static final long MS = 1_000_000L;

  @ParameterizedTest
  @CsvSource({
    // period s, age ms, opened, entries, withdrawal waits ms (-1 none), sealed
    "2,  1999, true,  1,     -1,   false",
    "2,  2000, true,  1,     -1,   true",
    "2,   999, true,  40000, -1,   false",
    "2,  1000, true,  40000, -1,   true",
    "30, 9000, true,  39999, 4999, false",
    "30, 9000, true,  1,     5000, true",
    "2, 59999, false, 0,     -1,   false",
    "2, 60000, false, 0,     -1,   true",
    "30,29999, true,  1,     -1,   false",
    "30,30000, true,  1,     -1,   true"
  })
  void shouldSealByAgeEntriesWaitAndHeartbeat(
      long periodS, long ageMs, boolean opened, int entries, long waitMs, boolean sealed) {
    long now = 1_000_000 * MS;
    WindowState window =
        new WindowState(
            7,
            now - ageMs * MS,
            opened ? now - ageMs * MS : 0,
            entries,
            waitMs < 0 ? 0 : now - waitMs * MS);
    assertEquals(sealed, new Cadence(periodS * Cadence.SECOND_NS).seal(window, now));
  }

  @Test
  void shouldDoubleOverBudgetAndHalveBelowHalfOfIt() {
    Cadence cadence = Cadence.START;
    long[] periods = {4, 8, 16, 30, 30};
    for (long period : periods) {
      cadence = cadence.after(40_000_000, 1_000_000);
      assertEquals(period * Cadence.SECOND_NS, cadence.periodNs());
    }
    assertTrue(cadence.overBudget(30_000_001, 1_000_000));
    assertFalse(cadence.overBudget(30_000_000, 1_000_000));
    assertEquals(cadence, cadence.after(20_000_000, 1_000_000));
    assertEquals(15 * Cadence.SECOND_NS, cadence.after(14_999_999, 1_000_000).periodNs());
    assertEquals(Cadence.START, Cadence.START.after(0, 1_000_000));
  }
}
