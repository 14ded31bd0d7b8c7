package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.SystemAccounts;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.fee.FeeTiers;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Risk;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Submission;
import caisson.protocol.CancelReason;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferReason;
import caisson.units.Rounding;

/**
 * How an order that was let in meets the book, and what a match moves.
 *
 * <p>A taker meets the best price first and at one price the oldest order; it trades at the resting
 * order's price. Meeting an order of its own account it loses its remainder, or that order goes, or
 * both, or both lose the lots of the smaller, as it says. While an auction gathers orders none
 * trade; at its end those that take do so at its price.
 */
final class Matching {
  private static final int FEES_ROW = SystemAccounts.FEES;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Orders orders;
  private final Risk risk;
  private final RestingOrders resting;
  private final FeeTiers fees;
  private final EventPublisher events;
  private final Ahead ahead;

  /** An order that takes in an auction. */
  private final Submission taking = new Submission();

  Matching(State state, Risk risk, RestingOrders resting, EventPublisher events, Ahead ahead) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    orders = state.orders;
    this.risk = risk;
    this.resting = resting;
    fees = state.fees;
    this.events = events;
    this.ahead = ahead;
  }

  /** An order that rests takes what it can get at the price of an auction; the rest rests again. */
  void take(int slot, long ticks) {
    var order = taking;
    int row = orders.accountRow(slot);
    long orderId = orders.id(slot);
    order.account = accounts.idOf(row);
    order.market = orders.market(slot);
    order.side = orders.buy(slot) ? Side.BUY : Side.SELL;
    order.limitTicks = orders.limitTicks(slot);
    order.lots = orders.lots(slot);
    order.timeInForce = TimeInForce.GTC;
    order.selfTrade = SelfTrade.CANCEL_MAKER;
    order.clientHigh = orders.clientHigh(slot);
    order.clientLow = orders.clientLow(slot);
    order.reduceOnly = orders.reduceOnly(slot);
    order.goodTillNs = state.goodTillNs(slot);
    resting.detach(slot);
    events.auctions.taken(
        order.account, order.market, orderId, order.limitTicks, order.lots, order.side);
    state.removeUnlinked(slot, order.market);
    matchAt(0, row, orderId, order, ticks);
  }

  /** Trades what it can; the rest of the order comes to rest or ends. */
  void match(long requestId, int row, long orderId, Submission order) {
    if (markets.phase(order.market) != Markets.AUCTION) {
      matchAt(requestId, row, orderId, order, 0);
    } else if (order.mayRest()) {
      rest(row, orderId, order, order.lots);
    } else {
      canceled(requestId, orderId, order, order.lots, CancelReason.IOC_REMAINDER);
    }
  }

  /** At the price of an auction, or, 0, at each resting order's. */
  private void matchAt(long requestId, int row, long orderId, Submission order, long ticks) {
    int market = order.market;
    Book book = state.books[market];
    boolean buy = order.buy();
    long limitTicks = ticks == 0 ? order.limitTicks : ticks;
    long remaining = order.lots;
    int met = 0;
    boolean trades = false;
    CancelReason ended = order.mayRest() ? null : CancelReason.IOC_REMAINDER;
    while (remaining > 0) {
      int maker = book.nextMatch(buy, limitTicks);
      if (maker == Orders.NONE) {
        break;
      }
      boolean gone = state.ended(maker);
      boolean own = !gone && orders.accountRow(maker) == row;
      if (own && order.selfTrade == SelfTrade.CANCEL_TAKER) {
        ended = CancelReason.SELF_TRADE;
        break;
      }
      if (met == state.limits.fillsPerOrder()) {
        ended = ticks == 0 ? CancelReason.FILL_LIMIT : null;
        break;
      }
      met++;
      if (gone) {
        resting.cancel(0, maker, CancelReason.EXPIRED);
      } else if (!own) {
        if (!trades) {
          risk.takes(row, market, buy, limitTicks, order.lots);
          trades = true;
        }
        long traded = Math.min(remaining, orders.lots(maker));
        remaining -= traded;
        if (remaining > 0) {
          ahead.behind(maker, market, limitTicks);
        }
        long price = ticks == 0 ? orders.limitTicks(maker) : ticks;
        trade(book, maker, price, row, orderId, order.side, traded, remaining);
      } else if (order.selfTrade == SelfTrade.DECREMENT) {
        remaining = decrement(requestId, maker, orderId, order, remaining);
      } else {
        resting.cancel(requestId, maker, CancelReason.SELF_TRADE);
        if (order.selfTrade == SelfTrade.CANCEL_BOTH) {
          ended = CancelReason.SELF_TRADE;
          break;
        }
      }
    }
    if (remaining == 0) {
      return;
    }
    if (ended == null) {
      rest(row, orderId, order, remaining);
    } else {
      canceled(requestId, orderId, order, remaining, ended);
    }
  }

  private void rest(int row, long orderId, Submission order, long lots) {
    resting.rest(row, orderId, order, lots);
    events.orders.rested(order.account, order.market, orderId, order.limitTicks, lots, order.side);
  }

  private void canceled(
      long requestId, long orderId, Submission order, long lots, CancelReason why) {
    events.orders.canceled(
        requestId,
        order.account,
        order.market,
        orderId,
        order.limitTicks,
        lots,
        order.side,
        false,
        why);
  }

  /** Both lose the lots of the smaller; returns what the taker keeps. */
  private long decrement(
      long requestId, int maker, long orderId, Submission order, long remaining) {
    long by = Math.min(remaining, orders.lots(maker));
    if (by == orders.lots(maker)) {
      resting.cancel(requestId, maker, CancelReason.SELF_TRADE);
    } else {
      resting.reduce(requestId, maker, by, CancelReason.SELF_TRADE);
    }
    long left = remaining - by;
    if (left == 0) {
      canceled(requestId, orderId, order, by, CancelReason.SELF_TRADE);
    } else {
      events.orders.reduced(
          requestId,
          order.account,
          order.market,
          orderId,
          order.limitTicks,
          by,
          left,
          order.side,
          false,
          CancelReason.SELF_TRADE);
    }
    return left;
  }

  /** One match: lots and cash or base units between the two, fees to FEES, rebates out of them. */
  private void trade(
      Book book,
      int maker,
      long price,
      int takerRow,
      long takerOrderId,
      Side takerSide,
      long lots,
      long takerRemaining) {
    int makerRow = orders.accountRow(maker);
    int market = orders.market(maker);
    boolean spot = markets.spot(market);
    int makerCell = accounts.cell(makerRow, market);
    long makerLimit = orders.limitTicks(maker);
    long makerBefore = orders.lots(maker);
    long makerOrderId = orders.id(maker);
    boolean takerBuys = takerSide == Side.BUY;
    long lotPrice = price * markets.k(market);
    long notional = Math.multiplyExact(lots, lotPrice);
    long now = state.timeNs;
    int takerPpm = fees.takerPpm(takerRow, markets.takerFeePpm(market), now);
    int makerPpm = fees.makerPpm(makerRow, markets.makerFeePpm(market), now);
    long takerFee = Rounding.mulPpmCeil(notional, takerPpm);
    // A rebate rounds down and is at most the taker's fee, so FEES never pays.
    long makerFee = Math.max(-takerFee, Rounding.mulPpmCeil(notional, makerPpm));
    fees.traded(takerRow, notional, now);
    fees.traded(makerRow, notional, now);
    risk.filled(makerRow, market, !takerBuys, makerLimit, makerBefore, lots);
    if (lots == makerBefore) {
      state.remove(maker);
    } else {
      book.reduce(maker, lots);
    }
    int takerCell = spot ? accounts.cell(takerRow, market) : accounts.openCell(takerRow, market);
    if (spot) {
      int buyerRow = takerBuys ? takerRow : makerRow;
      int sellerRow = takerBuys ? makerRow : takerRow;
      int base = markets.baseAsset(market);
      accounts.debit(sellerRow, base, lots * markets.unitsPerLot(market));
      accounts.credit(buyerRow, base, lots * markets.unitsPerLot(market));
      accounts.debit(buyerRow, 0, notional);
      accounts.credit(sellerRow, 0, notional);
      accounts.debit(takerRow, 0, takerFee);
      accounts.debit(makerRow, 0, makerFee);
    } else {
      long value = lotPrice - markets.fundingIndex(market);
      long bought = takerBuys ? lots : -lots;
      accounts.trade(takerRow, takerCell, market, bought, value, takerFee);
      accounts.trade(makerRow, makerCell, market, -bought, value, makerFee);
    }
    accounts.credit(FEES_ROW, 0, takerFee + makerFee);
    events.tradeExecuted(
        market,
        price,
        lots,
        markets.fundingIndex(market),
        makerOrderId,
        takerOrderId,
        accounts.idOf(makerRow),
        accounts.idOf(takerRow),
        takerSide,
        makerFee,
        takerFee,
        accounts.cash(makerRow),
        accounts.cash(takerRow),
        position(makerRow, makerCell, market),
        position(takerRow, takerCell, market),
        spot ? 0 : accounts.refCostOf(makerCell),
        spot ? 0 : accounts.refCostOf(takerCell),
        accounts.cash(FEES_ROW),
        makerBefore - lots,
        takerRemaining);
    refer(takerRow, takerFee + Math.min(0, makerFee));
    refer(makerRow, makerFee);
    resting.clip(makerCell);
    resting.clip(takerCell);
  }

  /** Out of FEES, which has just got more than that. */
  private void refer(int row, long fee) {
    long share = fees.share(row, fee);
    if (share > 0) {
      int referrerRow = accounts.rowOf(fees.referrer(row));
      long left = accounts.debit(FEES_ROW, 0, share);
      long got = accounts.credit(referrerRow, 0, share);
      events.liquidations.cashMoved(
          SystemAccounts.FEES, fees.referrer(row), share, TransferReason.REFERRAL, left, got);
    }
  }

  /** Lots of a line, or units of a spot market's base. */
  long position(int row, int market) {
    return position(row, accounts.cell(row, market), market);
  }

  private long position(int row, int cell, int market) {
    return markets.spot(market)
        ? accounts.units(row, markets.baseAsset(market))
        : accounts.lotsIn(cell);
  }
}
