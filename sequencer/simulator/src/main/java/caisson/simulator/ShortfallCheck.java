package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CashMovedDecoder;
import caisson.protocol.TransferReason;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who paid for accounts that owed more than they had: their tier up to its caps, then together open
 * profit in the factor of their worst loss by shares, then BAD_DEBT, for each the shortfall to the
 * unit (I7); so one without a line in that factor paid nothing (I2).
 */
final class ShortfallCheck {
  private static final String I2 = "I2 bystander";
  private static final String I7 = "I7 deleveraging";
  private static final long NS_PER_HOUR = 3_600_000_000_000L;

  /** What an account was paid that did not tell its step yet. */
  private static final class Paid {
    long byTier;
    long byWinners;
    long byBadDebt;
    @Nullable Account tier;
  }

  private static final class Share {
    final Account winner;
    final BigInteger remainder;
    long left;

    Share(Account winner, long left, BigInteger remainder) {
      this.winner = winner;
      this.left = left;
      this.remainder = remainder;
    }
  }

  private final Ledger ledger;
  private final PlainMargin margin;
  private final Map<Account, Paid> paid = new LinkedHashMap<>();

  /** What winners have to give yet, in the order they do. */
  private final Deque<Share> shares = new ArrayDeque<>();

  private @Nullable Market shared;

  /** What the accounts of the factor that is shared owe and told no step for. */
  private long owedYet;

  private long uncharged;

  ShortfallCheck(Ledger ledger, PlainMargin margin) {
    this.ledger = ledger;
    this.margin = margin;
  }

  /** Nobody has paid yet. */
  void onShared(Market market, long owed, long profit, long charged) {
    checkShared();
    shared = market;
    owedYet = owed;
    var caps = caps(market);
    long total = caps.values().stream().mapToLong(Long::longValue).sum();
    unlessEqual(total, profit, I7, "open profit in the factor of " + market.id);
    unlessEqual(Math.min(owed, total), charged, I7, "what open profit pays");
    uncharged = owed - charged;
    if (charged > 0) {
      split(caps, charged, total);
    }
  }

  private Map<Account, Long> caps(Market market) {
    var caps = new LinkedHashMap<Account, Long>();
    for (Account winner : ledger.accounts) {
      long profit = winner.user() ? profit(winner, market) : 0;
      if (profit > 0) {
        margin.of(winner);
        long cap = Math.min(profit, Math.max(0, margin.equity));
        if (cap > 0) {
          caps.put(winner, cap);
        }
      }
    }
    return caps;
  }

  private void split(Map<Account, Long> caps, long charged, long total) {
    var sum = BigInteger.valueOf(charged);
    var divisor = BigInteger.valueOf(total);
    var all = new ArrayList<Share>();
    long left = charged;
    for (var entry : caps.entrySet()) {
      var parts = sum.multiply(BigInteger.valueOf(entry.getValue())).divideAndRemainder(divisor);
      all.add(new Share(entry.getKey(), parts[0].longValueExact(), parts[1]));
      left -= parts[0].longValueExact();
    }
    var byRemainder = new ArrayList<>(all);
    byRemainder.sort(Comparator.comparing((Share share) -> share.remainder).reversed());
    byRemainder.subList(0, Math.toIntExact(left)).forEach(share -> share.left++);
    all.stream().filter(share -> share.left > 0).forEach(shares::add);
  }

  /** Before the amount moves. */
  void add(Account from, Account to, CashMovedDecoder e) {
    Paid of = paid.computeIfAbsent(to, t -> new Paid());
    if (e.reason() == TransferReason.SHORTFALL_PAID) {
      unless(from.tier() && of.tier == null, I2, "insurance out of " + from.id);
      of.tier = from;
      of.byTier = e.amount();
    } else if (e.reason() == TransferReason.DEFICIT) {
      unlessEqual(Ledger.BAD_DEBT, from.id, I2, "who bears a deficit");
      unless(shares.isEmpty(), I7, "a deficit before open profit has paid");
      of.byBadDebt += e.amount();
    } else {
      Share next = shares.peek();
      unless(next != null && next.winner == from, I7, "paid out of turn: " + from.id);
      of.byWinners += e.amount();
      next.left -= e.amount();
      unless(next.left >= 0, I7, "paid beyond the share of " + from.id);
      if (next.left == 0) {
        shares.remove();
      }
    }
  }

