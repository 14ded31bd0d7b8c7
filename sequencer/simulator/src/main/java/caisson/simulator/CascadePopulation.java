package caisson.simulator;

import caisson.engine.listing.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of S08 and their lines, by seed; what they are calibrated to stands in decision
 * 0001. Every market starts at 10,000 ticks; a lot is a cent then.
 */
final class CascadePopulation {
  static final int MAJORS = 8;
  static final int MARKETS = 48;
  static final long START_TICKS = 10_000;
  static final int DESK = Ledger.FIRST_USER;
  static final int FIRST = DESK + 1;

  private static final long LOTS_PER_DOLLAR = 100;
  private static final long MICROS = 1_000_000;

  /** Leverage in tenths. */
  private static final int[] LONG_MAJORS = {20, 30, 40, 50, 60, 80, 90, 100, 110, 120};

  private static final int[] LONG_ALTS = {10, 15, 20, 20, 25, 30, 30, 35, 40, 45};
  private static final int[] SHORT = {2, 4, 5, 7, 9, 12, 15, 20, 25, 40};

  /** An account with a line, or with two that hedge each other. */
  record Holder(int account, long cash, int market, long lots, int hedgeMarket, long hedgeLots) {}

  final List<Holder> holders = new ArrayList<>();
  private final SplittableRandom random;

  /** A hedge that no other holds the opposite of yet. */
  private @Nullable Holder unmatched;

