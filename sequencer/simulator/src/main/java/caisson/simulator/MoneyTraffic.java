package caisson.simulator;

import static caisson.simulator.Draws.BTC;

import caisson.simulator.Ledger.Account;
import java.util.SplittableRandom;

/** Money that comes, goes and moves between accounts, and what is told of its worth. */
final class MoneyTraffic {
  private final Draws draws;
  private final SplittableRandom random;
  private final Pressing pressing;

  /** Of the collateral, in any unit. */
  private long supply = 1_000_000;

  MoneyTraffic(Draws draws, Pressing pressing) {
    this.draws = draws;
    random = draws.random;
    this.pressing = pressing;
  }

  Step deposit() {
    int account =
        switch (random.nextInt(12)) {
          case 0 -> random.nextInt(70);
          case 1 -> Ledger.FIRST_USER + draws.users + random.nextInt(50);
          case 2 -> Ledger.FIRST_TIER + random.nextInt(3);
          default -> draws.user();
        };
    int asset = random.nextInt(4) == 0 ? random.nextInt(4) : 0;
    return Step.of(Verb.DEPOSIT, account, asset, random.nextLong(60_000_000) - 100_000);
  }

  Step withdraw() {
    Account account = draws.ledger.account(draws.user());
    int asset = random.nextInt(4) == 0 ? BTC : 0;
    long most = Math.max(1, account.units[asset]);
    return Step.of(
        Verb.WITHDRAW,
        account.id,
        asset,
        1 + random.nextLong(most),
        random.nextInt(20) == 0 ? 1 : 0);
  }

  /** Between two of one owner. */
  Step transfer() {
    int first = Ledger.FIRST_USER + 5 * random.nextInt(draws.users / 5) + 3;
    boolean back = random.nextBoolean();
    long units = 1 + random.nextLong(40_000_000);
    int asset = random.nextInt(4) == 0 ? BTC : 0;
    return Step.of(Verb.TRANSFER, back ? first + 1 : first, back ? first : first + 1, asset, units);
  }

  /** What the bridge, the oracle and the operator tell of money and of what an event may carry. */
  Step treasury() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> Step.of(Verb.COIN, coin());
      case 4, 5 -> fall();
      case 6, 7, 8, 9 -> supply();
      case 10, 11, 12 -> Step.of(Verb.OUTFLOW, outflow());
      case 13 -> pressing.begin();
      default -> {
        long cap = random.nextInt(3) == 0 ? 0 : random.nextLong(20_000_000_000L);
        int event = random.nextInt(10) == 0 ? 2 : 1;
        yield Step.of(Verb.EVENTCAP, event, random.nextInt(12) == 0 ? -cap : cap);
      }
    };
  }

  /** Mostly about a dollar, now and then worth less for a while, seldom no price at all. */
  private long coin() {
    int draw = random.nextInt(20);
    if (draw == 0) {
      return random.nextBoolean() ? -1 : 10_000_001;
    }
    if (draw == 1) {
      return random.nextInt(1_000_000);
    }
    boolean recovers = draws.ledger.coinPpm < 990_000 && random.nextBoolean();
    return draw < 6 && !recovers
        ? 930_000 + random.nextInt(60_000)
        : 988_000 + random.nextInt(20_000);
  }

  Step fall() {
    int draw = random.nextInt(10);
    if (draw < 2) {
      return Step.of(Verb.FALL, BTC, 0, 0, draw * 1_000);
    }
    int full = 300_000 + random.nextInt(700_001);
    int none = random.nextInt(full + full / 20);
    return Step.of(Verb.FALL, draw == 2 ? 0 : BTC, full, none, random.nextInt(500_000));
  }

  private Step supply() {
    supply = Math.max(1_000, supply + supply * (random.nextInt(110) - 40) / 1_000);
    boolean wrong = random.nextInt(12) == 0;
    return Step.of(Verb.SUPPLY, random.nextInt(12) == 0 ? 0 : BTC, wrong ? 0 : supply);
  }

  private long outflow() {
    int draw = random.nextInt(12);
    if (draw < 5) {
      return draw == 0 ? -2 : -1;
    }
    return random.nextLong(draw < 8 ? 30_000_000 : 600_000_000);
  }
}
