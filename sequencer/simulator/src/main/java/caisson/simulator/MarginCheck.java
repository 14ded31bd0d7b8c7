package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Order;
import java.util.Arrays;

/** I4: no order that adds risk and no withdrawal leaves an account below its initial margin. */
final class MarginCheck {
  private static final String I4 = "I4 initial margin";
  private static final long TENTH_PPM = 100_000;

  /** A part of an order may lose to rounding, of cents at the shock, what its whole gains. */
  private static final long ROUNDING = 50_000;

  private static final long DOLLAR = 1_000_000;

  private final Ledger ledger;
  private final PlainMargin margin;
  private long slackBefore;
  private boolean reduces;
  private boolean alone;

  MarginCheck(Ledger ledger, PlainMargin margin) {
    this.ledger = ledger;
    this.margin = margin;
  }

  /** When the order is accepted and has not traded yet. */
  void before(Order order) {
    if (order.market.spot) {
      return;
    }
    long line = order.account.lots[order.market.id];
    long open = order.lots;
    for (Order other : order.account.orders) {
      open += other.market == order.market && other.buy == order.buy ? other.lots : 0;
    }
    reduces = open <= (order.buy ? -line : line);
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

  /** When its command is done. */
  void after(Order order) {
    margin.of(order.account);
    if (order.market.spot) {
      boolean owns = margin.claim >= margin.profit;
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
  }

  /** What is left beyond that of an account without open orders; below 0 too much has gone. */
  long free(Account account, int asset) {
    margin.of(account);
    long needed = Math.max(margin.initial, Exact.ppmUp(margin.gross, TENTH_PPM));
    boolean owes = account.cash() < 0 || Arrays.stream(account.lots).anyMatch(lots -> lots != 0);
    long free = Math.min(margin.counted, margin.equity - margin.profit);
    if (asset == 0) {
      free = Math.min(free, needed + margin.claim - margin.profit);
    } else {
      free -= Exact.ppmUp(Math.max(0, margin.claim), Math.max(0, DOLLAR - ledger.coinPpm));
    }
    // Who owes nothing may take all of another asset; coins leave the margin of collateral there.
    return owes || asset == 0 ? free - needed : 0;
  }
}
