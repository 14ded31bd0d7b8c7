package caisson.simulator;

import static caisson.simulator.Draws.BTC;
import static caisson.simulator.Draws.EQUITY;
import static caisson.simulator.Draws.MARK_PER_TICK;
import static caisson.simulator.Draws.PERPETUALS;
import static caisson.simulator.Draws.RICH;
import static caisson.simulator.Draws.SPOT;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The first steps of a seed: listing, parameters, accounts and their money. */
final class Opening {
  private static final int DAY_S = MarketTraffic.DAY_S;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final int users;
  private final SplittableRandom random;
  private final MarketTraffic markets;
  private final MoneyTraffic money;
  private final OrderTraffic orders;
  private final List<Step> steps = new ArrayList<>();

  Opening(Draws draws, MarketTraffic markets, MoneyTraffic money, OrderTraffic orders) {
    users = draws.users;
    random = draws.random;
    this.markets = markets;
    this.money = money;
    this.orders = orders;
  }

  List<Step> steps() {
    listing();
    accounts();
    tiers();
    rules();
    if (random.nextBoolean()) {
      equity();
    }
    if (random.nextBoolean()) {
      steps.add(money.fall());
    }
    steps.add(markets.prices());
    if (random.nextInt(4) != 0) {
      for (int user = 0; user < 6; user++) {
        steps.add(orders.offer(Ledger.FIRST_USER + user));
      }
    }
    return steps;
  }

  private void listing() {
    steps.add(Step.of(Verb.ASSET, 0, 6, 1_000_000_000_000L));
    steps.add(Step.of(Verb.ASSET, BTC, 8, 1_000 * MARK_PER_TICK));
    steps.add(Step.of(Verb.MARKET, 1, 0, 0, 0, 10, 100_000, -100, 500, 1, 5_000_000, 500_000));
    steps.add(Step.of(Verb.MARKET, SPOT, 1, BTC, 10_000, 10, 0, 200, 300, 1, 5_000_000, 500_000));
    steps.add(Step.of(Verb.MARKET, 3, 0, 0, 0, 7, 50_000, 0, 437, 1, 5_000_000, 500_000));
    steps.add(Step.of(Verb.MARKET, 4, 0, 0, 0, 10, 100_000, -33, 333, 1, 5_000_000, 500_000));
    steps.add(Step.of(Verb.MARKET, 5, 0, 0, 0, 13, 200_000, 50, 999, 1, 5_000_000, 900_000));
    steps.add(markets.event());
    steps.add(Step.of(Verb.GROUP, 1, 614, 768));
    steps.add(markets.factor(1));
    steps.add(markets.factor(2));
    steps.add(Step.of(Verb.LINK, 1, 1));
    steps.add(Step.of(Verb.LINK, 3, 2));
    steps.add(Step.of(Verb.LINK, 4, 1));
    steps.add(Step.of(Verb.COLLATERAL, BTC, 1, 50_000_000, 200_000_000, 5_000, 20_000, 50_000));
    for (int market : PERPETUALS) {
      steps.add(Step.of(Verb.LIQUIDATION, market, market % 3, 5_000 + 100 * market, 20_000));
    }
  }

  private void accounts() {
    for (int user = 0; user < users; user++) {
      int account = Ledger.FIRST_USER + user;
      // Every fifth belongs to the owner of the one before it.
      steps.add(Step.of(Verb.ACCOUNT, account, user % 5 == 4 ? account - 1 : 0));
      long cash = user < RICH ? 5_000_000_000L : 5_000_000 + random.nextLong(400_000_000);
      // Some with lines that liquidation takes in slices.
      cash += user >= RICH && user < 8 ? random.nextLong(3_000_000_000L) : 0;
      steps.add(Step.of(Verb.DEPOSIT, account, 0, cash));
      if (user % 3 == 0) {
        steps.add(Step.of(Verb.DEPOSIT, account, BTC, 1 + random.nextLong(200_000_000)));
      }
    }
  }

  /** A rich tier takes much over, a poor one leaves it to profits and deficits. */
  private void tiers() {
    long insurance = random.nextBoolean() ? 2_000_000_000 : 60_000_000;
    for (int tier = 0; tier < 3; tier++) {
      steps.add(Step.of(Verb.DEPOSIT, Ledger.FIRST_TIER + tier, 0, 1 + random.nextLong(insurance)));
    }
    steps.add(Step.of(Verb.DEPOSIT, Ledger.FIRST_TIER + 4, 0, 1 + random.nextLong(insurance)));
  }

  /** What only some seeds set for a market. */
  private void rules() {
    if (random.nextBoolean()) {
      long impact = random.nextLong(9_000_000);
      steps.add(Step.of(Verb.RULES, 3, 20_000, 60_000, 20_000, impact, 12_500));
      if (impact % 2 == 0) {
        steps.add(Step.of(Verb.CAP, 3, 1_005_000 + impact % 60_000));
      }
    }
    for (int market : PERPETUALS) {
      if (random.nextInt(3) == 0) {
        steps.add(Step.of(Verb.RATE, market, 1 + random.nextLong(4_000)));
      }
    }
    if (random.nextBoolean()) {
      long floor = 1_000_000_000L + random.nextLong(9_000_000_000L);
      steps.add(Step.of(Verb.DEPTH, 1 + random.nextInt(2), floor, random.nextLong(floor)));
    }
  }

  /** A market with sessions, which trades overnight from the beginning on. */
  private void equity() {
    long overnight = random.nextInt(300);
    steps.add(Step.of(Verb.SESSIONS, EQUITY, 100, overnight, 500, 1_500, 1_000));
    long spanS = 600 + 20 * overnight;
    steps.add(Step.of(Verb.OFFHOURS, EQUITY, spanS, 8 * spanS));
    steps.add(Step.of(Verb.SCHEDULE, EQUITY, 2, 0, DAY_S));
    steps.add(markets.session(DAY_S + 3_600 + random.nextInt(DAY_S)));
    steps.add(Step.of(Verb.SEAL).after((DAY_S - random.nextInt(4_000)) * NS_PER_SECOND));
  }
}
