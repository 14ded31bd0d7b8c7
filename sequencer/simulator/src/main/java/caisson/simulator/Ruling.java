package caisson.simulator;

import caisson.engine.listing.Rules;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rules come into force, in half of the seeds at once; now and then some that are refused, and
 * terms of liquidation of an outcome, which are from rules 4 on.
 */
final class Ruling {
  private final SplittableRandom random;
  private final Ledger ledger;
  private final boolean atOnce;

  Ruling(long seed, Ledger ledger) {
    random = new SplittableRandom(-seed);
    this.ledger = ledger;
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
    if (random.nextInt(2_000) != 0) {
      return null;
    }
    boolean next = ledger.rules < Rules.NEWEST && random.nextBoolean();
    int number = next ? ledger.rules + 1 : random.nextInt(Rules.NEWEST + 1);
    // After the newest comes what only a newer engine can answer.
    return Step.of(Verb.INFORCE, random.nextInt(9) == 0 ? Rules.NEWEST + 2 : number);
  }
}
