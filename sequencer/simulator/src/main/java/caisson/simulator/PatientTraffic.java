package caisson.simulator;

import static caisson.simulator.Draws.BTC;
import static caisson.simulator.Draws.OUTCOME;
import static caisson.simulator.Draws.PERPETUALS;
import static caisson.simulator.Draws.RICH;
import static caisson.simulator.Draws.SPOT;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** TWAPs, scales and switches of owners, in some seeds, drawn from a row of their own. */
final class PatientTraffic {
  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 42;

  private static final int NAMES = 32;

  /** Numbers of an entry of a bundle, and which of them names what it cancels. */
  private static final int ENTRY = 11;

  private static final int NAME = 7;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final int users;
  private final long[] price;
  private final PatientOrders orders;
  private final OrderSize sizes;
  private long names = FIRST_NAME;

  /** The last TWAP of many slices that was asked for. */
  private @Nullable Wish lasting;

  private long lastingName;

  PatientTraffic(long seed, Draws draws) {
    random = new SplittableRandom(7 * seed + 3);
    ledger = draws.ledger;
    users = draws.users;
    price = draws.price;
    orders = new PatientOrders(random);
    sizes = new OrderSize(draws, random);
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (random.nextInt(30) != 0) {
      return null;
    }
    int draw = random.nextInt(100);
    names += NAMES;
    if (draw < 45) {
      // Some with a key that other traffic names, which may run out on the way.
      int key = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
      Account owner = user(0, 2);
      // One has so many that he may have no more.
      boolean lasts = owner.id == Ledger.FIRST_USER + RICH || random.nextInt(5) == 0;
      Wish wish = wish(owner, random.nextInt(4) == 0);
      lasting = lasts ? wish : lasting;
      lastingName = lasts ? names : lastingName;
      return orders.twap(wish, lasts, names, key);
    }
    if (draw < 75) {
      // Makers have many orders, so that there may be no room.
      Account maker = ledger.account(Ledger.FIRST_USER + random.nextInt(RICH));
      Account owner = random.nextInt(4) == 0 ? maker : user(0, users - RICH);
      return orders.scale(wish(owner, false), orders.orders(), names, 0);
    }
    Account owner = user(1, 3);
    if (draw < 90) {
      return orders.schedule(owner.id, 0);
    }
    // One of its own, or of somebody else, that may be over.
    long name = Math.max(FIRST_NAME, names - NAMES * (1L + random.nextInt(6)));
    int market = PERPETUALS[random.nextInt(4)];
    Wish last = lasting;
    if (last != null && random.nextInt(4) != 0) {
      return twice(last.account(), last.market().id, lastingName);
    }
    return random.nextBoolean()
        ? Step.of(Verb.CANCEL, owner.id, market, name)
        : twice(owner, market, name);
  }

  /** A bundle that ends what waits, and mostly the same once more. */
  private Step twice(Account owner, int market, long name) {
    int entries = 1 + random.nextInt(3);
    long[] numbers = new long[1 + ENTRY * entries];
    numbers[0] = owner.id;
    for (int i = 0; i < entries; i++) {
      numbers[1 + ENTRY * i] = 1;
      numbers[2 + ENTRY * i] = market;
      numbers[1 + ENTRY * i + NAME] = name;
    }
    return Step.of(Verb.BUNDLE, numbers);
  }

  /** Mostly one of a few, so that an account comes to have more than one thing going on. */
  private Account user(int first, int few) {
    boolean any = random.nextInt(3) == 0;
    int one = any ? random.nextInt(users - RICH) : first + random.nextInt(few);
    return ledger.account(Ledger.FIRST_USER + RICH + one);
  }

  private Wish wish(Account account, boolean reduces) {
    int draw = random.nextInt(16);
    int id = PERPETUALS[random.nextInt(PERPETUALS.length)];
    if (!reduces && draw < 3) {
      id = draw == 0 ? OUTCOME + random.nextInt(ledger.markets.size() - OUTCOME) : SPOT;
    }
    Market market = ledger.market(id);
    long line = account.lots[id];
    boolean buy = reduces && line != 0 ? line < 0 : random.nextBoolean();
    long away = random.nextLong(price[id] / 40 + 1) - price[id] / 120;
    long ticks = price[id] + (buy ? away : -away);
    long wealth = Math.max(1_000_000, account.cash()) / (price[id] * market.k);
    long most = market.spot && !buy ? account.units[BTC] / market.unitsPerLot : wealth;
    long lots = 1 + random.nextLong(Math.min(most, 60_000) + 2);
    if (!market.spot && random.nextInt(3) == 0) {
      lots = sizes.atTheLimit(account, price[id] * market.k);
    }
    if (reduces) {
      lots = 1 + random.nextLong(Math.abs(line) + 2);
    }
    return new Wish(account, market, buy, ticks, lots, reduces, false, 0);
  }
}
