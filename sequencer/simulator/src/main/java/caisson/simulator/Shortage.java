package caisson.simulator;

import static caisson.simulator.Draws.BTC;
import static caisson.simulator.Draws.RICH;
import static caisson.simulator.Draws.SPOT;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What some seeds come to late: one who has much of another asset loses more cash than the venue
 * holds beside what the others have, and then all others ask for theirs on chain. Whoever comes
 * last is owed, until deposits bring it.
 */
final class Shortage {
  private static final int FROM = 11_000;
  private static final int WITHIN = 4_000;
  private static final int AUCTION = 900;
  private static final int ROUNDS = 8;
  private static final int DEPOSITS = 12;
  private static final long COLLATERAL = 60_000_000_000L;
  private static final long STAKE = 3_000_000_000L;

  /** The rules from which on it is known what resting buys keep back. */
  private static final int OWN_COINS = 3;

  /** Of no factor, so that no limit of open interest keeps him from it. */
  private static final int MARKET = 5;

  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 43;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final long[] price;
  private final int users;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private final int loser;
  private final int winner;

  /** Those who came last have open orders when they are paid, else lines. */
  private final boolean bids;

  private int left;
  private int rounds = ROUNDS;
  private int deposits = DEPOSITS;
  private boolean asked;
  private long names = FIRST_NAME;

  Shortage(long seed, Draws draws) {
    random = new SplittableRandom(11 * seed + 5);
    ledger = draws.ledger;
    price = draws.price;
    users = draws.users;
    left = FROM + random.nextInt(WITHIN);
    loser = Ledger.FIRST_USER + RICH + random.nextInt(users - RICH - 1);
    winner = loser + 1;
    bids = seed % 6 == 2;
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (left-- > 0) {
      // In time for the auction that a halt ends with.
      return left == AUCTION ? Step.of(Verb.PHASE, MARKET, 0) : null;
    }
    if (ahead.isEmpty() && rounds > 0) {
      lose(rounds-- == ROUNDS);
    } else if (ahead.isEmpty() && !asked) {
      asked = true;
      ask();
    } else if (ahead.isEmpty() && deposits > 0 && random.nextInt(60) == 0) {
      deposits--;
      int account = Ledger.FIRST_USER + random.nextInt(users);
      ahead.add(Step.of(Verb.DEPOSIT, account, 0, 1 + random.nextLong(2 * STAKE)));
    }
    return ahead.poll();
  }

  /** Buys dear and sells cheap, each the whole of what one order may be. */
  private void lose(boolean first) {
    Market market = ledger.market(MARKET);
    long mark = price[MARKET];
    if (first) {
      for (int rules = ledger.rules + 1; bids && rules <= OWN_COINS; rules++) {
        ahead.add(Step.of(Verb.INFORCE, rules));
      }
      // Whatever else keeps the two from it ends, and a supply that grew too fast counts no more.
      for (int account : new int[] {loser, winner}) {
        ahead.add(Step.of(Verb.RESTRICT, account, 0));
        ahead.add(Step.of(Verb.LEVEL, account, 0));
        ahead.add(Step.of(Verb.CANCELALL, account, 0, 0));
      }
      ahead.add(Step.of(Verb.COLLATERAL, BTC, 1, COLLATERAL, 2 * COLLATERAL, 5_000, 9, 50_000));
      ahead.add(Step.of(Verb.FALL, BTC, 500_000, 100_000, 1_000));
      ahead.add(Step.of(Verb.DEPOSIT, loser, BTC, COLLATERAL));
      ahead.add(Step.of(Verb.DEPOSIT, winner, 0, STAKE));
    }
    ahead.add(order(winner, market, false, mark + mark / 2, 0));
    ahead.add(order(loser, market, true, mark + mark / 2, 1));
    ahead.add(order(winner, market, true, mark - mark / 2, 0));
    ahead.add(order(loser, market, false, mark - mark / 2, 1));
    ahead.add(Step.of(Verb.CANCELALL, winner, market.id, 0));
  }

  private Step order(int account, Market market, boolean buy, long ticks, int force) {
    long lots = market.maxLots - random.nextLong(market.maxLots / 3);
    int side = buy ? 0 : 1;
    return Step.of(Verb.PLACE, account, market.id, side, lots, ticks, force, ++names, 0, 0, 0);
  }

  /** Those who came last take a line on what they are owed, which needs it as margin then. */
  private void lean(List<Integer> order) {
    Market market = ledger.market(MARKET);
    long mark = price[MARKET];
    for (int id : order.subList(order.size() - 6, order.size())) {
      long lots = Math.max(8, 2 * Math.max(0, ledger.account(id).cash()) / (mark * market.k));
      ahead.add(order(loser, market, false, mark, 0));
      for (long each = Math.min(lots, market.maxLots); each > lots / 8; each /= 2) {
        ahead.add(Step.of(Verb.PLACE, id, MARKET, 0, each, mark, 1, ++names, 0, 0, 0));
      }
    }
  }

  /**
   * Those who came last let buys rest far below the market, of a little or of nearly all they have;
   * then a part of what they are owed comes, and all of it.
   */
  private void bid(List<Integer> order) {
    Market market = ledger.market(SPOT);
    long ticks = price[SPOT] / 2;
    for (int id : order.subList(order.size() - 6, order.size())) {
      ahead.add(Step.of(Verb.RESTRICT, id, 0));
      ahead.add(Step.of(Verb.LEVEL, id, 0));
      long most = Math.max(0, ledger.account(id).cash()) / (ticks * market.k);
      boolean little = random.nextInt(3) != 0;
      long lots = little ? 1 : Math.clamp(most - most / 50, 1, market.maxLots);
      ahead.add(Step.of(Verb.PLACE, id, SPOT, 0, lots, ticks, 0, ++names, 0, 0, 0));
    }
    for (int i = 0; i < 3; i++) {
      long units = 1 + random.nextLong(i == 2 ? 2 * STAKE : STAKE / 40);
      ahead.add(Step.of(Verb.DEPOSIT, order.getFirst(), 0, units));
    }
  }

  /** All but the loser close and take what they have, or as much as may leave. */
  private void ask() {
    List<Integer> order =
        IntStream.range(Ledger.FIRST_USER, Ledger.FIRST_USER + users)
            .boxed()
            .collect(Collectors.toList());
    Collections.shuffle(order, new Random(random.nextLong()));
    order.remove(Integer.valueOf(loser));
    for (int id : order) {
      if (!ledger.registered(id)) {
        continue;
      }
      Account account = ledger.account(id);
      for (int market = 1; market < ledger.markets.size(); market++) {
        if (account.lots[market] != 0) {
          ahead.add(Step.of(Verb.FORCED, ForcedCheck.CLOSE, id, market, 0, 0, 0, 0));
        }
      }
      ahead.add(Step.of(Verb.FORCED, ForcedCheck.WITHDRAW, id, 0, -1, 0, 0, 0));
      ahead.add(Step.of(Verb.WITHDRAW, id, 0, Math.max(1, account.cash() / 3)));
    }
    ahead.add(Step.of(Verb.RESTART));
    if (bids) {
      bid(order);
    } else {
      lean(order);
    }
  }
}
