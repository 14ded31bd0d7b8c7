package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Submission;
import caisson.protocol.CancelReason;
import caisson.protocol.Side;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All that rests in one list, oldest first, searched each time; and how orders leave it. */
final class ReferenceBook {
  private static final BigInteger MAX_NOTIONAL = BigInteger.TEN.pow(17);

  private final ReferenceEngine engine;
  private final EventPublisher events;
  private final List<Order> resting;

  ReferenceBook(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
    resting = engine.resting;
  }

  Order best(Market market, boolean buy) {
    Order best = null;
    for (var order : resting) {
      if (order.market == market
          && order.buy == buy
          && (best == null || (buy ? order.limit > best.limit : order.limit < best.limit))) {
        best = order;
      }
    }
    return best;
  }

  Order quote(Market market, boolean buy) {
    return crossed(market) ? null : best(market, buy);
  }

  boolean crossed(Market market) {
    var bid = best(market, true);
    var ask = best(market, false);
    return bid != null && ask != null && bid.limit >= ask.limit;
  }

  Order find(int account, int market, long id) {
    for (var order : resting) {
      if (order.account.id == account && order.market.id == market && order.id == id) {
        return order;
      }
    }
    return null;
  }

  static boolean crosses(Submission o, Order maker) {
    return o.buy() ? maker.limit <= o.limitTicks : maker.limit >= o.limitTicks;
  }

  static long closes(Account row, Market market, boolean buy) {
    var line = row.line(market.id).lots;
    return Math.max(0, (buy ? line.negate() : line).longValueExact());
  }

  BigInteger open(Account row, Market market, boolean buy) {
    return resting.stream()
        .filter(o -> o.account == row && o.market == market && o.buy == buy)
        .map(o -> big(o.lots))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  BigInteger worst(Account row, Market market, boolean buy, long extra) {
    var line = row.line(market.id).lots;
    var longest = line.add(open(row, market, true)).add(big(buy ? extra : 0));
    var shortest = line.subtract(open(row, market, false)).subtract(big(buy ? 0 : extra));
    return longest.abs().max(shortest.abs());
  }

  /** Long lines and resting orders of a market, in lots. */
  BigInteger gross(Market market) {
    var sum = BigInteger.ZERO;
    for (var account : engine.accounts.values()) {
      sum = sum.add(account.line(market.id).lots.max(BigInteger.ZERO));
    }
    for (var order : resting) {
      sum = order.market == market ? sum.add(big(order.lots)) : sum;
    }
    return sum;
  }

  boolean carriedTooFar(Market market, BigInteger lotValue) {
    return gross(market).multiply(lotValue).compareTo(MAX_NOTIONAL.multiply(big(10))) > 0;
  }

  boolean over(Order order) {
    return order.terms.goodTillNs != 0 && order.terms.goodTillNs <= engine.now;
  }

  void expire() {
    var due = new ArrayList<>(resting.stream().filter(this::over).toList());
    due.sort(Comparator.comparingLong((Order o) -> o.terms.goodTillNs).thenComparing(o -> o.id));
    for (var order : due) {
      remove(0, order, CancelReason.EXPIRED);
    }
  }

  /** No reduce-only order keeps more than closes the line. */
  void clip(Account row, Market market) {
    var theirs = new ArrayList<Order>();
    for (var order : resting) {
      if (order.account == row && order.market == market && order.terms.reduceOnly) {
        theirs.add(order);
      }
    }
    theirs.sort(Comparator.comparingLong(o -> o.id));
    for (var order : theirs) {
      long excess = order.lots - closes(row, market, order.buy);
      if (excess > 0) {
        lose(0, order, excess, CancelReason.REDUCE_ONLY);
      }
    }
  }

  /** All that the account has resting, for a reason of the house. */
  void cancelAll(Account row, CancelReason why) {
    var theirs = new ArrayList<>(resting.stream().filter(o -> o.account == row).toList());
    theirs.sort(Comparator.comparingLong(o -> o.id));
    for (var order : theirs) {
      remove(0, order, why);
    }
  }

  void lose(long requestId, Order order, long by, CancelReason why) {
    if (by == order.lots) {
      remove(requestId, order, why);
    } else {
      reduce(requestId, order, by, why);
    }
  }

  void reduce(long requestId, Order order, long by, CancelReason why) {
    order.lots -= by;
    events.orders.reduced(
        requestId,
        order.account.id,
        order.market.id,
        order.id,
        order.limit,
        by,
        order.lots,
        order.terms.side,
        true,
        why);
  }

  void remove(long requestId, Order order, CancelReason why) {
    resting.remove(order);
    canceled(requestId, order, why);
  }

  void canceled(long requestId, Order order, CancelReason why) {
    events.orders.canceled(
        requestId,
        order.account.id,
        order.market.id,
        order.id,
        order.limit,
        order.lots,
        order.buy ? Side.BUY : Side.SELL,
        true,
        why);
  }
}
