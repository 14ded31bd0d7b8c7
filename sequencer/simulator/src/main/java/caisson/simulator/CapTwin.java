package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.pricing.CapFormula.Average;
import caisson.protocol.MarkAveragedDecoder;
import caisson.simulator.Ledger.Market;
import org.jspecify.annotations.Nullable;

/**
 * How far a market's mark may be above its average, by the formula of {@code oracle/pricing}. It
 * must be told of before each mark that follows another, and of no market without a cap.
 */
final class CapTwin {
  private record Told(Average average, long most) {}

  private static final String CAP = "cap";

  private long ppm;
  private Average average = Average.NONE;
  private @Nullable Told told;

  /** Rounds in which it was below the price. */
  long bound;

  void set(long capPpm) {
    average = ppm == 0 || capPpm == 0 ? Average.NONE : average;
    ppm = capPpm;
  }

  void onAveraged(MarkAveragedDecoder e) {
    unless(told == null, CAP, "told without a mark");
    told = new Told(new Average(e.average(), e.carried()), e.mostTicks());
  }

  /** What is left of a price; the market has the mark of the round before. */
  long of(Market market, long price, long elapsedMs) {
    Told expected = null;
    if (ppm != 0 && market.mark != 0) {
      average = average.next(market.mark, elapsedMs);
      expected = new Told(average, average.most(ppm));
    }
    boolean same = expected == null ? told == null : expected.equals(told);
    unless(same, CAP, "of market " + market.id + " told " + told + ", should " + expected);
    told = null;
    if (expected == null) {
      return price;
    }
    bound += expected.most < price ? 1 : 0;
    return Math.min(price, expected.most);
  }
}
