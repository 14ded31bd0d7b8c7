package caisson.simulator;

import caisson.simulator.Step.Fate;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What a scenario must bear without another outcome, by seed: up to 50 ms more between two
 * commands, an engine restored from a snapshot, commands that come twice, requests of users that
 * come again after others, and what strangers send: bytes of no command, requests that are refused,
 * cash between two of their own.
 */
final class ScenarioNoise {
  private static final int STRANGER = Ledger.FIRST_USER + 398;
  private static final int OTHER = STRANGER + 1;
  private static final long CASH = 1_000_000_000;
  private static final long BEYOND = 1L << 50;
  private static final long MOST_DELAY_NS = 50_000_000;
  private static final int EXPIRED = 1;

  private final SplittableRandom random;
  private boolean known;

  ScenarioNoise(long seed) {
    random = new SplittableRandom(seed);
  }

  /** What comes before a command. */
  void before(Consumer<Step> play) {
    if (random.nextInt(12) == 0) {
      play.accept(Step.of(Verb.RESTART));
    }
    if (random.nextInt(6) == 0) {
      if (!known) {
        known = true;
        for (long account : new long[] {STRANGER, OTHER}) {
          play.accept(Step.of(Verb.ACCOUNT, account));
          play.accept(Step.of(Verb.DEPOSIT, account, 0, CASH));
        }
      }
      Step step = foreign();
      play.accept(random.nextInt(3) == 0 ? step.with(Fate.TWICE, random.nextInt(5)) : step);
    }
  }

  private Step foreign() {
    long market = 1 + random.nextInt(3);
    return switch (random.nextInt(6)) {
      case 0 ->
          Step.of(Verb.PLACE, STRANGER, market, random.nextInt(2), 100, 1_000, 0, 1, 0, 0, EXPIRED);
      case 1 -> Step.of(Verb.WITHDRAW, STRANGER, 0, BEYOND);
      case 2 -> Step.of(Verb.CANCEL, STRANGER, market, 99);
      case 3 -> Step.of(Verb.TRANSFER, OTHER, STRANGER, 0, 1 + random.nextInt(1_000));
      case 4 -> Step.of(Verb.TRANSFER, STRANGER, OTHER, 0, BEYOND);
      default -> Step.of(Verb.RAW, random.nextInt(256), random.nextInt(256), 3, 4, 5, 6, 7, 8, 9);
    };
  }

  /** What becomes of a command itself. */
  Step of(Step step) {
    Step delayed = step.after(step.waitNs() + random.nextLong(MOST_DELAY_NS));
    if (random.nextInt(4) != 0) {
      return delayed;
    }
    // Others than users send nothing late: who sets a limit without a version undoes a later one.
    boolean request =
        switch (step.verb()) {
          case PLACE, SUBMIT, AMEND, CANCEL, WITHDRAW, TRANSFER, TRIGGER -> true;
          default -> false;
        };
    return delayed.with(Fate.TWICE, request ? random.nextInt(6) : 0);
  }
}
