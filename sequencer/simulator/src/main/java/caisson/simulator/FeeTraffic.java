package caisson.simulator;

import static caisson.simulator.Draws.PERPETUALS;
import static caisson.simulator.Draws.RICH;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * In some seeds an operator sets fee tiers and referrers, and now and then half a month passes, so
 * that volumes roll. Tiers stand where accounts are: at the volume one has just now, a unit beyond
 * it, below it and not far above. Drawn from a row of its own.
 */
final class FeeTraffic {
  private static final int ONE_IN = 250;
  private static final int FIRST_TIERS = 200;
  private static final long FAR = 2_000_000_000L;
  private static final int SHARE_MOST_PPM = 500_000;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final long[] price;
  private final int users;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private int steps;

  FeeTraffic(long seed, Draws draws) {
    random = new SplittableRandom(13 * seed + 7);
    ledger = draws.ledger;
    price = draws.price;
    users = draws.users;
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (++steps == FIRST_TIERS) {
      ahead.add(tiers());
    } else if (ahead.isEmpty() && random.nextInt(ONE_IN) == 0) {
      begin();
    }
    return ahead.poll();
  }

  private void begin() {
    int draw = random.nextInt(100);
    if (draw < 35) {
      ahead.add(random.nextInt(6) == 0 ? badTiers() : tiers());
    } else if (draw < 92) {
      ahead.add(referrer());
    } else {
      pass();
    }
    if (random.nextInt(8) == 0) {
      ahead.add(Step.of(Verb.RESTART));
    }
  }

  /** Mostly one of those who make the books. */
  private int user() {
    return Ledger.FIRST_USER + random.nextInt(random.nextBoolean() ? RICH : users);
  }

  private Step tiers() {
    if (random.nextInt(15) == 0) {
      return Step.of(Verb.TIERS, 0);
    }
    long volume = ledger.fees.volume(user(), ledger.timeNs);
    var least = new TreeSet<Long>();
    least.add(volume + random.nextInt(2));
    for (int more = random.nextInt(random.nextInt(6) == 0 ? 8 : 4); more > 0; more--) {
      least.add(random.nextBoolean() ? random.nextLong(volume + 1) : volume + random.nextLong(FAR));
    }
    var numbers = new long[1 + 3 * least.size()];
    int at = 1;
    for (long each : least) {
      // Some dearer than most markets, some for nothing.
      long taker =
          random.nextInt(8) == 0 ? 0 : random.nextLong(random.nextInt(4) == 0 ? 2_000 : 400);
      numbers[at++] = each;
      numbers[at++] = random.nextLong(2 * taker + 1) - taker;
      numbers[at++] = taker;
    }
    return Step.of(Verb.TIERS, numbers);
  }

  /** Each bound of what tiers may be, from the wrong side. */
  private Step badTiers() {
    long volume = random.nextLong(FAR);
    return switch (random.nextInt(9)) {
      case 0 -> Step.of(Verb.TIERS, 1, volume, 0, 1);
      case 1 -> Step.of(Verb.TIERS, 2, volume, 0, 1);
      case 2 -> Step.of(Verb.TIERS, 0, volume, 0, 2, volume, 0, 1);
      case 3 -> Step.of(Verb.TIERS, 0, -1, 0, 1);
      case 4 -> Step.of(Verb.TIERS, 0, volume, 0, 100_001);
      case 5 -> Step.of(Verb.TIERS, 0, volume, 301, 300);
      case 6 -> Step.of(Verb.TIERS, 0, volume, -301, 300);
      case 7 -> Step.of(Verb.TIERS, 0, volume, 0, -1);
      default -> Step.of(Verb.TIERS, 0, volume, Integer.MIN_VALUE, 300);
    };
  }

  private Step referrer() {
    int account = user();
    int draw = random.nextInt(40);
    if (draw == 0) {
      return Step.of(Verb.REFER, account, account, 1);
    }
    if (draw == 1) {
      return Step.of(Verb.REFER, account, random.nextBoolean() ? Ledger.FEES : account + 400, 1);
    }
    int referrer = account;
    while (referrer == account) {
      referrer = Ledger.FIRST_USER + random.nextInt(users);
    }
    long share =
        switch (random.nextInt(12)) {
          case 0 -> SHARE_MOST_PPM + 1;
          case 1 -> -1;
          case 2 -> SHARE_MOST_PPM;
          case 3, 4 -> 0;
          default -> 1 + random.nextLong(SHARE_MOST_PPM);
        };
    return Step.of(Verb.REFER, account, referrer, share);
  }

  /** To the last or first moment of a half month, some days, or so long that all is forgotten. */
  private void pass() {
    long half = FeeTwin.HALF_MONTH_NS;
    long toEdge = half - ledger.timeNs % half;
    long ns =
        switch (random.nextInt(8)) {
          case 0 -> toEdge - 1;
          case 1, 2 -> toEdge;
          case 3 -> 2 * half + random.nextLong(half);
          default -> toEdge + random.nextLong(half);
        };
    ahead.add(Step.of(Verb.SEAL).after(ns));
    // Markets take orders again when three prices came without a gap.
    for (int round = 0; round < 3; round++) {
      var rows = new long[3 * PERPETUALS.length];
      for (int i = 0; i < PERPETUALS.length; i++) {
        rows[3 * i] = PERPETUALS[i];
        rows[3 * i + 1] = price[PERPETUALS[i]];
      }
      ahead.add(Step.of(Verb.PRICES, rows).after(1 + random.nextLong(300_000_000L)));
    }
  }
}
