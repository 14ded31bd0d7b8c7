package caisson.simulator;

import static caisson.simulator.Draws.PERPETUALS;

import java.util.SplittableRandom;

/** New terms of a factor, then orders of those who were found able to bear one under the old. */
final class Pressing {
  private static final int TIMES = 3;

  private final Draws draws;
  private final SplittableRandom random;
  private final OrderSize sizes;
  private final MarketTraffic markets;

  /** Who placed an order of late, and how many of them shall take more on at once. */
  private final int[] recent = new int[8];

  private int left;

  Pressing(Draws draws, OrderSize sizes, MarketTraffic markets) {
    this.draws = draws;
    random = draws.random;
    this.sizes = sizes;
    this.markets = markets;
  }

  void remember(int account) {
    recent[random.nextInt(recent.length)] = account;
  }

  /** The terms. */
  Step begin() {
    left = TIMES;
    return markets.factor(1 + random.nextInt(2));
  }

  boolean underway() {
    return left > 0;
  }

  /** One adds to a line. */
  Step next() {
    left--;
    int account = recent[left];
    if (account == 0) {
      return markets.prices();
    }
    var owner = draws.ledger.account(account);
    int market = draws.market();
    for (int i = 0; i < PERPETUALS.length && owner.lots[market] == 0; i++) {
      market = PERPETUALS[i];
    }
    boolean buys = owner.lots[market] >= 0;
    long price = draws.price[market];
    long ticks = price + (buys ? 1 : -1) * price / 50;
    long most = sizes.atTheLimit(owner, price * draws.ledger.markets.get(market).k);
    long lots = Math.max(1, most / 3);
    return Step.of(
        Verb.PLACE, account, market, buys ? 0 : 1, lots, ticks, 1, draws.newName(), 0, 0, 0);
  }
}
