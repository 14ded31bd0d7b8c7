package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.account.SystemAccounts;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;
import caisson.protocol.TransferReason;
import caisson.units.Rounding;

/**
 * Who pays when an account owes more than it has: first its tier within the caps, then the accounts
 * with open profit in the factor of its worst loss, in proportion to that profit and never more
 * than it or than their equity, then BAD_DEBT. The sum of all three is the shortfall to the unit.
 *
 * <pre>
 * H = max(0, -E) - paid by the tier;  cap_i = min(profit_i net over the factor, max(0, E_i))
 * each pays floor(H * cap_i / sum cap), the rest unit by unit to the largest remainder, then id
 * </pre>
 */
final class Shortfall {
  private final Accounts accounts;
  private final Markets markets;
  private final PortfolioRisk risk;
  private final Tiers tiers;
  private final House house;
  private final int[] rows;
  private final long[] caps;
  private final long[] shares;
  private final long[] remainders;

  /** Winners, the one with the largest remainder on top. */
  private final int[] heap;

  private int winners;

  Shortfall(Accounts accounts, Markets markets, PortfolioRisk risk, Tiers tiers, House house) {
    this.accounts = accounts;
    this.markets = markets;
    this.risk = risk;
    this.tiers = tiers;
    this.house = house;
    rows = new int[accounts.rows()];
    caps = new long[accounts.rows()];
    shares = new long[accounts.rows()];
    remainders = new long[accounts.rows()];
    heap = new int[accounts.rows()];
  }

  /**
   * Brings the account's equity to zero; its positions are still open. Returns the deficit left.
   */
  long cover(int row, int market, long shortfall, long timeNs) {
    int tier = tiers.tier[market];
    int tierRow = Tiers.account(tier);
    // A tier that is short itself has nothing to give.
    long room = tierRow == row ? 0 : tiers.room(market, accounts.cash(tierRow), timeNs);
    long paid = Math.min(shortfall, room);
    if (paid > 0) {
      tiers.paid(market, paid);
      house.pay(tierRow, row, paid, TransferReason.SHORTFALL_PAID);
    }
    long left = shortfall - paid;
    if (left > 0) {
      left -= chargeWinners(row, market, left);
    }
    if (left > 0) {
      tiers.deficit[tier] = Math.addExact(tiers.deficit[tier], left);
      house.pay(SystemAccounts.BAD_DEBT, row, left, TransferReason.DEFICIT);
    }
    return left;
  }

  /** The market in which the account has lost most since it entered it. */
  int worstLoss(int row) {
    int worst = -1;
    long least = Long.MAX_VALUE;
    for (long left = risk.lines(row); left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      long gain = gain(row, market);
      if (tiers.tier[market] != Tiers.NONE && gain < least) {
        least = gain;
        worst = market;
      }
    }
    return worst;
  }

  /** Takes an amount from open profit in the factor of a market, as far as there is any. */
  long chargeWinners(int loser, int market, long amount) {
    long total = collect(loser, risk.marketsOfFactor(market));
    long charged = Math.min(amount, total);
    if (charged == 0) {
      return 0;
    }
    long given = 0;
    for (int i = 0; i < winners; i++) {
      shares[i] = Rounding.mulDivDown(charged, caps[i], total);
      // Exact although the products wrap: the remainder is below the divisor.
      remainders[i] = charged * caps[i] - shares[i] * total;
      given += shares[i];
    }
    handOut(charged - given);
    for (int i = 0; i < winners; i++) {
      if (shares[i] > 0) {
        house.pay(rows[i], loser, shares[i], TransferReason.PROFIT_HAIRCUT);
      }
    }
    return charged;
  }

  private long collect(int loser, long factorMarkets) {
    winners = 0;
    long total = 0;
    int row = accounts.nextHolder(factorMarkets, 0);
    for (; row >= 0; row = accounts.nextHolder(factorMarkets, row + 1)) {
      if (row == loser || accounts.idOf(row) < SystemAccounts.FIRST_USER) {
        continue;
      }
      long lines = risk.lines(row) & factorMarkets;
      if (lines == 0) {
        continue;
      }
      long profit = 0;
      for (long left = lines; left != 0; left &= left - 1) {
        profit = Math.addExact(profit, gain(row, Long.numberOfTrailingZeros(left)));
      }
      if (profit <= 0) {
        continue;
      }
      risk.appraise(row);
      long cap = Math.min(profit, Math.max(0, risk.equity()));
      if (cap > 0) {
        rows[winners] = row;
        caps[winners++] = cap;
        total = Math.addExact(total, cap);
      }
    }
    return total;
  }

  /**
   * Fewer units than winners, one each to the largest remainders: a heap of all, its top so often.
   */
  private void handOut(long units) {
    int size = winners;
    for (int i = 0; i < size; i++) {
      heap[i] = i;
    }
    for (int root = size / 2 - 1; root >= 0; root--) {
      sift(root, size);
    }
    for (long left = units; left > 0; left--) {
      shares[heap[0]]++;
      heap[0] = heap[--size];
      sift(0, size);
    }
  }

  private void sift(int from, int size) {
    int root = from;
    while (2 * root + 1 < size) {
      int child = 2 * root + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], heap[root])) {
        return;
      }
      int down = heap[root];
      heap[root] = heap[child];
      heap[child] = down;
      root = child;
    }
  }

  private boolean before(int a, int b) {
    return remainders[a] != remainders[b] ? remainders[a] > remainders[b] : a < b;
  }

  private long gain(int row, int market) {
    long value = markets.lotValue(market) - markets.fundingIndex[market];
    return Math.subtractExact(
        Math.multiplyExact(accounts.lots(row, market), value), accounts.refCost(row, market));
  }
}
