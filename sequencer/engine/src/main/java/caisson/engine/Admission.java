package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Risk;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Submission;
import caisson.protocol.AccountLevel;
import caisson.protocol.RejectReason;
import caisson.protocol.SelfTrade;
import caisson.protocol.TimeInForce;
import caisson.units.Rounding;
import org.jspecify.annotations.Nullable;

/** Whether an order may come in: its terms, its shape, then bounds, limits, room and margin. */
final class Admission {
  /** Resting reduce-only orders of an account in a market; each of its fills looks at them all. */
  static final int MAX_REDUCING = 16;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final Orders orders;
  private final Risk risk;
  private final Signers signers;

  Admission(State state, Risk risk, Signers signers) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    orders = state.orders;
    this.risk = risk;
    this.signers = signers;
  }

  /** Everything again for an order that was signed earlier and comes in now. */
  RejectReason checkLater(int row, int agent, Submission order) {
    RejectReason reason = signers.assume(agent);
    if (reason == RejectReason.NONE) {
      reason = checkTerms(order);
    }
    if (reason == RejectReason.NONE) {
      reason = shape(row, order);
    }
    return reason == RejectReason.NONE ? admit(row, order, Orders.NONE) : reason;
  }

  RejectReason checkTerms(Submission order) {
    int market = order.market;
    if (!markets.listed(market)) {
      return RejectReason.UNKNOWN_MARKET;
    }
    int phase = markets.phaseAt(market, state.markRules.set[market], state.timeNs);
    if (phase == Markets.HALTED) {
      return RejectReason.MARKET_HALTED;
    }
    if (phase == Markets.AUCTION) {
      RejectReason reason = checkAuction(order);
      if (reason != RejectReason.NONE) {
        return reason;
      }
      phase = state.auctions.after[market];
    }
    if (phase == Markets.REDUCE_ONLY && !order.reduceOnly && !reduces(order)) {
      return RejectReason.WOULD_NOT_REDUCE;
    }
    if (order.limitTicks < 1 || order.limitTicks > markets.maxTicks(market)) {
      return RejectReason.BAD_PRICE;
    }
    if (order.lots < markets.minLots(market) || order.lots > markets.maxOrderLots(market)) {
      return RejectReason.BAD_QUANTITY;
    }
    if (!markets.spot(market) && markets.markTicks(market) == 0) {
      return RejectReason.NO_MARK;
    }
    boolean bad =
        (order.reduceOnly && markets.spot(market))
            || (order.slide && order.timeInForce != TimeInForce.POST_ONLY)
            || (order.goodTillNs != 0 && (order.goodTillNs <= state.timeNs || !order.mayRest()));
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }

  /**
   * So that all that meet at its end are of different accounts and open no more than the limits of
   * open interest, should every order of the book open a line.
   */
  private RejectReason checkAuction(Submission order) {
    int market = order.market;
    if (state.auctions.ticks[market] != 0) {
      return RejectReason.MARKET_HALTED;
    }
    if (order.timeInForce != TimeInForce.GTC) {
      return RejectReason.AUCTION_TERMS;
    }
    int row = accounts.rowOf(order.account);
    int slot = state.accountOrders.first(row, market);
    for (; slot != Orders.NONE; slot = state.accountOrders.next(slot)) {
      long other = orders.limitTicks(slot);
      boolean meets = order.buy() ? other <= order.limitTicks : other >= order.limitTicks;
      if (orders.buy(slot) != order.buy() && meets) {
        return RejectReason.AUCTION_TERMS;
      }
    }
    long lots = order.lots + state.books[market].lots();
    return risk.opensTooMuch(row, market, order.buy(), lots)
        ? RejectReason.OPEN_INTEREST_LIMIT
        : RejectReason.NONE;
  }

  /** Whether all of it closes a line, or sells a holding. */
  private boolean reduces(Submission order) {
    if (markets.spot(order.market)) {
      return !order.buy();
    }
    long line = accounts.lots(accounts.rowOf(order.account), order.market);
    return order.lots <= (order.buy() ? -line : line);
  }

  /** Clips a reducing order to the line and slides a posting one off the opposite price. */
  RejectReason shape(int row, Submission order) {
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
      if (order.limitTicks < 1 || order.limitTicks > markets.maxTicks(order.market)) {
        return RejectReason.POST_ONLY_WOULD_MATCH;
      }
    }
    return RejectReason.NONE;
  }

  /** An order it takes the place of is detached, but still has its slot. */
  RejectReason admit(int row, Submission order, int replaced) {
    return admit(row, order, null, replaced);
  }

  /** As one order, which its terms tell; to the scope of its key it is held order by order. */
  RejectReason admit(int row, ScaleTerms scale) {
    return admit(row, scale.order, scale, Orders.NONE);
  }

  private RejectReason admit(int row, Submission order, @Nullable ScaleTerms scale, int replaced) {
    int cell = accounts.cell(row, order.market);
    RejectReason reason =
        markets.limited(order.market) ? checkLimits(row, cell, order) : RejectReason.NONE;
    if (reason == RejectReason.NONE) {
      reason = checkBounds(row, cell, order);
    }
    if (reason == RejectReason.NONE) {
      reason = checkWho(row, cell, order, scale);
    }
    if (reason == RejectReason.NONE) {
      reason = checkPlace(row, order, replaced);
    }
    return reason == RejectReason.NONE
        ? risk.checkOrder(row, cell, order.market, order.buy(), order.limitTicks, order.lots)
        : reason;
  }

  /** The market's own; what only reduces a line is held to the price band alone. */
  private RejectReason checkLimits(int row, int cell, Submission order) {
    int market = order.market;
    boolean buy = order.buy();
    if (markets.bandPpm[market] != 0) {
      long mark = markets.markTicks(market);
      long band = Rounding.mulPpmFloor(mark, markets.bandPpm[market]);
      if (buy ? order.limitTicks > mark + band : order.limitTicks < mark - band) {
        return RejectReason.PRICE_BAND;
      }
    }
    long reach = exposure(row, cell, order);
    if (!markets.spot(market) && reach <= 0) {
      return RejectReason.NONE;
    }
    long price = order.limitTicks * markets.k(market);
    long least = markets.minNotional[market];
    if (least != 0 && !Markets.exceeds(order.lots, price, least - 1)) {
      return RejectReason.MIN_NOTIONAL;
    }
    long most = markets.positionLots[market];
    return most != 0 && reach > most ? RejectReason.POSITION_LIMIT : RejectReason.NONE;
  }

  /** What the account's level and the scope of its key allow. */
  private RejectReason checkWho(int row, int cell, Submission order, @Nullable ScaleTerms scale) {
    long exposure = exposure(row, cell, order);
    if (!accounts.owners.open(row)) {
      RejectReason reason = checkLevel(accounts.owners.level(row), exposure);
      if (reason != RejectReason.NONE) {
        return reason;
      }
    }
    return scale == null
        ? signers.checkScope(order, exposure)
        : signers.checkScope(scale, exposure);
  }

  private static RejectReason checkLevel(int level, long exposure) {
    if (level == AccountLevel.CLOSED.value()) {
      return RejectReason.ACCOUNT_CLOSED;
    }
    boolean refused =
        level == AccountLevel.CANCEL_ONLY.value()
            || (level == AccountLevel.REDUCE_ONLY.value() && exposure > 0);
    return refused ? RejectReason.ACCOUNT_RESTRICTED : RejectReason.NONE;
  }

  /**
   * The lots held on the order's side once it and all resting orders of that side trade; 0 or less
   * when they only reduce what is held on the other.
   */
  private long exposure(int row, int cell, Submission order) {
    int market = order.market;
    long held = accounts.lotsIn(cell);
    if (markets.spot(market)) {
      held = accounts.units(row, markets.baseAsset(market)) / markets.unitsPerLot(market);
    }
    long side = order.buy() ? held : -held;
    return side + risk.restingLots(cell, order.buy()) + order.lots;
  }

  /** What closes at once is let through however far the mark has moved since it was opened. */
  private RejectReason checkBounds(int row, int cell, Submission order) {
    int market = order.market;
    long price = order.limitTicks * markets.k(market);
    if (!markets.spot(market)) {
      long line = accounts.lotsIn(cell);
      boolean closes = !order.mayRest() && order.lots <= (order.buy() ? -line : line);
      if (closes) {
        return Markets.exceeds(order.lots, price, Risk.MAX_ACCOUNT_NOTIONAL)
            ? RejectReason.BOUND_EXCEEDED
            : RejectReason.NONE;
      }
      long value = Math.max(price, markets.lotBound(market));
      if (Markets.exceeds(state.grossLots(market) + order.lots, value, Markets.MAX_OPENED)) {
        return RejectReason.BOUND_EXCEEDED;
      }
    }
    return risk.checkBounds(row, cell, market, order.buy(), order.limitTicks, order.lots);
  }

  private RejectReason checkPlace(int row, Submission order, int replaced) {
    int market = order.market;
    if (!accounts.canOpen(row, market)) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (order.mayRest()) {
      RejectReason reason = checkRoom(row, order, replaced);
      if (reason != RejectReason.NONE) {
        return reason;
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

  private RejectReason checkRoom(int row, Submission order, int replaced) {
    boolean tooMany =
        state.accountOrders.count(row) >= state.limits.ordersPerAccount()
            || (order.reduceOnly
                && state.accountOrders.reducing(row, order.market) >= MAX_REDUCING);
    if (tooMany) {
      return RejectReason.ACCOUNT_ORDER_LIMIT;
    }
    if (orders.full() && replaced == Orders.NONE) {
      return RejectReason.BOOK_FULL;
    }
    boolean takesTimer = replaced == Orders.NONE || state.goodTillNs(replaced) == 0;
    return order.goodTillNs != 0 && takesTimer && state.timedOrders.full()
        ? RejectReason.TIMED_ORDERS_FULL
        : RejectReason.NONE;
  }

  /**
   * Whether matching from this order on would trade every lot, also when what may leave on the way,
   * a reduce-only order or one whose time has come, trades nothing.
   */
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
      boolean counts = !own && !orders.reduceOnly(maker) && !state.ended(maker);
      left -= counts ? orders.lots(maker) : 0;
      if (left <= 0) {
        return true;
      }
      met++;
      maker = book.next(maker, order.limitTicks);
    }
    return false;
  }
}
