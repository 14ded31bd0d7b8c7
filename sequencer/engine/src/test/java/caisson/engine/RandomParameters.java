package caisson.engine;

import caisson.engine.listing.Rules;
import caisson.protocol.Interruption;
import caisson.protocol.MarketPhase;
import caisson.protocol.MarketSession;
import java.util.Random;

/** Commands of operators as a seed has them. */
final class RandomParameters {
  private final TwinRun run;
  private final Random random;
  private final Random nights = new Random(2);
  private final Random caps = new Random(4);
  private final Random rules = new Random(5);
  private final WireParameters wire;
  private final ReferenceEngine twin;

  RandomParameters(TwinRun run) {
    this.run = run;
    random = run.random;
    wire = run.wire.parameters;
    twin = run.twin;
  }

  long version() {
    return twin.margin.version + 1;
  }

  /** Of the equity among the markets, mostly; halts are short, so that it trades. */
  int session() {
    int market = random.nextInt(12) == 0 ? random.nextInt(6) : random.nextInt(9) == 0 ? 2 : 4;
    if (random.nextInt(twin.sessions.inCorporateAction(4) ? 3 : 20) == 0) {
      return split(market);
    }
    return switch (random.nextInt(twin.sessions.interrupted(4) ? 10 : 6)) {
      case 0 ->
          wire.setSessions(
              version(),
              market,
              random.nextInt(200),
              random.nextInt(400),
              random.nextInt(1_000),
              random.nextInt(2_000),
              random.nextInt(20) == 0 ? 5_001 : random.nextInt(1_500));
      case 1 ->
          wire.interruptSession(version(), market, Interruption.get((short) random.nextInt(3)));
      case 6, 7, 8, 9 -> wire.interruptSession(version(), 4, Interruption.NONE);
      default -> {
        long day = 24 * 3_600_000_000_000L;
        long ahead = random.nextBoolean() ? day : random.nextInt(30) * day / 12;
        long at = run.timeNs + ahead + random.nextLong(5 * day / 24) - random.nextInt(9);
        yield wire.scheduleSession(
            version() + (random.nextInt(20) == 0 ? 1 : 0),
            market,
            MarketSession.get((short) random.nextInt(4)),
            random.nextInt(4) == 0,
            random.nextInt(8) == 0 ? 0 : at);
      }
    };
  }

  /** Of the equity, which makes its mark by rules from then on at the latest. */
  int offHours() {
    if (nights.nextInt(3) == 0 || !twin.pricing.rules.containsKey(4)) {
      return markRules(nights, nights.nextInt(9) == 0 ? 2 : 4);
    }
    boolean ends = nights.nextInt(12) == 0;
    return wire.setOffHours(
        version() + (nights.nextInt(20) == 0 ? 1 : 0),
        nights.nextInt(9) == 0 ? nights.nextInt(6) : 4,
        ends ? 0 : 590 + nights.nextInt(1_500),
        ends ? 0 : nights.nextInt(12) == 0 ? 604_801 : 600 + nights.nextInt(9_000));
  }

  /** Of a market that makes its mark by rules, low enough to be met. */
  int cap() {
    int market = caps.nextInt(9) == 0 ? caps.nextInt(6) : caps.nextBoolean() ? 1 : 4;
    int ppm = caps.nextInt(6) == 0 ? 0 : 1_000_000 + caps.nextInt(40_000);
    ppm = caps.nextInt(12) == 0 ? 10_000_000 + caps.nextInt(2) : ppm;
    return wire.setMarkCap(version() + (caps.nextInt(20) == 0 ? 1 : 0), market, ppm);
  }

  /** The next, those in force, or far ahead; never what only a newer engine can answer. */
  int rules() {
    boolean next = rules.nextInt(4) == 0;
    int number = next ? twin.parameters.rules + 1 : rules.nextInt(Rules.NEWEST + 2);
    boolean unknown = number > Rules.NEWEST && number == twin.parameters.rules + 1;
    return wire.setRules(version() + (rules.nextInt(9) == 0 ? 1 : 0), unknown ? 60_000 : number);
  }

  /** About the close, seldom with a price from outside that is far from it. */
  int nightPrice() {
    run.timeNs += nights.nextLong(nights.nextInt(60) == 0 ? 90_000_000_000L : 9_000_000_000L);
    var market = twin.markets.get(4);
    long index = Math.max(2, market.index);
    index += nights.nextInt(6) == 0 ? nights.nextLong(index / 2) - index / 4 : 0;
    long external = nights.nextInt(6) == 0 ? 1 + nights.nextLong(2 * index) : 0;
    return run.wire.publishPrice(
        ++run.round, 4, Math.min(4_900, index), Math.min(4_900, external), market.splits);
  }

