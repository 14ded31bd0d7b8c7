package caisson.simulator;

import static caisson.simulator.Draws.PERPETUALS;

import caisson.simulator.Ledger.Market;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What some seeds come to three times: all accounts sign so much of one kind that the venue has no
 * room for more. First TWAPs, then triggers near each other on both sides of the price, then orders
 * that end together.
 */
final class Crowd {
  private static final int EVERY = 3_500;
  private static final int ACTS = 3;
  private static final int TWAPS = 90;
  private static final int TRIGGERS = 180;
  private static final int TIMED = 150;

  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 44;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final long[] price;
  private final int users;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private int left;
  private int acts;
  private long names = FIRST_NAME;

  Crowd(long seed, Draws draws) {
    random = new SplittableRandom(13 * seed + 7);
    ledger = draws.ledger;
    price = draws.price;
    users = draws.users;
    left = EVERY / 2 + random.nextInt(EVERY);
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (ahead.isEmpty() && acts < ACTS && left-- == 0) {
      left = EVERY;
      gather(acts++);
    }
    return ahead.poll();
  }

  private void gather(int act) {
    int most =
        switch (act) {
          case 0 -> TWAPS;
          case 1 -> TRIGGERS;
          default -> TIMED;
        };
    for (int i = 0; i < most; i++) {
      int account = Ledger.FIRST_USER + i % users;
      Market market = ledger.market(PERPETUALS[random.nextInt(PERPETUALS.length)]);
      boolean buy = random.nextBoolean();
      names++;
      ahead.add(
          switch (act) {
            case 0 -> twap(account, market, buy);
            case 1 -> trigger(account, market, buy);
            default -> timed(account, market, buy);
          });
    }
  }

  private Step twap(int account, Market market, boolean buy) {
    int slices = 20 + random.nextInt(30);
    long ticks = away(market, buy, 30);
    long ms = 60_000 + random.nextLong(60_000);
    int side = buy ? 0 : 1;
    return Step.of(
        Verb.TWAP, account, market.id, side, 2L * slices, ticks, slices, ms, names, 0, 0, 0);
  }

  /** Some for the same price, which a jump of the mark passes. */
  private Step trigger(int account, Market market, boolean buy) {
    boolean above = random.nextBoolean();
    long away = price[market.id] / 50 + random.nextInt(6);
    long ticks = price[market.id] + (above ? away : -away);
    return Step.of(
        Verb.TRIGGER,
        account,
        market.id,
        buy ? 0 : 1,
        1 + random.nextInt(20),
        away(market, !buy, 10),
        ticks,
        above ? 0 : 1,
        1,
        names,
        random.nextInt(2),
        random.nextInt(3),
        0);
  }

  private Step timed(int account, Market market, boolean buy) {
    return Step.of(
        Verb.SUBMIT,
        account,
        market.id,
        buy ? 0 : 1,
        1 + random.nextInt(3),
        away(market, buy, 15),
        0,
        names,
        0,
        0,
        0,
        0,
        0,
        20 + random.nextInt(3));
  }

  /** A price that much of it behind the market, for a buy below it. */
  private long away(Market market, boolean buy, int part) {
    long of = price[market.id];
    return buy ? of - of / part : of + of / part;
  }
}
