package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import caisson.simulator.Step.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random but plausible steps from a seed: makers around the mark, takers of any size they can bear
 * and some that they cannot, prices that walk and sometimes jump, and all that senders do wrong.
 */
final class Traffic {
  static final int BTC = 1;
  static final int SPOT = 2;

  /** The first of two that exclude each other. */
  private static final int OUTCOME = 6;

  private static final int EQUITY = 3;
  private static final int DAY_S = 86_400;
  private static final long NS_PER_SECOND = 1_000_000_000L;
  static final int[] PERPETUALS = {1, 3, 4, 5};

  /** So many users make the books. */
  static final int RICH = 3;

  private static final long E3 = 1_000;
  private static final long NS_PER_HOUR = 3_600_000_000_000L;

  /** A spot lot is this many units; its price in ticks times this is a unit's mark. */
  private static final long MARK_PER_TICK = 1_000_000_000L;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final PlainMargin margin;
  private final int users;
  private final boolean noisy;

  /** The event of some seeds may come to nothing, that of others ends void. */
  private final boolean open;

  private final boolean voids;

  /** Of some seeds. */
  private final @Nullable Squeeze squeeze;

  /** Of some seeds; draws when a market ends. */
  private final @Nullable SplittableRandom delisting;

  /** Of every second seed. */
  private final @Nullable Ruling ruling;

  /** Of some seeds; draws when shocks begin to follow volatility, or cease to. */
  private final @Nullable SplittableRandom volatility;

  /** Index by market; market 4 follows 1, the spot market too. */
  private final long[] price = {0, 1_000, 1_000, 2_000, 1_000, 300, 500, 500};

  /** Who placed an order of late, and how many of them shall take more on at once. */
  private final int[] recent = new int[8];

  private int pressing;

  /** Of the collateral, in any unit. */
  private long supply = 1_000_000;

  private long names;

  Traffic(long seed, Ledger ledger, int users) {
    random = new SplittableRandom(seed);
    this.ledger = ledger;
    margin = new PlainMargin(ledger);
    this.users = users;
    noisy = seed % 4 != 0;
    open = seed % 5 == 4;
    voids = seed % 5 == 3;
    delisting = seed % 8 == 5 ? new SplittableRandom(~seed) : null;
    ruling = seed % 2 == 1 ? new Ruling(seed) : null;
    volatility = seed % 4 == 2 ? new SplittableRandom(~seed) : null;
    squeeze = seed % 3 == 1 ? new Squeeze(seed, ledger, price) : null;
  }

