package caisson.scripts;

import caisson.sdk.GatewayException;
import caisson.sdk.Json;
import caisson.sdk.Side;
import caisson.sdk.TimeInForce;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the demo markets alive: one account quotes around the mark, another takes now and then. A
 * demo, not a strategy.
 *
 * <p>One thread. A refused or unanswered order is left to the next round; its quotes expire by
 * being cancelled there.
 */
final class MarketMaker implements AutoCloseable {
  private static final int[] MARKETS = {1, 2};
  private static final int LEVELS = 5;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final BigDecimal STEP = new BigDecimal("2.5");
  private final Venue venue;
  private final Trader maker;
  private final Trader taker;
  private final List<Quote> quotes = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile long rounds;
  private volatile String trouble = "";

  MarketMaker(Venue venue) {
    this.venue = venue;
    this.maker = new Trader(venue, DemoKey.MAKER);
    this.taker = new Trader(venue, DemoKey.TAKER);
  }

  /** Funds both accounts when they are new and returns once every market has both sides. */
  void open() throws IOException {
    for (Trader trader : Arrays.asList(maker, taker)) {
      if (trader.open(5_000_000_000_000L)) {
        trader.deposit(1, 10_000_000_000L);
      }
    }
    for (Trader trader : Arrays.asList(maker, taker)) {
      trader.awaitUnits(1, BigDecimal.ONE);
      trader.registerAgent();
    }
    Thread.ofPlatform().name("market-maker").daemon().start(this::run);
    for (int market : MARKETS) {
      Await.until("quotes in market " + market, LIMIT, () -> twoSided(market));
    }
  }

  String status() {
    return mark(1).map(mark -> "BTC-PERP mark " + mark.toPlainString()).orElse("no mark")
        + "  rounds "
        + rounds
        + (trouble.isEmpty() ? "" : "  " + trouble);
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      stopped.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stop.await(500, TimeUnit.MILLISECONDS)) {
        try {
          round();
          trouble = "";
        } catch (GatewayException e) {
          trouble = e.toString();
        }
        rounds++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  /**
   * One market a round: new quotes first, then the old ones go, so that the book is never empty.
   */
  private void round() {
    int market = MARKETS[(int) (rounds % MARKETS.length)];
    Optional<BigDecimal> mark = mark(market);
    if (mark.isEmpty()) {
      return;
    }
    List<Quote> old = quotes.stream().filter(quote -> quote.market() == market).toList();
    for (int level = 1; level <= LEVELS; level++) {
      BigDecimal away = STEP.multiply(BigDecimal.valueOf(level));
      String quantity = BigDecimal.valueOf(level * 200L, 4).toPlainString();
      quote(market, Side.BUY, mark.get().subtract(away), quantity);
      quote(market, Side.SELL, mark.get().add(away), quantity);
    }
    for (Quote quote : old) {
      quotes.remove(quote);
      try {
        maker.cancel(market, quote.orderId());
      } catch (GatewayException e) {
        if (!"UNKNOWN_ORDER".equals(e.reason())) {
          throw e;
        }
      }
    }
    Side side = rounds % 4 < 2 ? Side.BUY : Side.SELL;
    BigDecimal limit = mark.get().add(STEP.multiply(BigDecimal.valueOf(side == Side.BUY ? 2 : -2)));
    taker.place(market, side, TimeInForce.IOC, price(limit), "0.0050");
  }

  private void quote(int market, Side side, BigDecimal price, String quantity) {
    try {
      var order = maker.place(market, side, TimeInForce.POST_ONLY, price(price), quantity);
      quotes.add(new Quote(market, order.orderId()));
    } catch (GatewayException e) {
      if (!"POST_ONLY_WOULD_MATCH".equals(e.reason())) {
        throw e;
      }
    }
  }

  /** A spot market has no mark of its own: it is quoted around the perpetual's. */
  private Optional<BigDecimal> mark(int market) {
    return Http.get(URI.create(venue.gatewayUrl() + "/v1/markets"))
        .map(Json::parse)
        .flatMap(
            json ->
                json.list("markets").stream()
                    .filter(row -> !row.get("markPrice").isNull())
                    .map(row -> row.decimal("markPrice"))
                    .findFirst());
  }

  private boolean twoSided(int market) {
    Json book = maker.client().book(market, 1);
    return !book.list("bids").isEmpty() && !book.list("asks").isEmpty();
  }

  private static String price(BigDecimal value) {
    return value.setScale(1, RoundingMode.HALF_EVEN).toPlainString();
  }

  private record Quote(int market, long orderId) {}
}
