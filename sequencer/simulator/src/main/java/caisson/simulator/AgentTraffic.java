package caisson.simulator;

import static caisson.simulator.Draws.OUTCOME;
import static caisson.simulator.Draws.PERPETUALS;
import static caisson.simulator.Draws.SPOT;

import caisson.simulator.AgentTwin.Agent;
import caisson.simulator.AgentTwin.Bound;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Agents with narrow scopes, in some seeds, drawn from a row of their own: each asks for what just
 * keeps one of its bounds or is a lot or a tick beyond it, in every way that an order can come.
 */
final class AgentTraffic {
  private static final int FIRST = Ledger.FIRST_USER + 2;
  private static final int ACCOUNTS = 6;

  /** Two keys of each account, which no other traffic names or signs with. */
  private static final int FIRST_KEY = 5;

  private static final int KEYS = 2;
  private static final int LASTING_S = 30 * 86_400;

  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 41;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final long[] price;
  private final PatientOrders patient;
  private int named;
  private long names = FIRST_NAME;

  /**
   * @param price by market, as all traffic sees it
   */
  AgentTraffic(long seed, Ledger ledger, long[] price) {
    random = new SplittableRandom(3 * seed + 1);
    this.ledger = ledger;
    this.price = price;
    patient = new PatientOrders(random);
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (random.nextInt(6) != 0) {
      return null;
    }
    if (named < ACCOUNTS * KEYS) {
      int account = FIRST + named / KEYS;
      return scope(account, FIRST_KEY + named++ % KEYS, LASTING_S);
    }
    int account = FIRST + random.nextInt(ACCOUNTS);
    int key = FIRST_KEY + random.nextInt(KEYS);
    Agent agent = ledger.agents.find(account, SignerKeys.of(account, key));
    if (agent == null) {
      return scope(account, key, LASTING_S);
    }
    int draw = random.nextInt(100);
    if (draw < 14) {
      // One whose time is over, or nearly so, ends for ever.
      boolean ends = random.nextInt(150) == 0;
      return scope(account, key, ends ? random.nextInt(200) - 100 : LASTING_S);
    }
    Account owner = ledger.account(account);
    if (draw < 54) {
      return order(owner, key, agent);
    }
    if (draw < 62) {
      return bundle(owner, key, agent);
    }
    if (draw < 69) {
      return trigger(owner, key, agent);
    }
    if (draw < 76) {
      return amend(owner, key, agent);
    }
    if (draw < 79) {
      return offer(account, key, agent);
    }
    if (draw < 90) {
      return patient(owner, key, agent, draw);
    }
    return draw < 97 ? cancel(owner, key) : barred(account, key);
  }

  /** Slices near a bound each, a scale near one as a whole or in each order, or a switch. */
  private Step patient(Account owner, int key, Agent agent, int draw) {
    if (draw == 79) {
      return patient.schedule(owner.id, key);
    }
    Wish wish = near(owner, agent);
    if (draw < 86) {
      boolean lasts = random.nextInt(5) == 0;
      return patient.twap(random.nextInt(6) == 0 ? reducing(wish) : wish, lasts, ++names, key);
    }
    int orders = patient.orders();
    if (ledger.rules >= WishReader.BY_ITS_ORDERS && random.nextInt(3) != 0) {
      wish = wish.of(wish.lots() * orders);
    }
    Step scale = patient.scale(wish, orders, names + 1, key);
    names += orders;
    return scale;
  }

  /** What closes the line, if there is one. */
  private static Wish reducing(Wish wish) {
    long line = wish.account().lots[wish.market().id];
    long lots = 1 + Math.abs(line) / 3;
    return new Wish(wish.account(), wish.market(), line < 0, wish.ticks(), lots, true, false, 0);
  }

  private Step scope(int account, int key, int seconds) {
    long lotValue = Math.max(1, ledger.market(perpetual()).lotValue());
    long perOrder = 500_000 + random.nextLong(30_000_000);
    // Often to the unit what some lots are worth now.
    perOrder = random.nextBoolean() ? Math.ceilDiv(perOrder, lotValue) * lotValue : perOrder;
    Agent before = ledger.agents.find(account, SignerKeys.of(account, key));
    long ordered = before == null ? 0 : before.perDay - before.left(ledger.timeNs);
    boolean anyDay = random.nextInt(4) == 0;
    boolean anyMarket = random.nextBoolean();
    boolean anyPosition = random.nextBoolean();
    boolean anyPrice = random.nextInt(3) == 0;
    return Step.of(
        Verb.AGENT,
        account,
        key,
        seconds,
        anyDay ? 1L << 50 : ordered + perOrder * random.nextInt(8) + random.nextLong(perOrder),
        perOrder,
        0,
        anyMarket ? 0 : random.nextLong(),
        anyPosition ? 0 : position(account),
        anyPrice ? 0 : 1 + random.nextInt(60_000));
  }

