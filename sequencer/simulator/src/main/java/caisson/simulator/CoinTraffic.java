package caisson.simulator;

import static caisson.simulator.Draws.BTC;
import static caisson.simulator.Draws.SPOT;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * In some seeds two accounts of one owner that trade no perpetual: now and then the coin is worth
 * so little that their collateral asks for more than it counts for, and they ask for their coins.
 * Left to chance hardly anybody owes nothing then. Drawn from a row of its own.
 */
final class CoinTraffic {
  private static final int ASKS = 5;

  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 41;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final long[] price;
  private final int first;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private long names = FIRST_NAME;
  private int asks;
  private int at;

  /**
   * @param price by market, as all traffic sees it
   */
  CoinTraffic(long seed, Ledger ledger, int users, long[] price) {
    random = new SplittableRandom(7 * seed + 3);
    this.ledger = ledger;
    this.price = price;
    first = Ledger.FIRST_USER + users + 8;
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (ahead.isEmpty() && asks == 0 && random.nextInt(1_600) == 0) {
      begin();
    } else if (ahead.isEmpty() && asks > 0) {
      ask();
    }
    return ahead.poll();
  }

  private int other() {
    return 2 * first + 1 - at;
  }

  private void begin() {
    at = first + random.nextInt(2);
    asks = ASKS;
    ahead.add(Step.of(Verb.ACCOUNT, first, 0));
    ahead.add(Step.of(Verb.ACCOUNT, first + 1, first));
    // Else another rule lets them go, or keeps them.
    ahead.add(Step.of(Verb.OUTFLOW, -1));
    ahead.add(Step.of(Verb.COLLATERAL, BTC, 1, 50_000_000, 200_000_000, 5_000, 20_000, 50_000));
    ahead.add(Step.of(Verb.DEPOSIT, at, 0, 1_000_000 + random.nextLong(100_000_000)));
    ahead.add(Step.of(Verb.DEPOSIT, at, BTC, 10_000_000 + random.nextLong(200_000_000)));
    if (random.nextInt(3) != 0) {
      ahead.add(order(SPOT, true, 1 + random.nextInt(1_000), price[SPOT] / 2));
    }
    if (random.nextBoolean()) {
      ahead.add(order(SPOT, false, 1 + random.nextInt(1_000), price[SPOT] + 50));
    }
    if (random.nextInt(3) == 0) {
      ahead.add(order(1, true, 1, price[1] / 2));
    }
    ahead.add(Step.of(Verb.COIN, random.nextInt(200_000)));
  }

  /** For all that is theirs, a unit more, or a part of it. */
  private void ask() {
    asks--;
    if (ledger.registered(at)) {
      Account account = ledger.account(at);
      long own = MarginCheck.ownCoins(account);
      long units =
          switch (random.nextInt(6)) {
            case 0 -> own;
            case 1 -> own + 1;
            case 2 -> account.cash();
            default -> 1 + random.nextLong(Math.max(1, own));
          };
      ahead.add(asked(Math.max(1, units)));
    }
    if (asks == 0) {
      ahead.add(Step.of(Verb.CANCELALL, at, 0, 0));
      ahead.add(Step.of(Verb.COIN, 1_000_000));
    }
  }

  private Step asked(long units) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> Step.of(Verb.WITHDRAW, at, 0, units, 0);
      case 2 -> Step.of(Verb.TRANSFER, at, other(), 0, units);
      case 3 -> Step.of(Verb.FORCED, ForcedCheck.WITHDRAW, at, 0, units, 0, 0, 0);
      default -> {
        Market spot = ledger.market(SPOT);
        long ticks = price[SPOT] / 2;
        yield order(SPOT, true, Math.max(1, units / (ticks * spot.k)), ticks);
      }
    };
  }

  private Step order(int market, boolean buy, long lots, long ticks) {
    return Step.of(Verb.PLACE, at, market, buy ? 0 : 1, lots, ticks, 0, ++names, 0, 0, 0);
  }
}
