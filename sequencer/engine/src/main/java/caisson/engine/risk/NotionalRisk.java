package caisson.engine.risk;

import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.EngineLimits;
import caisson.engine.account.Accounts;
import caisson.engine.book.AccountOrders;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;
import caisson.protocol.RejectReason;
import caisson.units.Rounding;
import java.util.Arrays;

/**
 * Margin as a sum over markets, without any netting between them; wrong only by being too strict.
 *
 * <pre>
 * equity       E = cash + sum lots * (mark*k - fundingIndex)
 * worst lots   W = max(|lots + resting buys|, |lots - resting sells|)
 * margin           ceil(W * mark*k * marginPpm / 10^6), per perpetual
 * order charge     per perpetual order: lots * what its limit is worse than the mark, plus fees
 *                  per spot buy: lots * limit*k plus fees;   per spot sale: none, it holds base units
 * fees             ceil(lots * price*k * takerFeePpm / 10^6) + lots, price = limit of a buy, the
 *                  higher of limit and mark of a sale; one unit a lot covers the ceil of every fill
 * requirement  R = sum of margins and order charges
 * </pre>
 *
 * <p>An order passes when E &gt;= R with the order in it. Failing that it passes when it can only
 * reduce the line and costs at most the margin it frees: then E - R is not worse after any part of
 * it. Spot holdings are no collateral.
 *
 * <p>Cash may leave, by withdrawal or to buy spot, only out of min(E, cash + sum of refCost):
 * profit that is not realised stays. What remains covers R and 10 % of the gross value of the
 * lines.
 *
 * <p>Order charges are cached per account and market for one mark and walked again only when the
 * mark has changed, so a check costs the markets an account is active in, not its orders.
 * Everything here is derived from lines, orders and marks; a snapshot holds none of it.
 */
public final class NotionalRisk implements Risk {
  private static final long WITHDRAWAL_PPM = 100_000L;
  private static final long STALE = -1;

  private final Accounts accounts;
  private final Markets markets;
  private final Orders orders;
  private final AccountOrders accountOrders;
  private final int stride;
  private final int assets;
  private final long[] buyLots;
  private final long[] sellLots;
  private final long[] charge;

  /** The mark the charge was computed at, or STALE. */
  private final long[] chargeMark;

  private final long[] heldUnits;

  /** Bit per market that may have a line or an order. */
  private final long[] active;

  public NotionalRisk(
      EngineLimits limits,
      Accounts accounts,
      Markets markets,
      Orders orders,
      AccountOrders accountOrders) {
    this.accounts = accounts;
    this.markets = markets;
    this.orders = orders;
    this.accountOrders = accountOrders;
    stride = limits.markets() + 1;
    assets = limits.assets();
    int cells = Math.multiplyExact(accounts.rows(), stride);
    buyLots = new long[cells];
    sellLots = new long[cells];
    charge = new long[cells];
    chargeMark = new long[cells];
    Arrays.fill(chargeMark, STALE);
    heldUnits = new long[Math.multiplyExact(accounts.rows(), assets)];
    active = new long[accounts.rows()];
  }

  @Override
  public RejectReason checkBounds(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    long orderValue = multiply(lots, limitTicks * markets.k[market]);
    if (orderValue > MAX_ACCOUNT_NOTIONAL) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (markets.spot[market]) {
      return RejectReason.NONE;
    }
    long lotBound = Math.max(lotBound(market), limitTicks * markets.k[market]);
    long sum = multiply(worstLots(accountRow, market, buy, lots), lotBound);
    for (long left = active[accountRow] & ~(1L << market); left != 0; left &= left - 1) {
      int other = Long.numberOfTrailingZeros(left);
      sum = add(sum, multiply(worstLots(accountRow, other, true, 0), lotBound(other)));
    }
    return sum > MAX_ACCOUNT_NOTIONAL ? RejectReason.BOUND_EXCEEDED : RejectReason.NONE;
  }

  private long lotBound(int market) {
    return Math.max(markets.lotValue(market), Math.abs(markets.fundingIndex[market]));
  }

