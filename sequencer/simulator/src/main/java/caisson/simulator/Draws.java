package caisson.simulator;

import java.util.SplittableRandom;

/**
 * What all traffic draws from: the one row of random numbers of a seed, users, markets and where
 * their prices stand. A number drawn more or less, or in another order, changes every seed.
 */
final class Draws {
  static final int BTC = 1;
  static final int SPOT = 2;
  static final int EQUITY = 3;

  /** The first of those that exclude each other. */
  static final int OUTCOME = 6;

  private static final int MOST_OUTCOMES = 5;

  static final int[] PERPETUALS = {1, 3, 4, 5};

  /** So many users make the books. */
  static final int RICH = 3;

  /** A spot lot is this many units; its price in ticks times this is a unit's mark. */
  static final long MARK_PER_TICK = 1_000_000_000L;

  final SplittableRandom random;
  final Ledger ledger;
  final int users;

  /** Index by market; market 4 follows 1, the spot market too. */
  final long[] price = {0, 1_000, 1_000, 2_000, 1_000, 300, 500, 500, 0, 0, 0};

  /** Two in every second seed. */
  final int outcomes;

  private long names;

  Draws(long seed, Ledger ledger, int users) {
    random = new SplittableRandom(seed);
    this.ledger = ledger;
    this.users = users;
    outcomes = seed % 2 == 0 ? 2 : 3 + (int) (seed / 2 % (MOST_OUTCOMES - 2));
    for (int i = 0; i < outcomes; i++) {
      price[OUTCOME + i] = 1_000 / outcomes;
    }
  }

  /** An account; makers more often than others. */
  int user() {
    return Ledger.FIRST_USER + (random.nextInt(3) == 0 ? random.nextInt(3) : random.nextInt(users));
  }

  /** One of an outcome. */
  int outcome() {
    return OUTCOME + random.nextInt(outcomes);
  }

  /** A perpetual one. */
  int market() {
    return PERPETUALS[random.nextInt(PERPETUALS.length)];
  }

  /** Mostly 0, else below the bound. */
  int seldom(int bound) {
    return random.nextInt(3) == 0 ? random.nextInt(bound) : 0;
  }

  /** For an order; not drawn. */
  long newName() {
    return ++names;
  }

  /** The last name given. */
  long names() {
    return names;
  }
}
