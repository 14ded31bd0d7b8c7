package caisson.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.pricing.MarkFormula.Inputs;
import caisson.pricing.OffHoursFormula.Average;
import caisson.pricing.OffHoursFormula.Range;
import org.junit.jupiter.api.Test;

class OffHoursFormulaTest {
  private static final long TICK = 1_024;

  @Test
  void shouldTakeTheLastIndexOfTheDayUnlessItIsOld() {
    assertEquals(1_000, OffHoursFormula.close(1_000, at(990, 0, 60_000)));
    assertEquals(990, OffHoursFormula.close(1_000, at(990, 0, 60_001)));
    assertEquals(990, OffHoursFormula.close(0, at(990, 0, 0)));
    assertEquals(new Average(1_005 * TICK, 0), OffHoursFormula.begin(1_005, at(990, 0, 0)));
    assertEquals(new Average(990 * TICK, 0), OffHoursFormula.begin(0, at(990, 0, 0)));
  }

  @Test
  void shouldStretchTheBandToPricesFromOutside() {
    assertEquals(new Range(955, 1_045), OffHoursFormula.range(1_000, 25_000, 200, at(990, 0, 1)));
    assertEquals(new Range(940, 1_045), OffHoursFormula.range(1_000, 25_000, 200, at(940, 0, 1)));
    assertEquals(
        new Range(940, 1_100), OffHoursFormula.range(1_000, 25_000, 200, at(940, 1_100, 1)));
    // Rounded down, and all of the close at most.
    assertEquals(new Range(32, 34), OffHoursFormula.range(33, 30_000, 200, at(33, 0, 1)));
    assertEquals(new Range(1, 66), OffHoursFormula.range(33, 990_000, 200, at(33, 0, 1)));
  }

  @Test
  void shouldCarryWhatDoesNotDivideAndDropItWithACut() {
    var range = new Range(955, 1_045);
    var first = OffHoursFormula.next(new Average(1_010 * TICK, 0), range, book(10_000), 3_600);
    assertEquals(new Average(1_034_339, 2_000_000), first);
    var second = OffHoursFormula.next(first, range, book(36_000), 3_600);
    assertEquals(new Average(1_034_696, 3_476_000), second);
    assertEquals(1_010, second.fair());
    var silent = OffHoursFormula.next(second, range, at(1_000, 0, 36_000), 3_600);
    assertEquals(second, silent);
    var cut = OffHoursFormula.next(second, new Range(955, 1_000), at(1_000, 0, 9), 3_600);
    assertEquals(new Average(1_000 * TICK, 0), cut);
    assertEquals(1_002, new Average(1_002 * TICK + 512, 0).fair());
    assertEquals(1_004, new Average(1_003 * TICK + 512, 0).fair());
  }

  private static Inputs at(long index, long external, long elapsedMs) {
    return new Inputs(index, external, 0, 0, elapsedMs);
  }

  private static Inputs book(long elapsedMs) {
    return new Inputs(1_000, 0, 1_040, 1_060, elapsedMs);
  }
}
