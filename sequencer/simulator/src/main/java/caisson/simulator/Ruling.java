package caisson.simulator;

import caisson.engine.listing.Rules;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rules come into force, in half of the seeds at once; now and then some that are refused, and what
 * is refused from rules 4 on: terms of liquidation of an outcome, a price round that names
 * something twice.
 */
final class Ruling {
  private final SplittableRandom random;
  private final Ledger ledger;
  private final long[] price;
  private final boolean atOnce;

  /**
   * @param price by market, as all traffic sees it
   */
  Ruling(long seed, Ledger ledger, long[] price) {
    random = new SplittableRandom(-seed);
    this.ledger = ledger;
    this.price = price;
    atOnce = random.nextBoolean();
  }

  /** Null most of the time. */
  @Nullable Step next() {
    if (atOnce && ledger.rules < Rules.NEWEST) {
      return Step.of(Verb.INFORCE, ledger.rules + 1);
    }
    if (random.nextInt(3_000) == 0) {
      int outcome = Draws.OUTCOME + random.nextInt(ledger.markets.size() - Draws.OUTCOME);
      return Step.of(Verb.LIQUIDATION, outcome, random.nextInt(3), 5_000, 20_000);
    }
    if (random.nextInt(1_500) == 0) {
      return twice();
    }
    if (random.nextInt(2_000) != 0) {
      return null;
    }
    boolean next = ledger.rules < Rules.NEWEST && random.nextBoolean();
    int number = next ? ledger.rules + 1 : random.nextInt(Rules.NEWEST + 1);
    // After the newest comes what only a newer engine can answer.
    return Step.of(Verb.INFORCE, random.nextInt(9) == 0 ? Rules.NEWEST + 2 : number);
  }

  /** Two prices of a market, with another between them, or of an asset. */
  private Step twice() {
    if (random.nextInt(3) == 0) {
      long mark = price[Draws.SPOT] * Draws.MARK_PER_TICK;
      return Step.of(Verb.ASSETPRICE, Draws.BTC, mark, mark + 1 + random.nextLong(mark / 50));
    }
    int at = random.nextInt(Draws.PERPETUALS.length - 1);
    long[] rows = new long[9];
    for (int i = 0; i < 3; i++) {
      int market = Draws.PERPETUALS[at + i % 2];
      long ticks = price[market] + random.nextInt(7) - 3;
      rows[3 * i] = market;
      rows[3 * i + 1] = ticks;
      rows[3 * i + 2] = ticks;
    }
    return Step.of(Verb.PRICES, rows);
  }
}
