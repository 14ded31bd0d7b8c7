package caisson.simulator;

import static caisson.simulator.Draws.BTC;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Event;
import caisson.simulator.Ledger.Market;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What owners ask for on chain, in some seeds, drawn from a row of its own. */
final class ForcedTraffic {
  private final SplittableRandom random;
  private final Ledger ledger;
  private final int users;

  ForcedTraffic(long seed, Ledger ledger, int users) {
    random = new SplittableRandom(5 * seed + 2);
    this.ledger = ledger;
    this.users = users;
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    Event ended = known();
    if (random.nextInt(ended == null ? 80 : 4) != 0) {
      return null;
    }
    if (ended != null && random.nextBoolean()) {
      return close(ended);
    }
    // Now and then a number that has been, or one too far on.
    int skew = random.nextInt(12) == 0 ? 1 + random.nextInt(2) : 0;
    int account = Ledger.FIRST_USER + random.nextInt(users);
    if (random.nextInt(30) == 0) {
      account = random.nextBoolean() ? random.nextInt(70) : account + users;
    }
    int draw = random.nextInt(100);
    if (draw < 35) {
      return withdraw(account, skew);
    }
    if (draw < 75) {
      return close(account, skew);
    }
    if (draw < 92) {
      return Step.of(Verb.FORCED, ForcedCheck.CANCEL_ALL, account, 0, 0, 0, 0, skew);
    }
    int owner = random.nextInt(3) == 0 ? 0 : 1_000_000 + random.nextInt(9);
    int kind = draw < 97 ? ForcedCheck.ROTATE : 5 * random.nextInt(2);
    return Step.of(Verb.FORCED, kind, account, 0, 0, 0, owner, skew);
  }

  private Step withdraw(int account, int skew) {
    int asset = random.nextInt(3) == 0 ? BTC : random.nextInt(20) == 0 ? 3 : 0;
    long has = ledger.registered(account) && asset < 3 ? ledger.account(account).units[asset] : 0;
    long amount =
        switch (random.nextInt(6)) {
          case 0 -> -1;
          case 1 -> has;
          case 2 -> random.nextInt(2);
          default -> random.nextLong(Math.max(1, has / 4) + 1);
        };
    return Step.of(Verb.FORCED, ForcedCheck.WITHDRAW, account, asset, amount, 0, 0, skew);
  }

  private Step close(int account, int skew) {
    int markets = ledger.markets.size();
    int market = 1 + random.nextInt(markets + 1);
    for (int i = 0; i < 12 && line(account, market) == 0; i++) {
      account = Ledger.FIRST_USER + random.nextInt(users);
      market = 1 + random.nextInt(markets - 1);
    }
    long line = line(account, market);
    Market of = market < ledger.markets.size() ? ledger.market(market) : ledger.market(1);
    long lots = random.nextInt(3) == 0 ? 0 : random.nextLong(Math.abs(line) * 5 / 4 + 2);
    long band = of.mark / 50 + 2;
    long limit =
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> 0;
          case 3 -> -1;
          case 4 -> 1;
          default -> Math.max(1, of.mark + random.nextLong(2 * band) - band);
        };
    return Step.of(Verb.FORCED, ForcedCheck.CLOSE, account, market, lots, limit, 0, skew);
  }

  /** One whose lines wait to become cash; null when there is none. */
  private @Nullable Event known() {
    return ledger.events.stream()
        .filter(event -> event.count > 0 && event.resolved && !event.settled)
        .findFirst()
        .orElse(null);
  }

  /** Of a line that is known to be worth what it pays, or nothing. */
  private Step close(Event event) {
    int market = event.first + random.nextInt(event.count);
    int account = Ledger.FIRST_USER + random.nextInt(users);
    for (int i = 0; i < users && line(account, market) == 0; i++) {
      account = Ledger.FIRST_USER + (account + 1 - Ledger.FIRST_USER) % users;
    }
    return Step.of(Verb.FORCED, ForcedCheck.CLOSE, account, market, 0, random.nextInt(2), 0, 0);
  }

  private long line(int id, int market) {
    if (!ledger.registered(id) || market >= ledger.markets.size()) {
      return 0;
    }
    Account account = ledger.account(id);
    return account.lots[market];
  }
}
