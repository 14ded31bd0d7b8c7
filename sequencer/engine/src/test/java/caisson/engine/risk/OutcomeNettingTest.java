package caisson.engine.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.engine.EngineLimits;
import caisson.engine.Tier;
import caisson.engine.account.Accounts;
import caisson.engine.book.AccountOrders;
import caisson.engine.book.Orders;
import caisson.engine.depth.Depths;
import caisson.engine.listing.Assets;
import caisson.engine.listing.CollateralFalls;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.outcome.OutcomeEvents;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Lots of YES and of NO as people hold them, row by row of the payoff table, against what the
 * account is appraised at by its one signed line per outcome. It has lines in many events at once:
 * each case draws one of them anew.
 */
class OutcomeNettingTest {
  private static final int CASES = Tier.cases(10_000, 1_000_000);
  private static final int MOST_OUTCOMES = 7;
  private static final int EVENTS = 2 * (MOST_OUTCOMES - 1);
  private static final int MARKETS = 54;
  private static final EngineLimits LIMITS = new EngineLimits(1, 1, MARKETS, 4, 4, 4, 1, 5);
  private static final int ROW = 128;

  private final SplittableRandom random = new SplittableRandom(31);
  private final Accounts accounts = new Accounts(LIMITS);
  private final Markets markets = new Markets(MARKETS);
  private final OutcomeEvents events = new OutcomeEvents(MARKETS);
  private final PortfolioRisk risk;
  private final Held[] held = new Held[EVENTS + 1];
  private long cash;

  OutcomeNettingTest() {
    var assets = new Assets(1);
    assets.list(6, Assets.CASH_MARK_UNIT, 0, 0);
    var orders = new Orders(LIMITS.orders());
    var parameters = new Parameters(1, MARKETS);
    for (int n = 2; n <= MOST_OUTCOMES; n++) {
      list(n, true);
      list(n, false);
    }
    risk =
        new PortfolioRisk(
            LIMITS,
            accounts,
            assets,
            markets,
            orders,
            new AccountOrders(orders, accounts),
            parameters,
            new Volatility(parameters, markets),
            events,
            new CoinIndex(),
            new CollateralFalls(LIMITS.assets()),
            new Depths(MARKETS),
            new Rules());
    risk.parametersChanged();
    accounts.owners.register(ROW, 1, 2, 3);
  }

  @Test
  void shouldBeTheTrueLeastOfEveryRowAndStayThroughSplitMergeAndConversion() {
    for (int i = 0; i < CASES; i++) {
      Held drawn = held[1 + random.nextInt(EVENTS)];
      drawn.draw();
      assertWorth("case " + i);
      long before = risk.equity();
      int k = random.nextInt(drawn.yes.length);
      long sets = random.nextInt(500);
      if (drawn.exhaustive && drawn.open()) {
        // A conversion: NO of k becomes one YES of every other outcome.
        drawn.no(k, -sets);
        for (int other = 0; other < drawn.yes.length; other++) {
          drawn.yes(other, other == k ? 0 : sets);
        }
        assertWorth("conversion " + i);
        assertEquals(before, risk.equity(), "conversion " + i);
      }
      // A split of one outcome: payout cash becomes a YES and a NO of it. Half are merged again.
      drawn.split(k, sets);
      assertWorth("split " + i);
      assertEquals(before, risk.equity(), "split " + i);
      drawn.split(k, -sets / 2);
      assertWorth("merge " + i);
      assertEquals(before, risk.equity(), "merge " + i);
    }
  }

  @Test
  void shouldNeedNothingMoreForShortsOfWhichOnlyOneCanWin() {
    Held two = held[1];
    accounts.fill(ROW, two.market(0), -9_000, 0);
    accounts.fill(ROW, two.market(1), -1_000, 0);
    risk.appraise(ROW);
    assertEquals(-9_000 * two.payout, risk.equity());
  }

