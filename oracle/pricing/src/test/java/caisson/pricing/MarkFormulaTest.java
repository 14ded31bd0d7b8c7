package caisson.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.pricing.MarkFormula.Averages;
import caisson.pricing.MarkFormula.Inputs;
import caisson.pricing.MarkFormula.Rules;
import org.junit.jupiter.api.Test;

class MarkFormulaTest {
  private static final Rules RULES = new Rules(10_000, 50_000, 10_000, 100_000);

  @Test
  void shouldAverageTheDistanceOfTheBook() {
    Averages first = Averages.NONE.next(new Inputs(1_000, 0, 1_010, 1_013, 1_000));
    // 11.5 ticks of which 1/31 and 1/151 count after a second.
    assertEquals(new Averages(11_776 / 31, 11_776 / 151), first);
    // An empty side pulls both back to 0, rounding down.
    Averages second = first.next(new Inputs(1_000, 0, 1_010, 0, 1_000));
    assertEquals(new Averages(379 - 13, 77 - 1), second);
  }

  @Test
  void shouldTakeTheMedianOfIndexAverageAndBook() {
    Averages above = new Averages(8 * 1_024, 4 * 1_024 + 512);
    assertEquals(1_004, mark(above, new Inputs(1_000, 0, 1_020, 1_022, 1_000), 1_004));
    assertEquals(1_002, mark(above, new Inputs(1_000, 1_002, 1_000, 1_022, 1_000), 1_004));
    assertEquals(1_008, mark(above, new Inputs(1_000, 0, 0, 1_022, 1_000), 1_004));
    assertEquals(1_003, mark(above, new Inputs(1_000, 1_003, 0, 1_022, 1_000), 1_004));
  }

  @Test
  void shouldCapTheAverageTheSlewAndTheBand() {
    Averages far = new Averages(90 * 1_024, 90 * 1_024);
    assertEquals(1_010, mark(far, new Inputs(1_000, 0, 1_080, 1_090, 1_000), 1_004));
    assertEquals(990, mark(Averages.NONE, new Inputs(960, 0, 0, 0, 1_000), 1_000));
    assertEquals(945, mark(Averages.NONE, new Inputs(900, 0, 0, 0, 1_000), 1_000));
    assertEquals(900, mark(Averages.NONE, new Inputs(900, 0, 0, 0, 0), 0));
  }

  private static long mark(Averages averages, Inputs inputs, long previous) {
    return MarkFormula.mark(RULES, averages, inputs, previous);
  }
}
