package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;
import caisson.units.Rounding;
import java.util.Arrays;

/**
 * Which accounts a price round has to look at. One that was found safe is left alone until the mark
 * of one of its lines has gone so far against it that it might not be safe any more, or until its
 * balance, its lines, funding or the parameters change.
 *
 * <p>How far is the same share of the value of every line: the free margin over what the lines can
 * cost of it. A move in favour of a line never costs any, because a requirement grows by less than
 * the line gains; so there is one level of the mark for each line, below it for a long one and
 * above it for a short one. A line lies in the list of its level, rounded towards the mark to a
 * step, and a round empties the lists that the mark has come to.
 *
 * <p>To look at an account too often changes nothing. So a list may hold a line that has gone, and
 * nothing here is in a snapshot: at first all are looked at.
 */
final class Watch {
  /** Steps in the value of a lot when a market's lists begin. */
  private static final int STEPS = 1 << 14;

  /** Up to twice that value; beyond, and below a quarter of it, they begin anew. */
  private static final int LISTS = 2 * STEPS;

  private static final long MOST_PPM = 500_000;
  private static final int OUT = Integer.MIN_VALUE;

  /** Lists that are emptied side by side, so that the reads of several wait together. */
  private static final int TOGETHER = 64;

  private final Accounts accounts;
  private final Markets markets;
  private final PortfolioRisk risk;

  // By market: the length of a step in micro-dollars a lot, the step the mark is in and its
  // funding as of the last round.
  private final long[] step;
  private final int[] at;
  private final long[] fundingIndex;

  /** First cell of each list, by market, side and step. */
  private final int[] first;

  /**
   * By cell, two beside each other: the next in its list, and the one before, ~list when there is
   * none, OUT of any list.
   */
  private final int[] links;

  private final int[] heads = new int[TOGETHER];
  private int headCount;

  private long parameters = -1;

  Watch(Accounts accounts, Markets markets, PortfolioRisk risk) {
    this.accounts = accounts;
    this.markets = markets;
    this.risk = risk;
    int listed = markets.capacity() + 1;
    step = new long[listed];
    at = new int[listed];
    fundingIndex = new long[listed];
    first = new int[2 * listed * LISTS];
    Arrays.fill(first, Accounts.NONE);
    links = new int[Math.multiplyExact(2, accounts.cellNumbers())];
    Arrays.fill(links, OUT);
  }

  /** Has every account looked at that may have become unsafe since the last round. */
  void round() {
    if (parameters != risk.parametersVersion()) {
      parameters = risk.parametersVersion();
      accounts.lookAtAll();
    }
    for (int market = 1; market <= markets.count(); market++) {
      long value = markets.lotValue(market);
      boolean begins = step[market] == 0 || value / step[market] >= LISTS - 1;
      begins |= value / STEPS < step[market] >> 2;
      if (begins || fundingIndex[market] != markets.fundingIndex[market]) {
        pass(market, false, 0, LISTS - 1);
        pass(market, true, 0, LISTS - 1);
        fundingIndex[market] = markets.fundingIndex[market];
        step[market] = value / STEPS + 1;
        at[market] = (int) (value / step[market]);
        continue;
      }
      int to = (int) (value / step[market]);
      if (to < at[market]) {
        pass(market, true, to, at[market]);
      } else if (to > at[market]) {
        pass(market, false, at[market], to);
      }
      at[market] = to;
    }
    empty();
  }

  private void pass(int market, boolean longs, int from, int to) {
    for (int level = from; level <= to; level++) {
      int list = listOf(market, longs, level);
      if (first[list] != Accounts.NONE) {
        heads[headCount++] = first[list];
        first[list] = Accounts.NONE;
      }
      if (headCount == TOGETHER) {
        empty();
      }
    }
  }

  /** A cell of each list in turn. */
  private void empty() {
    while (headCount > 0) {
      int longer = 0;
      for (int i = 0; i < headCount; i++) {
        int cell = heads[i];
        int after = next(cell);
        previous(cell, OUT);
        accounts.lookAt(accounts.rowOfCell(cell));
        if (after != Accounts.NONE) {
          heads[longer++] = after;
        }
      }
      headCount = longer;
    }
  }

  /** Reads what {@link #leave} will need of a line; of no other meaning. */
  int touch(int cell) {
    return previous(cell);
  }

  /** Leaves an account alone that was just appraised and has so much more than it needs. */
  void leave(int accountRow, long free) {
    long share = risk.safeSharePpm(accountRow, free, MOST_PPM);
    if (share == 0) {
      return;
    }
    boolean far = true;
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      int cell = accounts.cellOfRank(accountRow, rank++);
      long lots = accounts.lotsOf(cell);
      if (lots != 0) {
        far &= put(cell, market, lots > 0, share);
      }
    }
    if (far) {
      accounts.leave(accountRow);
    }
  }

  /** Whether the line's level is not in the step of the mark. */
  private boolean put(int cell, int market, boolean isLong, long share) {
    take(cell);
    long value = markets.lotValue(market);
    long distance = Rounding.mulPpmFloor(value, share);
    long level = (isLong ? value - distance : value + distance) / step[market];
    if (isLong ? level >= at[market] : level <= at[market]) {
      return false;
    }
    int list = listOf(market, isLong, (int) Math.min(LISTS - 1, level));
    int head = first[list];
    next(cell, head);
    previous(cell, ~list);
    if (head != Accounts.NONE) {
      previous(head, cell);
    }
    first[list] = cell;
    return true;
  }

  private void take(int cell) {
    int before = previous(cell);
    if (before == OUT) {
      return;
    }
    int after = next(cell);
    if (before < 0) {
      first[~before] = after;
    } else {
      next(before, after);
    }
    if (after != Accounts.NONE) {
      previous(after, before);
    }
    previous(cell, OUT);
  }

  private int next(int cell) {
    return links[2 * cell];
  }

  private void next(int cell, int after) {
    links[2 * cell] = after;
  }

  private int previous(int cell) {
    return links[2 * cell + 1];
  }

  private void previous(int cell, int before) {
    links[2 * cell + 1] = before;
  }

  private static int listOf(int market, boolean longs, int level) {
    return (2 * market + (longs ? 1 : 0)) * LISTS + level;
  }
}
