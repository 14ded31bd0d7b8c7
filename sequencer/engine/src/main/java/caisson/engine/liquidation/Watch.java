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
 * above it for a short one. A line lies in the list of the step its level is in. A round empties
 * the lists that the mark has gone past; of the one it stands in it takes what it has gone past.
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

  /** Lists that are gone through side by side, so that the reads of several wait together. */
  private static final int TOGETHER = 64;

  private static final long ALL = Long.MIN_VALUE;

  private final Accounts accounts;
  private final Markets markets;
  private final PortfolioRisk risk;

  // By market: the length of a step in micro-dollars a lot, the value of a lot, the step that is in
  // and the funding, all as of the last round.
  private final long[] step;
  private final long[] lotValue;
  private final int[] at;
  private final long[] fundingIndex;

  /** First cell of each list, by market, side and step. */
  private final int[] first;

  /**
   * By cell, beside each other: the next in its list below the one before, ~list when there is none
   * and OUT of any list; and its level, negative that of a short line.
   */
  private final long[] words;

  /** Cells whose turn it is in their lists, and the value of the mark, negative for short lines. */
  private final int[] heads = new int[TOGETHER];

  private final long[] marks = new long[TOGETHER];
  private int headCount;

  private long parameters = -1;

  /** Keeps reads ahead from being left out; shows nowhere. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  Watch(Accounts accounts, Markets markets, PortfolioRisk risk) {
    this.accounts = accounts;
    this.markets = markets;
    this.risk = risk;
    int listed = markets.capacity() + 1;
    step = new long[listed];
    lotValue = new long[listed];
    at = new int[listed];
    fundingIndex = new long[listed];
    first = new int[2 * listed * LISTS];
    Arrays.fill(first, Accounts.NONE);
    words = new long[Math.multiplyExact(2, accounts.cellPlaces())];
    Arrays.fill(words, (long) OUT << 32);
  }

  /** Has every account looked at that may have become unsafe since the last round. */
  void round() {
    if (parameters != risk.parametersVersion()) {
      parameters = risk.parametersVersion();
      accounts.looks.all();
    }
    for (int market = 1; market <= markets.count(); market++) {
      long value = markets.lotValue(market);
      boolean begins = step[market] == 0 || value / step[market] >= LISTS - 1;
      begins |= value / STEPS < step[market] >> 2;
      if (begins || fundingIndex[market] != markets.fundingIndex(market)) {
        take(market, false, 0, LISTS - 1, ALL);
        take(market, true, 0, LISTS - 1, ALL);
        fundingIndex[market] = markets.fundingIndex(market);
        step[market] = value / STEPS + 1;
        at[market] = (int) (value / step[market]);
      } else if (value != lotValue[market]) {
        move(market, value);
      }
      lotValue[market] = value;
    }
    goThrough();
  }

  private void move(int market, long value) {
    int from = at[market];
    int to = (int) (value / step[market]);
    boolean longs = value < lotValue[market];
    if (longs) {
      take(market, true, to + 1, from, ALL);
    } else {
      take(market, false, from, to - 1, ALL);
    }
    take(market, longs, to, to, longs ? value : -value);
    at[market] = to;
  }

  /** Of these lists the lines whose level the mark has gone past. */
  private void take(int market, boolean longs, int from, int to, long mark) {
    for (int level = from; level <= to; level++) {
      int head = first[listOf(market, longs, level)];
      if (head != Accounts.NONE) {
        heads[headCount] = head;
        marks[headCount++] = mark;
      }
      if (headCount == TOGETHER) {
        goThrough();
      }
    }
  }

  /** A cell of each list in turn. */
  private void goThrough() {
    while (headCount > 0) {
      touchHeads();
      int longer = 0;
      for (int i = 0; i < headCount; i++) {
        int cell = heads[i];
        long mark = marks[i];
        int after = next(cell);
        if (words[word(cell) + 1] > mark) {
          take(cell);
          accounts.looks.at(accounts.rowOfCell(cell));
        }
        if (after != Accounts.NONE) {
          heads[longer] = after;
          marks[longer++] = mark;
        }
      }
      headCount = longer;
    }
  }

  /** Reads the accounts of the cells whose turn it is and the cells behind them. */
  private void touchHeads() {
    long sum = 0;
    for (int i = 0; i < headCount; i++) {
      int after = next(heads[i]);
      sum += accounts.rowOfCell(heads[i]) + words[word(Math.max(0, after))];
    }
    seen = sum;
  }

  /** Reads what {@link #leave} will need of a line; of no other meaning. */
  long touch(int cell) {
    return words[word(cell)];
  }

  /** Leaves an account alone that was just appraised and has so much more than it needs. */
  void leave(int accountRow, long free) {
    long share = risk.safeSharePpm(accountRow, free, MOST_PPM);
    if (share == 0) {
      return;
    }
    int rank = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      int cell = accounts.cellOfRank(accountRow, rank++);
      long lots = accounts.lotsOf(cell);
      if (lots != 0) {
        put(cell, market, lots > 0, share);
      }
    }
    accounts.looks.leave(accountRow);
  }

  private void put(int cell, int market, boolean isLong, long share) {
    take(cell);
    long value = lotValue[market];
    long distance = Rounding.mulPpmFloor(value, share);
    long level = isLong ? value - distance : value + distance;
    int list = listOf(market, isLong, (int) Math.min(LISTS - 1, level / step[market]));
    int head = first[list];
    link(cell, head, ~list);
    words[word(cell) + 1] = isLong ? level : -level;
    if (head != Accounts.NONE) {
      link(head, next(head), cell);
    }
    first[list] = cell;
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
      link(before, after, previous(before));
    }
    if (after != Accounts.NONE) {
      link(after, next(after), before);
    }
    link(cell, Accounts.NONE, OUT);
  }

  private static int word(int cell) {
    return 2 * Accounts.placeOf(cell);
  }

  private int next(int cell) {
    return (int) words[word(cell)];
  }

  private int previous(int cell) {
    return (int) (words[word(cell)] >> 32);
  }

  private void link(int cell, int after, int before) {
    words[word(cell)] = (long) before << 32 | after & 0xFFFF_FFFFL;
  }

  private static int listOf(int market, boolean longs, int level) {
    return (2 * market + (longs ? 1 : 0)) * LISTS + level;
  }
}
