package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.ceil;
import static caisson.engine.ReferenceEngine.floorDiv;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.Amendment;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Submission;
import caisson.protocol.CancelReason;
import caisson.protocol.MarketPhase;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Orders told again from the rules: one list of all that rest, oldest first, searched each time.
 */
final class ReferenceTrading {
  private static final BigInteger MAX_NOTIONAL = BigInteger.TEN.pow(17);

  private final ReferenceEngine engine;
  private final EngineLimits limits;
  private final EventPublisher events;
  private final Map<Integer, Account> accounts;
  private final Map<Integer, Market> markets;
  private final List<Order> resting;

  /** The agent that signed, null for the owner. */
  String key;

  ReferenceTrading(ReferenceEngine engine, EngineLimits limits, EventPublisher events) {
    this.engine = engine;
    this.limits = limits;
    this.events = events;
    accounts = engine.accounts;
    markets = engine.markets;
    resting = engine.resting;
  }

  void submit(long requestId, int template, Submission o) {
    String signer = ReferenceEngine.key(o.signerA, o.signerB, o.signerC);
    RejectReason reason = signer(o.account, o.nonce, o.expiryNs, signer);
    if (reason == RejectReason.NONE) {
      reason = basics(o);
    }
    Order old = null;
    if (reason == RejectReason.NONE && o.replaces != 0) {
      old = find(o.account, o.market, o.replaces);
      reason = old == null || old.buy != o.buy() ? RejectReason.UNKNOWN_ORDER : reason;
    }
    if (reason == RejectReason.NONE) {
      reason = shape(o);
    }
    if (reason == RejectReason.NONE) {
      reason = admit(o, old);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, o.account, template, reason);
      return;
    }
    use(o);
    if (old != null) {
      canceled(requestId, old, CancelReason.REPLACED);
    }
    accepted(requestId, engine.sequence, o);
    match(requestId, engine.sequence, o);
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

  /** Everything but who signed. */
  RejectReason check(Submission o, Order old) {
    RejectReason reason = basics(o);
    if (reason == RejectReason.NONE) {
      reason = shape(o);
    }
    return reason == RejectReason.NONE ? admit(o, old) : reason;
  }

  void scale(long requestId, ScaleTerms scale) {
    var o = scale.order;
    String signer = ReferenceEngine.key(o.signerA, o.signerB, o.signerC);
    RejectReason reason = signer(o.account, o.nonce, o.expiryNs, signer);
    int n = scale.orders;
    var low = copy(o);
    low.limitTicks = Math.min(o.limitTicks, scale.toTicks);
    var high = copy(o);
    high.limitTicks = Math.max(o.limitTicks, scale.toTicks);
    var worst = o.buy() ? high : low;
    if (reason == RejectReason.NONE && (n < 2 || n > 16)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason == RejectReason.NONE) {
      reason = basics(o.buy() ? low : high);
    }
    if (reason == RejectReason.NONE) {
      reason = basics(worst);
    }
    if (reason == RejectReason.NONE && o.lots / n < markets.get(o.market).minLots) {
      reason = RejectReason.BAD_QUANTITY;
    }
    if (reason == RejectReason.NONE) {
      long open = resting.stream().filter(order -> order.account.id == o.account).count();
      long timed = resting.stream().filter(order -> order.terms.goodTillNs != 0).count();
      if (open + n > limits.ordersPerAccount()) {
        reason = RejectReason.ACCOUNT_ORDER_LIMIT;
      } else if (resting.size() + n > limits.orders()) {
        reason = RejectReason.BOOK_FULL;
      } else if (o.goodTillNs != 0 && timed + n > limits.timedOrders()) {
        reason = RejectReason.TIMED_ORDERS_FULL;
      } else {
        reason = terms(worst);
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, o.account, 29, reason);
      return;
    }
    use(worst);
    for (int i = 0; i < n; i++) {
      var leg = copy(o);
      var span = big(scale.toTicks - o.limitTicks).multiply(big(i));
      leg.limitTicks = o.limitTicks + floorDiv(span, big(n - 1)).longValueExact();
      leg.lots = o.lots / n + (i < o.lots % n ? 1 : 0);
      leg.clientLow = o.clientLow + i;
      long id = engine.sequence + i * (1L << 48);
      accepted(requestId, id, leg);
      match(requestId, id, leg);
    }
  }

