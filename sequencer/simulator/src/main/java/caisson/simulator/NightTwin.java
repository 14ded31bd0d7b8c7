package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.pricing.MarkFormula.Inputs;
import caisson.pricing.OffHoursFormula;
import caisson.pricing.OffHoursFormula.Average;
import caisson.pricing.OffHoursFormula.Range;
import caisson.protocol.OffHoursMarkedDecoder;
import caisson.protocol.SetOffHoursDecoder;
import caisson.simulator.Ledger.Market;
import org.jspecify.annotations.Nullable;

/**
 * What a market's mark is made of while its exchange is closed, by the formula of {@code
 * oracle/pricing}. It must be told of in each such round, before the mark, and in no other.
 */
final class NightTwin {
  private record Told(long close, long spanS, long gap, Range range, Average average) {}

  private static final String NIGHT = "night";

  private long overnightS;
  private long weekendS;
  private long close;
  private Average average = new Average(0, 0);
  private @Nullable Told told;

  /** Rounds compared. */
  long rounds;

  void set(Market market, SetOffHoursDecoder c) {
    unless(!market.sessions.offHours(), NIGHT, "rules that change at night");
    overnightS = c.overnightS();
    weekendS = c.weekendS();
    close = 0;
  }

  void onMarked(OffHoursMarkedDecoder e) {
    unless(told == null, NIGHT, "told without a mark");
    told =
        new Told(
            e.closeTicks(),
            e.spanS(),
            e.gapBps(),
            new Range(e.lowTicks(), e.highTicks()),
            new Average(e.average(), e.carried()));
  }

  /** Whether the mark is made so; what was told of a day is a break. */
  boolean holds(Market market) {
    if (overnightS != 0 && market.sessions.offHours()) {
      return true;
    }
    unless(told == null, NIGHT, "told by day of market " + market.id);
    close = 0;
    return false;
  }

  /** The market has index and mark of the round before. */
  long fair(Market market, Inputs in, long maintenancePpm) {
    if (close == 0) {
      close = OffHoursFormula.close(market.index, in);
      average = OffHoursFormula.begin(market.mark, in);
    }
    long spanS = market.sessions.weekend() ? weekendS : overnightS;
    long gap = market.sessions.gap;
    Range range = OffHoursFormula.range(close, maintenancePpm, gap, in);
    average = OffHoursFormula.next(average, range, in, spanS);
    var expected = new Told(close, spanS, gap, range, average);
    unless(expected.equals(told), NIGHT, "told " + told + ", should " + expected);
    told = null;
    rounds++;
    return average.fair();
  }
}
