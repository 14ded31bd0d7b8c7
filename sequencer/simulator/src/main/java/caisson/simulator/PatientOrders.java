package caisson.simulator;

import java.util.SplittableRandom;

/** Steps of orders that come over time or over a range of prices, out of one wish. */
final class PatientOrders {
  private static final long SECOND_MS = 1_000;
  private static final long DAY_MS = 86_400 * SECOND_MS;

  /** Of a switch, in place of the time ahead: before all times. */
  static final long LONG_PAST = Long.MIN_VALUE;

  private final SplittableRandom random;

  PatientOrders(SplittableRandom random) {
    this.random = random;
  }

  /** Slices of about the wish each; now and then too many, or too close to each other. */
  Step twap(Wish wish, boolean lasts, long name, int key) {
    int slices = 2 + random.nextInt(lasts ? 60 : 5);
    long ms = SECOND_MS + random.nextLong(lasts ? 90_000 : 3_000);
    int odd = random.nextInt(60);
    if (odd < 2) {
      slices = odd == 0 ? 1 : 1_001;
    } else if (odd < 4) {
      ms = odd == 2 ? SECOND_MS - 1 : DAY_MS + 1;
    }
    long lots = Math.max(1, wish.lots()) * slices - random.nextInt(slices);
    return Step.of(
        Verb.TWAP,
        wish.account().id,
        wish.market().id,
        wish.buy() ? 0 : 1,
        odd == 4 ? slices - 1 : lots,
        wish.ticks(),
        slices,
        ms,
        name,
        random.nextInt(4),
        wish.reduces() ? 1 : 0,
        key);
  }

  /** The wish in so many orders, at its price and at better ones; from either end. */
  Step scale(Wish wish, int orders, long name, int key) {
    boolean posts = random.nextInt(3) == 0;
    long worst = wish.ticks() - (posts ? (wish.buy() ? 1 : -1) * wish.ticks() / 100 : 0);
    long range = random.nextLong(wish.ticks() / 30 + orders);
    long best = Math.max(1, wish.buy() ? worst - range : worst + range);
    boolean rises = random.nextBoolean();
    return Step.of(
        Verb.SCALE,
        wish.account().id,
        wish.market().id,
        wish.buy() ? 0 : 1,
        Math.max(wish.lots(), random.nextInt(8) == 0 ? 1 : orders),
        rises == wish.buy() ? best : worst,
        rises == wish.buy() ? worst : best,
        orders,
        posts ? 1 : 0,
        name,
        random.nextInt(4),
        random.nextInt(10) == 0 ? 1 + random.nextInt(20) : 0,
        key);
  }

  /** Now and then one too few or too many. */
  int orders() {
    return random.nextInt(40) == 0 ? 1 + 16 * random.nextInt(2) : 2 + random.nextInt(15);
  }

  /** Off, at the least time ahead, a millisecond less, long past, or some seconds. */
  Step schedule(int account, int key) {
    int draw = random.nextInt(12);
    long ms = SECOND_MS + (draw < 3 ? -draw : random.nextLong(20_000));
    return Step.of(Verb.SWITCH, account, draw == 3 ? 0 : draw == 4 ? LONG_PAST : ms, key);
  }
}