  @Override
  public RejectReason checkOrder(
      int accountRow, int market, boolean buy, long limitTicks, long lots) {
    if (markets.spot[market]) {
      return buy
          ? checkSpotBuy(accountRow, market, limitTicks, lots)
          : checkSpotSale(accountRow, market, lots);
    }
    long orderCharge = chargeOf(market, buy, limitTicks, lots);
    long marginBefore = marginOf(accountRow, market, buy, 0);
    long marginAfter = marginOf(accountRow, market, buy, lots);
    long requirement = add(add(requirement(accountRow), marginAfter - marginBefore), orderCharge);
    if (equity(accountRow) >= requirement) {
      return RejectReason.NONE;
    }
    return onlyReduces(accountRow, market, buy, lots) && orderCharge <= freedBy(market, lots)
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  private RejectReason checkSpotBuy(int accountRow, int market, long limitTicks, long lots) {
    return freeCash(accountRow) >= chargeOf(market, true, limitTicks, lots)
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_BALANCE;
  }

  private RejectReason checkSpotSale(int accountRow, int market, long lots) {
    return freeUnits(accountRow, markets.baseAsset[market]) >= lots * markets.unitsPerLot[market]
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_BALANCE;
  }

  private boolean onlyReduces(int accountRow, int market, boolean buy, long lots) {
    long line = accounts.lots(accountRow, market);
    int cell = accountRow * stride + market;
    return buy ? buyLots[cell] + lots <= -line : sellLots[cell] + lots <= line;
  }

  private long freedBy(int market, long lots) {
    return Rounding.mulPpmFloor(
        multiply(lots, markets.lotValue(market)), markets.marginPpm[market]);
  }

  @Override
  public void hold(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    int cell = accountRow * stride + market;
    active[accountRow] |= 1L << market;
    if (buy) {
      buyLots[cell] += lots;
    } else {
      sellLots[cell] += lots;
    }
    if (markets.spot[market] && !buy) {
      heldUnits[accountRow * assets + markets.baseAsset[market]] +=
          lots * markets.unitsPerLot[market];
    }
    if (chargeMark[cell] == markets.markTicks[market]) {
      charge[cell] = add(charge[cell], chargeOf(market, buy, limitTicks, lots));
    }
  }

  @Override
  public void release(
      int accountRow, int market, boolean buy, long limitTicks, long before, long lots) {
    int cell = accountRow * stride + market;
    if (buy) {
      buyLots[cell] -= lots;
    } else {
      sellLots[cell] -= lots;
    }
    if (markets.spot[market] && !buy) {
      heldUnits[accountRow * assets + markets.baseAsset[market]] -=
          lots * markets.unitsPerLot[market];
    }
    if (charge[cell] == Saturating.MAX) {
      chargeMark[cell] = STALE;
    } else if (chargeMark[cell] == markets.markTicks[market]) {
      charge[cell] +=
          chargeOf(market, buy, limitTicks, before - lots)
              - chargeOf(market, buy, limitTicks, before);
    }
  }

  @Override
  public void touched(int accountRow, int market) {
    active[accountRow] |= 1L << market;
  }

  @Override
  public long freeCash(int accountRow) {
    long balance = accounts.cash(accountRow);
    long gross = 0;
    for (long left = active[accountRow]; left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      balance = add(balance, accounts.refCost(accountRow, market));
      gross =
          add(
              gross,
              multiply(Math.abs(accounts.lots(accountRow, market)), markets.lotValue(market)));
    }
    long kept = Math.max(requirement(accountRow), Rounding.mulPpmCeil(gross, WITHDRAWAL_PPM));
    return add(Math.min(equity(accountRow), balance), -kept);
  }

  @Override
  public long freeUnits(int accountRow, int asset) {
    return accounts.units(accountRow, asset) - heldUnits[accountRow * assets + asset];
  }

  private long equity(int accountRow) {
    long equity = accounts.cash(accountRow);
    for (long left = active[accountRow]; left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      long value = markets.lotValue(market) - markets.fundingIndex[market];
      equity = add(equity, multiply(accounts.lots(accountRow, market), value));
    }
    return equity;
  }

  private long requirement(int accountRow) {
    long sum = 0;
    for (long left = active[accountRow]; left != 0; left &= left - 1) {
      int market = Long.numberOfTrailingZeros(left);
      int cell = accountRow * stride + market;
      boolean idle =
          accounts.lots(accountRow, market) == 0 && buyLots[cell] == 0 && sellLots[cell] == 0;
      if (idle) {
        active[accountRow] &= ~(1L << market);
        continue;
      }
      refreshCharge(accountRow, market, cell);
      sum = add(sum, add(marginOf(accountRow, market, true, 0), charge[cell]));
    }
    return sum;
  }

  private void refreshCharge(int accountRow, int market, int cell) {
    if (chargeMark[cell] == markets.markTicks[market]) {
      return;
    }
    long sum = 0;
    int slot = accountOrders.first(accountRow, market);
    for (; slot != Orders.NONE; slot = accountOrders.next(slot)) {
      sum =
          add(sum, chargeOf(market, orders.buy(slot), orders.limitTicks(slot), orders.lots(slot)));
    }
    charge[cell] = sum;
    chargeMark[cell] = markets.markTicks[market];
  }

  private long marginOf(int accountRow, int market, boolean buy, long lots) {
    if (markets.spot[market]) {
      return 0;
    }
    long worst = worstLots(accountRow, market, buy, lots);
    return Rounding.mulPpmCeil(
        multiply(worst, markets.lotValue(market)), markets.marginPpm[market]);
  }

  /** Largest size the line can have after any resting orders and these lots have traded. */
  private long worstLots(int accountRow, int market, boolean buy, long lots) {
    if (markets.spot[market]) {
      return 0;
    }
    int cell = accountRow * stride + market;
    long line = accounts.lots(accountRow, market);
    long longest = line + buyLots[cell] + (buy ? lots : 0);
    long shortest = line - sellLots[cell] - (buy ? 0 : lots);
    return Math.max(Math.abs(longest), Math.abs(shortest));
  }

  private long chargeOf(int market, boolean buy, long limitTicks, long lots) {
    if (lots == 0 || (markets.spot[market] && !buy)) {
      return 0;
    }
    long limit = limitTicks * markets.k[market];
    if (markets.spot[market]) {
      return add(multiply(lots, limit), fees(market, limit, lots));
    }
    long mark = markets.lotValue(market);
    long loss = multiply(lots, Math.max(0, buy ? limit - mark : mark - limit));
    return add(loss, fees(market, buy ? limit : Math.max(limit, mark), lots));
  }

  private long fees(int market, long lotPrice, long lots) {
    return add(Rounding.mulPpmCeil(multiply(lots, lotPrice), markets.takerFeePpm[market]), lots);
  }
}