  CascadePopulation(long seed, int accounts) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < accounts; i++) {
      holders.add(holder(FIRST + i));
    }
  }

  private Holder holder(int account) {
    long dollars = (100 + random.nextInt(100)) * (1L << random.nextInt(12));
    int draw = random.nextInt(100);
    boolean major = random.nextInt(10) < 6;
    int market = major ? 1 + random.nextInt(MAJORS) : MAJORS + 1 + random.nextInt(40);
    int decile = random.nextInt(10);
    long cash = dollars * MICROS;
    if (draw < 2) {
      return hedge(account, dollars);
    }
    boolean buys = draw < 62;
    int tenths = buys ? major ? LONG_MAJORS[decile] : LONG_ALTS[decile] : SHORT[decile];
    long lots = dollars * LOTS_PER_DOLLAR * tenths / 10;
    return new Holder(account, cash, market, buys ? lots : -lots, 0, 0);
  }

  /**
   * Long one alt against its neighbour, twice its money on each side. Every second one holds the
   * opposite of the one before, so that hedges alone are even in every market: else those left over
   * on one side had to close when all others of the market do.
   */
  private Holder hedge(int account, long dollars) {
    Holder before = unmatched;
    if (before != null) {
      unmatched = null;
      return new Holder(
          account, before.cash, before.hedgeMarket, before.lots, before.market, before.hedgeLots);
    }
    long lots = 2 * dollars * LOTS_PER_DOLLAR;
    int alt = random.nextInt(MARKETS - MAJORS);
    int first = MAJORS + 1 + alt;
    int second = MAJORS + 1 + (alt ^ 1);
    unmatched = new Holder(account, dollars * MICROS, first, lots, second, -lots);
    return unmatched;
  }

  /** Everything up to the last trade: the desk stands against all. */
  void open(Consumer<Step> play) {
    for (int rules = 1; rules <= Rules.NEWEST; rules++) {
      play.accept(Step.of(Verb.INFORCE, rules));
    }
    play.accept(Step.of(Verb.ASSET, 0, 6, 1_000_000_000_000L));
    play.accept(Step.of(Verb.GROUP, 1, 614, 768));
    play.accept(Step.of(Verb.GROUP, 2, 410, 768));
    for (int market = 1; market <= MARKETS; market++) {
      list(play, market);
    }
    play.accept(Step.of(Verb.ACCOUNT, DESK));
    play.accept(Step.of(Verb.DEPOSIT, DESK, 0, 50_000_000_000L * MICROS));
    for (Holder holder : holders) {
      play.accept(Step.of(Verb.ACCOUNT, holder.account));
      play.accept(Step.of(Verb.DEPOSIT, holder.account, 0, holder.cash));
    }
    play.accept(prices(0));
    for (int market = 1; market <= MARKETS; market++) {
      trade(play, market, true);
      trade(play, market, false);
    }
    long[] open = new long[3];
    for (Holder holder : holders) {
      open[tier(holder.market)] += Math.abs(holder.lots);
    }
    for (int tier = 0; tier < open.length; tier++) {
      // A thousandth of what is open there.
      long units = open[tier] * MICROS / LOTS_PER_DOLLAR / 1_000;
      play.accept(Step.of(Verb.DEPOSIT, Ledger.FIRST_TIER + tier, 0, Math.max(1, units)));
    }
  }

  private void list(Consumer<Step> play, int market) {
    play.accept(
        Step.of(
            Verb.MARKET, market, 0, 0, 0, 1, 500_000, 0, 0, 1, 1_000_000_000L, 1_000_000_000_000L));
    long down = downBps(market);
    long up = market <= MAJORS ? down : 1_000;
    long e3 = market <= MAJORS ? 1_500 : 2_000;
    long size = market <= 2 ? 1_500 : market <= MAJORS ? 4_000 : 15_000;
    long group = market <= MAJORS ? 1 : 2;
    play.accept(
        Step.of(Verb.FACTOR, market, group, down, up, down, e3, 10_000, size, 0, 1_000_000, 0, 0));
    play.accept(Step.of(Verb.LINK, market, market));
    play.accept(Step.of(Verb.LIQUIDATION, market, tier(market), 5_000, 20_000));
  }

  /** Maintenance of a line, at least, in ppm of its value. */
  static long maintenancePpm(int market) {
    return 100 * downBps(market);
  }

  private static long downBps(int market) {
    return market <= 2 ? 250 : market <= MAJORS ? 400 : 800;
  }

  private static int tier(int market) {
    return market <= 2 ? 0 : market <= MAJORS ? 1 : 2;
  }

  private void trade(Consumer<Step> play, int market, boolean buys) {
    long wanted = 0;
    for (Holder holder : holders) {
      wanted += Math.max(0, buys ? lots(holder, market) : -lots(holder, market));
    }
    if (wanted == 0) {
      return;
    }
    long side = buys ? 0 : 1;
    long name = 2L * market + side;
    play.accept(Step.of(Verb.PLACE, DESK, market, 1 - side, wanted, START_TICKS, 0, name));
    for (Holder holder : holders) {
      long lots = buys ? lots(holder, market) : -lots(holder, market);
      if (lots > 0) {
        play.accept(Step.of(Verb.PLACE, holder.account, market, side, lots, START_TICKS, 1, 1_000));
      }
    }
    play.accept(Step.of(Verb.CANCEL, DESK, market, name));
  }

  private static long lots(Holder holder, int market) {
    return (holder.market == market ? holder.lots : 0)
        + (holder.hedgeMarket == market ? holder.hedgeLots : 0);
  }

  /** All markets when so many thousandths of the fall have come. */
  static Step prices(long thousandths) {
    long[] rows = new long[3 * MARKETS];
    for (int market = 1; market <= MARKETS; market++) {
      long ticks = START_TICKS - START_TICKS * fall(market) / 1_000 * thousandths / 1_000;
      rows[3 * market - 3] = market;
      rows[3 * market - 2] = ticks;
      rows[3 * market - 1] = ticks;
    }
    return Step.of(Verb.PRICES, rows);
  }

  /**
   * In thousandths: 130 the first two, 260 the third, up to 200 the other majors, alts 500 to 800.
   */
  private static long fall(int market) {
    if (market <= MAJORS) {
      return market <= 2 ? 130 : market == 3 ? 260 : 150 + 10L * (market - 3);
    }
    return 500 + (market - MAJORS - 1) * 300L / (MARKETS - MAJORS - 1);
  }
}
