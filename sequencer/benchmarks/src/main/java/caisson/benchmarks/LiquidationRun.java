package caisson.benchmarks;

import caisson.engine.EngineLimits;
import caisson.engine.StateMachine;
import caisson.protocol.CancelOrdersEncoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;

/**
 * A minute of liquidations on one thread: a million accounts, each long in one of the markets, and
 * bids to sell to. Twelve times a second the marks of all markets fall by 0.005 %, 3.6 % in the
 * minute, and each fall brings the next 1,000 accounts, from everywhere in the table, below their
 * margin. Before the next fall their owners pay in, so that none comes twice, and a round at the
 * same marks ends their liquidation, so that a fall finds a thousand and no others. Those whose
 * turn never comes keep 40 % of their line.
 *
 * <p>The time of a liquidation is that from the price command's begin to the event that tells what
 * of its order has traded: so it holds that of all that came before it in the same command. The
 * rate is that of such events over the time all price commands took, the rounds between too.
 */
final class LiquidationRun {
  private static final int USERS = 1_000_000;
  private static final int MARKETS = 64;
  private static final int COHORT = 1_000;
  private static final int FALLS = 720;
  private static final int WARM_UP = 250;

  /** Falls at full speed of the processor ({@link Pace}) without which nothing is told. */
  private static final int ENOUGH = FALLS / 2;

  /** How long a fall waits for it. */
  private static final int PATIENCE_S = 5;

  /** Rounds before the first fall that bring nobody anything, as a venue has them all day. */
  private static final int QUIET_ROUNDS = 10_000;

  /** Falls of the warm-up after which the compiler is waited for. */
  private static final int COMPILED_EVERY = 50;

  /** Prime: the accounts of a cohort are so many rows apart. */
  private static final int APART = 611_953;

  private static final long SAFE = 400_000_000;
  private static final int SELLER = USERS;
  private static final int BIDDER = USERS + 1;

  /** Two rounds for each of twelve falls. */
  private static final long ROUND_NS = 1_000_000_000L / 24;

  private static final long BEGIN = 100_000;

  /** The fall at which the first cohort's turn comes. */
  private static final long FIRST_FALL = 3_500;

  private static final long STEP = 5;

  private static final int LOTS = 1_000;
  private static final long MOST_LOTS = 1_000_000;
  private static final long DEPTH_LOTS = 400_000;

  /** Micro-dollars of a line's lots by one tick. */
  private static final long TICK_UNITS = 10L * LOTS;

  private final EngineTraffic traffic = new EngineTraffic(USERS + 2, MARKETS, 1);
  private final EngineTraffic.Batch batch = new EngineTraffic.Batch(1 << 20);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final PlaceOrderEncoder place = new PlaceOrderEncoder();
  private final CancelOrdersEncoder cancel = new CancelOrdersEncoder();
  private final PublishPricesEncoder prices = new PublishPricesEncoder();
  private final int[] nonces = new int[USERS + 2];
  private final long[] times = new long[1 << 22];
  private final StateMachine machine =
      new StateMachine(
          this::count, new EngineLimits(USERS + 2, 2, MARKETS, 65_536, 32_768, 1, 1, 2_500));
  private long timeNs;
  private long round;
  private long begunNs;
  private final int[] saved = new int[USERS];
  private int savedCount;
  private int sliced;
  private long refused;

  /** Its liquidations by their numbers, how long it and the round before it took. */
  private record Fall(int first, int end, long ns, long betweenNs, long probeNs) {}

  private LiquidationRun() {}

  public static void main(String[] arguments) {
    var run = new LiquidationRun();
    run.open();
    run.storm();
  }