  private void list(int outcomes, boolean exhaustive) {
    int event = events.add();
    long ticks = 10 + random.nextInt(1_000);
    long k = 1 + random.nextInt(100_000);
    events.outcomes[event] = outcomes;
    events.payoutTicks[event] = ticks;
    events.exhaustive[event] = exhaustive;
    for (int outcome = 0; outcome < outcomes; outcome++) {
      int market = markets.add();
      events.firstMarket[event] = market - outcome;
      events.eventOf[market] = event;
      markets.payoutTicks(market, ticks);
      markets.k(market, k);
    }
    held[event] = new Held(event, outcomes, exhaustive, ticks, k);
  }

  /** No price and no shock is part of it. */
  private void assertWorth(String at) {
    long expected = cash;
    for (int event = 1; event <= EVENTS; event++) {
      expected += held[event].leastRow();
    }
    risk.appraise(ROW);
    assertEquals(expected, risk.equity(), at);
    assertEquals(0, risk.maintenance(), at);
  }

  /** What the account has in an event; NO is one lot short and the payout in cash. */
  private final class Held {
    static final int OPEN = -3;
    static final int VOID = -2;
    static final int NONE = -1;

    final boolean exhaustive;
    final long payout;
    final long[] yes;
    final long[] no;
    private final int event;
    private final long ticks;
    private final long k;
    private final long[] voidTicks;

    /** Open, or what became of it: void, none, or the outcome that came true. */
    private int row = OPEN;

    Held(int event, int outcomes, boolean exhaustive, long ticks, long k) {
      this.event = event;
      this.exhaustive = exhaustive;
      this.ticks = ticks;
      this.k = k;
      payout = ticks * k;
      yes = new long[outcomes];
      no = new long[outcomes];
      voidTicks = new long[outcomes];
    }

    boolean open() {
      return row == OPEN;
    }

    int market(int outcome) {
      return events.firstMarket[event] + outcome;
    }

    void draw() {
      drawVoidTicks();
      boolean open = random.nextInt(4) != 0;
      row = open ? OPEN : VOID + random.nextInt(yes.length + 2);
      row = row == NONE && exhaustive ? VOID : row;
      events.state[event] = open ? OutcomeEvents.OPEN : OutcomeEvents.FINAL;
      for (int outcome = 0; outcome < yes.length; outcome++) {
        yes(outcome, random.nextInt(2_001) - 1_000 - yes[outcome]);
        no(outcome, random.nextInt(2_001) - 1_000 - no[outcome]);
        int market = market(outcome);
        events.voidTicks[market] = voidTicks[outcome];
        markets.status(market, open ? Markets.ACTIVE : Markets.FINAL);
        markets.markTicks(market, open ? 1 + random.nextLong(ticks - 1) : pays(row, outcome));
      }
    }

    /** They sum to the payout, or to less where no outcome may come true. */
    private void drawVoidTicks() {
      long left = exhaustive ? ticks : random.nextLong(ticks + 1);
      for (int outcome = 0; outcome < yes.length - 1; outcome++) {
        voidTicks[outcome] = random.nextLong(left + 1);
        left -= voidTicks[outcome];
      }
      voidTicks[yes.length - 1] = left;
    }

    void yes(int outcome, long more) {
      yes[outcome] += more;
      accounts.fill(ROW, market(outcome), more, 0);
    }

    void no(int outcome, long more) {
      no[outcome] += more;
      accounts.fill(ROW, market(outcome), -more, payout);
    }

    void split(int outcome, long sets) {
      cash -= sets * payout;
      accounts.debit(ROW, 0, sets * payout);
      yes(outcome, sets);
      no(outcome, sets);
    }

    long leastRow() {
      if (!open()) {
        return worth(row);
      }
      long least = Math.min(worth(VOID), exhaustive ? Long.MAX_VALUE : worth(NONE));
      for (int winner = 0; winner < yes.length; winner++) {
        least = Math.min(least, worth(winner));
      }
      return least;
    }

    private long worth(int row) {
      long sum = 0;
      for (int outcome = 0; outcome < yes.length; outcome++) {
        long pays = pays(row, outcome);
        sum += (yes[outcome] * pays + no[outcome] * (ticks - pays)) * k;
      }
      return sum;
    }

    private long pays(int row, int outcome) {
      return row == VOID ? voidTicks[outcome] : row == outcome ? ticks : 0;
    }
  }
}
