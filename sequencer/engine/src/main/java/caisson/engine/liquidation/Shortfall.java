package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.account.SystemAccounts;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.TransferReason;

/**
 * Who pays for accounts that owe more than they have and lost it in one factor: each account's tier
 * within its caps; of what is left then, together, {@link Winners} in the factor, which is given to
 * the accounts in their order; BAD_DEBT the rest. So each is paid what it owes, to the unit.
 */
final class Shortfall {
  /** Of an account: from its tier, from a winner it shares with the next, a deficit, its step. */
  private static final int EVENTS_EACH = 4;

  private final Accounts accounts;
  private final PortfolioRisk risk;
  private final Tiers tiers;
  private final House house;
  private final EventPublisher events;
  private final Winners winners;
  private final int[] losers;
  private final int[] market;
  private final long[] left;
  private int count;

  Shortfall(
      Accounts accounts,
      PortfolioRisk risk,
      Tiers tiers,
      House house,
      EventPublisher events,
      Winners winners,
      int most) {
    this.accounts = accounts;
    this.risk = risk;
    this.tiers = tiers;
    this.house = house;
    this.events = events;
    this.winners = winners;
    losers = new int[most];
    market = new int[most];
    left = new long[most];
  }

  /** Begins with those who have open profit in the factor of a market. */
  void begin(int ofFactor) {
    count = 0;
    winners.collect(risk.marketsOfFactor(ofFactor));
  }

  /** An account, the market in which it lost most, and what it owes. */
  void add(int row, int worst, long owes) {
    losers[count] = row;
    market[count] = worst;
    left[count++] = owes;
  }

  /** How many accounts can be covered, and told of, with so many events. */
  int room(int most) {
    return Math.max(0, (most - 1 - winners.count()) / EVENTS_EACH);
  }

  /** Brings the equity of all to zero; their positions are still open. */
  void cover(long timeNs) {
    long owed = 0;
    for (int i = 0; i < count; i++) {
      left[i] -= fromTier(losers[i], market[i], left[i], timeNs);
      owed = Math.addExact(owed, left[i]);
    }
    charge(owed);
    for (int i = 0; i < count; i++) {
      if (left[i] > 0) {
        int tier = tiers.tier[market[i]];
        tiers.deficit[tier] = Math.addExact(tiers.deficit[tier], left[i]);
        house.pay(SystemAccounts.BAD_DEBT, losers[i], left[i], TransferReason.DEFICIT);
      }
    }
  }

  /** Only what open profit pays. */
  void charge() {
    long owed = 0;
    for (int i = 0; i < count; i++) {
      owed = Math.addExact(owed, left[i]);
    }
    charge(owed);
  }

  private long fromTier(int row, int worst, long owes, long timeNs) {
    int tierRow = Tiers.account(tiers.tier[worst]);
    // A tier that is short itself has nothing to give.
    long room = tierRow == row ? 0 : tiers.room(worst, accounts.cash(tierRow), timeNs);
    long paid = Math.min(owes, room);
    if (paid > 0) {
      tiers.paid(worst, paid);
      house.pay(tierRow, row, paid, TransferReason.SHORTFALL_PAID);
    }
    return paid;
  }

  private void charge(long owed) {
    if (owed == 0) {
      return;
    }
    long charged = Math.min(owed, winners.total());
    events.liquidations.shortfallShared(market[0], owed, winners.total(), charged);
    if (charged == 0) {
      return;
    }
    winners.split(charged);
    int to = 0;
    for (int i = 0; i < winners.count(); i++) {
      for (long share = winners.share(i); share > 0; ) {
        while (left[to] == 0) {
          to++;
        }
        long paid = Math.min(share, left[to]);
        house.pay(winners.row(i), losers[to], paid, TransferReason.PROFIT_HAIRCUT);
        share -= paid;
        left[to] -= paid;
      }
    }
  }
}