  /** About what a line of the account is worth, or a little. */
  private long position(int account) {
    Market market = ledger.market(perpetual());
    long line = Math.abs(ledger.account(account).lots[market.id]);
    return 1 + (random.nextBoolean() ? line * market.lotValue() : 0) + random.nextLong(40_000_000);
  }

  /** Of an order near a bound of its scope. */
  private Wish near(Account owner, Agent agent) {
    Wish last = random.nextInt(6) == 0 ? toThePosition(owner, agent) : null;
    return last == null ? toABound(owner, agent) : last;
  }

  /** The last lots that a line may have, where one order may ask for them; null without any. */
  private @Nullable Wish toThePosition(Account owner, Agent agent) {
    int first = random.nextInt(PERPETUALS.length);
    long beyond = random.nextInt(2);
    for (int i = 0; i < 2 * PERPETUALS.length; i++) {
      Market market = ledger.market(PERPETUALS[(first + i / 2) % PERPETUALS.length]);
      var none = new Wish(owner, market, i % 2 == 0, market.mark, 0, false, false, 0);
      long lotValue = Math.max(1, market.lotValue());
      long lots = agent.maxPosition / lotValue - none.reach(Wish.Before.NOTHING) + beyond;
      if (lots > 0 && lots <= agent.perOrder / lotValue && agent.named(market)) {
        return new Wish(owner, market, none.buy(), market.mark, lots, false, false, 0);
      }
    }
    return null;
  }

  private Wish toABound(Account owner, Agent agent) {
    int draw = random.nextInt(12);
    int id = draw == 0 ? SPOT : draw == 1 ? outcome() : perpetual();
    Market market = ledger.markets.get(id);
    boolean buy = random.nextBoolean();
    long mark = market.mark == 0 ? price[id] : market.mark;
    long ticks = Math.max(1, mark + (random.nextBoolean() ? 0 : random.nextInt(7) - 3));
    Bound[] bounds = Bound.values();
    Bound bound = bounds[random.nextInt(bounds.length)];
    long beyond = random.nextInt(2);
    if (bound == Bound.PRICE && agent.bandPpm < 1_000_000) {
      long away = agent.band(market) + beyond;
      ticks = Math.max(1, random.nextBoolean() ? mark + away : mark - away);
    }
    long lotValue = ticks * market.k;
    long some = 1 + random.nextLong(1 + agent.perOrder / lotValue);
    var wish = new Wish(owner, market, buy, ticks, 0, false, false, 0);
    long lots =
        switch (bound) {
          case ORDER -> agent.perOrder / lotValue + beyond;
          case DAY -> agent.left(ledger.timeNs) / lotValue + beyond;
          case POSITION ->
              agent.maxPosition / (mark * market.k) - wish.reach(Wish.Before.NOTHING) + beyond;
          case MARKET, PRICE -> some;
        };
    lots = lots < 1 || lots > 20 * some + 1_000 ? some : lots;
    return new Wish(owner, market, buy, ticks, lots, false, false, 0);
  }

  private int outcome() {
    return OUTCOME + random.nextInt(ledger.markets.size() - OUTCOME);
  }

  private int perpetual() {
    return PERPETUALS[random.nextInt(PERPETUALS.length)];
  }

  private Step order(Account owner, int key, Agent agent) {
    Wish wish = near(owner, agent);
    int side = wish.buy() ? 0 : 1;
    int market = wish.market().id;
    // Mostly at once: what rests counts for the position, and only so much may rest.
    int force = random.nextInt(3) == 0 ? 0 : 1;
    if (random.nextInt(3) != 0) {
      return Step.of(
          Verb.PLACE, owner.id, market, side, wish.lots(), wish.ticks(), force, ++names, key);
    }
    Order order = owner.orders.isEmpty() || random.nextBoolean() ? null : any(owner);
    if (order != null) {
      market = order.market.id;
      side = order.buy ? 0 : 1;
    }
    force = random.nextInt(4);
    return Step.of(
        Verb.SUBMIT,
        owner.id,
        market,
        side,
        wish.lots(),
        order == null ? wish.ticks() : order.ticks + random.nextInt(3) - 1,
        force,
        ++names,
        key,
        order == null ? 0 : order.name,
        random.nextInt(4),
        random.nextInt(5) == 0 ? 1 : 0,
        force == 2 && random.nextBoolean() ? 1 : 0);
  }

