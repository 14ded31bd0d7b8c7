package caisson.simulator;

import static caisson.simulator.Draws.BTC;
import static caisson.simulator.Draws.EQUITY;
import static caisson.simulator.Draws.MARK_PER_TICK;
import static caisson.simulator.Draws.PERPETUALS;
import static caisson.simulator.Draws.SPOT;

import caisson.simulator.Step.Fate;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random but plausible steps from a seed: makers around the mark, takers of any size they can bear
 * and some that they cannot, prices that walk and sometimes jump, and all that senders do wrong.
 */
final class Traffic {
  private static final int BENT_ORDERS_ONE_IN = 40;
  private static final int BENT_OTHERS_ONE_IN = 8;
  private static final long NS_PER_HOUR = 3_600_000_000_000L;

  private final Draws draws;
  private final SplittableRandom random;
  private final MarketTraffic markets;
  private final Pressing pressing;
  private final OrderTraffic orders;
  private final MoneyTraffic money;
  private final boolean noisy;

  /** Of some seeds. */
  private final @Nullable Squeeze squeeze;

  /** Of some seeds; draws when a market ends. */
  private final @Nullable SplittableRandom delisting;

  /** Of every second seed. */
  private final @Nullable Ruling ruling;

  /** Of some seeds; draws when shocks begin to follow volatility, or cease to. */
  private final @Nullable SplittableRandom volatility;

  /** Of some seeds. */
  private final @Nullable AgentTraffic agents;

  /** Of some seeds. */
  private final @Nullable ForcedTraffic forced;

  /** Of some seeds. */
  private final @Nullable CoinTraffic coins;

  /** Of some seeds. */
  private final @Nullable PatientTraffic patient;

  /** Of some seeds. */
  private final @Nullable Shortage shortage;

  /** Of some seeds; draws which commands are bent, and how. */
  private final @Nullable SplittableRandom bending;

  /** Of some seeds. */
  private final @Nullable Crowd crowd;

  /** Of every eighth seed. */
  private final @Nullable FeeTraffic fees;

  /** Of every tenth seed, which has an event of two outcomes. */
  private final @Nullable FarTraffic far;

  /** Of every seventh seed. */
  private final @Nullable ClosingTraffic closing;

  /** Of some of those; squeezes are deep then. */
  private final @Nullable TierTraffic tiers;

  /** Of seeds with an event of more than two outcomes. */
  private final @Nullable OutcomeTraffic outcomes;

  Traffic(long seed, Ledger ledger, int users) {
    draws = new Draws(seed, ledger, users);
    random = draws.random;
    var sizes = new OrderSize(draws);
    markets = new MarketTraffic(seed, draws);
    pressing = new Pressing(draws, sizes, markets);
    orders = new OrderTraffic(draws, sizes, pressing);
    money = new MoneyTraffic(draws, pressing);
    noisy = seed % 4 != 0;
    delisting = seed % 8 == 5 ? new SplittableRandom(~seed) : null;
    ruling = seed % 2 == 1 ? new Ruling(seed, ledger, draws.price) : null;
    volatility = seed % 4 == 2 ? new SplittableRandom(~seed) : null;
    agents = seed % 4 == 3 ? new AgentTraffic(seed, ledger, draws.price) : null;
    forced = seed % 5 == 1 ? new ForcedTraffic(seed, ledger, users) : null;
    coins = seed % 3 == 2 ? new CoinTraffic(seed, ledger, users, draws.price) : null;
    patient = seed % 3 == 2 ? new PatientTraffic(seed, draws) : null;
    shortage = seed % 3 == 2 ? new Shortage(seed, draws) : null;
    crowd = seed % 10 == 7 ? new Crowd(seed, draws) : null;
    outcomes = draws.outcomes > 2 ? new OutcomeTraffic(seed, draws) : null;
    far = seed % 10 == 4 ? new FarTraffic(seed, draws) : null;
    closing = seed % 7 == 3 ? new ClosingTraffic(seed, draws) : null;
    tiers = seed % 9 == 1 ? new TierTraffic(seed, ledger, markets, draws.price) : null;
    fees = seed % 8 == 1 ? new FeeTraffic(seed, draws) : null;
    bending = seed % 7 == 4 ? new SplittableRandom(~seed) : null;
    squeeze = seed % 3 == 1 ? new Squeeze(seed, ledger, draws.price, tiers != null) : null;
  }

  /** Listing, parameters, accounts and their money. */
  List<Step> opening() {
    return new Opening(draws, markets, money, orders).steps();
  }

