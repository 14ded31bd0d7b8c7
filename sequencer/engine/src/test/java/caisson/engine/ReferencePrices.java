package caisson.engine;

import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.MarketPhase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Mark, premium and funding rate of markets with rules, in fractions as the rules state them. */
final class ReferencePrices {
  static final class Rules {
    int slew;
    int band;
    int cap;
    BigInteger impact = BigInteger.ZERO;
    int interest;
    BigInteger fast = BigInteger.ZERO;
    BigInteger slow = BigInteger.ZERO;
    long hour;
    long sampledNs;
    List<BigInteger> samples = new ArrayList<>();
  }

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final long HOUR = 3_600_000_000_000L;

  final Map<Integer, Rules> rules = new TreeMap<>();
  final Map<Integer, Long> pricedNs = new TreeMap<>();
  final ReferenceOffHours closed;
  final ReferenceCaps caps;
  private final ReferenceEngine engine;
  private final EventPublisher events;

  ReferencePrices(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
    closed = new ReferenceOffHours(engine, events);
    caps = new ReferenceCaps(events);
  }

  /** Prints without a gap of ten seconds; after one of a minute three are needed. */
  void count(Market market) {
    long before = pricedNs.getOrDefault(market.id, 0L);
    long gap = engine.now - before;
    market.prints = gap > 10_000_000_000L ? 1 : market.prints + 1;
    boolean gone = market.stalled || (before != 0 && gap > 60_000_000_000L);
    market.stalled = gone && market.prints < 3;
    if (gone && !market.stalled && has(market)) {
      engine.auctions.returned.add(market);
    }
    pricedNs.put(market.id, engine.now);
  }

  MarketPhase phase(Market market) {
    long age = engine.now - pricedNs.getOrDefault(market.id, engine.now);
    boolean old = has(market) && (market.stalled || age > 60_000_000_000L);
    if (old || market.phase == MarketPhase.HALTED) {
      return MarketPhase.HALTED;
    }
    if (market.phase == MarketPhase.AUCTION) {
      return market.phase;
    }
    return has(market) && age > 10_000_000_000L ? MarketPhase.REDUCE_ONLY : market.phase;
  }

  boolean has(Market market) {
    return rules.containsKey(market.id);
  }

  /** Keeps what was gathered but the averages. */
  void set(int market, int slew, int band, int cap, long impact, int interest) {
    var of = rules.computeIfAbsent(market, m -> new Rules());
    of.slew = slew;
    of.band = band;
    of.cap = cap;
    of.impact = big(impact);
    of.interest = interest;
    of.fast = BigInteger.ZERO;
    of.slow = BigInteger.ZERO;
  }

  long highest(Market market, long index) {
    var band = ceil(new BigDecimal(index).multiply(ppm(rules.get(market.id).band)));
    return index + band.longValueExact();
  }

  void price(Market market, long round, long index, long external) {
    var of = rules.get(market.id);
    long bid = impact(market, true, of.impact);
    long ask = impact(market, false, of.impact);
    long before = pricedNs.getOrDefault(market.id, 0L);
    long elapsed = before == 0 ? 0 : Math.min(100_000, (engine.now - before) / 1_000_000);
    var distance = BigInteger.ZERO;
    if (bid != 0 && ask != 0) {
      distance = big(bid + ask).multiply(big(512)).subtract(big(index).multiply(big(1_024)));
    }
    of.fast = average(of.fast, distance, elapsed, 30_000);
    of.slow = average(of.slow, distance, elapsed, 150_000);
    long previous = market.mark;
    long maintenance = engine.margin.maintenancePpm(market);
    long fair =
        closed.holds(market)
            ? closed.fair(market, round, index, external, bid, ask, elapsed, maintenance)
            : fair(of, index, external, bid, ask);
    fair = caps.of(market, round, fair, elapsed);
    long mark = Math.min(bounded(of, fair, index, previous, elapsed), market.maxTicks);
    long premium = premium(index, bid, ask, maintenance);
    long hour = engine.now / HOUR;
    boolean sampled =
        hour != of.hour
            || of.samples.size() < 720
                && (of.samples.isEmpty() || engine.now - of.sampledNs >= 5_000_000_000L);
    events.prices.markComputed(
        market.id,
        round,
        index,
        external,
        bid,
        ask,
        elapsed,
        of.fast.longValueExact(),
        of.slow.longValueExact(),
        previous,
        mark,
        premium,
        maintenance,
        sampled);
    engine.rounds.marked(market, round, index, external, mark);
    if (hour != of.hour) {
      if (of.hour == hour - 1 && !of.samples.isEmpty() && market.fundingHour < hour) {
        boolean halted = market.phase == MarketPhase.HALTED || market.phase == MarketPhase.AUCTION;
        long rate = halted ? 0 : rate(of, maintenance);
        boolean half = engine.sessions.offHours(market.id);
        engine.rounds.fund(market, hour, half ? rate / 2 : rate);
      }
      of.hour = hour;
      of.samples.clear();
    }
    if (sampled) {
      of.samples.add(big(premium));
      of.sampledNs = engine.now;
    }
  }

