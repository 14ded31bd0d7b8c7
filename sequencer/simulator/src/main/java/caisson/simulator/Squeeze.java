package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What some seeds begin with: one takes a line too large to be sold at once, then the price goes a
 * little below what his margin bears, before a book that takes a part of it each second. Left to
 * chance a price leaves the book behind, or jumps past all slices.
 */
final class Squeeze {
  private static final int TIMES = 3;
  private static final int PRESSES = 5;
  private static final int ROUNDS = 6;
  private static final int ORDERS = 6;
  private static final long SECOND_NS = 1_000_000_000L;

  /** Names of orders that no other traffic has. */
  private static final long FIRST_NAME = 1L << 40;

  private final SplittableRandom random;
  private final Ledger ledger;
  private final PlainMargin margin;
  private final long[] price;
  private final boolean deep;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private long names = FIRST_NAME;

  /** How many begin yet, and how often the price of the one at hand goes on. */
  private int times = TIMES;

  private int presses;

  /** Whose line has grown and whose margin the price has not reached yet. */
  private @Nullable Account grown;

  private Market market;

  /**
   * @param price by market, as all traffic sees it
   * @param deep to where the line is handed over
   */
  Squeeze(long seed, Ledger ledger, long[] price, boolean deep) {
    this.deep = deep;
    random = new SplittableRandom(~seed);
    this.ledger = ledger;
    margin = new PlainMargin(ledger);
    this.price = price;
    market = ledger.markets.getFirst();
  }

  /** What comes next of one that has begun or begins now; null when all are over. */
  @Nullable Step next() {
    if (ahead.isEmpty() && grown != null) {
      press(grown);
    }
    if (ahead.isEmpty() && times > 0) {
      times--;
      presses = PRESSES;
      market = ledger.market(Draws.PERPETUALS[random.nextInt(Draws.PERPETUALS.length)]);
      int user = Draws.RICH + random.nextInt(Run.USERS - Draws.RICH);
      grow(ledger.account(Ledger.FIRST_USER + user));
    }
    return ahead.poll();
  }

  /** Takes what makers offer at the mark, half as much after each that is refused. */
  private void grow(Account account) {
    if (market.mark == 0) {
      return;
    }
    boolean buys = random.nextBoolean();
    long free = 100_000_000 + random.nextLong(600_000_000);
    ahead.add(Step.of(Verb.DEPOSIT, account.id, 0, free));
    long lots = 1 + 32 * free / market.lotValue();
    // Else what the makers bear for it keeps them from other trades.
    for (int maker = 0; maker < Draws.RICH; maker++) {
      ahead.add(Step.of(Verb.DEPOSIT, Ledger.FIRST_USER + maker, 0, 5 * free));
    }
    ahead.add(prices());
    offer(!buys, 2 * lots, 0);
    for (; lots * market.lotValue() > free; lots /= 2) {
      ahead.add(order(account.id, buys, lots, market.mark, 1));
    }
    grown = account;
  }

  /** The price goes to where four fifths of the margin are left, or so; then it stays. */
  private void press(Account account) {
    boolean sells = account.lots[market.id] > 0;
    long line = Math.abs(account.lots[market.id]);
    margin.of(account);
    long left = margin.maintenance / 100 * ((deep ? 45 : 68) + random.nextInt(deep ? 20 : 25));
    long moves = (margin.equity - left) / Math.max(1, line * market.k);
    if (presses-- == 0 || line == 0 || margin.equity < margin.maintenance) {
      for (int i = 0; i < ROUNDS && line != 0; i++) {
        ahead.add(prices());
      }
      leave();
      grown = null;
      return;
    }
    moves = Math.min(moves, market.mark / 8);
    price[market.id] = Math.max(200, market.mark + (sells ? -moves : moves));
    // The book before the price: what is better goes, what takes the line comes.
    leave();
    ahead.add(order(Ledger.FIRST_USER, !sells, line, price[market.id], 1));
    offer(sells, 2 * line + random.nextLong(4 * line), price[market.id] / 150);
    if (random.nextInt(6) == 0) {
      ahead.add(Step.of(Verb.RATE, market.id, 1 + line / (4 + random.nextInt(30))));
    }
    ahead.add(prices());
  }

  /** Makers take their orders back. */
  private void leave() {
    for (int maker = 0; maker < Draws.RICH; maker++) {
      ahead.add(Step.of(Verb.CANCELALL, Ledger.FIRST_USER + maker, market.id, 0));
    }
  }

  /** Orders of makers near the price. */
  private void offer(boolean buy, long lots, long most) {
    for (int i = 0; i < ORDERS; i++) {
      long away = random.nextLong(1 + most);
      long ticks = price[market.id] + (buy ? -away : away);
      ahead.add(order(Ledger.FIRST_USER + i % Draws.RICH, buy, lots / ORDERS, ticks, 0));
    }
  }

  private Step order(int account, boolean buy, long lots, long ticks, int force) {
    long most = Math.min(lots, market.maxLots);
    return Step.of(
        Verb.PLACE, account, market.id, buy ? 0 : 1, most, ticks, force, ++names, 0, 0, 0);
  }

  private Step prices() {
    List<Long> rows = new ArrayList<>();
    for (int each : Draws.PERPETUALS) {
      rows.addAll(List.of((long) each, price[each], price[each]));
    }
    return Step.of(Verb.PRICES, rows.stream().mapToLong(Long::longValue).toArray())
        .after(SECOND_NS + random.nextLong(SECOND_NS));
  }
}