  private void count(DirectBuffer buffer, int offset, int length) {
    int template = buffer.getShort(offset + 2) & 0xFFFF;
    if (template == CommandRejectedDecoder.TEMPLATE_ID) {
      refused++;
    } else if (template == LiquidationSteppedDecoder.TEMPLATE_ID) {
      int stage = buffer.getByte(offset + 8 + LiquidationSteppedDecoder.stageEncodingOffset());
      int lots = offset + 8 + LiquidationSteppedDecoder.lotsEncodingOffset();
      if (stage == LiquidationStage.SLICE.value() && buffer.getLong(lots) > 0) {
        times[sliced++] = System.nanoTime() - begunNs;
        int account = offset + 8 + LiquidationSteppedDecoder.accountEncodingOffset();
        saved[savedCount++] = buffer.getInt(account) - EngineTraffic.FIRST_USER;
      }
    }
  }

  private void open() {
    traffic.list(batch).liquidate(MARKETS);
    send();
    for (int user = 0; user < USERS + 2; user++) {
      traffic.register(batch, user);
      traffic.deposit(batch, user, deposit(user));
      send();
    }
    timeNs = traffic.timeNs();
    for (int i = 0; i < 3; i++) {
      publish(BEGIN);
    }
    for (int market = 1; market <= MARKETS; market++) {
      for (long lots = 0; lots < (USERS / MARKETS + 1L) * LOTS; lots += MOST_LOTS) {
        order(SELLER, market, Side.SELL, BEGIN, MOST_LOTS, TimeInForce.GTC);
      }
    }
    for (int user = 0; user < USERS; user++) {
      order(user, marketOf(user), Side.BUY, BEGIN, LOTS, TimeInForce.IOC);
    }
    for (long mark = BEGIN; mark > BEGIN - FIRST_FALL; mark -= 100) {
      publish(mark);
    }
    for (int i = 0; i < QUIET_ROUNDS; i++) {
      publish(BEGIN - FIRST_FALL + 100 + i % 2);
    }
    if (refused > 0 || sliced > 0) {
      throw new IllegalStateException("opening: refused=" + refused + " sliced=" + sliced);
    }
  }

  private void storm() {
    long ticks = BEGIN - FIRST_FALL + STEP;
    for (int i = 0; i < WARM_UP; i++, ticks -= STEP) {
      if (i % COMPILED_EVERY == 0) {
        Load.awaitCompiled();
      }
      fall(ticks);
    }
    Load.awaitCompiled();
    long logNs = timeNs;
    int before = sliced;
    var falls = new ArrayList<Fall>();
    for (int i = 0; i < FALLS; i++, ticks -= STEP) {
      Pace.await(PATIENCE_S);
      falls.add(fall(ticks));
    }
    if (refused > 0 || sliced - before != FALLS * COHORT) {
      throw new IllegalStateException("storm: refused=" + refused + " traded=" + (sliced - before));
    }
    tell(falls.stream().filter(fall -> Pace.missing(fall.probeNs) == 0).toList(), timeNs - logNs);
  }

  /** Those in liquidation are paid for and end it at the same marks; then the marks fall. */
  private Fall fall(long ticks) {
    payIn();
    long betweenNs = publish(ticks);
    bid(ticks - STEP);
    int first = sliced;
    long probeNs = Pace.probeNs();
    long ns = publish(ticks - STEP);
    return new Fall(first, sliced, ns, betweenNs, Math.max(probeNs, Pace.probeNs()));
  }

  private void tell(List<Fall> falls, long logNs) {
    long[] taken =
        falls.stream()
            .flatMapToLong(fall -> Arrays.stream(times, fall.first, fall.end))
            .sorted()
            .toArray();
    double ns = falls.stream().mapToLong(Fall::ns).sum();
    double betweenNs = falls.stream().mapToLong(Fall::betweenNs).sum();
    System.out.printf(
        Locale.ROOT,
        "%d falls in %.1f s of the log, %d of them count: %d liquidations taken in %.2f s, the"
            + " rounds between in %.2f s; the longest fall %.2f ms%n",
        FALLS,
        logNs / 1e9,
        falls.size(),
        taken.length,
        ns / 1e9,
        betweenNs / 1e9,
        falls.stream().mapToLong(Fall::ns).max().orElse(0) / 1e6);
    if (falls.size() < ENOUGH) {
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "storm %.1f %.1f %.1f %.0f%n",
        taken[taken.length / 2] / 1e3,
        taken[taken.length * 99 / 100] / 1e3,
        taken[taken.length - 1] / 1e3,
        taken.length * 1e9 / (ns + betweenNs));
  }

