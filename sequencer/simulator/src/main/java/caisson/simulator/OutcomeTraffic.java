package caisson.simulator;

import static caisson.simulator.Draws.OUTCOME;
import static caisson.simulator.Draws.RICH;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Events of more than two outcomes, in seeds that have one: makers quote all of them, others take a
 * set, which is minted or merged by its fills, or one outcome against the rest.
 */
final class OutcomeTraffic {
  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 44;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final long[] price;
  private final int users;
  private final int outcomes;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private long names = FIRST_NAME;

  OutcomeTraffic(long seed, Draws draws) {
    random = new SplittableRandom(13 * seed + 6);
    ledger = draws.ledger;
    price = draws.price;
    users = draws.users;
    outcomes = draws.outcomes;
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (ahead.isEmpty() && random.nextInt(90) == 0 && open()) {
      begin();
    }
    return ahead.poll();
  }

  private boolean open() {
    Event event = ledger.market(OUTCOME).event;
    return event != null && !event.resolved;
  }

  private void begin() {
    Account account = ledger.account(Ledger.FIRST_USER + RICH + random.nextInt(users - RICH));
    switch (random.nextInt(6)) {
      case 0, 1 -> quote();
      case 2, 3 -> set(account, random.nextBoolean());
      case 4 -> against(account);
      default -> close(account);
    }
  }

  /** Both sides of every outcome, around a price that walks. */
  private void quote() {
    int maker = Ledger.FIRST_USER + random.nextInt(RICH);
    ahead.add(Step.of(Verb.CANCELALL, maker, OUTCOME + random.nextInt(outcomes), 0));
    for (int i = 0; i < outcomes; i++) {
      int market = OUTCOME + i;
      price[market] = Math.clamp(price[market] + random.nextInt(61) - 30, 20, 980);
      long lots = 200 + random.nextLong(3_000);
      ahead.add(order(maker, market, true, lots, price[market] - 1 - random.nextInt(9), 0));
      ahead.add(order(maker, market, false, lots, price[market] + 1 + random.nextInt(9), 0));
    }
  }

  /** As many lots of each. */
  private void set(Account account, boolean buy) {
    long lots = 1 + random.nextLong(400);
    for (int i = 0; i < outcomes; i++) {
      int market = OUTCOME + i;
      ahead.add(order(account.id, market, buy, lots, price[market] + (buy ? 20 : -20), 1));
    }
  }

  /** One outcome bought and the others sold, or the other way round. */
  private void against(Account account) {
    int one = random.nextInt(outcomes);
    boolean buys = random.nextBoolean();
    long lots = 1 + random.nextLong(300);
    for (int i = 0; i < outcomes; i++) {
      boolean buy = i == one == buys;
      int market = OUTCOME + i;
      ahead.add(order(account.id, market, buy, lots, price[market] + (buy ? 20 : -20), 1));
    }
  }

  /** Every line of the event, as far as the books take it. */
  private void close(Account account) {
    for (int i = 0; i < outcomes; i++) {
      int market = OUTCOME + i;
      long line = account.lots[market];
      if (line != 0) {
        boolean buy = line < 0;
        long ticks = price[market] + (buy ? 30 : -30);
        ahead.add(order(account.id, market, buy, Math.abs(line), ticks, 1));
      }
    }
  }

  private Step order(int account, int market, boolean buy, long lots, long ticks, int force) {
    long limit = Math.clamp(ticks, 1, 999);
    int side = buy ? 0 : 1;
    return Step.of(Verb.PLACE, account, market, side, lots, limit, force, ++names, 0, 0, 0);
  }
}