  private int split(int market) {
    int most = random.nextInt(3) == 0 ? 1_002 : 5;
    return wire.splitMarket(version(), market, random.nextInt(most), random.nextInt(most));
  }

  int next() {
    return switch (random.nextInt(17)) {
      case 15, 16 -> {
        long floor = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(3_000_000);
        yield wire.setDepthLimit(
            version(),
            random.nextInt(9) == 0 ? 40 : 1 + random.nextInt(3),
            floor,
            floor == 0 ? 0 : random.nextInt(20_000_000));
      }
      case 10 -> feeTiers();
      case 11, 12 ->
          wire.setReferrer(
              4095 + random.nextInt(9), 4096 + random.nextInt(7), random.nextInt(600_000));
      case 5, 6 -> markRules();
      case 7 ->
          wire.setPhase(
              version(),
              random.nextInt(9) == 0 ? 9 : random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 4,
              phase());
      case 8 ->
          wire.payDividend(
              version(),
              1 + random.nextInt(4),
              random.nextLong(4_000_000_000_000L) - 2_000_000_000_000L);
      case 13, 14 -> {
        int in = random.nextInt(10) == 0 ? 9 : 1 + random.nextInt(4);
        boolean line = in != 2 || random.nextInt(4) == 0;
        yield wire.setTradingLimits(
            version(),
            in,
            random.nextInt(3) == 0 && line ? 10_000 + random.nextInt(50_000) : 0,
            random.nextInt(3) == 0 && line ? 100 + random.nextInt(400) : 0,
            random.nextInt(3) == 0 ? random.nextInt(150_000) : 0);
      }
      case 4 -> {
        int none = random.nextInt(600_000);
        int full = random.nextInt(12) == 0 ? none : none + 1 + random.nextInt(400_000);
        boolean ends = random.nextInt(4) == 0;
        yield wire.setCollateralFall(
            version(),
            random.nextInt(9) == 0 ? 0 : 1,
            ends ? 0 : full,
            ends ? 0 : none,
            ends ? 0 : random.nextInt(500_000));
      }
      case 0 -> wire.setGroup(version(), 2, random.nextInt(1_024), random.nextInt(769));
      case 1 ->
          wire.setMarketFactor(version(), random.nextBoolean() ? 1 : 4, 1 + random.nextInt(3));
      case 2 ->
          wire.setCollateral(version(), 1, random.nextInt(4), random.nextInt(2_000_000), 3_000_000);
      case 3 -> wire.setCollateral(version() - 1 + random.nextInt(3), random.nextInt(3), 9, 0, 0);
      default -> factor(1 + random.nextInt(3));
    };
  }

  int feeTiers() {
    long first = random.nextInt(100_000);
    long second = first + random.nextInt(5_000_000);
    int taker = random.nextInt(600);
    return wire.setFeeTiers(
        version(),
        new long[] {first, second},
        new int[] {random.nextInt(300) - 150, -random.nextInt(100)},
        new int[] {taker, taker / 2});
  }

  MarketPhase phase() {
    return random.nextInt(2) > 0 ? MarketPhase.OPEN : MarketPhase.get((short) random.nextInt(4));
  }

  int markRules() {
    int market = random.nextInt(8) == 0 ? 2 : random.nextInt(5) == 0 ? 1 : 4;
    return markRules(random, market);
  }

  private int markRules(Random from, int market) {
    return wire.setMarkRules(
        version(),
        market,
        from.nextInt(3) == 0 ? 0 : from.nextInt(20_000),
        from.nextInt(100_000),
        from.nextInt(20_000),
        from.nextInt(6) == 0 ? -1 : from.nextInt(300_000),
        from.nextInt(200_000));
  }

  int factor(int factor) {
    int down = 30 + random.nextInt(1_500);
    int group = random.nextInt(3) == 0 ? 0 : 2;
    long up = random.nextInt(3) == 0 ? 0 : 3_000_000 + random.nextLong(30_000_000);
    return wire.setFactor(
        version(),
        factor,
        group,
        down,
        30 + random.nextInt(2_000),
        down + random.nextInt(2_000),
        up / 4,
        up);
  }
}
