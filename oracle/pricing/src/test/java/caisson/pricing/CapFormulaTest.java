package caisson.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.pricing.CapFormula.Average;
import org.junit.jupiter.api.Test;

class CapFormulaTest {
  @Test
  void shouldAverageMarksOverAnHourAndCarryWhatDoesNotDivide() {
    Average first = Average.NONE.next(1_000, 100_000);
    assertEquals(new Average(1_024_000, 0), first);
    Average second = first.next(1_400, 36_000);
    assertEquals(new Average(1_028_096, 0), second);
    Average third = second.next(1_506, 36_000);
    assertEquals(new Average(1_033_236, 1_728_000), third);
    assertEquals(new Average(1_038_397, 864_000), third.next(1_513, 36_000));
    assertEquals(new Average(1_030_491, 3_456_000), third.next(741, 36_000));
  }

  @Test
  void shouldRoundTheMostDown() {
    assertEquals(1_500, Average.at(1_000).most(1_500_000));
    assertEquals(4, Average.at(3).most(1_500_000));
    assertEquals(1_000, Average.at(1_000).most(1_000_001));
  }
}
