package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.floorDiv;

import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.PriceEvents;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/** Caps of marks as their rule states them: an average in 1/1,024 tick and parts of an hour. */
final class ReferenceCaps {
  private static final class Cap {
    int ppm;

    /** Average in 1/1,024 tick, times an hour in milliseconds, with what it carries. */
    BigInteger hours = BigInteger.ZERO;
  }

  private static final BigInteger HOUR = big(3_600_000);
  private static final BigInteger UNIT = big(1_024);

  private final Map<Integer, Cap> caps = new TreeMap<>();
  private final PriceEvents events;

  /** Rounds in which one was in force, and in which it was below the price. */
  int rounds;

  int bound;

  ReferenceCaps(EventPublisher events) {
    this.events = events.prices;
  }

  void set(Market market, int ppm) {
    if (ppm == 0) {
      caps.remove(market.id);
      return;
    }
    var cap = caps.get(market.id);
    if (cap == null) {
      cap = new Cap();
      caps.put(market.id, cap);
    }
    cap.ppm = ppm;
  }

  /** What is left of a price; market.mark has stood for the time since the round before. */
  long of(Market market, long round, long price, long elapsed) {
    var cap = caps.get(market.id);
    if (cap == null || market.mark == 0) {
      return price;
    }
    if (cap.hours.signum() == 0) {
      cap.hours = begun(market.mark);
    }
    var parts = cap.hours.divideAndRemainder(HOUR);
    var far = big(market.mark).multiply(UNIT).subtract(parts[0]);
    cap.hours = cap.hours.add(far.multiply(big(elapsed)));
    var now = cap.hours.divideAndRemainder(HOUR);
    long most =
        floorDiv(now[0].multiply(big(cap.ppm)), UNIT.multiply(big(1_000_000))).longValueExact();
    events.markAveraged(market.id, round, now[0].longValueExact(), now[1].longValueExact(), most);
    rounds++;
    bound += most < price ? 1 : 0;
    return Math.min(price, most);
  }

  private static BigInteger begun(long mark) {
    return big(mark).multiply(UNIT).multiply(HOUR);
  }
}
