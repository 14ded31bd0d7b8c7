package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Orders that may take the place of resting ones: one alone, many in a bundle, one amended. */
final class QuoteTraffic {
  private final Draws draws;
  private final SplittableRandom random;
  private final OrderSize sizes;

  QuoteTraffic(Draws draws, OrderSize sizes) {
    this.draws = draws;
    random = draws.random;
    this.sizes = sizes;
  }

  /** As given, or near an order that it replaces. */
  Step submit(int account, int market, boolean buys, long lots, long ticks) {
    List<Order> resting = draws.ledger.account(account).orders;
    long replaces = 0;
    if (!resting.isEmpty() && random.nextInt(3) == 0) {
      Order order = resting.get(random.nextInt(resting.size()));
      replaces = order.name;
      if (random.nextInt(9) != 0) {
        market = order.market.id;
        buys = order.buy;
        ticks = order.ticks + random.nextInt(5) - 2;
      }
    }
    int force = random.nextInt(4);
    boolean immediate = force == 1 || force == 3;
    return Step.of(
        Verb.SUBMIT,
        account,
        market,
        buys ? 0 : 1,
        lots,
        ticks,
        force,
        draws.newName(),
        0,
        replaces,
        random.nextInt(4),
        random.nextInt(immediate ? 3 : 12) == 0 ? 1 : 0,
        force == 2 && random.nextBoolean() ? 1 : 0,
        random.nextInt(10) == 0 ? 1 + random.nextInt(90) : 0);
  }

  /** Quotes of an account moved together; the last entry may take. */
  Step bundle(Account account) {
    var numbers = new ArrayList<Long>(List.of((long) account.id));
    int entries = 1 + random.nextInt(random.nextInt(6) == 0 ? 16 : 4);
    for (int i = 0; i < entries; i++) {
      boolean last = i == entries - 1;
      if (account.orders.isEmpty() || random.nextInt(3) == 0) {
        addEntry(numbers, false, draws.market(), random.nextBoolean(), 0, last);
      } else {
        Order order = account.orders.get(random.nextInt(account.orders.size()));
        boolean cancels = random.nextBoolean();
        addEntry(numbers, cancels, order.market.id, order.buy, order.name, last);
      }
    }
    return Step.of(Verb.BUNDLE, numbers.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * @param name of the order canceled or replaced, 0 for none
   */
  private void addEntry(
      List<Long> numbers, boolean cancels, int market, boolean buys, long name, boolean last) {
    long price = draws.price[market];
    long away = 1 + random.nextLong(Math.max(2, price / 40));
    boolean takes = last && random.nextInt(3) == 0;
    int force = takes ? random.nextInt(4) : 2 * random.nextInt(2);
    numbers.addAll(
        List.of(
            cancels ? 1L : 0,
            (long) market,
            buys ? 0L : 1,
            Math.max(1, sizes.lots(Math.toIntExact(numbers.getFirst()), market, buys) / 4),
            price + (buys == takes ? away : -away),
            (long) force,
            cancels ? 0 : draws.newName(),
            name,
            (long) random.nextInt(4),
            random.nextInt(12) == 0 ? 1L : 0,
            force == 2 && random.nextInt(3) != 0 ? 1L : 0));
  }

  /** Of an account that has orders. */
  Step amend(Account account) {
    Order order = account.orders.get(random.nextInt(account.orders.size()));
    long ticks = order.ticks + (random.nextBoolean() ? 0 : random.nextInt(9) - 4);
    long lots = 1 + random.nextLong(order.lots + order.lots / 2 + 1);
    return Step.of(
        Verb.AMEND,
        account.id,
        order.market.id,
        order.name,
        ticks,
        lots,
        random.nextInt(3) == 0 ? 1 : 0,
        random.nextInt(4));
  }
}
