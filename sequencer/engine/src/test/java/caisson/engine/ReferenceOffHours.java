package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.floorDiv;

import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.PriceEvents;
import caisson.protocol.RejectReason;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/** Marks of closed exchanges as their rule states them, in whole numbers of any size. */
final class ReferenceOffHours {
  private static final class Night {
    final long close;
    BigInteger average;
    BigInteger carried = BigInteger.ZERO;

    Night(long close, long mark) {
      this.close = close;
      average = big(mark).multiply(UNIT);
    }
  }

  private record Spans(int overnightS, int weekendS) {}

  private static final BigInteger UNIT = big(1_024);
  private static final BigInteger MILLION = big(1_000_000);

  private final Map<Integer, Spans> kept = new TreeMap<>();
  private final Map<Integer, Night> nights = new TreeMap<>();
  private final ReferenceEngine engine;
  private final PriceEvents events;

  /** Rounds of closed exchanges; those in which the book had a say. */
  int rounds;

  int moved;

  ReferenceOffHours(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events.prices;
  }

  void set(long requestId, long version, int market, int overnightS, int weekendS) {
    var reason = engine.listings.unknown(market);
    boolean none = overnightS == 0 && weekendS == 0;
    boolean bad = !engine.sessions.keeps(market) || engine.sessions.offHours(market);
    bad |= reason == RejectReason.NONE && !engine.pricing.has(engine.markets.get(market));
    for (int span : new int[] {overnightS, weekendS}) {
      bad |= !none && (span < 600 || span > 7 * 86_400);
    }
    reason = reason == RejectReason.NONE && bad ? RejectReason.BAD_PARAMETER : reason;
    if (engine.parameters.refused(requestId, 87, version, reason)) {
      return;
    }
    nights.remove(market);
    kept.remove(market);
    if (!none) {
      kept.put(market, new Spans(overnightS, weekendS));
    }
    engine.parameters.changed(version);
  }

  /** Whether the exchange is closed and the market has a mark of its own then. */
  boolean holds(Market market) {
    if (kept.containsKey(market.id) && engine.sessions.offHours(market.id)) {
      return true;
    }
    nights.remove(market.id);
    return false;
  }

  long fair(
      Market market,
      long round,
      long index,
      long external,
      long bid,
      long ask,
      long elapsed,
      long maintenance) {
    if (!nights.containsKey(market.id)) {
      boolean told = market.index != 0 && elapsed <= 60_000;
      long mark = market.mark == 0 ? index : market.mark;
      nights.put(market.id, new Night(told ? market.index : index, mark));
    }
    var night = nights.get(market.id);
    var of = kept.get(market.id);
    int span = engine.sessions.weekend(market.id) ? of.weekendS : of.overnightS;
    int gap = engine.sessions.gap(market.id);
    var share = big(maintenance).add(big(100).multiply(big(gap))).min(MILLION);
    var band = floorDiv(big(night.close).multiply(share), MILLION);
    var low = big(night.close).subtract(band).max(BigInteger.ONE).min(big(index));
    var high = big(night.close).add(band).max(big(index));
    low = external == 0 ? low : low.min(big(external));
    high = external == 0 ? high : high.max(big(external));
    var held = within(night.average, low, high);
    night.carried = held.equals(night.average) ? night.carried : BigInteger.ZERO;
    night.average = held;
    if (bid != 0 && ask != 0) {
      var spanMs = big(1_000).multiply(big(span));
      var middle = big(bid).add(big(ask)).multiply(UNIT).divide(big(2));
      var far = within(middle, low, high).subtract(night.average);
      var way = far.multiply(big(elapsed)).add(night.carried);
      night.average = night.average.add(floorDiv(way, spanMs));
      night.carried = way.mod(spanMs);
      moved++;
    }
    rounds++;
    tell(market.id, round, night, span, gap, low.longValueExact(), high.longValueExact());
    return rounded(night.average);
  }

  /** To the nearest tick, a half to the even one. */
  private static long rounded(BigInteger average) {
    var parts = average.divideAndRemainder(UNIT);
    int half = parts[1].compareTo(big(512));
    boolean up = half > 0 || (half == 0 && parts[0].testBit(0));
    return parts[0].longValueExact() + (up ? 1 : 0);
  }

  private static BigInteger within(BigInteger value, BigInteger low, BigInteger high) {
    return value.max(low.multiply(UNIT)).min(high.multiply(UNIT));
  }

  private void tell(int market, long round, Night night, int span, int gap, long low, long high) {
    events.offHoursMarked(
        market,
        round,
        night.close,
        span,
        gap,
        low,
        high,
        night.average.longValueExact(),
        night.carried.longValueExact());
  }
}
