package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.LiquidationStage;
import caisson.protocol.TransferReason;

/**
 * Lines that a round hands to the other side. Those of one market and side go together: leverage is
 * drained once for the sum of their lots, and each account's lots are closed by the ranks that come
 * next. So a rank is closed once in a round, however many accounts are handed over.
 */
final class RoundDrain {
  private static final int NOBODY = -1;

  private final Accounts accounts;
  private final PortfolioRisk risk;
  private final House house;
  private final EventPublisher events;
  private final Deleveraging deleveraging;
  private final Steps steps;
  private final int[] rows;
  private final long[] equity;
  private final long[] margin;
  private int count;
  private long markets;

  /** Events that those handed over tell yet. */
  private int owing;

  RoundDrain(
      Accounts accounts,
      PortfolioRisk risk,
      House house,
      EventPublisher events,
      Deleveraging deleveraging,
      Steps steps) {
    this.accounts = accounts;
    this.risk = risk;
    this.house = house;
    this.events = events;
    this.deleveraging = deleveraging;
    this.steps = steps;
    // Each that is added owes an event, and none is added when STEPS are told or owed.
    int most = Math.min(RoundEvents.STEPS, accounts.rows());
    rows = new int[most];
    equity = new long[most];
    margin = new long[most];
  }

  void begin() {
    count = 0;
    markets = 0;
    owing = 0;
  }

  int owing() {
    return owing;
  }

  /** Every line an account has now, and what it had when its step began. */
  void add(int row, long equityBefore, long marginBefore) {
    long lines = risk.lines(row);
    rows[count] = row;
    equity[count] = equityBefore;
    margin[count++] = marginBefore;
    markets |= lines;
    owing += 1 + 2 * Long.bitCount(lines);
  }

  void close() {
    for (long left = markets; left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      close(market, true);
      close(market, false);
    }
    for (int i = 0; i < count; i++) {
      steps.told(rows[i], LiquidationStage.HANDOVER, 0, 0, equity[i], margin[i]);
    }
  }

  private void close(int market, boolean longs) {
    long wanted = 0;
    for (int i = 0; i < count; i++) {
      wanted = Math.addExact(wanted, size(rows[i], market, longs));
    }
    if (wanted == 0) {
      return;
    }
    long found = deleveraging.plan(market, !longs, wanted, NOBODY);
    long level = deleveraging.level();
    events.liquidations.deleveragingPlanned(market, longs, wanted, found, level);
    int rank = 0;
    long ofRank = 0;
    for (int i = 0; i < count; i++) {
      long size = size(rows[i], market, longs);
      if (size == 0) {
        continue;
      }
      long lots = Math.min(size, found);
      events.liquidations.deleveraged(accounts.idOf(rows[i]), market, size, lots, level);
      found -= lots;
      owing -= 2;
      while (lots > 0 && events.count() + owing < RoundEvents.RANKS) {
        while (ofRank == 0) {
          ofRank = deleveraging.lots(rank++);
        }
        long closed = Math.min(lots, ofRank);
        assign(rows[i], deleveraging.row(rank - 1), market, longs, closed);
        lots -= closed;
        ofRank -= closed;
      }
    }
  }

  private void assign(int row, int other, int market, boolean sells, long lots) {
    house.assign(sells ? row : other, sells ? other : row, market, lots, TransferReason.DELEVERAGE);
  }

  private long size(int row, int market, boolean longs) {
    long line = (risk.lines(row) & MarketBits.of(market)) == 0 ? 0 : accounts.lots(row, market);
    return longs ? Math.max(0, line) : Math.max(0, -line);
  }
}
