package caisson.scripts;

import caisson.sdk.EventStream;
import caisson.sdk.Json;
import caisson.sdk.Market;
import caisson.sdk.Order;
import caisson.sdk.OrderTicket;
import caisson.sdk.ScaleTerms;
import caisson.sdk.Side;
import caisson.sdk.TimeInForce;
import caisson.sdk.TriggerTerms;
import caisson.sdk.TriggerTerms.When;
import caisson.sdk.TwapTerms;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Orders the venue keeps for a user who is away: a stop with its take-profit, a scale, a TWAP, and
 * the switch that takes away what may open a position. All prices are far from the mark, so that no
 * money moves.
 */
final class WaitingOrdersTale {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration AWAY = Duration.ofSeconds(3);
  private static final long PAIR = 1;

  private final Story story;
  private final Trader trader;
  private final Market market;
  private final BigDecimal mark;

  WaitingOrdersTale(Story story, Trader trader, int market, String mark) {
    this.story = story;
    this.trader = trader;
    this.market = trader.client().market(market);
    this.mark = new BigDecimal(mark);
  }

  void tell() {
    story.chapter("Orders wait while their user is away");
    Json stop = trigger(When.AT_OR_BELOW, away("0.5"));
    Json profit = trigger(When.AT_OR_ABOVE, away("2"));
    story.equal("the stop waits for its price", away("0.5"), stop.text("triggerPrice"));
    Order last =
        trader
            .client()
            .placeScale(
                trader.agent(),
                ticket(Side.BUY, TimeInForce.POST_ONLY, away("0.6"), "0.0040"),
                ScaleTerms.of(4, market.ticks(away("0.57"))));
    story.equal(
        "the last order of the scale",
        away("0.57"),
        market.price(market.ticks(last.price().toPlainString())));
    Json twap =
        trader
            .client()
            .placeTwap(
                trader.agent(),
                ticket(Side.BUY, TimeInForce.IOC, away("0.6"), "0.0040"),
                TwapTerms.of(40, Duration.ofSeconds(1)));
    story.equal("the TWAP's slices", 40L, twap.integer("slices"));
    Json waiting = snapshot();
    story.equal("resting orders", 4, waiting.list("openOrders").size());
    story.equal("waiting triggers", 2, waiting.list("triggers").size());
    story.equal("running TWAPs", 1, waiting.list("twaps").size());
    awayTooLong();
    Json left = snapshot();
    story.equal("the TWAP that could open ended", 0, left.list("twaps").size());
    story.equal("a stop that only reduces stays", 2, left.list("triggers").size());
    cancel(stop);
    cancel(profit);
    story.equal("canceled triggers are gone", 0, snapshot().list("triggers").size());
  }

  private void awayTooLong() {
    trader
        .client()
        .scheduleCancel(
            trader.agent(),
            trader.account(),
            Trader.expiryNs(AWAY.toNanos()),
            trader.nonces().next(),
            expiryNs());
    Await.until(
        "the switch taking the orders away", LIMIT, () -> snapshot().list("openOrders").isEmpty());
    story.isTrue("the switch took the orders away", true);
  }

  private Json trigger(When when, String price) {
    return trader
        .client()
        .placeTrigger(
            trader.agent(),
            ticket(Side.SELL, TimeInForce.IOC, away("0.4"), "0.1000"),
            TriggerTerms.closing(when, market.ticks(price)).inGroup(PAIR));
  }

  private void cancel(Json trigger) {
    Json canceled = trader.cancel(market.id(), trigger.integer("triggerId"));
    story.equal("the answer names it", trigger.text("triggerId"), canceled.text("triggerId"));
  }

  private OrderTicket ticket(Side side, TimeInForce timeInForce, String price, String quantity) {
    return OrderTicket.of(
        trader.account(),
        market,
        side,
        timeInForce,
        price,
        quantity,
        trader.nonces().next(),
        expiryNs());
  }

  /** The account with its orders, as a new subscriber gets it. */
  private Json snapshot() {
    CompletableFuture<Json> first = new CompletableFuture<>();
    try (EventStream stream = trader.client().stream()) {
      stream.account(
          trader.account(),
          () -> trader.client().logOn(trader.agent(), trader.account()),
          first::complete);
      return first.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join().get("state");
    }
  }

  /** A price on the grid at that part of the mark. */
  private String away(String part) {
    BigDecimal whole = mark.multiply(new BigDecimal(part)).setScale(0, RoundingMode.DOWN);
    return market.price(market.ticks(whole.toPlainString()));
  }

  private static long expiryNs() {
    return Trader.expiryNs(LIMIT.toNanos());
  }
}
