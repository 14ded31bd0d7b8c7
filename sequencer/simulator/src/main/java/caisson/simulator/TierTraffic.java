package caisson.simulator;

import static caisson.simulator.Draws.BTC;
import static caisson.simulator.Draws.PERPETUALS;
import static caisson.simulator.Draws.RICH;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * In some seeds a tier has much of another asset, and takes lines on it; then that counts no more,
 * a line asks for more than it did, and the tier's own lines are sold in slices. Left to chance no
 * tier is ever short: it takes a fiftieth of what it has.
 */
final class TierTraffic {
  private static final int TIERS = 3;
  private static final int EVERY = 4_000;
  private static final int TIMES = 6;
  private static final int ROUNDS = 6;
  private static final long MANY = 300_000_000_000L;
  private static final long MOST_BPS = 9_000;
  private static final long STAKE = 500_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;

  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 45;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final PlainMargin margin;
  private final MarketTraffic markets;
  private final long[] price;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private int left;

  /** How often a tier is short yet. */
  private int times;

  private long names = FIRST_NAME;

  /** The factor that asks for more for the sake of that tier, 0 for none. */
  private int raised;

  private @Nullable Account raisedFor;

  /**
   * @param price by market, as all traffic sees it
   */
  TierTraffic(long seed, Ledger ledger, MarketTraffic markets, long[] price) {
    random = new SplittableRandom(17 * seed + 1);
    this.ledger = ledger;
    margin = new PlainMargin(ledger);
    this.markets = markets;
    this.price = price;
  }

  /** Null when it is another's turn. */
  @Nullable Step next() {
    if (ahead.isEmpty() && left-- <= 0) {
      left = EVERY;
      times = TIMES;
      enrich();
    }
    for (int tier = 0; times > 0 && tier < TIERS && ahead.isEmpty(); tier++) {
      Account account = ledger.account(Ledger.FIRST_TIER + tier);
      if (raised != 0 && raisedFor != account || !holdsLine(account)) {
        continue;
      }
      lean(account);
    }
    return ahead.poll();
  }

  private void enrich() {
    for (int tier = Ledger.FIRST_TIER; tier < Ledger.FIRST_TIER + TIERS; tier++) {
      long more = MANY - ledger.account(tier).units[BTC];
      if (more > 0) {
        ahead.add(Step.of(Verb.DEPOSIT, tier, BTC, more));
      }
    }
  }

  private static boolean holdsLine(Account account) {
    for (int market : PERPETUALS) {
      if (account.lots[market] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Once it could not bear its lines alone: it has just less cash then than they need. */
  private void lean(Account tier) {
    long units = tier.units[BTC];
    tier.units[BTC] = 0;
    margin.of(tier);
    tier.units[BTC] = units;
    long without = margin.equity;
    if (without >= margin.maintenance) {
      raise(tier, without);
      return;
    }
    times--;
    ahead.add(collateral(0));
    long needs = margin.maintenance / 100 * (70 + random.nextInt(28));
    if (needs > without) {
      ahead.add(Step.of(Verb.DEPOSIT, tier.id, 0, needs - without));
    }
    for (int i = 0; i < ROUNDS; i++) {
      for (int market : PERPETUALS) {
        offer(ledger.market(market), tier.lots[market]);
      }
      ahead.add(prices());
    }
    ahead.add(collateral(1));
    if (raised != 0) {
      ahead.add(markets.factor(raised));
      raised = 0;
    }
  }

  /** So that its largest line needs a little more than all it has without, if terms may be such. */
  private void raise(Account tier, long without) {
    Market largest = ledger.market(PERPETUALS[0]);
    for (int id : PERPETUALS) {
      Market market = ledger.market(id);
      largest = notional(tier, market) > notional(tier, largest) ? market : largest;
    }
    long bps = 1 + without / Math.max(1, notional(tier, largest) / 10_500);
    if (raised == 0 && largest.live() && largest.factor != 0 && bps > 0 && bps < MOST_BPS) {
      raised = largest.factor;
      raisedFor = tier;
      ahead.add(
          Step.of(Verb.FACTOR, raised, 0, bps, bps, bps, 1_000, 10_000, 0, 0, 1_000_000, 0, 0));
    }
  }

  private static long notional(Account account, Market market) {
    return Math.abs(account.lots[market.id]) * market.lotValue();
  }

  /** Makers take some of a line. */
  private void offer(Market market, long line) {
    long lots = STAKE / (price[market.id] * market.k);
    for (int maker = 0; maker < RICH && line != 0; maker++) {
      int side = line > 0 ? 0 : 1;
      ahead.add(
          Step.of(
              Verb.PLACE,
              Ledger.FIRST_USER + maker,
              market.id,
              side,
              1 + random.nextLong(lots),
              price[market.id] + random.nextInt(3) - 1,
              0,
              ++names,
              0,
              0,
              0));
    }
  }

  private static Step collateral(int factor) {
    return Step.of(Verb.COLLATERAL, BTC, factor, 50_000_000, 200_000_000, 5_000, 20_000, 50_000);
  }

  private Step prices() {
    var rows = new ArrayList<Long>();
    for (int market : PERPETUALS) {
      rows.add((long) market);
      rows.add(price[market]);
      rows.add(price[market]);
    }
    return Step.of(Verb.PRICES, rows.stream().mapToLong(Long::longValue).toArray())
        .after(SECOND_NS + random.nextLong(SECOND_NS));
  }
}
