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

  /** The first of two that exclude each other. */
  static final int OUTCOME = 6;

  static final int[] PERPETUALS = {1, 3, 4, 5};

  /** So many users make the books. */
  static final int RICH = 3;

  /** A spot lot is this many units; its price in ticks times this is a unit's mark. */
  static final long MARK_PER_TICK = 1_000_000_000L;

  final SplittableRandom random;
  final Ledger ledger;
  final int users;

  /** Index by market; market 4 follows 1, the spot market too. */
  final long[] price = {0, 1_000, 1_000, 2_000, 1_000, 300, 500, 500};

  private long names;

  Draws(long seed, Ledger ledger, int users) {
    random = new SplittableRandom(seed);
    this.ledger = ledger;
    this.users = users;
  }

  /** An account; makers more often than others. */
  int user() {
    return Ledger.FIRST_USER + (random.nextInt(3) == 0 ? random.nextInt(3) : random.nextInt(users));
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
