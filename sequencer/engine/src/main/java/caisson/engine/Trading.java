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
import caisson.engine.wire.Submission;
import caisson.protocol.AccountLevel;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferReason;
import caisson.units.Rounding;
import java.util.Arrays;

/**
 * Orders: who may place them, how they match, what a match moves.
 *
 * <p>A taker meets the best price first and at one price the oldest order; it trades at the resting
 * order's price. Meeting an order of its own account it loses its remainder, or that order goes, or
 * both, as it says. A replacement is a new order with a new place in time; the one it replaces
 * leaves in the same command, or the command is refused and nothing changes.
 */
final class Trading implements House {
  private static final int OWNER = -2;
  private static final long PPM = 1_000_000;
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

  /** Orders of one account, for the time of a call. */
  private final long[] ids;

  /** The terms of an order of liquidation. */
  private final Submission taken = new Submission();

  Trading(State state, Risk risk, EventPublisher events) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    orders = state.orders;
    this.risk = risk;
    this.events = events;
    ids = new long[state.limits.ordersPerAccount()];
    taken.timeInForce = TimeInForce.IOC;
  }

  /**
   * The first failing check refuses the order; a refused replacement leaves the other as it was.
   */
  void submit(long requestId, int template, Submission order) {
    int row = accounts.rowOf(order.account);
    RejectReason reason =
        checkSigner(
            order.account,
            row,
            order.nonce,
            order.expiryNs,
            order.signerA,
            order.signerB,
            order.signerC);
    if (reason == RejectReason.NONE) {
      reason = checkTerms(order);
    }
    int replaced = Orders.NONE;
    if (reason == RejectReason.NONE && order.replaces != 0) {
      replaced = orders.find(order.replaces);
      if (!isReplaceable(replaced, row, order)) {
        reason = RejectReason.UNKNOWN_ORDER;
      }
    }
    if (reason == RejectReason.NONE) {
      reason = shape(row, order);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, order.account, template, reason);
      return;
    }
    if (replaced != Orders.NONE) {
      detach(replaced);
    }
    reason = checkAdmission(row, order, replaced);
    if (reason != RejectReason.NONE) {
      if (replaced != Orders.NONE) {
        attach(replaced);
      }
      events.rejected(requestId, order.account, template, reason);
      return;
    }
    if (signer != OWNER) {
      long notional = order.lots * order.limitTicks * markets.k[order.market];
      accounts.agents.useNotional(signer, state.timeNs, notional);
    }
    if (replaced != Orders.NONE) {
      takeOut(requestId, replaced, CancelReason.REPLACED);
    }
    events.orderAccepted(
        requestId,
        order.account,
        order.market,
        state.sequence,
        order.limitTicks,
        order.lots,
        order.clientHigh,
        order.clientLow,
        order.side,
        order.timeInForce);
    match(requestId, row, state.sequence, order);
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
    remove(requestId, slot, CancelReason.REQUESTED);
  }

  /** By ascending order id, because the list of an account is in no order. */
  void cancelAll(
      long requestId,
      int account,
      int market,
      OrderSides sides,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    int row = accounts.rowOf(account);
    RejectReason reason = checkSigner(account, row, nonce, expiryNs, signerA, signerB, signerC);
    if (reason == RejectReason.NONE && market != 0 && !markets.listed(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, CancelOrdersDecoder.TEMPLATE_ID, reason);
      return;
    }
    int count = 0;
    int last = market == 0 ? markets.count() : market;
    for (int in = market == 0 ? 1 : market; in <= last; in++) {
      int slot = state.accountOrders.first(row, in);
      for (; slot != Orders.NONE; slot = state.accountOrders.next(slot)) {
        if (sides == OrderSides.BOTH || (sides == OrderSides.BUYS) == orders.buy(slot)) {
          ids[count++] = orders.id(slot);
        }
      }
    }
    Arrays.sort(ids, 0, count);
    for (int i = 0; i < count; i++) {
      remove(requestId, orders.find(ids[i]), CancelReason.REQUESTED);
    }
    if (count == 0) {
      events.completed(requestId);
    }
  }

  /**
   * Takes an order off its account: no lots of it are held, no list has it; the book still does.
   */
  private void detach(int slot) {
    long lots = orders.lots(slot);
    risk.release(
        orders.accountRow(slot),
        orders.market(slot),
        orders.buy(slot),
        orders.limitTicks(slot),
        lots,
        lots);
    state.accountOrders.unlink(slot);
  }

  private void attach(int slot) {
    state.accountOrders.link(slot);
    risk.hold(
        orders.accountRow(slot),
        orders.market(slot),
        orders.buy(slot),
        orders.limitTicks(slot),
        orders.lots(slot));
  }

  private void remove(long requestId, int slot, CancelReason why) {
    detach(slot);
    takeOut(requestId, slot, why);
  }

  /** Takes a detached order out of its book and tells it. */
  private void takeOut(long requestId, int slot, CancelReason why) {
    int row = orders.accountRow(slot);
    int market = orders.market(slot);
    long id = orders.id(slot);
    long limitTicks = orders.limitTicks(slot);
    long lots = orders.lots(slot);
    Side side = orders.buy(slot) ? Side.BUY : Side.SELL;
    state.books[market].remove(slot);
    events.orderCanceled(
        requestId, accounts.idOf(row), market, id, limitTicks, lots, side, true, why);
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

  private RejectReason checkTerms(Submission order) {
    int market = order.market;
    if (!markets.listed(market)) {
      return RejectReason.UNKNOWN_MARKET;
    }
    if (markets.status[market] != Markets.ACTIVE) {
      return RejectReason.MARKET_HALTED;
    }
    if (order.limitTicks < 1 || order.limitTicks > markets.maxTicks[market]) {
      return RejectReason.BAD_PRICE;
    }
    if (order.lots < markets.minLots[market] || order.lots > markets.maxOrderLots[market]) {
      return RejectReason.BAD_QUANTITY;
    }
    if (!markets.spot[market] && markets.markTicks[market] == 0) {
      return RejectReason.NO_MARK;
    }
    boolean bad =
        (order.reduceOnly && (markets.spot[market] || order.mayRest()))
            || (order.slide && order.timeInForce != TimeInForce.POST_ONLY);
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  /** The same side, so that the other never stands in the new one's way. */
  private boolean isReplaceable(int slot, int row, Submission order) {
    return slot != Orders.NONE
        && orders.accountRow(slot) == row
        && orders.market(slot) == order.market
        && orders.buy(slot) == order.buy();
  }

  /** Clips a reducing order to the line and slides a posting one off the opposite price. */
  private RejectReason shape(int row, Submission order) {
    if (order.reduceOnly) {
      long line = accounts.lots(row, order.market);
      order.lots = Math.min(order.lots, Math.max(0, order.buy() ? -line : line));
      if (order.lots == 0) {
        return RejectReason.WOULD_NOT_REDUCE;
      }
    }
    if (order.slide) {
      long opposite = state.books[order.market].bestTicks(!order.buy());
      if (opposite != 0 && order.buy()) {
        order.limitTicks = Math.min(order.limitTicks, opposite - 1);
      } else if (opposite != 0) {
        order.limitTicks = Math.max(order.limitTicks, opposite + 1);
      }
      if (order.limitTicks < 1 || order.limitTicks > markets.maxTicks[order.market]) {
        return RejectReason.POST_ONLY_WOULD_MATCH;
      }
    }
    return RejectReason.NONE;
  }

  /** An order it replaces is detached, but still has its slot. */
  private RejectReason checkAdmission(int row, Submission order, int replaced) {
    int market = order.market;
    long ticks = order.limitTicks;
    RejectReason reason = checkBounds(row, order);
    if (reason == RejectReason.NONE) {
      reason = checkLevel(row, order);
    }
    if (reason == RejectReason.NONE && signer != OWNER) {
      reason = checkScope(row, order);
    }
    if (reason == RejectReason.NONE) {
      reason = checkPlace(row, order, replaced);
    }
    return reason == RejectReason.NONE
        ? risk.checkOrder(row, market, order.buy(), ticks, order.lots)
        : reason;
  }

  /** What closes at once is let through however far the mark has moved since it was opened. */
  private RejectReason checkBounds(int row, Submission order) {
    int market = order.market;
    long price = order.limitTicks * markets.k[market];
    if (!markets.spot[market]) {
      long line = accounts.lots(row, market);
      boolean closes = !order.mayRest() && order.lots <= (order.buy() ? -line : line);
      if (closes) {
        return Markets.exceeds(order.lots, price, Risk.MAX_ACCOUNT_NOTIONAL)
            ? RejectReason.BOUND_EXCEEDED
            : RejectReason.NONE;
      }
      long value = Math.max(price, markets.lotValue(market));
      value = Math.max(value, Math.abs(markets.fundingIndex[market]));
      if (Markets.exceeds(state.grossLots(market) + order.lots, value, Markets.MAX_OPENED)) {
        return RejectReason.BOUND_EXCEEDED;
      }
    }
    return risk.checkBounds(row, market, order.buy(), order.limitTicks, order.lots);
  }

  private RejectReason checkLevel(int row, Submission order) {
    int level = accounts.level(row);
    if (level == AccountLevel.OPEN.value()) {
      return RejectReason.NONE;
    }
    if (level == AccountLevel.CLOSED.value()) {
      return RejectReason.ACCOUNT_CLOSED;
    }
    return level == AccountLevel.REDUCE_ONLY.value() && exposure(row, order) <= 0
        ? RejectReason.NONE
        : RejectReason.ACCOUNT_RESTRICTED;
  }

  private RejectReason checkScope(int row, Submission order) {
    int market = order.market;
    var agents = accounts.agents;
    if ((agents.markets(signer) & 1L << market) == 0) {
      return RejectReason.AGENT_MARKET;
    }
    long notional = order.lots * order.limitTicks * markets.k[market];
    if (notional > agents.maxOrderNotional(signer)
        || notional > agents.freeNotional(signer, state.timeNs)) {
      return RejectReason.AGENT_LIMIT;
    }
    long mark = markets.markTicks[market];
    if (mark != 0
        && Math.abs(order.limitTicks - mark)
            > Rounding.mulDivDown(mark, agents.bandPpm(signer), PPM)) {
      return RejectReason.AGENT_PRICE;
    }
    long valuePerLot = (mark != 0 ? mark : order.limitTicks) * markets.k[market];
    long exposure = exposure(row, order);
    return exposure > 0 && Markets.exceeds(exposure, valuePerLot, agents.maxPosition(signer))
        ? RejectReason.AGENT_POSITION
        : RejectReason.NONE;
  }

  /**
   * The lots held on the order's side once it and all resting orders of that side trade; 0 or less
   * when they only reduce what is held on the other.
   */
  private long exposure(int row, Submission order) {
    int market = order.market;
    long held = accounts.lots(row, market);
    if (markets.spot[market]) {
      held = accounts.units(row, markets.baseAsset[market]) / markets.unitsPerLot[market];
    }
    return (order.buy() ? held : -held) + risk.restingLots(row, market, order.buy()) + order.lots;
  }

  private RejectReason checkPlace(int row, Submission order, int replaced) {
    int market = order.market;
    if (!accounts.canOpen(row, market)) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (order.mayRest()) {
      if (state.accountOrders.count(row) >= state.limits.ordersPerAccount()) {
        return RejectReason.ACCOUNT_ORDER_LIMIT;
      }
      if (orders.full() && replaced == Orders.NONE) {
        return RejectReason.BOOK_FULL;
      }
    }
    int first = state.books[market].nextMatch(order.buy(), order.limitTicks);
    if (order.timeInForce == TimeInForce.POST_ONLY && first != Orders.NONE) {
      return RejectReason.POST_ONLY_WOULD_MATCH;
    }
    return order.timeInForce == TimeInForce.FOK && !fills(row, first, order)
        ? RejectReason.WOULD_NOT_FILL
        : RejectReason.NONE;
  }

  /** Whether matching from this order on would trade every lot. */
  private boolean fills(int row, int first, Submission order) {
    Book book = state.books[order.market];
    long left = order.lots;
    int met = 0;
    int maker = first;
    while (maker != Orders.NONE && met < state.limits.fillsPerOrder()) {
      boolean own = orders.accountRow(maker) == row;
      if (own && order.selfTrade != SelfTrade.CANCEL_MAKER) {
        return false;
      }
      left -= own ? 0 : orders.lots(maker);
      if (left <= 0) {
        return true;
      }
      met++;
      maker = book.next(maker, order.limitTicks);
    }
    return false;
  }

  private void match(long requestId, int row, long orderId, Submission order) {
    int market = order.market;
    Book book = state.books[market];
    boolean buy = order.buy();
    long limitTicks = order.limitTicks;
    long remaining = order.lots;
    int met = 0;
    CancelReason ended = order.mayRest() ? null : CancelReason.IOC_REMAINDER;
    while (remaining > 0) {
      int maker = book.nextMatch(buy, limitTicks);
      if (maker == Orders.NONE) {
        break;
      }
      boolean own = orders.accountRow(maker) == row;
      if (own && order.selfTrade == SelfTrade.CANCEL_TAKER) {
        ended = CancelReason.SELF_TRADE;
        break;
      }
      if (met == state.limits.fillsPerOrder()) {
        ended = CancelReason.FILL_LIMIT;
        break;
      }
      met++;
      if (own) {
        remove(requestId, maker, CancelReason.SELF_TRADE);
        if (order.selfTrade == SelfTrade.CANCEL_BOTH) {
          ended = CancelReason.SELF_TRADE;
          break;
        }
        continue;
      }
      long traded = Math.min(remaining, orders.lots(maker));
      remaining -= traded;
      trade(book, maker, row, orderId, order.side, traded, remaining);
    }
    if (remaining == 0) {
      return;
    }
    if (ended != null) {
      events.orderCanceled(
          requestId,
          order.account,
          market,
          orderId,
          limitTicks,
          remaining,
          order.side,
          false,
          ended);
      return;
    }
    risk.hold(row, market, buy, limitTicks, remaining);
    state.rest(orderId, row, market, buy, limitTicks, remaining, order.clientHigh, order.clientLow);
    events.orderRested(order.account, market, orderId, limitTicks, remaining, order.side);
  }

  // What liquidation does

  @Override
  public void cancelAll(int accountRow, CancelReason why) {
    for (int market = 1; market <= markets.count(); market++) {
      int slot = oldestOrder(accountRow, market);
      for (; slot != Orders.NONE; slot = oldestOrder(accountRow, market)) {
        remove(0, slot, why);
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
    var order = taken;
    order.account = account;
    order.market = market;
    order.side = side;
    order.limitTicks = limitTicks;
    order.lots = lots;
    match(0, accountRow, orderId, order);
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
