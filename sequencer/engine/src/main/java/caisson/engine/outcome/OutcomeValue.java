package caisson.engine.outcome;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Markets;

/**
 * What the lines of an account in one event are worth at the least, in micro-dollars: exact, so no
 * shock applies to it and no price moves it.
 *
 * <p>The smallest row of the payoff table is the payout times the fewest lots of any outcome; one
 * the account has no line in counts as 0, and where none may come true that is a row of 0 too. Void
 * values sum to the payout, so a void row is a mean of the others and never the smallest.
 */
public final class OutcomeValue {
  private final Accounts accounts;
  private final Markets markets;
  private final OutcomeEvents events;

  public OutcomeValue(Accounts accounts, Markets markets, OutcomeEvents events) {
    this.accounts = accounts;
    this.markets = markets;
    this.events = events;
  }

  /** As if the line in a market had signed lots more; market 0 for none. */
  public long worst(int accountRow, int event, int movedMarket, long moreLots) {
    long k = markets.k(events.firstMarket[event]);
    if (events.state[event] != OutcomeEvents.OPEN) {
      long sum = 0;
      for (int m = events.firstMarket[event]; m <= events.lastMarket(event); m++) {
        long lots = accounts.lots(accountRow, m) + (m == movedMarket ? moreLots : 0);
        sum = Math.addExact(sum, Math.multiplyExact(lots, markets.markTicks(m) * k));
      }
      return sum;
    }
    long fewest = events.exhaustive[event] ? Long.MAX_VALUE : 0;
    for (int m = events.firstMarket[event]; m <= events.lastMarket(event); m++) {
      long lots = accounts.lots(accountRow, m) + (m == movedMarket ? moreLots : 0);
      fewest = Math.min(fewest, lots);
    }
    return Math.multiplyExact(fewest, events.payoutTicks[event] * k);
  }

  /** Fewest lots of any outcome but this one; the row of none counts. */
  public long fewestOthers(int accountRow, int event, int market) {
    long fewest = events.exhaustive[event] ? Long.MAX_VALUE : 0;
    for (int m = events.firstMarket[event]; m <= events.lastMarket(event); m++) {
      if (m != market) {
        fewest = Math.min(fewest, accounts.lots(accountRow, m));
      }
    }
    return fewest;
  }
}
