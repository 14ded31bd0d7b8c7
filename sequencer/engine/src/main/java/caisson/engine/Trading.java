package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.Agents;
import caisson.engine.account.SystemAccounts;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.liquidation.House;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Risk;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferReason;
import caisson.units.Rounding;

/**
 * Orders: who may place them, how they match, what a match moves.
 *
 * <p>A taker meets the best price first and at one price the oldest order; it trades at the resting
 * order's price. Meeting an order of its own account it loses its remainder.
 */
final class Trading implements House {
  private static final int OWNER = -2;
  private static final int FEES_ROW = SystemAccounts.FEES;

  /** Orders of liquidation are numbered from here on; other ids are sequences. */
  private static final long FIRST_LIQUIDATION_ID = 1L << 52;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Orders orders;
  private final Risk risk;
  private final EventPublisher events;

  /** Who signed the command at hand: OWNER or a row of the agents; set by {@link #checkSigner}. */
  private int signer;

  Trading(State state, Risk risk, EventPublisher events) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    orders = state.orders;
    this.risk = risk;
    this.events = events;
  }

  void place(
      long requestId,
      int account,
      int market,
      long limitTicks,
      long lots,
      long nonce,
      long expiryNs,
      long clientHigh,
      long clientLow,
      Side side,
      TimeInForce timeInForce,
      long signerA,
      long signerB,
      int signerC) {
    int row = accounts.rowOf(account);
    boolean buy = side == Side.BUY;
    RejectReason reason = checkSigner(account, row, nonce, expiryNs, signerA, signerB, signerC);
    if (reason == RejectReason.NONE) {
      reason = checkTerms(market, limitTicks, lots);
    }
    if (reason == RejectReason.NONE) {
      reason = risk.checkBounds(row, market, buy, limitTicks, lots);
    }
    if (reason == RejectReason.NONE) {
      reason = checkAgentLimits(market, limitTicks, lots);
    }
    if (reason == RejectReason.NONE) {
      reason = checkPlace(row, market, buy, limitTicks, timeInForce);
    }
    if (reason == RejectReason.NONE) {
      reason = risk.checkOrder(row, market, buy, limitTicks, lots);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, PlaceOrderDecoder.TEMPLATE_ID, reason);
      return;
    }
    if (signer != OWNER) {
      long notional = lots * limitTicks * markets.k[market];
      accounts.agents.useNotional(signer, state.timeNs, notional);
    }
    long orderId = state.sequence;
    events.orderAccepted(
        requestId,
        account,
        market,
        orderId,
        limitTicks,
        lots,
        clientHigh,
        clientLow,
        side,
        timeInForce);
    match(
        requestId,
        account,
        row,
        market,
        orderId,
        side,
        limitTicks,
        lots,
        timeInForce,
        clientHigh,
        clientLow);
  }

  void cancel(
      long requestId,
      int account,
      int market,
      long orderId,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    int row = accounts.rowOf(account);
    RejectReason reason = checkSigner(account, row, nonce, expiryNs, signerA, signerB, signerC);
    int slot = Orders.NONE;
    if (reason == RejectReason.NONE) {
      slot = orders.find(orderId);
      boolean theirs =
          slot != Orders.NONE && orders.accountRow(slot) == row && orders.market(slot) == market;
      reason = theirs ? RejectReason.NONE : RejectReason.UNKNOWN_ORDER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, CancelOrderDecoder.TEMPLATE_ID, reason);
      return;
    }
    boolean buy = orders.buy(slot);
    long limitTicks = orders.limitTicks(slot);
    long lots = orders.lots(slot);
    risk.release(row, market, buy, limitTicks, lots, lots);
    state.remove(slot);
    events.orderCanceled(
        requestId,
        account,
        market,
        orderId,
        limitTicks,
        lots,
        buy ? Side.BUY : Side.SELL,
        true,
        CancelReason.REQUESTED);
  }

  private RejectReason checkSigner(
      int account, int row, long nonce, long expiryNs, long signerA, long signerB, int signerC) {
    if (account < SystemAccounts.FIRST_USER) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!accounts.registered(row)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    boolean owner = accounts.ownedBy(row, signerA, signerB, signerC);
    signer = owner ? OWNER : accounts.agents.find(row, signerA, signerB, signerC);
    if (signer == Agents.NONE) {
      return RejectReason.UNKNOWN_AGENT;
    }
    if (!owner && accounts.agents.expiryNs(signer) <= state.timeNs) {
      return RejectReason.AGENT_EXPIRED;
    }
    if (state.timeNs > expiryNs) {
      return RejectReason.EXPIRED;
    }
    return owner ? accounts.useNonce(row, nonce) : accounts.agents.useNonce(signer, nonce);
  }

  private RejectReason checkTerms(int market, long limitTicks, long lots) {
    if (!markets.listed(market)) {
      return RejectReason.UNKNOWN_MARKET;
    }
    if (markets.status[market] != Markets.ACTIVE) {
      return RejectReason.MARKET_HALTED;
    }
    if (limitTicks < 1 || limitTicks > markets.maxTicks[market]) {
      return RejectReason.BAD_PRICE;
    }
    if (lots < markets.minLots[market] || lots > markets.maxOrderLots[market]) {
      return RejectReason.BAD_QUANTITY;
    }
    return !markets.spot[market] && markets.markTicks[market] == 0
        ? RejectReason.NO_MARK
        : RejectReason.NONE;
  }

  private RejectReason checkAgentLimits(int market, long limitTicks, long lots) {
    if (signer == OWNER) {
      return RejectReason.NONE;
    }
    long notional = lots * limitTicks * markets.k[market];
    boolean beyond =
        notional > accounts.agents.maxOrderNotional(signer)
            || notional > accounts.agents.freeNotional(signer, state.timeNs);
    return beyond ? RejectReason.AGENT_LIMIT : RejectReason.NONE;
  }

  private RejectReason checkPlace(
      int row, int market, boolean buy, long limitTicks, TimeInForce timeInForce) {
    if (!accounts.canOpen(row, market)) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (timeInForce != TimeInForce.IOC) {
      if (state.accountOrders.count(row) >= state.limits.ordersPerAccount()) {
        return RejectReason.ACCOUNT_ORDER_LIMIT;
      }
      if (orders.full()) {
        return RejectReason.BOOK_FULL;
      }
    }
    boolean wouldMatch = state.books[market].nextMatch(buy, limitTicks) != Orders.NONE;
    return timeInForce == TimeInForce.POST_ONLY && wouldMatch
        ? RejectReason.POST_ONLY_WOULD_MATCH
        : RejectReason.NONE;
  }

  private void match(
      long requestId,
      int account,
      int row,
      int market,
      long orderId,
      Side side,
      long limitTicks,
      long lots,
      TimeInForce timeInForce,
      long clientHigh,
      long clientLow) {
    Book book = state.books[market];
    boolean buy = side == Side.BUY;
    long remaining = lots;
    int fills = 0;
    CancelReason ended = timeInForce == TimeInForce.IOC ? CancelReason.IOC_REMAINDER : null;
    while (remaining > 0) {
      int maker = book.nextMatch(buy, limitTicks);
      if (maker == Orders.NONE) {
        break;
      }
      if (orders.accountRow(maker) == row) {
        ended = CancelReason.SELF_TRADE;
        break;
      }
      if (fills == state.limits.fillsPerOrder()) {
        ended = CancelReason.FILL_LIMIT;
        break;
      }
      long traded = Math.min(remaining, orders.lots(maker));
      remaining -= traded;
      trade(book, maker, row, orderId, side, traded, remaining);
      fills++;
    }
    if (remaining == 0) {
      return;
    }
    if (ended != null) {
      events.orderCanceled(
          requestId, account, market, orderId, limitTicks, remaining, side, false, ended);
      return;
    }
    risk.hold(row, market, buy, limitTicks, remaining);
    state.rest(orderId, row, market, buy, limitTicks, remaining, clientHigh, clientLow);
    events.orderRested(account, market, orderId, limitTicks, remaining, side);
  }

  // What liquidation does

  @Override
  public void cancelAll(int accountRow) {
    for (int market = 1; market <= markets.count(); market++) {
      int slot = oldestOrder(accountRow, market);
      for (; slot != Orders.NONE; slot = oldestOrder(accountRow, market)) {
        boolean buy = orders.buy(slot);
        long limitTicks = orders.limitTicks(slot);
        long lots = orders.lots(slot);
        long orderId = orders.id(slot);
        risk.release(accountRow, market, buy, limitTicks, lots, lots);
        state.remove(slot);
        events.orderCanceled(
            0,
            accounts.idOf(accountRow),
            market,
            orderId,
            limitTicks,
            lots,
            buy ? Side.BUY : Side.SELL,
            true,
            CancelReason.LIQUIDATION);
      }
    }
  }

  /** The list of an account is in no order that may show. */
  private int oldestOrder(int accountRow, int market) {
    int oldest = Orders.NONE;
    int slot = state.accountOrders.first(accountRow, market);
    for (; slot != Orders.NONE; slot = state.accountOrders.next(slot)) {
      if (oldest == Orders.NONE || orders.id(slot) < orders.id(oldest)) {
        oldest = slot;
      }
    }
    return oldest;
  }

  @Override
  public long take(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    long before = position(accountRow, market);
    long orderId = FIRST_LIQUIDATION_ID + state.distress.orders++;
    int account = accounts.idOf(accountRow);
    Side side = buy ? Side.BUY : Side.SELL;
    events.orderAccepted(
        0, account, market, orderId, limitTicks, lots, 0, 0, side, TimeInForce.IOC);
    match(0, account, accountRow, market, orderId, side, limitTicks, lots, TimeInForce.IOC, 0, 0);
    long moved = Math.abs(position(accountRow, market) - before);
    return markets.spot[market] ? moved / markets.unitsPerLot[market] : moved;
  }

  @Override
  public void assign(int sellerRow, int buyerRow, int market, long lots, TransferReason reason) {
    long value = markets.lotValue(market) - markets.fundingIndex[market];
    accounts.fill(buyerRow, market, lots, value);
    accounts.fill(sellerRow, market, -lots, value);
    events.positionAssigned(
        market,
        markets.markTicks[market],
        lots,
        markets.fundingIndex[market],
        accounts.idOf(sellerRow),
        accounts.idOf(buyerRow),
        reason,
        accounts.cash(sellerRow),
        accounts.cash(buyerRow),
        accounts.lots(sellerRow, market),
        accounts.lots(buyerRow, market),
        accounts.refCost(sellerRow, market),
        accounts.refCost(buyerRow, market));
  }

  @Override
  public void pay(int fromRow, int toRow, long amount, TransferReason reason) {
    long fromCash = accounts.debit(fromRow, 0, amount);
    long toCash = accounts.credit(toRow, 0, amount);
    events.cashMoved(
        accounts.idOf(fromRow), accounts.idOf(toRow), amount, reason, fromCash, toCash);
  }

  /** One match: lots and cash or base units between the two, fees to FEES, rebates out of them. */
  private void trade(
      Book book,
      int maker,
      int takerRow,
      long takerOrderId,
      Side takerSide,
      long lots,
      long takerRemaining) {
    int makerRow = orders.accountRow(maker);
    int market = orders.market(maker);
    long price = orders.limitTicks(maker);
    long makerBefore = orders.lots(maker);
    long makerOrderId = orders.id(maker);
    boolean takerBuys = takerSide == Side.BUY;
    long lotPrice = price * markets.k[market];
    long notional = Math.multiplyExact(lots, lotPrice);
    long takerFee = Rounding.mulPpmCeil(notional, markets.takerFeePpm[market]);
    // Ceil toward plus infinity: a rebate shrinks, so it never exceeds the taker's fee.
    long makerFee = Rounding.mulPpmCeil(notional, markets.makerFeePpm[market]);
    risk.release(makerRow, market, !takerBuys, price, makerBefore, lots);
    if (lots == makerBefore) {
      state.remove(maker);
    } else {
      book.reduce(maker, lots);
    }
    int buyerRow = takerBuys ? takerRow : makerRow;
    int sellerRow = takerBuys ? makerRow : takerRow;
    if (markets.spot[market]) {
      int base = markets.baseAsset[market];
      accounts.debit(sellerRow, base, lots * markets.unitsPerLot[market]);
      accounts.credit(buyerRow, base, lots * markets.unitsPerLot[market]);
      accounts.debit(buyerRow, 0, notional);
      accounts.credit(sellerRow, 0, notional);
    } else {
      long value = lotPrice - markets.fundingIndex[market];
      accounts.fill(buyerRow, market, lots, value);
      accounts.fill(sellerRow, market, -lots, value);
    }
    accounts.debit(takerRow, 0, takerFee);
    accounts.debit(makerRow, 0, makerFee);
    accounts.credit(FEES_ROW, 0, takerFee + makerFee);
    events.tradeExecuted(
        market,
        price,
        lots,
        markets.fundingIndex[market],
        makerOrderId,
        takerOrderId,
        accounts.idOf(makerRow),
        accounts.idOf(takerRow),
        takerSide,
        makerFee,
        takerFee,
        accounts.cash(makerRow),
        accounts.cash(takerRow),
        position(makerRow, market),
        position(takerRow, market),
        refCost(makerRow, market),
        refCost(takerRow, market),
        accounts.cash(FEES_ROW),
        makerBefore - lots,
        takerRemaining);
  }

  private long position(int row, int market) {
    return markets.spot[market]
        ? accounts.units(row, markets.baseAsset[market])
        : accounts.lots(row, market);
  }

  private long refCost(int row, int market) {
    return markets.spot[market] ? 0 : accounts.refCost(row, market);
  }
}