  /** Listing, parameters, accounts and their money. */
  List<Step> opening() {
    var steps = new ArrayList<Step>();
    steps.add(Step.of(Verb.ASSET, 0, 6, 1_000_000_000_000L));
    steps.add(Step.of(Verb.ASSET, BTC, 8, 1_000 * MARK_PER_TICK));
    steps.add(Step.of(Verb.MARKET, 1, 0, 0, 0, 10, 100_000, -100, 500, 1, 5_000_000, 500_000));
    steps.add(Step.of(Verb.MARKET, SPOT, 1, BTC, 10_000, 10, 0, 200, 300, 1, 5_000_000, 500_000));
    steps.add(Step.of(Verb.MARKET, 3, 0, 0, 0, 7, 50_000, 0, 437, 1, 5_000_000, 500_000));
    steps.add(Step.of(Verb.MARKET, 4, 0, 0, 0, 10, 100_000, -33, 333, 1, 5_000_000, 500_000));
    steps.add(Step.of(Verb.MARKET, 5, 0, 0, 0, 13, 200_000, 50, 999, 1, 5_000_000, 900_000));
    steps.add(
        Step.of(Verb.EVENT, 1, 1_000, 1_000, open ? 0 : 1, 3_600, 10_000_000, OUTCOME, 400, 600));
    steps.add(Step.of(Verb.GROUP, 1, 614, 768));
    steps.add(factor(1));
    steps.add(factor(2));
    steps.add(Step.of(Verb.LINK, 1, 1));
    steps.add(Step.of(Verb.LINK, 3, 2));
    steps.add(Step.of(Verb.LINK, 4, 1));
    steps.add(Step.of(Verb.COLLATERAL, BTC, 1, 50_000_000, 200_000_000, 5_000, 20_000, 50_000));
    for (int market : PERPETUALS) {
      steps.add(Step.of(Verb.LIQUIDATION, market, market % 3, 5_000 + 100 * market, 20_000));
    }
    for (int user = 0; user < users; user++) {
      int account = Ledger.FIRST_USER + user;
      // Every fifth belongs to the owner of the one before it.
      steps.add(Step.of(Verb.ACCOUNT, account, user % 5 == 4 ? account - 1 : 0));
      long cash = user < RICH ? 5_000_000_000L : 5_000_000 + random.nextLong(400_000_000);
      // Some with lines that liquidation takes in slices.
      cash += user >= RICH && user < 8 ? random.nextLong(3_000_000_000L) : 0;
      steps.add(Step.of(Verb.DEPOSIT, account, 0, cash));
      if (user % 3 == 0) {
        steps.add(Step.of(Verb.DEPOSIT, account, BTC, 1 + random.nextLong(200_000_000)));
      }
    }
    // A rich tier takes much over, a poor one leaves it to profits and deficits.
    long insurance = random.nextBoolean() ? 2_000_000_000 : 60_000_000;
    for (int tier = 0; tier < 3; tier++) {
      steps.add(Step.of(Verb.DEPOSIT, Ledger.FIRST_TIER + tier, 0, 1 + random.nextLong(insurance)));
    }
    steps.add(Step.of(Verb.DEPOSIT, Ledger.FIRST_TIER + 4, 0, 1 + random.nextLong(insurance)));
    if (random.nextBoolean()) {
      long impact = random.nextLong(9_000_000);
      steps.add(Step.of(Verb.RULES, 3, 20_000, 60_000, 20_000, impact, 12_500));
      if (impact % 2 == 0) {
        steps.add(Step.of(Verb.CAP, 3, 1_005_000 + impact % 60_000));
      }
    }
    for (int market : PERPETUALS) {
      if (random.nextInt(3) == 0) {
        steps.add(Step.of(Verb.RATE, market, 1 + random.nextLong(4_000)));
      }
    }
    if (random.nextBoolean()) {
      long floor = 1_000_000_000L + random.nextLong(9_000_000_000L);
      steps.add(Step.of(Verb.DEPTH, 1 + random.nextInt(2), floor, random.nextLong(floor)));
    }
    if (random.nextBoolean()) {
      equity(steps);
    }
    if (random.nextBoolean()) {
      steps.add(fall());
    }
    steps.add(prices());
    if (random.nextInt(4) != 0) {
      for (int user = 0; user < 6; user++) {
        steps.add(offer(Ledger.FIRST_USER + user));
      }
    }
    return steps;
  }

  /** A market with sessions, which trades overnight from the beginning on. */
  private void equity(List<Step> steps) {
    long overnight = random.nextInt(300);
    steps.add(Step.of(Verb.SESSIONS, EQUITY, 100, overnight, 500, 1_500, 1_000));
    long spanS = 600 + 20 * overnight;
    steps.add(Step.of(Verb.OFFHOURS, EQUITY, spanS, 8 * spanS));
    steps.add(Step.of(Verb.SCHEDULE, EQUITY, 2, 0, DAY_S));
    steps.add(session(DAY_S + 3_600 + random.nextInt(DAY_S)));
    steps.add(Step.of(Verb.SEAL).after((DAY_S - random.nextInt(4_000)) * NS_PER_SECOND));
  }

  private Step session(int seconds) {
    long window = random.nextInt(4) == 0 ? 1 : 0;
    return Step.of(Verb.SCHEDULE, EQUITY, random.nextInt(4), window, seconds);
  }

  private Step factor(int factor) {
    long down = 150 + random.nextInt(600);
    long up = 150 + random.nextInt(800);
    long oiUp = random.nextInt(3) == 0 ? 0 : 3_000_000_000L + random.nextLong(30_000_000_000L);
    return Step.of(
        Verb.FACTOR,
        factor,
        random.nextInt(4) == 0 ? 0 : 1,
        down,
        up,
        down + random.nextInt(900),
        E3 + random.nextInt(1_000),
        10_000,
        random.nextInt(3) == 0 ? 0 : random.nextInt(700_000),
        random.nextInt(3) == 0 ? random.nextInt(100) : 0,
        random.nextInt(3) == 0 ? 250_000 : 1_000_000,
        oiUp / 3,
        oiUp);
  }