  /** Fills the notional order by order; the rest of a level that is not needed does not count. */
  private long impact(Market market, boolean bids, BigInteger notional) {
    var side = new ArrayList<Order>();
    if (engine.book.crossed(market)) {
      return 0;
    }
    for (var order : engine.resting) {
      if (order.market == market && order.buy == bids) {
        side.add(order);
      }
    }
    side.sort((a, b) -> Long.compare(bids ? b.limit : a.limit, bids ? a.limit : b.limit));
    var lots = BigInteger.ZERO;
    var paid = BigInteger.ZERO;
    for (var order : side) {
      var each = big(order.limit).multiply(market.k);
      var missing = notional.subtract(paid.multiply(market.k));
      var wanted = ceil(new BigDecimal(missing).divide(new BigDecimal(each), EXACT_ENOUGH));
      wanted = wanted.max(lots.signum() == 0 ? BigInteger.ONE : BigInteger.ZERO);
      var taken = wanted.min(big(order.lots));
      lots = lots.add(taken);
      paid = paid.add(taken.multiply(big(order.limit)));
      if (paid.multiply(market.k).compareTo(notional) >= 0) {
        var average = new BigDecimal(paid).divide(new BigDecimal(lots), EXACT_ENOUGH);
        return (bids ? floor(average) : ceil(average)).longValueExact();
      }
    }
    return 0;
  }

  private static final MathContext EXACT_ENOUGH = new MathContext(60);

  private static BigInteger average(BigInteger from, BigInteger to, long elapsed, long span) {
    var step = new BigDecimal(to.subtract(from)).multiply(new BigDecimal(elapsed));
    return from.add(floor(step.divide(new BigDecimal(span + elapsed), EXACT_ENOUGH)));
  }

  private static long fair(Rules of, long index, long external, long bid, long ask) {
    boolean both = bid != 0 && ask != 0;
    var cap = floor(new BigDecimal(index).multiply(ppm(of.cap)).multiply(new BigDecimal(1_024)));
    var basis = (both ? of.slow : of.fast).min(cap).max(cap.negate());
    var average =
        new BigDecimal(basis)
            .divide(new BigDecimal(1_024), EXACT_ENOUGH)
            .setScale(0, RoundingMode.HALF_EVEN)
            .add(new BigDecimal(index));
    var legs = new ArrayList<>(List.of(index, average.longValueExact()));
    if (both && external != 0) {
      var book = new ArrayList<>(List.of(bid, ask, external));
      Collections.sort(book);
      legs.add(book.get(1));
    } else if (both) {
      var middle = new BigDecimal(bid + ask).divide(new BigDecimal(2), EXACT_ENOUGH);
      legs.add(middle.setScale(0, RoundingMode.HALF_EVEN).longValueExact());
    } else if (external != 0) {
      legs.add(external);
    } else {
      return legs.get(1);
    }
    Collections.sort(legs);
    return legs.get(1);
  }

  private static long bounded(Rules of, long fair, long index, long previous, long elapsed) {
    var mark = big(fair);
    if (previous != 0 && of.slew != 0) {
      var seconds = new BigDecimal(elapsed).movePointLeft(3);
      var most = ceil(new BigDecimal(previous).multiply(ppm(of.slew)).multiply(seconds));
      mark = mark.max(big(previous).subtract(most)).min(big(previous).add(most));
    }
    var band = floor(new BigDecimal(index).multiply(ppm(of.band)));
    mark = mark.max(big(index).subtract(band)).min(big(index).add(band));
    return mark.max(BigInteger.ONE).longValueExact();
  }

  private static long premium(long index, long bid, long ask, long maintenance) {
    long above = bid == 0 ? 0 : Math.max(0, bid - index);
    long below = ask == 0 ? 0 : Math.max(0, index - ask);
    var exact =
        new BigDecimal(above - below).movePointRight(9).divide(new BigDecimal(index), EXACT_ENOUGH);
    long most = Math.min(1_000_000_000, 2 * maintenance * 1_000);
    return Math.clamp(floor(exact).longValueExact(), -most, most);
  }

  private static long rate(Rules of, long maintenance) {
    var sorted = new ArrayList<>(of.samples);
    Collections.sort(sorted);
    int trim = sorted.size() / 10;
    var middle = sorted.subList(trim, sorted.size() - trim);
    var sum = middle.stream().reduce(BigInteger.ZERO, BigInteger::add);
    var count = new BigDecimal(middle.size());
    long mean = floor(new BigDecimal(sum).divide(count, EXACT_ENOUGH)).longValueExact();
    long eight = mean + Math.clamp(of.interest - mean, -500_000, 500_000);
    long most = Math.min(10_000_000, maintenance * 1_000 / 2);
    return Math.clamp(Math.floorDiv(eight, 8), -most, most);
  }

  private static BigDecimal ppm(int ppm) {
    return new BigDecimal(ppm).divide(new BigDecimal(MILLION));
  }

  private static BigInteger floor(BigDecimal value) {
    return value.setScale(0, RoundingMode.FLOOR).toBigIntegerExact();
  }

  private static BigInteger ceil(BigDecimal value) {
    return value.setScale(0, RoundingMode.CEILING).toBigIntegerExact();
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