  Step next() {
    Step step = straight();
    boolean order = step.verb() == Verb.PLACE || step.verb() == Verb.CANCEL;
    int oneIn = order ? BENT_ORDERS_ONE_IN : BENT_OTHERS_ONE_IN;
    // Rules that an engine does not know stop it, as they must: those are not bent.
    boolean rules = step.verb() == Verb.INFORCE;
    if (bending == null || rules || bending.nextInt(oneIn) != 0) {
      return step;
    }
    return step.bent(bending.nextLong() | 1);
  }

  private Step straight() {
    Step rules = ruling == null ? null : ruling.next();
    if (rules != null) {
      return rules;
    }
    Step tier = tiers == null ? null : tiers.next();
    if (tier != null) {
      return tier;
    }
    Step squeezed = squeeze == null ? null : squeeze.next();
    if (squeezed != null) {
      return squeezed;
    }
    Step many = crowd == null ? null : crowd.next();
    if (many != null) {
      return many;
    }
    Step run = shortage == null ? null : shortage.next();
    if (run != null) {
      return run;
    }
    Step fee = fees == null ? null : fees.next();
    if (fee != null) {
      return fee;
    }
    Step away = far == null ? null : far.next();
    if (away != null) {
      return away;
    }
    Step close = closing == null ? null : closing.next();
    if (close != null) {
      return close;
    }
    if (delisting != null && delisting.nextInt(12_000) == 0) {
      return Step.of(Verb.DELIST, PERPETUALS[delisting.nextInt(PERPETUALS.length)]);
    }
    if (volatility != null && volatility.nextInt(2_000) == 0) {
      return follow(volatility);
    }
    Step asked = forced == null ? null : forced.next();
    if (asked != null) {
      return asked;
    }
    Step signed = agents == null ? null : agents.next();
    if (signed != null) {
      return signed;
    }
    Step own = coins == null ? null : coins.next();
    if (own != null) {
      return own;
    }
    Step later = patient == null ? null : patient.next();
    if (later != null) {
      return later;
    }
    Step set = outcomes == null ? null : outcomes.next();
    if (set != null) {
      return set;
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
    if (pressing.underway()) {
      return pressing.next();
    }
    if (draws.ledger.market(EQUITY).sessions.interrupted() && random.nextInt(60) == 0) {
      return markets.interrupted();
    }
    int draw = random.nextInt(1_000);
    if (draw < 660) {
      return orders.place();
    }
    if (draw < 790) {
      return orders.cancel();
    }
    if (draw < 870) {
      return draw < 850
          ? markets.prices()
          : Step.of(Verb.ASSETPRICE, BTC, draws.price[1] * MARK_PER_TICK);
    }
    if (draw < 900) {
      return draw < 893 ? money.deposit() : money.treasury();
    }
    if (draw < 930) {
      return money.withdraw();
    }
    if (draw < 940) {
      return Step.of(Verb.FUND, draws.market(), random.nextLong(8_000_001) - 4_000_000);
    }
    if (draw < 965) {
      return Step.of(draw < 955 ? Verb.SEAL : Verb.CONFIRM);
    }
    if (draw < 980) {
      return Step.of(
          Verb.AGENT,
          draws.user(),
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
      case 0 -> pressing.begin();
      case 1 -> Step.of(Verb.GROUP, 1, random.nextInt(1_025), random.nextInt(769));
      case 2 -> Step.of(Verb.SKIP, random.nextInt(1_000));
      case 3 -> Step.of(Verb.ACCOUNT, Ledger.FIRST_USER + random.nextInt(draws.users + 40));
      case 4 ->
          Step.of(
              Verb.LIQUIDATION, draws.market(), random.nextInt(3), random.nextInt(20_000), 20_000);
      default ->
          Step.of(
              Verb.COLLATERAL, BTC, random.nextInt(2), 50_000_000, 90_000_000, 5_000, 9, 50_000);
    };
  }

  /** What owners do beside orders, and what operators do to markets as a whole. */
  private Step desk() {
    int account = draws.user();
    return switch (random.nextInt(13)) {
      case 0, 1, 2, 3 -> orders.trigger(account);
      case 12 -> orders.offer(account);
      case 4, 5 -> money.transfer();
      case 6 ->
          random.nextBoolean() ? Step.of(Verb.LEVEL, account, draws.seldom(3)) : markets.calendar();
      case 7 -> Step.of(Verb.RESTRICT, account, draws.seldom(3));
      case 8 -> Step.of(Verb.PHASE, draws.market(), draws.seldom(3));
      case 9 ->
          Step.of(
              Verb.DIVIDEND, draws.market(), random.nextLong(400_000_000_000L) - 200_000_000_000L);
      case 10 ->
          Step.of(
              Verb.LIMITS,
              draws.market(),
              draws.seldom(2) * 100_000L,
              draws.seldom(2) * 50_000L,
              0);
      default -> random.nextInt(6) == 0 ? markets.resolve() : orders.trigger(account);
    };
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
}
