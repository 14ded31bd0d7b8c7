package caisson.simulator;

import static caisson.simulator.Draws.BTC;
import static caisson.simulator.Draws.PERPETUALS;
import static caisson.simulator.Draws.RICH;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * In some seeds an owner closes accounts that brought others and have orders waiting for a mark or
 * a time, tries what they may no longer do, and takes what their shares of fees bring. Drawn from a
 * row of its own.
 */
final class ClosingTraffic {
  private static final int ACCOUNTS = 4;
  private static final int ONE_IN = 40;
  private static final int CLOSED = 3;

  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 46;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final long[] price;

  /** Of one owner, the last of which stays open. */
  private final int first;

  private final int users;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private long names = FIRST_NAME;
  private int opened;

  ClosingTraffic(long seed, Draws draws) {
    random = new SplittableRandom(19 * seed + 2);
    ledger = draws.ledger;
    price = draws.price;
    users = draws.users;
    first = Ledger.FIRST_USER + users + 16;
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (ahead.isEmpty() && random.nextInt(ONE_IN) == 0) {
      if (opened == 0 || opened < ACCOUNTS && random.nextInt(12) == 0) {
        open(first + opened++);
      } else {
        ask(first + random.nextInt(opened));
      }
    }
    return ahead.poll();
  }

  /** Until it is to be closed; most of what it does is refused now and then. */
  private void open(int account) {
    ahead.add(Step.of(Verb.ACCOUNT, first + ACCOUNTS, 0));
    ahead.add(Step.of(Verb.ACCOUNT, account, first + ACCOUNTS));
    ahead.add(Step.of(Verb.DEPOSIT, account, 0, 50_000_000 + random.nextLong(50_000_000)));
    if (random.nextBoolean()) {
      ahead.add(Step.of(Verb.DEPOSIT, account, BTC, 1 + random.nextInt(1_000_000)));
    }
    ahead.add(Step.of(Verb.DEPOSIT, first + ACCOUNTS, 0, 1_000_000 + random.nextLong(5_000_000)));
    for (int maker = 0; maker < RICH; maker++) {
      ahead.add(
          Step.of(Verb.REFER, Ledger.FIRST_USER + maker, account, 1 + random.nextInt(500_000)));
    }
    int market = PERPETUALS[random.nextInt(PERPETUALS.length)];
    ahead.add(order(account, market));
    ahead.add(trigger(account, market, 1 + random.nextInt(2)));
    ahead.add(trigger(account, market, 10 + random.nextInt(40)));
    long ms = 60_000 + random.nextLong(600_000);
    ahead.add(Step.of(Verb.TWAP, account, market, 0, 20, price[market], 10, ms, ++names, 0, 0, 0));
    ahead.add(Step.of(Verb.OFFER, account, market, 1 + random.nextInt(1_000), 0, 0));
    ahead.add(Step.of(Verb.LEVEL, account, CLOSED));
  }

  /** Of an account that is closed or shall be. */
  private void ask(int account) {
    Account of = ledger.registered(account) ? ledger.account(account) : ledger.account(Ledger.FEES);
    if (of.user() && of.level < CLOSED) {
      leave(of);
    } else {
      ahead.add(tries(of, account));
    }
  }

  private Step tries(Account of, int account) {
    int market = PERPETUALS[random.nextInt(PERPETUALS.length)];
    long units = Math.max(1, of.cash());
    int sibling = first + ACCOUNTS;
    return switch (random.nextInt(16)) {
      case 0, 1 ->
          Step.of(Verb.DEPOSIT, account, random.nextInt(2) * BTC, 1 + random.nextInt(900_000));
      case 2 -> order(account, market);
      case 3 -> trigger(account, market, 20);
      case 4 -> Step.of(Verb.OFFER, account, market, random.nextInt(3), 0, 0);
      case 5 -> Step.of(Verb.LEVEL, account, random.nextInt(4));
      case 6 -> Step.of(Verb.RESTRICT, account, random.nextInt(3));
      case 7 -> Step.of(Verb.AGENT, account, 1 + random.nextInt(2), 1_000, 1_000_000, 1_000_000, 0);
      case 8 -> Step.of(Verb.TRANSFER, sibling, account, 0, 1 + random.nextInt(1_000));
      case 9 -> Step.of(Verb.TRANSFER, account, sibling, 0, units);
      case 10 -> Step.of(Verb.FORCED, ForcedCheck.WITHDRAW, account, 0, -1, 0, 0, 0);
      case 11 -> Step.of(Verb.CANCELALL, account, 0, 0);
      case 12 ->
          Step.of(
              Verb.REFER,
              Ledger.FIRST_USER + random.nextInt(RICH),
              account,
              1 + random.nextInt(500_000));
      case 13 -> Step.of(Verb.SCALE, account, market, 0, 10, 1, 9, 3, 0, ++names, 0, 0, 0);
      case 14 -> Step.of(Verb.RESTART);
      default -> Step.of(Verb.WITHDRAW, account, 0, random.nextBoolean() ? units : units + 1, 0);
    };
  }

  /** Closes its lines and takes what it has, in the end; asks at each step to be closed. */
  private void leave(Account account) {
    for (Market market : ledger.markets) {
      if (account.lots[market.id] != 0) {
        ahead.add(Step.of(Verb.FORCED, ForcedCheck.CLOSE, account.id, market.id, 0, 0, 0, 0));
      }
    }
    // What waits for a mark or a time stays.
    for (var order : account.orders) {
      ahead.add(Step.of(Verb.CANCEL, account.id, order.market.id, order.name));
    }
    if (account.cash() < 0) {
      ahead.add(Step.of(Verb.DEPOSIT, account.id, 0, -account.cash()));
    }
    ahead.add(Step.of(Verb.FORCED, ForcedCheck.WITHDRAW, account.id, 0, -1, 0, 0, 0));
    ahead.add(Step.of(Verb.LEVEL, account.id, CLOSED));
    ahead.add(Step.of(Verb.FORCED, ForcedCheck.WITHDRAW, account.id, BTC, -1, 0, 0, 0));
    ahead.add(Step.of(Verb.LEVEL, account.id, CLOSED));
  }

  private Step order(int account, int market) {
    long ticks = Math.max(1, price[market] - price[market] / 8);
    return Step.of(Verb.PLACE, account, market, 0, 1, ticks, 0, ++names, 0, 0, 0);
  }

  private Step trigger(int account, int market, int part) {
    long away = 1 + price[market] * part / 100;
    boolean above = random.nextBoolean();
    return Step.of(
        Verb.TRIGGER,
        account,
        market,
        0,
        1,
        price[market],
        price[market] + (above ? away : -away),
        above ? 0 : 1,
        0,
        ++names,
        0,
        0,
        0);
  }
}
