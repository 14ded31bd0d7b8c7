package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.AuctionTakenDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderRestedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TradeExecutedDecoder;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Orders against the rules of a book: best price first, at one price the oldest; a match at the
 * resting price for the smaller of both sizes; fees rounded up, rebates down; no order lost, none
 * left half told.
 */
final class OrderCheck {
  private static final String BOOK = "book";
  private static final String MONEY = "I1 conservation";

  /** Ticks that an engine may keep near each other. */
  private static final long WINDOW = 1 << 15;

  /** From here on ids are of liquidation's orders, up to those of slices. */
  private static final long FIRST_LIQUIDATION_ID = 1L << 52;

  private final Ledger ledger;
  private final FeeCheck fees;
  private final Set<Long> triggers = new HashSet<>();
  private @Nullable Order taker;
  private @Nullable Market lastMarket;
  private long lastTicks;
  private long far;
  private TimeInForce force = TimeInForce.GTC;

  /** The taker has just met and ended an order of its own account. */
  private boolean ownGone;

  /** What the last order of liquidation was for. */
  long askedLots;

  /** What the last order of liquidation traded. */
  long liquidatedLots;

  @Nullable Market liquidatedMarket;

  OrderCheck(Ledger ledger, FeeCheck fees) {
    this.ledger = ledger;
    this.fees = fees;
  }

  /** Trades farther than that from the one before them, in the same market. */
  long far() {
    return far;
  }

  /** Whether an order is the house's own, for a line that it closes. */
  static boolean ofHouse(long id) {
    return id >= FIRST_LIQUIDATION_ID && id < TwapCheck.FIRST_ID;
  }

  /** A trigger: an order may come of it later, under its id. */
  void waiting(long triggerId) {
    triggers.add(triggerId);
  }

  Order onAccepted(OrderAcceptedDecoder e, long sequence) {
    ended();
    var order = new Order(ledger.account(e.account()), ledger.market(e.market()));
    order.id = e.orderId();
    order.buy = e.side() == Side.BUY;
    order.ticks = e.limitTicks();
    order.lots = e.lots();
    order.name = e.clientOrderId().low();
    boolean own = ofHouse(order.id);
    boolean later = triggers.remove(order.id) || order.id >= TwapCheck.FIRST_ID;
    unless(own || later || BundleCheck.ofCommand(order.id, sequence), BOOK, "id " + order.id);
    // Collateral may be asked for more than its market trades at.
    unless(own || order.ticks <= order.market.maxTicks, BOOK, "price out of range");
    unless(order.ticks >= 1, BOOK, "price of nothing");
    unless(own || order.lots >= order.market.minLots, BOOK, "fewer lots than the least");
    unless(own || order.lots <= order.market.maxLots, BOOK, "more lots than the most");
    unless(own || order.account.user(), BOOK, "an order of the house: " + order.account.id);
    force = e.timeInForce();
    if (force == TimeInForce.POST_ONLY) {
      unless(!crosses(order), BOOK, "post-only met an order");
    }
    taker = order;
    ownGone = false;
    if (own) {
      askedLots = order.lots;
      liquidatedLots = 0;
      liquidatedMarket = order.market;
    }
    return order;
  }

  void onTrade(TradeExecutedDecoder e) {
    Order taking = taking(e.takerOrderId());
    Order maker = taking.market.best(!taking.buy);
    if (maker == null || maker.id != e.makerOrderId()) {
      throw new Break(BOOK, "met " + e.makerOrderId() + " before the best " + id(maker));
    }
    AuctionCheck auction = taking.market.auction;
    long price = auction == null ? maker.ticks : auction.onTrade(e.lots());
    unlessEqual(price, e.priceTicks(), BOOK, "price of the trade");
    far += lastMarket == taking.market && Math.abs(lastTicks - price) > WINDOW ? 1 : 0;
    lastMarket = taking.market;
    lastTicks = price;
    unless(
        taking.buy ? price <= taking.ticks : price >= taking.ticks,
        BOOK,
        "a trade beyond the taker's limit");
    unless(
        taking.buy ? maker.ticks <= price : maker.ticks >= price,
        BOOK,
        "a trade beyond the maker's limit");
    unlessEqual(Math.min(maker.lots, taking.lots), e.lots(), BOOK, "lots of the trade");
    unless(maker.account != taking.account, BOOK, "an account traded with itself");
    unless(taking.buy == (e.takerSide() == Side.BUY), BOOK, "side of the taker");
    maker.lots -= e.lots();
    taking.lots -= e.lots();
    unlessEqual(maker.lots, e.makerRemainingLots(), BOOK, "lots left of the maker");
    unlessEqual(taking.lots, e.takerRemainingLots(), BOOK, "lots left of the taker");
    if (maker.lots == 0) {
      ledger.remove(maker);
    }
    if (ofHouse(taking.id)) {
      liquidatedLots += e.lots();
    }
    settle(e, taking, maker);
  }

