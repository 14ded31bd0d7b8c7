package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.Arrays;

/** I4: no order that adds risk and no withdrawal leaves an account below its initial margin. */
final class MarginCheck {
  private static final String I4 = "I4 initial margin";
  private static final long TENTH_PPM = 100_000;

  /** A part of an order may lose to rounding, of cents at the shock, what its whole gains. */
  private static final long ROUNDING = 50_000;

  private static final long DOLLAR = 1_000_000;

  /** The rules from which on who owes nothing may take his coins. */
  private static final int OWN_COINS = 3;

  private final Ledger ledger;
  private final PlainMargin margin;
  private long slackBefore;
  private boolean reduces;
  private boolean alone;
  private long coinsKept;
  private long coinsLeft;

  MarginCheck(Ledger ledger, PlainMargin margin) {
    this.ledger = ledger;
    this.margin = margin;
  }

  /** When the order is accepted and has not traded yet. */
  void before(Order order) {
    if (order.market.spot) {
      return;
    }
    reduces = onlyReduces(order);
    alone = order.account.orders.isEmpty();
    if (order.market.outcome()) {
      // Charged exactly or more: whatever it is, free margin does not fall below what it was.
      reduces = true;
      alone = true;
    }
    if (reduces && alone) {
      margin.of(order.account);
      slackBefore = margin.equity - margin.initial;
    }
  }

  /**
   * Another order of a scale, which is let in as a whole: what was before it was before them all.
   */
  void further(Order order) {
    reduces &= order.market.spot || order.market.outcome() || onlyReduces(order);
  }

  private static boolean onlyReduces(Order order) {
    long line = order.account.lots[order.market.id];
    long open = order.lots;
    for (Order other : order.account.orders) {
      open += other.market == order.market && other.buy == order.buy ? other.lots : 0;
    }
    return open <= (order.buy ? -line : line);
  }

  /** When its command is done. */
  void after(Order order) {
    margin.of(order.account);
    if (order.market.spot) {
      boolean owns = margin.claim - margin.profit >= costOfBuys(order.account);
      unless(owns || !order.buy, I4, "borrowed to buy: " + order.account.id);
      return;
    }
    long slack = margin.counted - margin.initial;
    if (slack < 0) {
      unless(reduces, I4, "order of " + order.account.id + " leaves " + slack);
    }
    boolean worse = margin.equity - margin.initial < slackBefore - ROUNDING;
    unless(slack >= 0 || !alone || !worse, I4, "closing leaves " + order.account.id + " worse");
  }

  /**
   * After a withdrawal: margin, a tenth of the lines, and no open profit left the venue. Beside
   * another asset the coins that stay must cover it at what they are worth.
   */
  void withdrew(Account account, int asset) {
    long free = free(account, asset);
    unless(free >= 0, I4, "withdrawal of " + account.id + " leaves too little by " + -free);
    boolean own = asset == 0 && !keeps(account, asset);
    coinsLeft += own && besideMargin(account, asset) < 0 ? 1 : 0;
  }

  /** What is left beyond that of an account without open orders; below 0 too much has gone. */
  long free(Account account, int asset) {
    if (!keeps(account, asset)) {
      return asset == 0 ? ownCoins(account) : 0;
    }
    return besideMargin(account, asset);
  }

  /** Whether what may leave beside open orders is known: of coins that no margin keeps back. */
  boolean known(Account account, int asset) {
    return account.orders.isEmpty() || asset == 0 && !keeps(account, asset);
  }

  /**
   * Whether a margin keeps such units back: none does of who owes nothing, before rules 3 coins.
   */
  private boolean keeps(Account account, int asset) {
    return owes(account) || (asset == 0 && ledger.rules < OWN_COINS);
  }

  private long besideMargin(Account account, int asset) {
    margin.of(account);
    long needed = Math.max(margin.initial, Exact.ppmUp(margin.gross, TENTH_PPM));
    long free = Math.min(margin.counted, margin.equity - margin.profit) - needed;
    if (asset == 0) {
      return Math.min(free, margin.claim - margin.profit - costOfBuys(account));
    }
    return free - Exact.ppmUp(Math.max(0, margin.claim), Math.max(0, DOLLAR - ledger.coinPpm));
  }

  /** A line, an order on one or a debt. */
  private static boolean owes(Account account) {
    return account.cash() < 0
        || Arrays.stream(account.lots).anyMatch(lots -> lots != 0)
        || account.orders.stream().anyMatch(order -> !order.market.spot);
  }

  /** Cash less what resting buys of spot may cost. */
  static long ownCoins(Account account) {
    return account.cash() - costOfBuys(account);
  }

  /** Resting buys of spot at their limits, with what the fees may come to. */
  private static long costOfBuys(Account account) {
    long cost = 0;
    for (Order order : account.orders) {
      cost += order.market.spot && order.buy ? cost(order.market, order.ticks, order.lots) : 0;
    }
    return cost;
  }

  private static long cost(Market market, long ticks, long lots) {
    long value = ticks * market.k * lots;
    return value + Exact.ppmUp(value, market.takerPpm) + lots;
  }

  /** A withdrawal or a transfer refused for a margin. */
  void kept(Account account, int asset, long units) {
    boolean there = asset != 0 || ownCoins(account) >= units;
    refused(account, asset, there);
  }

  /** A buy of spot refused for want of cash. */
  void refusedBuy(Account account, Market market, long ticks, long lots) {
    refused(account, 0, ownCoins(account) >= cost(market, ticks, lots));
  }

  private void refused(Account account, int asset, boolean there) {
    unless(!there || keeps(account, asset), I4, account.id + " owes nothing, and is refused");
    coinsKept += there && !owes(account) ? 1 : 0;
  }

  /** Refusals of coins to who owed nothing, before rules 3. */
  long coinsKept() {
    return coinsKept;
  }

  /** Coins that left although the margin of collateral was short of them, from rules 3 on. */
  long coinsLeft() {
    return coinsLeft;
  }
}