  /** The payments are made; the account's lines are still open. */
  void check(Account account, int marketId, long owed) {
    Paid of = paid.remove(account);
    if (of == null) {
      throw new Break(I7, "nothing paid for " + account.id);
    }
    unlessEqual(owed, of.byTier + of.byWinners + of.byBadDebt, I7, "what was paid");
    if (marketId == 0) {
      unlessEqual(owed, of.byBadDebt, I7, "deficit of one without a line");
      return;
    }
    Market market = ledger.market(marketId);
    checkWorst(account, market);
    checkTier(account, market, owed, of);
    if (of.byTier < owed) {
      unless(shares.isEmpty() && shared != null && same(shared, market), I7, "not shared");
      owedYet -= owed - of.byTier;
      uncharged -= of.byBadDebt;
    }
  }

  /** What a tier lost beyond its limit open profit has paid, as far as there is any. */
  void checkLimit(Account account, int marketId, long leftBeyond) {
    Paid of = paid.remove(account);
    long byWinners = of == null ? 0 : of.byWinners;
    unlessEqual(0, of == null ? 0 : of.byTier + of.byBadDebt, I7, "who paid for a tier's limit");
    Market market = ledger.market(marketId);
    checkWorst(account, market);
    long beyond = Math.max(0, leftBeyond + byWinners);
    if (beyond > 0) {
      unless(shares.isEmpty() && shared == market, I7, "not shared");
      unlessEqual(owedYet, beyond, I7, "what a tier lost beyond its limit");
      unlessEqual(uncharged, beyond - byWinners, I7, "what open profit pays of it");
      owedYet = 0;
      uncharged = 0;
    }
  }

  private void checkShared() {
    unless(shares.isEmpty(), I7, "a share that nobody paid");
    unlessEqual(0, owedYet, I7, "owed and told by nobody");
    unlessEqual(0, uncharged, I7, "owed and neither charged nor a deficit");
  }

  private void checkWorst(Account account, Market market) {
    for (int i = 1; i < ledger.markets.size(); i++) {
      Market other = ledger.markets.get(i);
      if (account.lots[i] != 0 && other.tier >= 0 && !other.outcome()) {
        unless(
            gain(account, other) >= gain(account, market), I7, "not the worst loss: " + market.id);
      }
    }
  }

  private void checkTier(Account account, Market market, long owed, Paid of) {
    Account payer = ledger.account(Ledger.FIRST_TIER + market.tier);
    unless(of.tier == null || of.tier == payer, I2, "another tier paid");
    long hour = ledger.timeNs / NS_PER_HOUR;
    if (market.hour != hour) {
      market.hour = hour;
      market.paidInHour = 0;
    }
    int t = market.tier;
    if (ledger.day[t] != hour / 24) {
      ledger.day[t] = hour / 24;
      ledger.paidInDay[t] = 0;
    }
    // It has paid for those after this one too.
    long since = of.byTier;
    for (Paid later : paid.values()) {
      since += later.tier == payer ? later.byTier : 0;
    }
    long had = Math.max(0, payer.cash() + since);
    long hourly = Exact.ppmDown(had + market.paidInHour, 50_000) - market.paidInHour;
    long daily = Exact.ppmDown(had + ledger.paidInDay[t], 200_000) - ledger.paidInDay[t];
    long room = Math.max(0, Math.min(had, Math.min(hourly, daily)));
    // A tier that is short itself has nothing to give.
    room = payer == account ? 0 : room;
    unlessEqual(Math.min(owed, room), of.byTier, I7, "what the tier paid");
    market.paidInHour += of.byTier;
    ledger.paidInDay[t] += of.byTier;
    ledger.deficit[t] += of.byBadDebt;
  }

  /** Open profit over all markets of the factor. */
  private long profit(Account account, Market market) {
    long profit = 0;
    for (int i = 1; i < ledger.markets.size(); i++) {
      Market other = ledger.markets.get(i);
      if (account.lots[i] != 0 && same(market, other)) {
        profit += gain(account, other);
      }
    }
    return profit;
  }

  private static boolean same(Market market, Market other) {
    return other == market || market.factor != 0 && other.factor == market.factor;
  }

  private static long gain(Account account, Market market) {
    long value = market.lotValue() - market.funding;
    return account.lots[market.id] * value - account.refCost[market.id];
  }

  void end() {
    checkShared();
    unless(paid.isEmpty(), I7, "a payment without its step");
    shared = null;
  }
}