  private void settle(TradeExecutedDecoder e, Order taking, Order maker) {
    Market market = taking.market;
    Account buyer = taking.buy ? taking.account : maker.account;
    Account seller = taking.buy ? maker.account : taking.account;
    long notional = e.lots() * e.priceTicks() * market.k;
    unlessEqual(market.funding, e.fundingIndex(), "funding", "index of the trade");
    if (market.index != 0) {
      long away = Math.abs(e.priceTicks() - market.index) * 1_000_000 / market.index;
      market.farthestPpm = Math.max(market.farthestPpm, away);
    }
    var due = fees.onTrade(maker.account, taking.account, market, notional);
    long takerFee = due.taker();
    long makerFee = due.maker();
    unlessEqual(takerFee, e.takerFee(), MONEY, "taker's fee");
    unlessEqual(makerFee, e.makerFee(), MONEY, "maker's fee");
    unless(takerFee + makerFee >= 0, MONEY, "fees that pay");
    if (market.spot) {
      ledger.move(seller, market.base, -e.lots() * market.unitsPerLot);
      ledger.move(buyer, market.base, e.lots() * market.unitsPerLot);
      ledger.move(buyer, 0, -notional);
      ledger.move(seller, 0, notional);
      unless(seller.units[market.base] >= 0, MONEY, "sold more than was there");
    } else {
      long value = e.priceTicks() * market.k - market.funding;
      ledger.fill(buyer, market, e.lots(), value);
      ledger.fill(seller, market, -e.lots(), value);
    }
    ledger.move(taking.account, 0, -takerFee);
    ledger.move(maker.account, 0, -makerFee);
    long feesCash = ledger.move(ledger.account(Ledger.FEES), 0, takerFee + makerFee);
    unlessEqual(feesCash, e.feesCash(), MONEY, "cash of FEES");
    unlessEqual(maker.account.cash(), e.makerCash(), MONEY, "cash of the maker");
    unlessEqual(taking.account.cash(), e.takerCash(), MONEY, "cash of the taker");
    unlessEqual(position(maker.account, market), e.makerPosition(), MONEY, "position of the maker");
    unlessEqual(position(taking.account, market), e.takerPosition(), MONEY, "the taker's position");
    unlessEqual(cost(maker.account, market), e.makerRefCost(), MONEY, "refCost of the maker");
    unlessEqual(cost(taking.account, market), e.takerRefCost(), MONEY, "refCost of the taker");
  }

  void onRested(OrderRestedDecoder e) {
    Order order = taking(e.orderId());
    unlessEqual(order.lots, e.restingLots(), BOOK, "lots that rest");
    unless(order.lots > 0, BOOK, "an order without lots rests");
    boolean lasts = force == TimeInForce.GTC || force == TimeInForce.POST_ONLY;
    unless(lasts, BOOK, "an immediate order rests");
    boolean gathered = order.market.auction != null;
    unless(gathered || !crosses(order), BOOK, "an order rests across the other side");
    taker = null;
    ledger.rest(order);
  }

