package caisson.simulator;

import static caisson.simulator.Draws.BTC;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.SplittableRandom;

/** How many lots somebody asks for: sizes that he can bear and some that he cannot. */
final class OrderSize {
  private final Ledger ledger;
  private final SplittableRandom random;
  private final long[] price;
  private final PlainMargin margin;

  OrderSize(Draws draws) {
    this(draws, draws.random);
  }

  /** Drawn from a row of its own. */
  OrderSize(Draws draws, SplittableRandom random) {
    ledger = draws.ledger;
    this.random = random;
    price = draws.price;
    margin = new PlainMargin(ledger);
  }

  /** From a little to more than the account can bear; now and then what closes its line. */
  long lots(int account, int market, boolean buys) {
    var owner = ledger.account(account);
    Market at = ledger.markets.get(market);
    if (at.spot) {
      long holding = owner.units[BTC] / at.unitsPerLot;
      long most = buys ? Math.max(0, owner.cash()) / (price[market] * at.k) : holding;
      return 1 + random.nextLong(Math.min(100_000, most + 2));
    }
    long line = owner.lots[market];
    if (line != 0 && buys == line < 0 && random.nextInt(3) == 0) {
      return 1 + random.nextLong(Math.abs(line));
    }
    if (random.nextInt(12) == 0) {
      return atTheLimit(owner, price[market] * at.k);
    }
    long wealth = Math.max(1_000_000, owner.cash());
    long most = Math.min(wealth * (1 + random.nextInt(12)) / (price[market] * at.k), 400_000);
    return 1 + random.nextLong(most + 1);
  }

  /** About what uses up the free margin, so that the next move of a mark or a term decides. */
  long atTheLimit(Account owner, long lotValue) {
    margin.of(owner);
    long free = Math.max(0, margin.counted - margin.initial);
    return 1 + Math.min(400_000, free * (8 + random.nextInt(40)) / lotValue);
  }
}
