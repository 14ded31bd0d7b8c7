package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * In some seeds there is a market whose prices are far apart, so that orders stand in and out of
 * the window of its book, and the window moves both ways as those near the best price trade, leave
 * and come; once all accounts sign so many there that the venue has no room for more. It has a
 * least value of an order, and limits of positions. Drawn from a row of its own.
 */
final class FarTraffic {
  /** In seeds with two outcomes the first that is not listed. */
  private static final int MARKET = 8;

  private static final int ONE_IN = 9;
  private static final int OWNERS = 3;

  /** Accounts that do nothing but fill the venue. */
  private static final int OTHERS = 8;

  private static final int FULL_AT = 6_000;
  private static final int FULL_FOR = 300;
  private static final int EACH = 42;
  private static final long MIDDLE = 120_000;
  private static final long MOST_TICKS = 5_000_000;

  /** Some prices are multiples of it, so that orders meet at them. */
  private static final long GRID = 4_000;

  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 47;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final long[] price;
  private final int users;
  private final int first;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private long names = FIRST_NAME;
  private int steps;

  FarTraffic(long seed, Draws draws) {
    random = new SplittableRandom(23 * seed + 3);
    ledger = draws.ledger;
    price = draws.price;
    users = draws.users;
    first = Ledger.FIRST_USER + users + 24;
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (ahead.isEmpty()) {
      steps++;
      if (steps == 1) {
        list();
      } else if (steps == FULL_AT) {
        fill();
      } else if (steps == FULL_AT + FULL_FOR) {
        for (int user = Ledger.FIRST_USER; user < first; user++) {
          ahead.add(Step.of(Verb.CANCELALL, user, MARKET, 0));
        }
      } else if (random.nextInt(ONE_IN) == 0) {
        ahead.add(draw());
      }
    }
    return ahead.poll();
  }

  private void list() {
    price[MARKET] = MIDDLE;
    ahead.add(Step.of(Verb.MARKET, MARKET, 0, 0, 0, 1, 100_000, 0, 500, 1, MOST_TICKS, 500_000));
    ahead.add(Step.of(Verb.LIQUIDATION, MARKET, 1, 5_000, 20_000));
    ahead.add(prices());
    for (int owner = first; owner < first + OWNERS; owner++) {
      ahead.add(Step.of(Verb.ACCOUNT, owner, 0));
      ahead.add(Step.of(Verb.DEPOSIT, owner, 0, 20_000_000_000L));
    }
  }

  private Step prices() {
    return Step.of(Verb.PRICES, MARKET, price[MARKET], price[MARKET]);
  }

  private Step draw() {
    int owner = first + random.nextInt(OWNERS);
    int draw = random.nextInt(100);
    if (!ledger.registered(owner)) {
      return Step.of(Verb.ACCOUNT, owner, 0);
    }
    Account account = ledger.account(owner);
    if (draw < 10) {
      price[MARKET] = Math.clamp(moved(), MIDDLE / 3, 3 * MIDDLE);
      return prices();
    }
    if (draw < 13) {
      return Step.of(Verb.CANCELALL, owner, MARKET, random.nextInt(3));
    }
    if (draw < 16) {
      return limits();
    }
    if (draw < 34 && !account.orders.isEmpty()) {
      Order order = account.orders.get(random.nextInt(account.orders.size()));
      long ticks = random.nextBoolean() ? order.ticks : ticks(order.buy);
      return draw < 25
          ? Step.of(Verb.CANCEL, owner, MARKET, order.name)
          : Step.of(Verb.AMEND, owner, MARKET, order.name, ticks, lots(account), 0, 1);
    }
    // One that asks for all down to a price far away takes the near ones, so the window moves.
    boolean buy = random.nextBoolean();
    boolean sweeps = draw < 50;
    long line = ledger.account(owner).lots[MARKET];
    if (sweeps && line != 0) {
      buy = line < 0;
    }
    long lots = sweeps ? 1 + random.nextLong(400) : lots(account);
    return Step.of(
        Verb.PLACE,
        owner,
        MARKET,
        buy ? 0 : 1,
        lots,
        ticks(sweeps ? !buy : buy),
        sweeps ? 1 : 0,
        ++names,
        0,
        0,
        0);
  }

  private long moved() {
    long most = price[MARKET] / (random.nextInt(6) == 0 ? 8 : 60);
    return price[MARKET] + random.nextLong(2 * most + 1) - most;
  }

  /** Few, else much of a line rests in one place; now and then what closes the line. */
  private long lots(Account account) {
    long line = Math.abs(account.lots[MARKET]);
    return line != 0 && random.nextInt(4) == 0
        ? 1 + random.nextLong(line)
        : 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 20);
  }

  /** Near the market or anywhere behind it, for a buy below. */
  private long ticks(boolean buy) {
    long mark = price[MARKET];
    long away =
        switch (random.nextInt(3)) {
          case 0 -> random.nextLong(mark / 50);
          case 1 -> random.nextLong(mark);
          default -> buy ? random.nextLong(mark) : random.nextLong(MOST_TICKS - mark);
        };
    long ticks = buy ? mark - away : mark + away;
    return Math.max(1, random.nextInt(3) == 0 ? ticks : ticks / GRID * GRID);
  }

  /** Of what an order here mostly is worth, and of what a line here comes to. */
  private Step limits() {
    Market market = ledger.market(MARKET);
    long lots = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(600);
    long least = random.nextInt(3) == 0 ? 0 : random.nextLong(6 * Math.max(1, market.lotValue()));
    return Step.of(Verb.LIMITS, MARKET, 0, lots, least);
  }

  /** A lot each, so far away that nobody meets them. */
  private void fill() {
    ahead.add(Step.of(Verb.LIMITS, MARKET, 0, 0, 0));
    for (int user = Ledger.FIRST_USER; user < Ledger.FIRST_USER + users; user++) {
      ahead.add(Step.of(Verb.RESTRICT, user, 0));
      ahead.add(Step.of(Verb.LEVEL, user, 0));
      ahead.add(Step.of(Verb.DEPOSIT, user, 0, 500_000_000L));
    }
    for (int other = first - OTHERS; other < first; other++) {
      ahead.add(Step.of(Verb.ACCOUNT, other, 0));
      ahead.add(Step.of(Verb.DEPOSIT, other, 0, 500_000_000L));
    }
    for (int i = 0; i < (users + OTHERS) * EACH; i++) {
      int at = i % (users + OTHERS);
      int user = at < users ? Ledger.FIRST_USER + at : first - 1 - at + users;
      long ticks = 1 + random.nextInt(200);
      ahead.add(Step.of(Verb.PLACE, user, MARKET, 0, 1, ticks, 0, ++names, 0, 0, 0));
    }
  }
}