  void onCanceled(OrderCanceledDecoder e) {
    if (e.wasResting() == 1) {
      Order order = ledger.orders.get(e.orderId());
      if (order == null) {
        throw new Break(BOOK, "canceled what does not rest: " + e.orderId());
      }
      unlessEqual(order.lots, e.canceledLots(), BOOK, "lots canceled");
      unlessEqual(order.account.id, e.account(), BOOK, "account of the order canceled");
      ledger.remove(order);
      Order at = taker;
      ownGone = at != null && e.reason() == CancelReason.SELF_TRADE;
      boolean own = at == null || at.account == order.account;
      unless(!ownGone || own, BOOK, "another's order taken for its own");
      return;
    }
    Order order = taking(e.orderId());
    unlessEqual(order.lots, e.canceledLots(), BOOK, "lots of the taker canceled");
    unless(force != TimeInForce.FOK, BOOK, "part of all or nothing");
    if (e.reason() == CancelReason.IOC_REMAINDER) {
      unless(force == TimeInForce.IOC, BOOK, "a lasting order ended as an immediate one");
      boolean gathered = order.market.auction != null;
      unless(gathered || !crosses(order), BOOK, "an immediate order left what it could have met");
    }
    if (e.reason() == CancelReason.SELF_TRADE) {
      Order best = order.market.best(!order.buy);
      boolean own = best != null && best.account == order.account;
      unless(own || ownGone, BOOK, "ended by itself alone");
    }
    taker = null;
  }

  void onReduced(OrderReducedDecoder e) {
    Order order = e.wasResting() == 1 ? ledger.orders.get(e.orderId()) : taking(e.orderId());
    if (order == null) {
      throw new Break(BOOK, "reduced what does not rest: " + e.orderId());
    }
    unlessEqual(order.account.id, e.account(), BOOK, "account of the order reduced");
    order.lots -= e.reducedLots();
    unless(e.reducedLots() > 0, BOOK, "reduced by nothing");
    unlessEqual(order.lots, e.remainingLots(), BOOK, "lots left of the order reduced");
    unless(order.lots > 0, BOOK, "reduced to nothing");
  }

  /** The order leaves the book and is the taker now, under its old id. */
  Order onAmended(OrderAmendedDecoder e) {
    ended();
    Order order = ledger.orders.get(e.orderId());
    if (order == null) {
      throw new Break(BOOK, "amended what does not rest: " + e.orderId());
    }
    unlessEqual(order.ticks, e.fromTicks(), BOOK, "price of the order amended");
    unlessEqual(order.lots, e.fromLots(), BOOK, "lots of the order amended");
    unless(
        e.limitTicks() != order.ticks || e.lots() >= order.lots,
        BOOK,
        "an order that only got smaller lost its place");
    ledger.remove(order);
    order.ticks = e.limitTicks();
    order.lots = e.lots();
    order.seen = false;
    force = TimeInForce.GTC;
    taker = order;
    ownGone = false;
    return order;
  }

  /** The best of its side leaves the book and takes, at the price of the auction. */
  void onTaken(AuctionTakenDecoder e) {
    ended();
    Order order = ledger.orders.get(e.orderId());
    if (order == null || order != order.market.best(order.buy)) {
      throw new Break(BOOK, "not the best of its side takes in an auction: " + e.orderId());
    }
    unlessEqual(order.ticks, e.limitTicks(), BOOK, "price of the order that takes");
    unlessEqual(order.lots, e.lots(), BOOK, "lots of the order that takes");
    AuctionCheck.of(order.market).onTaken(order.buy);
    ledger.remove(order);
    order.seen = false;
    force = TimeInForce.GTC;
    taker = order;
    ownGone = false;
  }

  /** Whether an order meets others just now. */
  boolean meeting() {
    return taker != null && taker.lots > 0;
  }

  /** Before the next order of one command, and at its end. */
  void ended() {
    if (taker != null && taker.lots > 0) {
      throw new Break(BOOK, "lots of the taker are lost: " + taker.id + " " + taker.lots);
    }
    taker = null;
  }

  private Order taking(long orderId) {
    if (taker == null || taker.id != orderId) {
      throw new Break(BOOK, "not the order at hand: " + orderId);
    }
    return taker;
  }

  private static boolean crosses(Order order) {
    long best = order.market.bestTicks(!order.buy);
    return best != 0 && (order.buy ? best <= order.ticks : best >= order.ticks);
  }

  private static long position(Account account, Market market) {
    return market.spot ? account.units[market.base] : account.lots[market.id];
  }

  private static long cost(Account account, Market market) {
    return market.spot ? 0 : account.refCost[market.id];
  }

  private static String id(@Nullable Order order) {
    return order == null ? "of an empty book" : Long.toString(order.id);
  }
}
