package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CashMovedDecoder;
import caisson.protocol.TransferReason;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who paid for an account that owed more than it had: the tier up to its caps, then open profit in
 * the factor of the worst loss by shares, then BAD_DEBT, together the shortfall to the unit (I7);
 * so one without a line in that factor paid nothing (I2).
 */
final class ShortfallCheck {
  private static final String I2 = "I2 bystander";
  private static final String I7 = "I7 deleveraging";
  private static final long NS_PER_HOUR = 3_600_000_000_000L;

  private final Ledger ledger;
  private final PlainMargin margin;
  private final Map<Account, Long> haircuts = new LinkedHashMap<>();
  private @Nullable Account loser;
  private @Nullable Account tier;
  private long fromTier;
  private long fromWinners;
  private long fromBadDebt;

  ShortfallCheck(Ledger ledger, PlainMargin margin) {
    this.ledger = ledger;
    this.margin = margin;
  }

  /** Before the amount moves. */
  void add(Account from, Account to, CashMovedDecoder e) {
    unless(loser == null || loser == to, I7, "two shortfalls at once");
    loser = to;
    if (e.reason() == TransferReason.SHORTFALL_PAID) {
      unless(from.tier(), I2, "insurance out of " + from.id);
      tier = from;
      fromTier += e.amount();
    } else if (e.reason() == TransferReason.DEFICIT) {
      unlessEqual(Ledger.BAD_DEBT, from.id, I2, "who bears a deficit");
      fromBadDebt += e.amount();
    } else {
      unless(from.user() && haircuts.put(from, e.amount()) == null, I2, "cut twice: " + from.id);
      fromWinners += e.amount();
    }
  }

  /** The payments are made; the account's lines are still open. */
  void check(Account account, int marketId, long owed) {
    unless(loser == account, I7, "paid for another");
    unlessEqual(owed, fromTier + fromWinners + fromBadDebt, I7, "what was paid");
    if (marketId == 0) {
      unlessEqual(owed, fromBadDebt, I7, "deficit of one without a line");
    } else {
      checkWorst(account, ledger.market(marketId));
      checkTier(account, ledger.market(marketId), owed);
      checkWinners(account, ledger.market(marketId), owed - fromTier, fromBadDebt);
    }
    forget();
  }

  /** What a tier lost beyond its limit open profit has paid, as far as there is any. */
  void checkLimit(Account account, int marketId, long leftBeyond) {
    unless(loser == null || loser == account, I7, "paid for another");
    unlessEqual(0, fromTier + fromBadDebt, I7, "who paid for a tier's limit");
    checkWorst(account, ledger.market(marketId));
    long beyond = Math.max(0, leftBeyond + fromWinners);
    checkWinners(account, ledger.market(marketId), beyond, beyond - fromWinners);
    forget();
  }

  private void forget() {
    loser = null;
    tier = null;
    fromTier = 0;
    fromWinners = 0;
    fromBadDebt = 0;
    haircuts.clear();
  }

  private void checkWorst(Account account, Market market) {
    for (int i = 1; i < ledger.markets.size(); i++) {
      Market other = ledger.markets.get(i);
      if (account.lots[i] != 0 && other.tier >= 0) {
        unless(
            gain(account, other) >= gain(account, market), I7, "not the worst loss: " + market.id);
      }
    }
  }

  private void checkTier(Account account, Market market, long owed) {
    Account payer = ledger.account(Ledger.FIRST_TIER + market.tier);
    unless(tier == null || tier == payer, I2, "another tier paid");
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
    long had = Math.max(0, payer.cash() + fromTier);
    long hourly = Exact.ppmDown(had + market.paidInHour, 50_000) - market.paidInHour;
    long daily = Exact.ppmDown(had + ledger.paidInDay[t], 200_000) - ledger.paidInDay[t];
    long room = Math.max(0, Math.min(had, Math.min(hourly, daily)));
    // A tier that is short itself has nothing to give.
    room = payer == account ? 0 : room;
    unlessEqual(Math.min(owed, room), fromTier, I7, "what the tier paid");
    market.paidInHour += fromTier;
    ledger.paidInDay[t] += fromTier;
    ledger.deficit[t] += fromBadDebt;
  }

  private void checkWinners(Account account, Market market, long left, long uncovered) {
    var caps = new LinkedHashMap<Account, Long>();
    long total = 0;
    for (Account winner : ledger.accounts) {
      long profit = winner.user() && winner != account ? profit(winner, market) : 0;
      if (profit <= 0) {
        unless(!haircuts.containsKey(winner), I2, "cut without profit there: " + winner.id);
        continue;
      }
      margin.of(winner);
      long equity = margin.equity + haircuts.getOrDefault(winner, 0L);
      long cap = Math.min(profit, Math.max(0, equity));
      caps.put(winner, cap);
      total += cap;
    }
    long charged = Math.min(left, total);
    unlessEqual(charged, fromWinners, I7, "what open profit paid");
    unlessEqual(left - charged, uncovered, I7, "what became a deficit");
    for (var entry : caps.entrySet()) {
      long share = total == 0 ? 0 : Exact.mulDivDown(charged, entry.getValue(), total);
      long paid = haircuts.getOrDefault(entry.getKey(), 0L);
      unless(paid == share || paid == share + 1, I7, "share of " + entry.getKey().id + ": " + paid);
    }
  }

  /** Open profit over all markets of the factor. */
  private long profit(Account account, Market market) {
    long profit = 0;
    for (int i = 1; i < ledger.markets.size(); i++) {
      Market other = ledger.markets.get(i);
      boolean same = other == market || market.factor != 0 && other.factor == market.factor;
      if (account.lots[i] != 0 && same) {
        profit += gain(account, other);
      }
    }
    return profit;
  }

  private static long gain(Account account, Market market) {
    long value = market.lotValue() - market.funding;
    return account.lots[market.id] * value - account.refCost[market.id];
  }

  void end() {
    unless(loser == null, I7, "a payment without its step");
  }
}
