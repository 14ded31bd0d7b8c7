package caisson.simulator;

import static caisson.simulator.Draws.RICH;
import static caisson.simulator.Draws.SPOT;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Order;
import java.util.SplittableRandom;

/** Orders that come, wait for a price or go, good and bad, and offers to take liquidated lines. */
final class OrderTraffic {
  private final Draws draws;
  private final Ledger ledger;
  private final SplittableRandom random;
  private final long[] price;
  private final OrderSize sizes;
  private final QuoteTraffic quotes;
  private final Pressing pressing;

  OrderTraffic(Draws draws, OrderSize sizes, Pressing pressing) {
    this.draws = draws;
    ledger = draws.ledger;
    random = draws.random;
    price = draws.price;
    this.sizes = sizes;
    quotes = new QuoteTraffic(draws, sizes);
    this.pressing = pressing;
  }

  Step place() {
    int account = draws.user();
    pressing.remember(account);
    int market = random.nextInt(6) == 0 ? SPOT : draws.market();
    market = random.nextInt(14) == 0 ? draws.outcome() : market;
    boolean buys = random.nextBoolean();
    boolean rich = account < Ledger.FIRST_USER + RICH;
    long spread = Math.max(2, price[market] / (rich ? 60 : 40));
    long ticks = price[market] + random.nextLong(2 * spread) - spread;
    if (rich && random.nextInt(5) != 0) {
      // Makers keep to their side.
      ticks = price[market] + (buys ? -1 : 1) * (1 + random.nextLong(spread));
    }
    int force = random.nextInt(4) == 0 ? 1 : random.nextInt(8) == 0 ? 2 : 0;
    long lots = sizes.lots(account, market, buys);
    if (random.nextInt(5) == 0) {
      return random.nextInt(8) == 0
          ? quotes.bundle(ledger.account(account))
          : quotes.submit(account, market, buys, lots, ticks);
    }
    if (random.nextInt(40) != 0) {
      return order(
          account, market, buys, lots, ticks, force, random.nextInt(25) == 0 ? 1 : 0, 0, 0);
    }
    return switch (random.nextInt(8)) {
      case 0 ->
          order(
              account,
              ledger.markets.size() + random.nextInt(3),
              buys,
              lots,
              ticks,
              force,
              0,
              0,
              0);
      case 1 -> order(account, market, buys, lots, -ticks, force, 0, 0, 0);
      case 2 -> order(account, market, buys, 1_000_000_000_000L, ticks, force, 0, 0, 0);
      case 3 -> order(account, market, buys, lots, ticks, force, 0, 1, 0);
      case 4 -> order(account, market, buys, lots, ticks, force, 0, 2, 0);
      case 5 -> order(account, market, buys, lots, ticks, force, 0, 0, 1);
      case 6 -> order(1 + random.nextInt(70), market, buys, lots, ticks, force, 0, 0, 0);
      default -> order(account, market, buys, 0, ticks, force, 1 + random.nextInt(5), 0, 0);
    };
  }

  private Step order(
      int account,
      int market,
      boolean buys,
      long lots,
      long ticks,
      int force,
      int signer,
      int nonce,
      int expired) {
    return Step.of(
        Verb.PLACE,
        account,
        market,
        buys ? 0 : 1,
        lots,
        ticks,
        force,
        draws.newName(),
        signer,
        nonce,
        expired);
  }

  /** One, some, or one that is amended instead. */
  Step cancel() {
    Account account = ledger.account(draws.user());
    if (random.nextInt(60) == 0) {
      return Step.of(Verb.CANCELALL, account.id, random.nextInt(6), random.nextInt(3));
    }
    if (account.orders.isEmpty()) {
      return Step.of(Verb.CANCEL, account.id, draws.market(), random.nextLong(draws.names() + 1));
    }
    if (random.nextInt(4) == 0) {
      return quotes.amend(account);
    }
    Order order = account.orders.get(random.nextInt(account.orders.size()));
    int other = random.nextInt(60) == 0 ? draws.user() : account.id;
    return Step.of(Verb.CANCEL, other, order.market.id, order.name);
  }

  Step trigger(int account) {
    int market = draws.market();
    boolean buys = random.nextBoolean();
    long away = 1 + random.nextLong(price[market] / 60);
    boolean above = random.nextBoolean();
    long ticks = price[market] + (buys ? 1 : -1) * random.nextLong(price[market] / 40);
    return Step.of(
        Verb.TRIGGER,
        account,
        market,
        buys ? 0 : 1,
        sizes.lots(account, market, buys),
        ticks,
        price[market] + (above ? away : -away),
        above ? 0 : 1,
        random.nextInt(2),
        draws.newName(),
        random.nextInt(2),
        random.nextInt(3));
  }

  /** To take liquidated lines, some for nothing; an earlier offer in the market is replaced. */
  Step offer(int account) {
    long lots = random.nextInt(5) == 0 ? 0 : 1 + random.nextLong(100_000);
    int premium = random.nextInt(4) == 0 ? 1_000_000 : random.nextInt(600_000);
    premium = random.nextInt(4) == 0 ? 0 : premium;
    return Step.of(
        Verb.OFFER, account, draws.market(), lots, premium, random.nextInt(8) == 0 ? 1 : 0);
  }
}