  private void payIn() {
    for (int i = 0; i < savedCount; i++) {
      traffic.deposit(batch, saved[i], SAFE);
      send();
    }
    savedCount = 0;
  }

  /** The bidder stands at the next mark, with ten times what a cohort sells and more. */
  private void bid(long ticks) {
    int at = batch.begin();
    cancel
        .wrapAndApplyHeader(batch.buffer, at, header)
        .requestId(traffic.stamp())
        .account(EngineTraffic.FIRST_USER + BIDDER)
        .market(0)
        .nonce(++nonces[BIDDER])
        .expiryNs(Long.MAX_VALUE)
        .sides(OrderSides.BOTH);
    EngineTraffic.key(batch, at + 8 + CancelOrdersEncoder.signerEncodingOffset(), BIDDER, 0);
    batch.add(8 + cancel.encodedLength(), timeNs);
    for (int market = 1; market <= MARKETS; market++) {
      order(BIDDER, market, Side.BUY, ticks, DEPTH_LOTS, TimeInForce.GTC);
    }
  }

  private static int marketOf(int user) {
    return 1 + user % MARKETS;
  }

  /** Of a cohort just enough to be safe until its fall; the others keep more. */
  private static long deposit(int user) {
    if (user >= USERS) {
      return 1_000_000_000_000_000L;
    }
    int cohort = (int) ((long) user * APART % USERS) / COHORT;
    if (cohort >= WARM_UP + FALLS) {
      return SAFE;
    }
    long fallen = FIRST_FALL + cohort * STEP;
    long notional = (BEGIN - fallen) * TICK_UNITS;
    long margin = notional * MarginTerms.maintenanceBps(marketOf(user)) / 10_000;
    long fees = (BEGIN * TICK_UNITS + notional) * EngineTraffic.TAKER_FEE_PPM / 1_000_000;
    return margin + fees + fallen * TICK_UNITS - STEP * TICK_UNITS / 2;
  }

  private void order(int user, int market, Side side, long ticks, long lots, TimeInForce tif) {
    int at = batch.begin();
    long id = traffic.stamp();
    place
        .wrapAndApplyHeader(batch.buffer, at, header)
        .requestId(id)
        .account(EngineTraffic.FIRST_USER + user)
        .market(market)
        .limitTicks(ticks)
        .lots(lots)
        .nonce(++nonces[user])
        .expiryNs(Long.MAX_VALUE)
        .side(side)
        .timeInForce(tif);
    place.clientOrderId().high(user).low(id);
    EngineTraffic.key(batch, at + 8 + PlaceOrderEncoder.signerEncodingOffset(), user, 0);
    batch.add(8 + place.encodedLength(), timeNs);
    send();
  }

  private void send() {
    EngineTraffic.send(batch, machine);
  }

  /** One mark for all markets; how long the command took. */
  private long publish(long ticks) {
    int at = batch.begin();
    prices.wrapAndApplyHeader(batch.buffer, at, header).requestId(traffic.stamp()).round(++round);
    var rows = prices.pricesCount(MARKETS);
    for (int market = 1; market <= MARKETS; market++) {
      rows.next().market(market).indexTicks(ticks).externalTicks(0).splitVersion(0);
    }
    prices.assetPricesCount(0);
    timeNs += ROUND_NS;
    batch.add(8 + prices.encodedLength(), timeNs);
    begunNs = System.nanoTime();
    send();
    return System.nanoTime() - begunNs;
  }
}
