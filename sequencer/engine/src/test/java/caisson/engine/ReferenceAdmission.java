package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.protocol.MarketPhase;
import caisson.protocol.RejectReason;
import caisson.protocol.SelfTrade;
import caisson.protocol.TimeInForce;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who may bring an order, and which orders may come, in the order of the checks. */
final class ReferenceAdmission {
  private static final BigInteger MAX_NOTIONAL = BigInteger.TEN.pow(17);

  private final ReferenceEngine engine;
  private final ReferenceBook book;
  private final EngineLimits limits;
  private final Map<Integer, Account> accounts;
  private final Map<Integer, Market> markets;
  private final List<Order> resting;

  /** Scales of agents that the rules before 4 judged, or those of 4, and the others otherwise. */
  int scalesAsOne;

  int scalesByOrders;

  /** The agent that signed, null for the owner. */
  String key;

  ReferenceAdmission(ReferenceEngine engine, ReferenceBook book) {
    this.engine = engine;
    this.book = book;
    limits = engine.limits;
    accounts = engine.accounts;
    markets = engine.markets;
    resting = engine.resting;
  }

  RejectReason signer(Signed by) {
    String signer = ReferenceEngine.key(by);
    key = null;
    if (by.account < 4096) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!accounts.containsKey(by.account)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    var row = accounts.get(by.account);
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
    return engine.now > by.expiryNs ? RejectReason.EXPIRED : nonces.use(by.nonce);
  }

  /** Everything but who signed. */
  RejectReason check(Submission o, Order old) {
    RejectReason reason = basics(o);
    if (reason == RejectReason.NONE) {
      reason = shape(o);
    }
    return reason == RejectReason.NONE ? admit(o, old) : reason;
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
                          && ReferenceBook.crosses(o, r));
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

  RejectReason shape(Submission o) {
    if (o.reduceOnly) {
      o.lots =
          Math.min(
              o.lots,
              ReferenceBook.closes(accounts.get(o.account), markets.get(o.market), o.buy()));
      if (o.lots == 0) {
        return RejectReason.WOULD_NOT_REDUCE;
      }
    }
    var best = book.best(markets.get(o.market), !o.buy());
    if (o.slide && best != null && ReferenceBook.crosses(o, best)) {
      o.limitTicks = o.buy() ? best.limit - 1 : best.limit + 1;
      if (o.limitTicks < 1 || o.limitTicks > markets.get(o.market).maxTicks) {
        return RejectReason.POST_ONLY_WOULD_MATCH;
      }
    }
    return RejectReason.NONE;
  }

  /** The order it takes the place of is gone when this passes. */
  RejectReason admit(Submission o, Order old) {
    int place = resting.indexOf(old);
    resting.remove(old);
    RejectReason reason = terms(o);
    if (reason != RejectReason.NONE && old != null) {
      resting.add(place, old);
    }
    return reason;
  }

  RejectReason terms(Submission o) {
    return terms(o, List.of(o));
  }

  /** As one order; for the key that signed, those it comes as. */
  RejectReason terms(Submission o, List<Submission> each) {
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
    boolean closes =
        !market.spot && !o.mayRest() && o.lots <= ReferenceBook.closes(row, market, buy);
    var value = market.lotValue().max(market.funding.abs()).max(price);
    var opened = book.gross(market).add(size).multiply(value);
    if (!market.spot && !closes && opened.compareTo(MAX_NOTIONAL.multiply(big(5))) > 0) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (notional.compareTo(MAX_NOTIONAL) > 0
        || (!market.spot
            && !closes
            && exposure(row, market, buy, o.limitTicks, o.lots).compareTo(MAX_NOTIONAL) > 0)) {
      return RejectReason.BOUND_EXCEEDED;
    }
    RejectReason who = who(row, market, o, each);
    if (who != RejectReason.NONE) {
      return who;
    }
    if (o.mayRest()) {
      RejectReason reason = room(row, market, o);
      if (reason != RejectReason.NONE) {
        return reason;
      }
    }
    var best = book.best(market, !buy);
    if (o.timeInForce == TimeInForce.POST_ONLY && best != null && ReferenceBook.crosses(o, best)) {
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
    var reach =
        (o.buy() ? line : line.negate()).add(book.open(row, market, o.buy())).add(big(o.lots));
    if (!market.spot && reach.signum() <= 0) {
      return RejectReason.NONE;
    }
    if (notional.compareTo(big(market.minNotional)) < 0) {
      return RejectReason.MIN_NOTIONAL;
    }
    boolean beyond = market.positionLots != 0 && reach.compareTo(big(market.positionLots)) > 0;
    return beyond ? RejectReason.POSITION_LIMIT : RejectReason.NONE;
  }

  /** What the order would trade at least, told by the list of those it would meet. */
  private boolean wouldFill(Account row, Submission o) {
    var met = new ArrayList<Order>();
    for (var order : resting) {
      if (order.market.id == o.market && order.buy != o.buy() && ReferenceBook.crosses(o, order)) {
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
      boolean stays = order.account != row && !order.terms.reduceOnly && !book.over(order);
      left -= stays ? order.lots : 0;
    }
    return left <= 0;
  }

  private RejectReason who(Account row, Market market, Submission o, List<Submission> each) {
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
    long day = agent.day;
    var used = agent.used;
    long lots = 0;
    RejectReason reason = RejectReason.NONE;
    for (int i = 0; i < each.size() && reason == RejectReason.NONE; i++) {
      var one = each.get(i);
      lots += one.lots;
      reason = scope(row, market, one.lots, one.limitTicks, exposed(row, market, o.buy(), lots));
      use(one);
    }
    agent.day = day;
    agent.used = used;
    return reason;
  }

  /** What the key that signed may do. */
  RejectReason scope(Account row, Market market, long lots, long ticks, BigInteger exposed) {
    if (key == null) {
      return RejectReason.NONE;
    }
    var agent = row.keys.get(key);
    if (!big(agent.markets).testBit(market.id)) {
      return RejectReason.AGENT_MARKET;
    }
    var notional = big(lots).multiply(big(ticks)).multiply(market.k);
    var used = agent.day == engine.now / 86_400_000_000_000L ? agent.used : BigInteger.ZERO;
    if (notional.compareTo(big(agent.perOrder)) > 0
        || used.add(notional).compareTo(big(agent.perDay)) > 0) {
      return RejectReason.AGENT_LIMIT;
    }
    var away = big(ticks).subtract(big(market.mark)).abs().multiply(big(1_000_000));
    if (market.mark != 0 && away.compareTo(big(market.mark).multiply(big(agent.bandPpm))) > 0) {
      return RejectReason.AGENT_PRICE;
    }
    var price = big(market.mark == 0 ? ticks : market.mark).multiply(market.k);
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
      sum = sum.add(book.worst(row, market, buy, here ? lots : 0).multiply(bound));
    }
    return sum;
  }

  void use(Submission o) {
    use(accounts.get(o.account), markets.get(o.market), o.lots, o.limitTicks);
  }

  void use(Account row, Market market, long lots, long ticks) {
    if (key != null) {
      var agent = row.keys.get(key);
      long day = engine.now / 86_400_000_000_000L;
      agent.used = agent.day == day ? agent.used : BigInteger.ZERO;
      agent.day = day;
      var notional = big(lots).multiply(big(ticks)).multiply(market.k);
      agent.used = agent.used.add(notional);
    }
  }
}
