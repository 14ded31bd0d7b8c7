package caisson.engine;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Submission;
import caisson.protocol.CancelReason;
import caisson.protocol.MarketPhase;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;

/** An order that was let in meets those that rest, the best and oldest first. */
final class ReferenceMatching {
  private final ReferenceEngine engine;
  private final ReferenceBook book;
  private final ReferenceFills fills;
  private final EventPublisher events;

  ReferenceMatching(
      ReferenceEngine engine, ReferenceBook book, ReferenceFills fills, EventPublisher events) {
    this.engine = engine;
    this.book = book;
    this.fills = fills;
    this.events = events;
  }

  void accepted(long requestId, long id, Submission o) {
    events.orders.accepted(
        requestId,
        o.account,
        o.market,
        id,
        o.limitTicks,
        o.lots,
        o.clientHigh,
        o.clientLow,
        o.side,
        o.timeInForce);
  }

  /** Returns the lots that traded. */
  long match(long requestId, long id, Submission o) {
    if (engine.markets.get(o.market).phase == MarketPhase.AUCTION) {
      if (o.mayRest()) {
        var order =
            new Order(
                id,
                ReferenceTrading.copy(o),
                engine.accounts.get(o.account),
                engine.markets.get(o.market),
                o.lots);
        rest(order);
      } else {
        ended(requestId, id, o, o.lots, CancelReason.IOC_REMAINDER);
      }
      return 0;
    }
    long tradedLots = 0;
    var taker = engine.accounts.get(o.account);
    var market = engine.markets.get(o.market);
    long left = o.lots;
    CancelReason end = o.mayRest() ? null : CancelReason.IOC_REMAINDER;
    for (int met = 0; left > 0; met++) {
      var maker = book.best(market, !o.buy());
      if (maker == null || !ReferenceBook.crosses(o, maker)) {
        break;
      }
      boolean over = book.over(maker);
      boolean own = maker.account == taker && !over;
      if (own && o.selfTrade == SelfTrade.CANCEL_TAKER) {
        end = CancelReason.SELF_TRADE;
        break;
      }
      if (met == engine.limits.fillsPerOrder()) {
        end = CancelReason.FILL_LIMIT;
        break;
      }
      if (over) {
        book.remove(0, maker, CancelReason.EXPIRED);
        continue;
      }
      if (!own) {
        long traded = Math.min(left, maker.lots);
        left -= traded;
        tradedLots += traded;
        maker.lots -= traded;
        if (maker.lots == 0) {
          engine.resting.remove(maker);
        }
        fills.trade(market, maker, taker, id, o.side, traded, left);
        book.clip(maker.account, market);
        book.clip(taker, market);
        continue;
      }
      if (o.selfTrade == SelfTrade.DECREMENT) {
        long by = Math.min(left, maker.lots);
        book.lose(requestId, maker, by, CancelReason.SELF_TRADE);
        left -= by;
        if (left == 0) {
          ended(requestId, id, o, by, CancelReason.SELF_TRADE);
        } else {
          events.orders.reduced(
              requestId,
              o.account,
              o.market,
              id,
              o.limitTicks,
              by,
              left,
              o.side,
              false,
              CancelReason.SELF_TRADE);
        }
        continue;
      }
      book.remove(requestId, maker, CancelReason.SELF_TRADE);
      if (o.selfTrade == SelfTrade.CANCEL_BOTH) {
        end = CancelReason.SELF_TRADE;
        break;
      }
    }
    if (left > 0 && end != null) {
      ended(requestId, id, o, left, end);
    } else if (left > 0) {
      rest(new Order(id, ReferenceTrading.copy(o), taker, market, left));
    }
    return tradedLots;
  }

  private void rest(Order o) {
    engine.resting.add(o);
    events.orders.rested(
        o.account.id, o.market.id, o.id, o.limit, o.lots, o.buy ? Side.BUY : Side.SELL);
  }

  /** An order leaves the book for the trades it gets at the price of an auction. */
  void takeAt(Order taker, long price) {
    engine.resting.remove(taker);
    var side = taker.buy ? Side.BUY : Side.SELL;
    events.auctions.taken(
        taker.account.id, taker.market.id, taker.id, taker.limit, taker.lots, side);
    for (int met = 0; taker.lots > 0 && met < engine.limits.fillsPerOrder(); met++) {
      var maker = book.best(taker.market, !taker.buy);
      if (maker == null || (taker.buy ? maker.limit > price : maker.limit < price)) {
        break;
      }
      long traded = Math.min(taker.lots, maker.lots);
      taker.lots -= traded;
      maker.lots -= traded;
      if (maker.lots == 0) {
        engine.resting.remove(maker);
      }
      fills.tradeAt(price, taker.market, maker, taker.account, taker.id, side, traded, taker.lots);
      book.clip(maker.account, taker.market);
      book.clip(taker.account, taker.market);
    }
    if (taker.lots > 0) {
      rest(taker);
    }
  }

  /** An order of the house for an account, checked by no one; the lots that traded. */
  long take(long id, Account row, Market market, boolean buy, long limit, long lots) {
    var order = new Submission();
    order.account = row.id;
    order.market = market.id;
    order.side = buy ? Side.BUY : Side.SELL;
    order.limitTicks = limit;
    order.lots = lots;
    order.timeInForce = TimeInForce.IOC;
    events.orders.accepted(
        0, row.id, market.id, id, limit, lots, 0, 0, order.side, order.timeInForce);
    long before = ReferenceFills.position(row, market);
    match(0, id, order);
    return Math.abs(ReferenceFills.position(row, market) - before);
  }

  private void ended(long requestId, long id, Submission o, long lots, CancelReason why) {
    events.orders.canceled(
        requestId, o.account, o.market, id, o.limitTicks, lots, o.side, false, why);
  }
}