  Step next() {
    Step rules = ruling == null ? null : ruling.next();
    if (rules != null) {
      return rules;
    }
    Step forced = squeeze == null ? null : squeeze.next();
    if (forced != null) {
      return forced;
    }
    if (delisting != null && delisting.nextInt(12_000) == 0) {
      return Step.of(Verb.DELIST, PERPETUALS[delisting.nextInt(PERPETUALS.length)]);
    }
    if (volatility != null && volatility.nextInt(2_000) == 0) {
      return follow(volatility);
    }
    Step step = draw().after(pause());
    int noise = noisy ? random.nextInt(300) : 300;
    if (noise < 3) {
      return step.with(Fate.ARRIVES, 1 + random.nextInt(20));
    }
    return noise < 6 ? step.with(noise < 4 ? Fate.LOST : Fate.TWICE, 0) : step;
  }

  private static Step follow(SplittableRandom random) {
    int factor = 1 + random.nextInt(2);
    int market = random.nextInt(10) == 0 ? SPOT : PERPETUALS[random.nextInt(PERPETUALS.length)];
    long multiple = random.nextInt(5) == 0 ? random.nextInt(2) - 1 : 500 + random.nextInt(8_000);
    return Step.of(Verb.VOLATILITY, factor, market, multiple);
  }

  /** Mostly a moment, at times long enough for a price to go stale, seldom for the next hour. */
  private long pause() {
    int draw = random.nextInt(20_000);
    if (draw < 40) {
      return random.nextLong(2 * NS_PER_HOUR);
    }
    return random.nextLong(draw < 500 ? 9_000_000_000L : 300_000_000L);
  }

  private Step draw() {
    if (pressing > 0) {
      pressing--;
      return press();
    }
    if (ledger.market(EQUITY).sessions.interrupted() && random.nextInt(60) == 0) {
      return interrupted();
    }
    int draw = random.nextInt(1_000);
    if (draw < 660) {
      return place();
    }
    if (draw < 790) {
      return cancel();
    }
    if (draw < 870) {
      return draw < 850 ? prices() : Step.of(Verb.ASSETPRICE, BTC, price[1] * MARK_PER_TICK);
    }
    if (draw < 900) {
      return draw < 893 ? deposit() : treasury();
    }
    if (draw < 930) {
      return withdraw();
    }
    if (draw < 940) {
      return Step.of(Verb.FUND, market(), random.nextLong(8_000_001) - 4_000_000);
    }
    if (draw < 965) {
      return Step.of(draw < 955 ? Verb.SEAL : Verb.CONFIRM);
    }
    if (draw < 980) {
      return Step.of(
          Verb.AGENT,
          user(),
          1 + random.nextInt(4),
          random.nextInt(3_000),
          random.nextLong(2_000_000_000L),
          random.nextLong(900_000_000L),
          random.nextInt(10) == 0 ? 1 : 0);
    }
    if (draw < 995) {
      return draw < 986 ? raw() : desk();
    }
    return random.nextInt(16) != 0 ? other() : Step.of(Verb.RESTART);
  }

  private Step other() {
    return switch (random.nextInt(6)) {
      case 0 -> {
        pressing = 3;
        yield factor(1 + random.nextInt(2));
      }
      case 1 -> Step.of(Verb.GROUP, 1, random.nextInt(1_025), random.nextInt(769));
      case 2 -> Step.of(Verb.SKIP, random.nextInt(1_000));
      case 3 -> Step.of(Verb.ACCOUNT, Ledger.FIRST_USER + random.nextInt(users + 40));
      case 4 ->
          Step.of(Verb.LIQUIDATION, market(), random.nextInt(3), random.nextInt(20_000), 20_000);
      default ->
          Step.of(
              Verb.COLLATERAL, BTC, random.nextInt(2), 50_000_000, 90_000_000, 5_000, 9, 50_000);
    };
  }