  void amend(long requestId, Amendment a) {
    String signer = ReferenceEngine.key(a.signerA, a.signerB, a.signerC);
    RejectReason reason = signer(a.account, a.nonce, a.expiryNs, signer);
    var order = find(a.account, a.market, a.orderId);
    if (reason == RejectReason.NONE && order == null) {
      reason = RejectReason.UNKNOWN_ORDER;
    }
    Submission again = null;
    if (reason == RejectReason.NONE) {
      boolean same = a.limitTicks == order.limit;
      if (same && a.lots == order.lots) {
        events.completed(requestId);
        return;
      }
      if (same && a.lots < order.lots && a.lots >= order.market.minLots) {
        reduce(requestId, order, order.lots - a.lots, CancelReason.AMENDED);
        return;
      }
      again = copy(order.terms);
      again.limitTicks = a.limitTicks;
      again.lots = a.lots;
      again.selfTrade = a.selfTrade;
      again.timeInForce = a.postOnly ? TimeInForce.POST_ONLY : TimeInForce.GTC;
      again.slide = false;
      reason = check(again, order);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, a.account, 26, reason);
      return;
    }
    use(again);
    events.orders.amended(
        requestId,
        a.account,
        a.market,
        order.id,
        order.limit,
        order.lots,
        again.limitTicks,
        again.lots,
        again.side);
    match(requestId, order.id, again);
  }

  static Submission copy(Submission from) {
    var to = new Submission();
    to.account = from.account;
    to.market = from.market;
    to.limitTicks = from.limitTicks;
    to.lots = from.lots;
    to.clientHigh = from.clientHigh;
    to.clientLow = from.clientLow;
    to.side = from.side;
    to.timeInForce = from.timeInForce;
    to.selfTrade = from.selfTrade;
    to.reduceOnly = from.reduceOnly;
    to.goodTillNs = from.goodTillNs;
    return to;
  }

  private Order find(int account, int market, long id) {
    for (var order : resting) {
      if (order.account.id == account && order.market.id == market && order.id == id) {
        return order;
      }
    }
    return null;
  }

  private RejectReason shape(Submission o) {
    if (o.reduceOnly) {
      o.lots = Math.min(o.lots, closes(accounts.get(o.account), markets.get(o.market), o.buy()));
      if (o.lots == 0) {
        return RejectReason.WOULD_NOT_REDUCE;
      }
    }
    var best = best(markets.get(o.market), !o.buy());
    if (o.slide && best != null && crosses(o, best)) {
      o.limitTicks = o.buy() ? best.limit - 1 : best.limit + 1;
      if (o.limitTicks < 1 || o.limitTicks > markets.get(o.market).maxTicks) {
        return RejectReason.POST_ONLY_WOULD_MATCH;
      }
    }
    return RejectReason.NONE;
  }

  private static boolean crosses(Submission o, Order maker) {
    return o.buy() ? maker.limit <= o.limitTicks : maker.limit >= o.limitTicks;
  }

  private static long closes(Account row, Market market, boolean buy) {
    var line = row.line(market.id).lots;
    return Math.max(0, (buy ? line.negate() : line).longValueExact());
  }

  /** The order it takes the place of is gone when this passes. */
  private RejectReason admit(Submission o, Order old) {
    int place = resting.indexOf(old);
    resting.remove(old);
    RejectReason reason = terms(o);
    if (reason != RejectReason.NONE && old != null) {
      resting.add(place, old);
    }
    return reason;
  }

  void use(Submission o) {
    if (key != null) {
      var agent = accounts.get(o.account).keys.get(key);
      long day = engine.now / 86_400_000_000_000L;
      agent.used = agent.day == day ? agent.used : BigInteger.ZERO;
      agent.day = day;
      var notional = big(o.lots).multiply(big(o.limitTicks)).multiply(markets.get(o.market).k);
      agent.used = agent.used.add(notional);
    }
  }

  /** Returns the lots that traded. */
  long match(long requestId, long id, Submission o) {
    if (markets.get(o.market).phase == MarketPhase.AUCTION) {
      if (o.mayRest()) {
        var order = new Order(id, copy(o), accounts.get(o.account), markets.get(o.market), o.lots);
        rest(order);
      } else {
        ended(requestId, id, o, o.lots, CancelReason.IOC_REMAINDER);
      }
      return 0;
    }
    long tradedLots = 0;
    var taker = accounts.get(o.account);
    var market = markets.get(o.market);
    long left = o.lots;
    CancelReason end = o.mayRest() ? null : CancelReason.IOC_REMAINDER;
    for (int met = 0; left > 0; met++) {
      var maker = best(market, !o.buy());
      if (maker == null || !crosses(o, maker)) {
        break;
      }
      boolean over = over(maker);
      boolean own = maker.account == taker && !over;
      if (own && o.selfTrade == SelfTrade.CANCEL_TAKER) {
        end = CancelReason.SELF_TRADE;
        break;
      }
      if (met == limits.fillsPerOrder()) {
        end = CancelReason.FILL_LIMIT;
        break;
      }
      if (over) {
        remove(0, maker, CancelReason.EXPIRED);
        continue;
      }
      if (!own) {
        long traded = Math.min(left, maker.lots);
        left -= traded;
        tradedLots += traded;
        maker.lots -= traded;
        if (maker.lots == 0) {
          resting.remove(maker);
        }
        trade(market, maker, taker, id, o.side, traded, left);
        clip(maker.account, market);
        clip(taker, market);
        continue;
      }
      if (o.selfTrade == SelfTrade.DECREMENT) {
        long by = Math.min(left, maker.lots);
        lose(requestId, maker, by, CancelReason.SELF_TRADE);
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
      remove(requestId, maker, CancelReason.SELF_TRADE);
      if (o.selfTrade == SelfTrade.CANCEL_BOTH) {
        end = CancelReason.SELF_TRADE;
        break;
      }
    }
    if (left > 0 && end != null) {
      ended(requestId, id, o, left, end);
    } else if (left > 0) {
      rest(new Order(id, copy(o), taker, market, left));
    }
    return tradedLots;
  }

  private void rest(Order o) {
    resting.add(o);
    events.orders.rested(
        o.account.id, o.market.id, o.id, o.limit, o.lots, o.buy ? Side.BUY : Side.SELL);
  }

  /** An order leaves the book for the trades it gets at the price of an auction. */
  void takeAt(Order taker, long price) {
    resting.remove(taker);
    var side = taker.buy ? Side.BUY : Side.SELL;
    events.auctions.taken(
        taker.account.id, taker.market.id, taker.id, taker.limit, taker.lots, side);
    for (int met = 0; taker.lots > 0 && met < limits.fillsPerOrder(); met++) {
      var maker = best(taker.market, !taker.buy);
      if (maker == null || (taker.buy ? maker.limit > price : maker.limit < price)) {
        break;
      }
      long traded = Math.min(taker.lots, maker.lots);
      taker.lots -= traded;
      maker.lots -= traded;
      if (maker.lots == 0) {
        resting.remove(maker);
      }
      tradeAt(price, taker.market, maker, taker.account, taker.id, side, traded, taker.lots);
      clip(maker.account, taker.market);
      clip(taker.account, taker.market);
    }
    if (taker.lots > 0) {
      rest(taker);
    }
  }

  private void ended(long requestId, long id, Submission o, long lots, CancelReason why) {
    events.orders.canceled(
        requestId, o.account, o.market, id, o.limitTicks, lots, o.side, false, why);
  }

  private boolean over(Order order) {
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

  private void lose(long requestId, Order order, long by, CancelReason why) {
    if (by == order.lots) {
      remove(requestId, order, why);
    } else {
      reduce(requestId, order, by, why);
    }
  }

  private void reduce(long requestId, Order order, long by, CancelReason why) {
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

  private void canceled(long requestId, Order order, CancelReason why) {
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

  void cancel(
      long requestId,
      int account,
      int market,
      long orderId,
      long nonce,
      long expiryNs,
      String signer) {
    RejectReason reason = signer(account, nonce, expiryNs, signer);
    var found =
        resting.stream()
            .filter(o -> o.id == orderId && o.account.id == account && o.market.id == market)
            .findFirst();
    if (reason == RejectReason.NONE && found.isEmpty()) {
      if (engine.triggers.cancel(requestId, account, market, orderId)
          || engine.twaps.cancel(requestId, account, market, orderId)) {
        return;
      }
      reason = RejectReason.UNKNOWN_ORDER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 22, reason);
      return;
    }
    var order = found.get();
    resting.remove(order);
    canceled(requestId, order, CancelReason.REQUESTED);
  }

  /** All that the account has resting, for a reason of the house. */
  void cancelAll(Account row, CancelReason why) {
    var theirs = new ArrayList<>(resting.stream().filter(o -> o.account == row).toList());
    theirs.sort(Comparator.comparingLong(o -> o.id));
    for (var order : theirs) {
      remove(0, order, why);
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
    long before = position(row, market);
    match(0, id, order);
    return Math.abs(position(row, market) - before);
  }

  void cancelAll(
      long requestId,
      int account,
      int market,
      OrderSides sides,
      long nonce,
      long expiryNs,
      String signer) {
    RejectReason reason = signer(account, nonce, expiryNs, signer);
    if (reason == RejectReason.NONE && market != 0 && !markets.containsKey(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 25, reason);
      return;
    }
    var gone = new ArrayList<Order>();
    for (var order : resting) {
      boolean side = sides == OrderSides.BOTH || order.buy == (sides == OrderSides.BUYS);
      if (order.account.id == account && (market == 0 || order.market.id == market) && side) {
        gone.add(order);
      }
    }
    gone.sort((a, b) -> Long.compare(a.id, b.id));
    for (var order : gone) {
      resting.remove(order);
      canceled(requestId, order, CancelReason.REQUESTED);
    }
    int triggers =
        engine.triggers.cancelAll(requestId, account, market, sides, CancelReason.REQUESTED);
    int twaps = engine.twaps.cancelAll(requestId, account, market, sides, CancelReason.REQUESTED);
    if (gone.isEmpty() && triggers + twaps == 0) {
      events.completed(requestId);
    }
  }

  RejectReason signer(int account, long nonce, long expiryNs, String signer) {
    key = null;
    if (account < 4096) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!accounts.containsKey(account)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    var row = accounts.get(account);
    var nonces = row.nonces;
    if (!row.owner.equals(signer)) {
      if (!row.keys.containsKey(signer)) {
        return RejectReason.UNKNOWN_AGENT;
      }
      if (row.keys.get(signer).expiryNs <= engine.now) {
        return RejectReason.AGENT_EXPIRED;
      }
      key = signer;
      nonces = row.keys.get(signer).nonces;
    }
    return engine.now > expiryNs ? RejectReason.EXPIRED : nonces.use(nonce);
  }

  RejectReason basics(Submission o) {
    var market = markets.get(o.market);
    if (market == null) {
      return RejectReason.UNKNOWN_MARKET;
    }
    var phase = engine.pricing.phase(market);
    if (phase == MarketPhase.HALTED) {
      return RejectReason.MARKET_HALTED;
    }
    if (phase == MarketPhase.AUCTION) {
      phase = market.phaseAfter;
      boolean meetsOwn =
          resting.stream()
              .anyMatch(
                  r ->
                      r.account.id == o.account
                          && r.market == market
                          && r.buy != o.buy()
                          && crosses(o, r));
      if (o.timeInForce != TimeInForce.GTC || meetsOwn) {
        return RejectReason.AUCTION_TERMS;
      }
      long resting =
          this.resting.stream().filter(r -> r.market == market).mapToLong(r -> r.lots).sum();
      var row = accounts.get(o.account);
      if (!market.spot && engine.margin.beyondInterest(row, market, o.buy(), o.lots + resting)) {
        return RejectReason.OPEN_INTEREST_LIMIT;
      }
    }
    var line = engine.accounts.get(o.account).line(o.market).lots;
    var closing = o.buy() ? line.negate() : line;
    boolean reduces = market.spot ? !o.buy() : big(o.lots).compareTo(closing) <= 0;
    if (phase == MarketPhase.REDUCE_ONLY && !o.reduceOnly && !reduces) {
      return RejectReason.WOULD_NOT_REDUCE;
    }
    if (o.limitTicks < 1 || o.limitTicks > market.maxTicks) {
      return RejectReason.BAD_PRICE;
    }
    if (o.lots < market.minLots || o.lots > market.maxOrderLots) {
      return RejectReason.BAD_QUANTITY;
    }
    if (!market.spot && market.mark == 0) {
      return RejectReason.NO_MARK;
    }
    boolean timed = o.goodTillNs != 0;
    if ((o.reduceOnly && market.spot)
        || (o.slide && o.timeInForce != TimeInForce.POST_ONLY)
        || (timed && (o.goodTillNs <= engine.now || !o.mayRest()))) {
      return RejectReason.BAD_PARAMETER;
    }
    return RejectReason.NONE;
  }

  /** What the order would trade at least, told by the list of those it would meet. */
  private boolean wouldFill(Account row, Submission o) {
    var met = new ArrayList<Order>();
    for (var order : resting) {
      if (order.market.id == o.market && order.buy != o.buy() && crosses(o, order)) {
        met.add(order);
      }
    }
    met.sort((a, b) -> o.buy() ? Long.compare(a.limit, b.limit) : Long.compare(b.limit, a.limit));
    long left = o.lots;
    for (int i = 0; i < met.size() && i < limits.fillsPerOrder() && left > 0; i++) {
      var order = met.get(i);
      if (order.account == row && o.selfTrade != SelfTrade.CANCEL_MAKER) {
        return false;
      }
      boolean stays = order.account != row && !order.terms.reduceOnly && !over(order);
      left -= stays ? order.lots : 0;
    }
    return left <= 0;
  }

  private RejectReason who(Account row, Market market, Submission o) {
    int level = Math.max(row.ownerLevel, row.venueLevel);
    var exposed = exposed(row, market, o.buy(), o.lots);
    if (level == 3) {
      return RejectReason.ACCOUNT_CLOSED;
    }
    if (level == 2 || (level == 1 && exposed.signum() > 0)) {
      return RejectReason.ACCOUNT_RESTRICTED;
    }
    if (key == null) {
      return RejectReason.NONE;
    }
    var agent = row.keys.get(key);
    if (!big(agent.markets).testBit(market.id)) {
      return RejectReason.AGENT_MARKET;
    }
    var notional = big(o.lots).multiply(big(o.limitTicks)).multiply(market.k);
    var used = agent.day == engine.now / 86_400_000_000_000L ? agent.used : BigInteger.ZERO;
    if (notional.compareTo(big(agent.perOrder)) > 0
        || used.add(notional).compareTo(big(agent.perDay)) > 0) {
      return RejectReason.AGENT_LIMIT;
    }
    var away = big(o.limitTicks).subtract(big(market.mark)).abs().multiply(big(1_000_000));
    if (market.mark != 0 && away.compareTo(big(market.mark).multiply(big(agent.bandPpm))) > 0) {
      return RejectReason.AGENT_PRICE;
    }
    var price = big(market.mark == 0 ? o.limitTicks : market.mark).multiply(market.k);
    return exposed.multiply(price).compareTo(big(agent.maxPosition)) > 0
        ? RejectReason.AGENT_POSITION
        : RejectReason.NONE;
  }

  /** Lots on one side, should every order of that side trade and the other side's none. */
  private BigInteger exposed(Account row, Market market, boolean buy, long lots) {
    var held =
        market.spot ? row.units(market.base).divide(market.unitsPerLot) : row.line(market.id).lots;
    var sum = (buy ? held : held.negate()).add(big(lots));
    for (var order : resting) {
      boolean counts = order.account == row && order.market == market && order.buy == buy;
      sum = counts ? sum.add(big(order.lots)) : sum;
    }
    return sum;
  }

  private RejectReason terms(Submission o) {
    var market = markets.get(o.market);
    var row = accounts.get(o.account);
    boolean buy = o.buy();
    var size = big(o.lots);
    var price = big(o.limitTicks).multiply(market.k);
    var notional = size.multiply(price);
    var limit = marketLimits(row, market, o, notional);
    if (limit != RejectReason.NONE) {
      return limit;
    }
    boolean closes = !market.spot && !o.mayRest() && o.lots <= closes(row, market, buy);
    var value = market.lotValue().max(market.funding.abs()).max(price);
    var opened = gross(market).add(size).multiply(value);
    if (!market.spot && !closes && opened.compareTo(MAX_NOTIONAL.multiply(big(5))) > 0) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (notional.compareTo(MAX_NOTIONAL) > 0
        || (!market.spot
            && !closes
            && exposure(row, market, buy, o.limitTicks, o.lots).compareTo(MAX_NOTIONAL) > 0)) {
      return RejectReason.BOUND_EXCEEDED;
    }
    RejectReason who = who(row, market, o);
    if (who != RejectReason.NONE) {
      return who;
    }
    if (o.mayRest()) {
      RejectReason reason = room(row, market, o);
      if (reason != RejectReason.NONE) {
        return reason;
      }
    }
    var best = best(market, !buy);
    if (o.timeInForce == TimeInForce.POST_ONLY && best != null && crosses(o, best)) {
      return RejectReason.POST_ONLY_WOULD_MATCH;
    }
    if (o.timeInForce == TimeInForce.FOK && !wouldFill(row, o)) {
      return RejectReason.WOULD_NOT_FILL;
    }
    return engine.margin.order(row, market, buy, o.limitTicks, o.lots);
  }

  private RejectReason marketLimits(Account row, Market market, Submission o, BigInteger notional) {
    long band = market.mark * market.bandPpm / 1_000_000;
    boolean worse = o.buy() ? o.limitTicks > market.mark + band : o.limitTicks < market.mark - band;
    if (market.bandPpm != 0 && worse) {
      return RejectReason.PRICE_BAND;
    }
    var line = row.line(market.id).lots;
    var reach = (o.buy() ? line : line.negate()).add(open(row, market, o.buy())).add(big(o.lots));
    if (!market.spot && reach.signum() <= 0) {
      return RejectReason.NONE;
    }
    if (notional.compareTo(big(market.minNotional)) < 0) {
      return RejectReason.MIN_NOTIONAL;
    }
    boolean beyond = market.positionLots != 0 && reach.compareTo(big(market.positionLots)) > 0;
    return beyond ? RejectReason.POSITION_LIMIT : RejectReason.NONE;
  }

  private RejectReason room(Account row, Market market, Submission o) {
    long open = resting.stream().filter(order -> order.account == row).count();
    long reducing =
        resting.stream()
            .filter(r -> r.account == row && r.market == market && r.terms.reduceOnly)
            .count();
    if (open >= limits.ordersPerAccount() || (o.reduceOnly && reducing >= 16)) {
      return RejectReason.ACCOUNT_ORDER_LIMIT;
    }
    if (resting.size() >= limits.orders()) {
      return RejectReason.BOOK_FULL;
    }
    long timed = resting.stream().filter(order -> order.terms.goodTillNs != 0).count();
    return o.goodTillNs != 0 && timed >= limits.timedOrders()
        ? RejectReason.TIMED_ORDERS_FULL
        : RejectReason.NONE;
  }

  /** Long lines and resting orders of a market, in lots. */
  private BigInteger gross(Market market) {
    var sum = BigInteger.ZERO;
    for (var account : accounts.values()) {
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

  /** Sum over perpetuals of the worst size times the larger of mark, funding index and limit. */
  private BigInteger exposure(Account row, Market target, boolean buy, long limit, long lots) {
    var sum = BigInteger.ZERO;
    for (var market : markets.values()) {
      if (market.spot) {
        continue;
      }
      var bound = market.lotValue().max(market.funding.abs());
      boolean here = market == target;
      bound = here ? bound.max(big(limit).multiply(market.k)) : bound;
      sum = sum.add(worst(row, market, buy, here ? lots : 0).multiply(bound));
    }
    return sum;
  }

  private BigInteger open(Account row, Market market, boolean buy) {
    return resting.stream()
        .filter(o -> o.account == row && o.market == market && o.buy == buy)
        .map(o -> big(o.lots))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private BigInteger worst(Account row, Market market, boolean buy, long extra) {
    var line = row.line(market.id).lots;
    var longest = line.add(open(row, market, true)).add(big(buy ? extra : 0));
    var shortest = line.subtract(open(row, market, false)).subtract(big(buy ? 0 : extra));
    return longest.abs().max(shortest.abs());
  }

  boolean crossed(Market market) {
    var bid = best(market, true);
    var ask = best(market, false);
    return bid != null && ask != null && bid.limit >= ask.limit;
  }

  Order quote(Market market, boolean buy) {
    return crossed(market) ? null : best(market, buy);
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

  private void trade(
      Market market, Order maker, Account taker, long takerId, Side side, long lots, long left) {
    tradeAt(maker.limit, market, maker, taker, takerId, side, lots, left);
  }

  private void tradeAt(
      long ticks,
      Market market,
      Order maker,
      Account taker,
      long takerId,
      Side side,
      long lots,
      long left) {
    var price = big(ticks).multiply(market.k);
    var notional = big(lots).multiply(price);
    var takerFee = ceil(notional, engine.fees.takerPpm(taker, market.takerPpm));
    var makerFee = ceil(notional, engine.fees.makerPpm(maker.account, market.makerPpm));
    makerFee = makerFee.max(takerFee.negate());
    engine.fees.traded(taker, notional);
    engine.fees.traded(maker.account, notional);
    var buyer = side == Side.BUY ? taker : maker.account;
    var seller = side == Side.BUY ? maker.account : taker;
    if (market.spot) {
      var base = big(lots).multiply(market.unitsPerLot);
      seller.add(market.base, base.negate());
      buyer.add(market.base, base);
      buyer.add(0, notional.negate());
      seller.add(0, notional);
    } else {
      fill(buyer, market, big(lots), price.subtract(market.funding));
      fill(seller, market, big(-lots), price.subtract(market.funding));
    }
    taker.add(0, takerFee.negate());
    maker.account.add(0, makerFee.negate());
    accounts.get(1).add(0, takerFee.add(makerFee));
    events.tradeExecuted(
        market.id,
        ticks,
        lots,
        market.funding.longValueExact(),
        maker.id,
        takerId,
        maker.account.id,
        taker.id,
        side,
        makerFee.longValueExact(),
        takerFee.longValueExact(),
        maker.account.units(0).longValueExact(),
        taker.units(0).longValueExact(),
        position(maker.account, market),
        position(taker, market),
        market.spot ? 0 : maker.account.line(market.id).refCost.longValueExact(),
        market.spot ? 0 : taker.line(market.id).refCost.longValueExact(),
        accounts.get(1).units(0).longValueExact(),
        maker.lots,
        left);
    refer(taker, takerFee.add(makerFee.min(BigInteger.ZERO)));
    refer(maker.account, makerFee);
  }

  private void refer(Account account, BigInteger fee) {
    var referral = engine.fees.referrals.get(account.id);
    if (referral == null || fee.signum() <= 0) {
      return;
    }
    var share = fee.multiply(referral.sharePpm()).divide(big(1_000_000));
    if (share.signum() > 0) {
      var house = accounts.get(1);
      var other = accounts.get(referral.referrer());
      house.add(0, share.negate());
      other.add(0, share);
      events.liquidations.cashMoved(
          1,
          other.id,
          share.longValueExact(),
          TransferReason.REFERRAL,
          house.units(0).longValueExact(),
          other.units(0).longValueExact());
    }
  }

  private static long position(Account row, Market market) {
    return (market.spot ? row.units(market.base) : row.line(market.id).lots).longValueExact();
  }

  /** Lot arithmetic told as two steps: close what is opposite, then open the rest. */
  static void fill(Account row, Market market, BigInteger lots, BigInteger value) {
    row.add(0, lots.multiply(value).negate());
    var line = row.line(market.id);
    if (line.lots.signum() * lots.signum() < 0) {
      var closed = line.lots.abs().min(lots.abs());
      var size = line.lots.abs();
      line.refCost = floorDiv(line.refCost.multiply(size.subtract(closed)), size);
      var step = lots.signum() > 0 ? closed : closed.negate();
      line.lots = line.lots.add(step);
      lots = lots.subtract(step);
    }
    line.refCost = line.refCost.add(lots.multiply(value));
    line.lots = line.lots.add(lots);
  }
}
