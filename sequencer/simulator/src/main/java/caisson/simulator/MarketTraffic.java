package caisson.simulator;

import static caisson.simulator.Draws.EQUITY;
import static caisson.simulator.Draws.OUTCOME;
import static caisson.simulator.Draws.PERPETUALS;
import static caisson.simulator.Draws.SPOT;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What oracle and operators tell of markets: prices, terms, sessions, and how an event ends. */
final class MarketTraffic {
  static final int DAY_S = 86_400;
  private static final long E3 = 1_000;

  private final SplittableRandom random;
  private final long[] price;

  /** The event of some seeds may come to nothing, that of others ends void. */
  private final boolean open;

  private final boolean voids;

  /** Sources differ, so time itself makes it void. */
  private final boolean lapses;

  private final int outcomes;
  private final int likely;

  MarketTraffic(long seed, Draws draws) {
    random = draws.random;
    price = draws.price;
    open = seed % 5 == 4;
    voids = seed % 5 == 3;
    lapses = seed % 5 == 2;
    outcomes = draws.outcomes;
    likely = (int) (seed % outcomes);
  }

  /** Now and then a jump; now and then not of all markets. */
  Step prices() {
    int jump = random.nextInt(11);
    var rows = new ArrayList<Long>();
    for (int market : PERPETUALS) {
      if (market != 4) {
        long most = Math.max(2, jump == 0 ? price[market] / 9 : price[market] / 250);
        long moved = price[market] + random.nextLong(2 * most + 1) - most;
        price[market] = Math.max(200, Math.min(9_000, moved));
      }
      price[SPOT] = price[1];
      price[4] = price[1] + random.nextInt(5) - 2;
      long external = random.nextInt(3) == 0 ? 0 : price[market] + random.nextInt(9) - 4;
      rows.add((long) market);
      rows.add(random.nextInt(500) == 0 ? -1 : price[market]);
      rows.add(external);
      if (random.nextInt(20) == 0) {
        break;
      }
    }
    return Step.of(Verb.PRICES, rows.stream().mapToLong(Long::longValue).toArray());
  }

  Step factor(int factor) {
    long down = 150 + random.nextInt(600);
    long up = 150 + random.nextInt(800);
    long oiUp = random.nextInt(3) == 0 ? 0 : 3_000_000_000L + random.nextLong(30_000_000_000L);
    return Step.of(
        Verb.FACTOR,
        factor,
        random.nextInt(4) == 0 ? 0 : 1,
        down,
        up,
        down + random.nextInt(900),
        E3 + random.nextInt(1_000),
        10_000,
        random.nextInt(3) == 0 ? 0 : random.nextInt(700_000),
        random.nextInt(3) == 0 ? random.nextInt(100) : 0,
        random.nextInt(3) == 0 ? 250_000 : 1_000_000,
        oiUp / 3,
        oiUp);
  }

  /** Which comes in so many seconds. */
  Step session(int seconds) {
    long window = random.nextInt(4) == 0 ? 1 : 0;
    return Step.of(Verb.SCHEDULE, EQUITY, random.nextInt(4), window, seconds);
  }

  /** What is scheduled is told anew, or a halt or a corporate action comes. */
  Step calendar() {
    return random.nextInt(3) == 0
        ? Step.of(Verb.INTERRUPT, EQUITY, 1 + random.nextInt(2))
        : session(random.nextInt(4) == 0 ? 0 : random.nextInt(2 * DAY_S));
  }

  /** A split, or that the market goes on. */
  Step interrupted() {
    return random.nextInt(3) == 0
        ? Step.of(Verb.SPLIT, EQUITY, 1 + random.nextInt(12), 1 + random.nextInt(3))
        : Step.of(Verb.INTERRUPT, EQUITY, 0);
  }

  /** Markets of outcomes, of which void pays the later ones more. */
  Step event() {
    var numbers = new ArrayList<Long>(List.of(1L, 1_000L, 1_000L, open ? 0L : 1));
    numbers.addAll(List.of(3_600L, lapses ? 30_000L : 10_000_000L, (long) OUTCOME));
    long left = 1_000;
    for (int i = outcomes; i > 0; i--) {
      long pays = i == 1 ? left : left * 4 / (5L * i);
      numbers.add(pays);
      left -= pays;
    }
    return Step.of(Verb.EVENT, numbers.stream().mapToLong(Long::longValue).toArray());
  }

  /** A source says how the event ended. */
  Step resolve() {
    // Mostly one of two, or sources would seldom agree.
    boolean any = random.nextInt(6) == 0;
    int outcome = any ? random.nextInt(outcomes) : (likely + random.nextInt(2)) % outcomes;
    return Step.of(Verb.RESOLVE, 1, 1 + random.nextInt(4), result(outcome));
  }

  private long result(int outcome) {
    if (voids) {
      return 0;
    }
    return open && outcome == 1 ? -1 : OUTCOME + outcome;
  }
}