  /** What owners do beside orders, and what operators do to markets as a whole. */
  private Step desk() {
    int account = user();
    return switch (random.nextInt(13)) {
      case 0, 1, 2, 3 -> trigger(account);
      case 12 -> offer(account);
      case 4, 5 -> {
        int first = Ledger.FIRST_USER + 5 * random.nextInt(users / 5) + 3;
        boolean back = random.nextBoolean();
        long units = 1 + random.nextLong(40_000_000);
        int asset = random.nextInt(4) == 0 ? BTC : 0;
        yield Step.of(
            Verb.TRANSFER, back ? first + 1 : first, back ? first : first + 1, asset, units);
      }
      case 6 -> random.nextBoolean() ? Step.of(Verb.LEVEL, account, seldom(3)) : calendar();
      case 7 -> Step.of(Verb.RESTRICT, account, seldom(3));
      case 8 -> Step.of(Verb.PHASE, market(), seldom(3));
      case 9 ->
          Step.of(Verb.DIVIDEND, market(), random.nextLong(400_000_000_000L) - 200_000_000_000L);
      case 10 -> Step.of(Verb.LIMITS, market(), seldom(2) * 100_000L, seldom(2) * 50_000L, 0);
      default ->
          random.nextInt(6) == 0
              ? Step.of(Verb.RESOLVE, 1, 1 + random.nextInt(4), result(random.nextInt(2)))
              : trigger(account);
    };
  }

  private long result(int outcome) {
    if (voids) {
      return 0;
    }
    return open && outcome == 1 ? -1 : OUTCOME + outcome;
  }

