package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Event;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What accounts in liquidation hold and turn into cash. First of all each of them, the worst off
 * first, gives its tier the outcomes that its equity does not count, market by market, each for at
 * most 2 % of what the tier has; whoever has no line and owes cash sells other collateral, all he
 * has of it, at 2 % below the mark at worst.
 */
final class SalesCheck {
  private static final String SALE = "sale";
  private static final long TIER_PPM = 20_000;
  private static final long BOOK_PPM = 20_000;
  private static final long BOOK_OFF_HOURS_PPM = 10_000;

  private record Due(Account account, BigInteger ratio, boolean sure) {}

  /** What is asked of a tier now. */
  private record Sale(Account account, Market market) {}

  private final Ledger ledger;
  private final PlainMargin margin;

  /** In the order in which they come. */
  private final List<Due> due = new ArrayList<>();

  private final Set<Account> hadLine = new HashSet<>();
  private final Set<Account> soldCollateral = new HashSet<>();

  /** The account of {@link #due} and the market that come next. */
  private int at;

  private int marketAt;
  private @Nullable Sale told;
  private @Nullable Order asked;
  private boolean over;
  private long outcomes;
  private long bounded;
  private long collateral;
  private long sold;

  SalesCheck(Ledger ledger, PlainMargin margin) {
    this.ledger = ledger;
    this.margin = margin;
  }

  SalesReached reached() {
    return new SalesReached(outcomes, bounded, collateral, sold);
  }

  void begin() {
    due.clear();
    hadLine.clear();
    soldCollateral.clear();
    at = 0;
    marketAt = 1;
    told = null;
    over = false;
  }

  /**
   * An account that the round finds below what it needs; margin is of it.
   *
   * @param sure not only because it once was and did not end
   */
  void due(Account account, boolean sure, boolean line) {
    var equity = BigInteger.valueOf(margin.equity).multiply(BigInteger.valueOf(1_000_000));
    var divisor = BigInteger.valueOf(Math.max(1, margin.maintenance));
    var parts = equity.divideAndRemainder(divisor);
    boolean down = parts[1].signum() < 0;
    due.add(new Due(account, down ? parts[0].subtract(BigInteger.ONE) : parts[0], sure));
    if (line) {
      hadLine.add(account);
    }
  }

  void allDue() {
    due.sort(Comparator.comparing(Due::ratio).thenComparingInt(each -> each.account.id));
  }

  /** Before the lots move. */
  void onOutcome(PositionAssignedDecoder e, Market market, Account account, boolean sells) {
    unless(!over, SALE, "an outcome after others paid: " + account.id);
    unless(told == null, SALE, "an outcome sold without a step");
    skipTo(account, market);
    unless(sells, SALE, "bought outcomes in liquidation: " + account.id);
    long spare = spare(account, market);
    long most = most(market);
    unlessEqual(Math.min(spare, most), e.lots(), SALE, "outcomes of " + account.id);
    outcomes++;
    bounded += most < spare ? 1 : 0;
    told = new Sale(account, market);
    marketAt++;
  }

  /** Nobody before this one, and nothing of it in a market before, was passed over. */
  private void skipTo(@Nullable Account account, @Nullable Market market) {
    for (; at < due.size(); at++, marketAt = 1) {
      Due each = due.get(at);
      boolean here = each.account == account;
      int end = here && market != null ? market.id : ledger.markets.size();
      for (; marketAt < end; marketAt++) {
        Market other = ledger.market(marketAt);
        boolean owed = each.sure && other.outcome() && wouldSell(each.account, other);
        unless(!owed, SALE, "outcomes not sold: of " + each.account.id + " in " + other.id);
      }
      if (here) {
        return;
      }
    }
    unless(account == null, SALE, "an outcome of one not due, or out of turn");
  }

  private boolean wouldSell(Account account, Market market) {
    boolean tier = account.id == Ledger.FIRST_TIER + Ledger.TIERS - 1;
    return !tier && spare(account, market) > 0 && most(market) > 0;
  }

  /** Lots of an outcome beyond the fewest of any, which is what its event counts for. */
  private long spare(Account account, Market market) {
    Event event = market.event;
    if (event == null || event.resolved) {
      return 0;
    }
    long fewest = event.exhaustive ? Long.MAX_VALUE : 0;
    for (int i = event.first; i < event.first + event.count; i++) {
      fewest = Math.min(fewest, account.lots[i]);
    }
    return Math.max(0, account.lots[market.id]) - Math.max(0, fewest);
  }

  /** Lots that 2 % of what the tier has pay for. */
  private long most(Market market) {
    int number = Ledger.TIERS - 1;
    if (ledger.shut[number]) {
      return 0;
    }
    margin.of(ledger.account(Ledger.FIRST_TIER + number));
    return Exact.ppmDown(Math.max(0, margin.equity), TIER_PPM) / Math.max(1, market.lotValue());
  }

  /** What comes of liquidation from here on is no outcome that its tier takes. */
  void over() {
    if (!over) {
      over = true;
      skipTo(null, null);
    }
  }

  /** Of an account in liquidation, to a spot market; it has not traded yet. */
  void onOrder(Order order, boolean lines, boolean below) {
    Account account = order.account;
    Market market = order.market;
    unless(below && !lines, SALE, "collateral of one with lines, or well: " + account.id);
    unless(account.cash() < 0, SALE, "collateral of one that owes nothing: " + account.id);
    unless(!order.buy && sellable(market), SALE, "not a sale of collateral: " + account.id);
    unlessEqual(account.units[market.base] / market.unitsPerLot, order.lots, SALE, "lots");
    unlessEqual(limit(market), order.ticks, SALE, "limit for " + account.id);
    unless(soldCollateral.add(account), SALE, "sold twice: " + account.id);
    asked = order;
    collateral++;
  }

  private boolean sellable(Market market) {
    return market.spot && ledger.assets.get(market.base).factor != 0 && !market.halted;
  }

  private long limit(Market market) {
    long mark = ledger.assets.get(market.base).markUnit;
    long value = Exact.assetValue(market.unitsPerLot, mark) / market.k;
    long ppm = market.sessions.offHours() ? BOOK_OFF_HOURS_PPM : BOOK_PPM;
    return value - Exact.ppmDown(value, ppm);
  }

  void onStep(Account account, LiquidationSteppedDecoder e, long traded) {
    Market market = ledger.market(e.market());
    if (market.spot) {
      Order order = asked;
      unless(order != null && order.account == account, SALE, "a step for nothing asked");
      unlessEqual(traded, e.lots(), SALE, "lots that a step tells of " + account.id);
      sold += traded > 0 ? 1 : 0;
      asked = null;
      return;
    }
    unless(new Sale(account, market).equals(told), SALE, "a step of no sale: " + account.id);
    told = null;
  }

  /** Nobody who owes cash, has no line and is still short kept what could be sold. */
  void end() {
    over();
    unless(told == null && asked == null, SALE, "a sale without a step");
    for (Due each : due) {
      Account account = each.account;
      if (!each.sure || hadLine.contains(account) || account.cash() >= 0) {
        continue;
      }
      margin.of(account);
      if (margin.equity < margin.maintenance && !soldCollateral.contains(account)) {
        for (Market market : ledger.markets) {
          boolean could =
              market.spot
                  && sellable(market)
                  && account.units[market.base] >= market.unitsPerLot
                  && limit(market) >= 1;
          unless(!could, SALE, "collateral not sold: " + account.id);
        }
      }
    }
  }
}
