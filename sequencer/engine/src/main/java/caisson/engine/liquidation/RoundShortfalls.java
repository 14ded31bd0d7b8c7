package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.account.SystemAccounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.LiquidationStage;
import caisson.protocol.TransferReason;

/**
 * Accounts that owe more than they have at a price round. Those that lost most in one factor are
 * covered together, so that nobody with open profit there pays more than it for all of them; tiers
 * come last and each alone, because by then none of them pays any more.
 */
final class RoundShortfalls {
  private static final int DONE = 0;

  /** That one command has events for; others wait for the next round. */
  private static final int MOST = 10_000;

  private final Accounts accounts;
  private final PortfolioRisk risk;
  private final Tiers tiers;
  private final House house;
  private final EventPublisher events;
  private final Winners winners;
  private final Shortfall shortfall;
  private final Steps steps;

  // In the order they were added.
  private final int[] rows;
  private final int[] worst;
  private final long[] equity;
  private final long[] margin;
  private int count;

  /** Whether there was no room for the events of some factor; others wait with it. */
  private boolean full;

  /** Of the factor at hand, where they stand above. */
  private final int[] members;

  RoundShortfalls(
      Accounts accounts,
      PortfolioRisk risk,
      Tiers tiers,
      House house,
      EventPublisher events,
      Winners winners,
      Steps steps) {
    this.accounts = accounts;
    this.risk = risk;
    this.tiers = tiers;
    this.house = house;
    this.events = events;
    this.winners = winners;
    this.steps = steps;
    int most = Math.min(MOST, accounts.rows());
    shortfall = new Shortfall(accounts, risk, tiers, house, events, winners, most);
    rows = new int[most];
    worst = new int[most];
    equity = new long[most];
    margin = new long[most];
    members = new int[most];
  }

  void begin() {
    count = 0;
    full = false;
  }

  /** An account that may owe more than it has. */
  void add(int row) {
    if (count < rows.length && appraise(count, row)) {
      count++;
    }
  }

  private boolean appraise(int i, int row) {
    risk.appraise(row);
    rows[i] = row;
    equity[i] = risk.equity();
    margin[i] = risk.maintenance();
    worst[i] = worstLoss(row);
    return equity[i] < 0;
  }

  void cover(long timeNs) {
    for (int i = 0; i < count; i++) {
      if (accounts.idOf(rows[i]) >= SystemAccounts.FIRST_USER) {
        coverWithItsFactor(i, timeNs);
      }
    }
    for (int i = 0; i < count; i++) {
      // What a tier paid above it lacks itself.
      if (accounts.idOf(rows[i]) < SystemAccounts.FIRST_USER && appraise(i, rows[i])) {
        coverWithItsFactor(i, timeNs);
      }
    }
  }

  private void coverWithItsFactor(int first, long timeNs) {
    if (worst[first] == DONE || full) {
      return;
    }
    if (worst[first] < 0) {
      house.pay(SystemAccounts.BAD_DEBT, rows[first], -equity[first], TransferReason.DEFICIT);
      told(first);
      return;
    }
    int found = collect(first);
    if (found == 0) {
      full = true;
      return;
    }
    shortfall.cover(timeNs);
    for (int i = 0; i < found; i++) {
      told(members[i]);
      worst[members[i]] = DONE;
    }
  }

  /** As many as there are events for. */
  private int collect(int first) {
    long markets = risk.marketsOfFactor(worst[first]);
    boolean user = accounts.idOf(rows[first]) >= SystemAccounts.FIRST_USER;
    int last = user ? count : first + 1;
    int found = 0;
    shortfall.begin(worst[first]);
    int room = shortfall.room(RoundEvents.SHORTFALLS - events.count());
    for (int i = first; i < last && found < room; i++) {
      boolean same = worst[i] > DONE && (markets & MarketBits.of(worst[i])) != 0;
      if (same && user == accounts.idOf(rows[i]) >= SystemAccounts.FIRST_USER) {
        shortfall.add(rows[i], worst[i], -equity[i]);
        members[found++] = i;
      }
    }
    return found;
  }

  private void told(int i) {
    steps.told(rows[i], LiquidationStage.SHORTFALL, Math.max(0, worst[i]), 0, equity[i], margin[i]);
  }

  /** What a tier lost beyond its limit, as far as there is open profit in its worst market. */
  void charge(int tierRow, int market, long beyond) {
    shortfall.begin(market);
    shortfall.add(tierRow, market, beyond);
    shortfall.charge();
  }

  /** The market in which the account has lost most since it entered it, -1 without one. */
  int worstLoss(int row) {
    int market = -1;
    long least = Long.MAX_VALUE;
    for (long left = risk.lines(row); left != 0; left &= left - 1) {
      int each = MarketBits.first(left);
      long gain = winners.gain(row, each);
      if (tiers.tier[each] != Tiers.NONE && gain < least) {
        least = gain;
        market = each;
      }
    }
    return market;
  }
}