  /** Quotes that rest, and one that may take. */
  private Step bundle(Account owner, int key, Agent agent) {
    var numbers = new ArrayList<Long>(List.of((long) owner.id));
    int entries = 2 + random.nextInt(3);
    for (int i = 0; i < entries; i++) {
      Wish wish = near(owner, agent);
      boolean last = i == entries - 1;
      long mark = wish.market().mark;
      long ticks =
          last ? wish.ticks() : Math.max(1, mark + (wish.buy() ? -1 : 1) * (1 + mark / 80));
      boolean cancels = !owner.orders.isEmpty() && random.nextInt(4) == 0;
      Order order = cancels ? any(owner) : null;
      numbers.addAll(
          List.of(
              cancels ? 1L : 0,
              (long) (order == null ? wish.market() : order.market).id,
              wish.buy() ? 0L : 1,
              Math.max(1, wish.lots() / (random.nextBoolean() ? 1 : entries)),
              ticks,
              last ? 1L : 2,
              ++names,
              order == null ? 0 : order.name,
              0L,
              0L,
              !last && random.nextBoolean() ? 1L : 0));
    }
    numbers.add((long) key);
    return Step.of(Verb.BUNDLE, numbers.stream().mapToLong(Long::longValue).toArray());
  }

  private Step trigger(Account owner, int key, Agent agent) {
    Wish wish = near(owner, agent);
    long mark = wish.market().mark;
    boolean above = random.nextBoolean();
    return Step.of(
        Verb.TRIGGER,
        owner.id,
        wish.market().id,
        wish.buy() ? 0 : 1,
        wish.lots(),
        wish.ticks(),
        Math.max(1, mark + (above ? 1 : -1) * (1 + random.nextInt(3))),
        above ? 0 : 1,
        random.nextInt(2),
        ++names,
        random.nextInt(6) == 0 ? 1 : 0,
        0,
        key);
  }

  private Step amend(Account owner, int key, Agent agent) {
    if (owner.orders.isEmpty()) {
      return order(owner, key, agent);
    }
    Order order = any(owner);
    boolean moves = random.nextBoolean();
    long most = Math.max(1, agent.perOrder / (order.ticks * order.market.k)) + random.nextInt(2);
    return Step.of(
        Verb.AMEND,
        owner.id,
        order.market.id,
        order.name,
        Math.max(1, order.ticks + (moves ? random.nextInt(5) - 2 : 0)),
        random.nextBoolean() ? most : 1 + random.nextLong(most),
        0,
        random.nextInt(4),
        key);
  }

  private Step offer(int account, int key, Agent agent) {
    int market = perpetual();
    long most = agent.perOrder / (price[market] * ledger.markets.get(market).k);
    long lots = random.nextInt(4) == 0 ? 0 : most + random.nextInt(3) - 1;
    return Step.of(Verb.OFFER, account, market, Math.max(0, lots), random.nextInt(600_000), key);
  }

  private Step cancel(Account owner, int key) {
    if (owner.orders.isEmpty() || random.nextInt(4) == 0) {
      return Step.of(Verb.CANCELALL, owner.id, random.nextInt(6), random.nextInt(3), key);
    }
    Order order = any(owner);
    return Step.of(Verb.CANCEL, owner.id, order.market.id, order.name, key);
  }

  /** What no agent may do. */
  private Step barred(int account, int key) {
    return switch (random.nextInt(4)) {
      case 0 -> Step.of(Verb.WITHDRAW, account, 0, 1, key);
      case 1 -> Step.of(Verb.TRANSFER, account, account + 1, 0, 1, key);
      case 2 -> Step.of(Verb.LEVEL, account, 1, key);
      default -> Step.of(Verb.AGENT, account, key, LASTING_S, 1L << 50, 1L << 50, key);
    };
  }

  private Order any(Account owner) {
    return owner.orders.get(random.nextInt(owner.orders.size()));
  }
}