  /** What the bridge, the oracle and the operator tell of money and of what an event may carry. */
  private Step treasury() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> Step.of(Verb.COIN, coin());
      case 4, 5 -> fall();
      case 6, 7, 8, 9 -> supply();
      case 10, 11, 12 -> Step.of(Verb.OUTFLOW, outflow());
      case 13 -> {
        pressing = 3;
        yield factor(1 + random.nextInt(2));
      }
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
    boolean recovers = ledger.coinPpm < 990_000 && random.nextBoolean();
    return draw < 6 && !recovers
        ? 930_000 + random.nextInt(60_000)
        : 988_000 + random.nextInt(20_000);
  }

  private Step fall() {
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

  /** To take liquidated lines, some for nothing; an earlier offer in the market is replaced. */
  private Step offer(int account) {
    long lots = random.nextInt(5) == 0 ? 0 : 1 + random.nextLong(100_000);
    int premium = random.nextInt(4) == 0 ? 1_000_000 : random.nextInt(600_000);
    premium = random.nextInt(4) == 0 ? 0 : premium;
    return Step.of(Verb.OFFER, account, market(), lots, premium, random.nextInt(8) == 0 ? 1 : 0);
  }

  /** What is scheduled is told anew, or a halt or a corporate action comes. */
  private Step calendar() {
    return random.nextInt(3) == 0
        ? Step.of(Verb.INTERRUPT, EQUITY, 1 + random.nextInt(2))
        : session(random.nextInt(4) == 0 ? 0 : random.nextInt(2 * DAY_S));
  }

  /** A split, or that the market goes on. */
  private Step interrupted() {
    return random.nextInt(3) == 0
        ? Step.of(Verb.SPLIT, EQUITY, 1 + random.nextInt(12), 1 + random.nextInt(3))
        : Step.of(Verb.INTERRUPT, EQUITY, 0);
  }

  /** Mostly 0, else below the bound. */
  private int seldom(int bound) {
    return random.nextInt(3) == 0 ? random.nextInt(bound) : 0;
  }

  private Step trigger(int account) {
    int market = market();
    boolean buys = random.nextBoolean();
    long away = 1 + random.nextLong(price[market] / 60);
    boolean above = random.nextBoolean();
    long ticks = price[market] + (buys ? 1 : -1) * random.nextLong(price[market] / 40);
    return Step.of(
        Verb.TRIGGER,
        account,
        market,
        buys ? 0 : 1,
        lots(account, market, buys),
        ticks,
        price[market] + (above ? away : -away),
        above ? 0 : 1,
        random.nextInt(2),
        ++names,
        random.nextInt(2),
        random.nextInt(3));
  }

  /** One who was found able to bear an order under the old terms adds to a line. */
  private Step press() {
    int account = recent[pressing];
    if (account == 0) {
      return prices();
    }
    var owner = ledger.account(account);
    int market = market();
    for (int i = 0; i < PERPETUALS.length && owner.lots[market] == 0; i++) {
      market = PERPETUALS[i];
    }
    boolean buys = owner.lots[market] >= 0;
    long ticks = price[market] + (buys ? 1 : -1) * price[market] / 50;
    long lots = Math.max(1, atTheLimit(owner, price[market] * ledger.markets.get(market).k) / 3);
    return order(account, market, buys, lots, ticks, 1, 0, 0, 0);
  }

  private Step place() {
    int account = user();
    recent[random.nextInt(recent.length)] = account;
    int market = random.nextInt(6) == 0 ? SPOT : market();
    market = random.nextInt(14) == 0 ? OUTCOME + random.nextInt(2) : market;
    boolean buys = random.nextBoolean();
    boolean rich = account < Ledger.FIRST_USER + RICH;
    long spread = Math.max(2, price[market] / (rich ? 60 : 40));
    long ticks = price[market] + random.nextLong(2 * spread) - spread;
    if (rich && random.nextInt(5) != 0) {
      // Makers keep to their side.
      ticks = price[market] + (buys ? -1 : 1) * (1 + random.nextLong(spread));
    }
    int force = random.nextInt(4) == 0 ? 1 : random.nextInt(8) == 0 ? 2 : 0;
    long lots = lots(account, market, buys);
    if (random.nextInt(5) == 0) {
      return random.nextInt(8) == 0
          ? bundle(ledger.account(account))
          : submit(account, market, buys, lots, ticks);
    }
    if (random.nextInt(40) != 0) {
      return order(
          account, market, buys, lots, ticks, force, random.nextInt(25) == 0 ? 1 : 0, 0, 0);
    }
    return switch (random.nextInt(8)) {
      case 0 -> order(account, 8 + random.nextInt(3), buys, lots, ticks, force, 0, 0, 0);
      case 1 -> order(account, market, buys, lots, -ticks, force, 0, 0, 0);
      case 2 -> order(account, market, buys, 1_000_000_000_000L, ticks, force, 0, 0, 0);
      case 3 -> order(account, market, buys, lots, ticks, force, 0, 1, 0);
      case 4 -> order(account, market, buys, lots, ticks, force, 0, 2, 0);
      case 5 -> order(account, market, buys, lots, ticks, force, 0, 0, 1);
      case 6 -> order(1 + random.nextInt(70), market, buys, lots, ticks, force, 0, 0, 0);
      default -> order(account, market, buys, 0, ticks, force, 1 + random.nextInt(5), 0, 0);
    };
  }

  private Step submit(int account, int market, boolean buys, long lots, long ticks) {
    List<Order> resting = ledger.account(account).orders;
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
        ++names,
        0,
        replaces,
        random.nextInt(4),
        random.nextInt(immediate ? 3 : 12) == 0 ? 1 : 0,
        force == 2 && random.nextBoolean() ? 1 : 0,
        random.nextInt(10) == 0 ? 1 + random.nextInt(90) : 0);
  }

  /** Quotes of an account moved together; the last entry may take. */
  private Step bundle(Account account) {
    var numbers = new ArrayList<Long>(List.of((long) account.id));
    int entries = 1 + random.nextInt(random.nextInt(6) == 0 ? 16 : 4);
    for (int i = 0; i < entries; i++) {
      boolean last = i == entries - 1;
      if (account.orders.isEmpty() || random.nextInt(3) == 0) {
        addEntry(numbers, false, market(), random.nextBoolean(), 0, last);
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
    long away = 1 + random.nextLong(Math.max(2, price[market] / 40));
    boolean takes = last && random.nextInt(3) == 0;
    int force = takes ? random.nextInt(4) : 2 * random.nextInt(2);
    numbers.addAll(
        List.of(
            cancels ? 1L : 0,
            (long) market,
            buys ? 0L : 1,
            Math.max(1, lots(Math.toIntExact(numbers.getFirst()), market, buys) / 4),
            price[market] + (buys == takes ? away : -away),
            (long) force,
            cancels ? 0 : ++names,
            name,
            (long) random.nextInt(4),
            random.nextInt(12) == 0 ? 1L : 0,
            force == 2 && random.nextInt(3) != 0 ? 1L : 0));
  }

  private Step amend(Account account) {
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
        ++names,
        signer,
        nonce,
        expired);
  }

  /** From a little to more than the account can bear; now and then what closes its line. */
  private long lots(int account, int market, boolean buys) {
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
  private long atTheLimit(Account owner, long lotValue) {
    margin.of(owner);
    long free = Math.max(0, margin.counted - margin.initial);
    return 1 + Math.min(400_000, free * (8 + random.nextInt(40)) / lotValue);
  }

  private Step cancel() {
    Account account = ledger.account(user());
    if (random.nextInt(60) == 0) {
      return Step.of(Verb.CANCELALL, account.id, random.nextInt(6), random.nextInt(3));
    }
    if (account.orders.isEmpty()) {
      return Step.of(Verb.CANCEL, account.id, market(), random.nextLong(names + 1));
    }
    if (random.nextInt(4) == 0) {
      return amend(account);
    }
    Order order = account.orders.get(random.nextInt(account.orders.size()));
    int other = random.nextInt(60) == 0 ? user() : account.id;
    return Step.of(Verb.CANCEL, other, order.market.id, order.name);
  }

  private Step prices() {
    int jump = random.nextInt(11);
    var rows = new ArrayList<Long>();
    for (int market : PERPETUALS) {
      if (market != 4) {
        long most = Math.max(2, jump == 0 ? price[market] / 9 : price[market] / 250);
        long moved = price[market] + random.nextLong(2 * most + 1) - most;
        price[market] = Math.max(200, Math.min(9_000, moved));
      }
      price[SPOT] = price[1];
      price[4] = price[1] + random.nextInt(5) - 2;
      long external = random.nextInt(3) == 0 ? 0 : price[market] + random.nextInt(9) - 4;
      rows.add((long) market);
      rows.add(random.nextInt(500) == 0 ? -1 : price[market]);
      rows.add(external);
      if (random.nextInt(20) == 0) {
        break;
      }
    }
    return Step.of(Verb.PRICES, rows.stream().mapToLong(Long::longValue).toArray());
  }

  private Step deposit() {
    int account =
        switch (random.nextInt(12)) {
          case 0 -> random.nextInt(70);
          case 1 -> Ledger.FIRST_USER + users + random.nextInt(50);
          case 2 -> Ledger.FIRST_TIER + random.nextInt(3);
          default -> user();
        };
    int asset = random.nextInt(4) == 0 ? random.nextInt(4) : 0;
    return Step.of(Verb.DEPOSIT, account, asset, random.nextLong(60_000_000) - 100_000);
  }

  private Step withdraw() {
    Account account = ledger.account(user());
    int asset = random.nextInt(4) == 0 ? BTC : 0;
    long most = Math.max(1, account.units[asset]);
    return Step.of(
        Verb.WITHDRAW,
        account.id,
        asset,
        1 + random.nextLong(most),
        random.nextInt(20) == 0 ? 1 : 0);
  }

  /** Bytes of no command: noise, or a header of ours with too little behind it. */
  private Step raw() {
    var bytes = new long[random.nextInt(60)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = random.nextInt(256) - 128;
    }
    if (bytes.length > 8 && random.nextBoolean()) {
      bytes[2] = random.nextInt(70);
      bytes[3] = 0;
      bytes[4] = (byte) 710;
      bytes[5] = 710 >> 8;
    }
    return Step.of(Verb.RAW, bytes);
  }

  private int user() {
    return Ledger.FIRST_USER + (random.nextInt(3) == 0 ? random.nextInt(3) : random.nextInt(users));
  }

  private int market() {
    return PERPETUALS[random.nextInt(PERPETUALS.length)];
  }
}
