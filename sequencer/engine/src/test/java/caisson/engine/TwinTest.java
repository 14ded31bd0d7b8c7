package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.wire.CommandAdapter;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.AccountLevel;
import caisson.protocol.CancelReason;
import caisson.protocol.CollateralWeighedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketPhase;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TriggerCanceledDecoder;
import caisson.protocol.TriggerFailedDecoder;
import caisson.protocol.TriggerWhen;
import caisson.protocol.TwapEndedDecoder;
import caisson.protocol.TwapSlicedDecoder;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Random commands against the reference: every event byte, and conservation after each. */
class TwinTest {
  static final EngineLimits SMALL = new EngineLimits(10, 3, 4, 26, 9, 12, 3, 5);
  private static final int SEEDS = 20;
  private static final int COMMANDS = 8_000;

  @Test
  void shouldGiveTheEventsOfTheReferenceKeepEverySumAndReachEveryOutcome() {
    var reasons = new EnumMap<RejectReason, Integer>(RejectReason.class);
    var ends = new EnumMap<CancelReason, Integer>(CancelReason.class);
    var cuts = new EnumMap<CancelReason, Integer>(CancelReason.class);
    var triggerEnds = EnumSet.noneOf(CancelReason.class);
    var twapEnds = EnumSet.noneOf(CancelReason.class);
    int slices = 0;
    int weighed = 0;
    int shut = 0;
    int failed = 0;
    int trades = 0;
    int served = 0;
    int forcedOnOthers = 0;
    int crossings = 0;
    int beyond = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      var run = new Run(seed);
      for (int i = 0; i < COMMANDS; i++) {
        run.step(i);
      }
      crossings += run.twin.auctions.crossings;
      beyond += run.twin.auctions.beyond;
      var header = new MessageHeaderDecoder();
      for (byte[] event : run.log.events) {
        var bytes = new UnsafeBuffer(event);
        switch (Log.template(event)) {
          case TradeExecutedDecoder.TEMPLATE_ID -> trades++;
          case CollateralWeighedDecoder.TEMPLATE_ID -> weighed++;
          case DepositReturnedDecoder.TEMPLATE_ID -> {
            var e = new DepositReturnedDecoder().wrapAndApplyHeader(bytes, 0, header);
            shut += e.reason() == RejectReason.COLLATERAL_SHUT ? 1 : 0;
          }
          case RequestServedDecoder.TEMPLATE_ID -> served++;
          case PositionAssignedDecoder.TEMPLATE_ID -> forcedOnOthers++;
          case CommandRejectedDecoder.TEMPLATE_ID -> {
            var e = new CommandRejectedDecoder().wrapAndApplyHeader(bytes, 0, header);
            reasons.merge(e.reason(), 1, Integer::sum);
          }
          case OrderCanceledDecoder.TEMPLATE_ID -> {
            var e = new OrderCanceledDecoder().wrapAndApplyHeader(bytes, 0, header);
            ends.merge(e.reason(), 1, Integer::sum);
          }
          case OrderReducedDecoder.TEMPLATE_ID -> {
            var e = new OrderReducedDecoder().wrapAndApplyHeader(bytes, 0, header);
            cuts.merge(e.reason(), 1, Integer::sum);
          }
          case TriggerFailedDecoder.TEMPLATE_ID -> failed++;
          case TwapSlicedDecoder.TEMPLATE_ID -> slices++;
          case TwapEndedDecoder.TEMPLATE_ID -> {
            var e = new TwapEndedDecoder().wrapAndApplyHeader(bytes, 0, header);
            twapEnds.add(e.reason());
          }
          case TriggerCanceledDecoder.TEMPLATE_ID -> {
            var e = new TriggerCanceledDecoder().wrapAndApplyHeader(bytes, 0, header);
            triggerEnds.add(e.reason());
          }
          default -> {}
        }
      }
    }
    assertTrue(crossings > 5 && beyond > 2, "auctions: " + crossings + ", beyond: " + beyond);
    assertTrue(weighed > 100 && shut > 0, "collateral weighed: " + weighed + ", shut: " + shut);
    assertTrue(slices > 300, "slices: " + slices);
    assertEquals(
        EnumSet.of(CancelReason.REQUESTED, CancelReason.SCHEDULED, CancelReason.DONE),
        twapEnds,
        "how TWAPs ended");
    assertTrue(failed > 100, "triggers failed: " + failed);
    assertEquals(
        EnumSet.of(CancelReason.REQUESTED, CancelReason.GROUP, CancelReason.SCHEDULED),
        triggerEnds,
        "how triggers ended");
    var never = EnumSet.range(CancelReason.REQUESTED, CancelReason.SCHEDULED);
    never.remove(CancelReason.GROUP);
    never.remove(CancelReason.MARKET_HALTED);
    never.remove(CancelReason.AMENDED);
    never.removeAll(ends.keySet());
    assertTrue(never.isEmpty(), "no order ended so: " + never + " in " + ends);
    assertEquals(
        EnumSet.of(CancelReason.SELF_TRADE, CancelReason.AMENDED, CancelReason.REDUCE_ONLY),
        EnumSet.copyOf(cuts.keySet()),
        "how orders were reduced");
    assertTrue(trades > 5_000, "trades=" + trades + " " + reasons);
    assertTrue(served > 200 && forcedOnOthers > 50, served + " requests, " + forcedOnOthers);
    for (var reason :
        List.of(
            RejectReason.MALFORMED,
            RejectReason.UNKNOWN_COMMAND,
            RejectReason.UNKNOWN_ACCOUNT,
            RejectReason.UNKNOWN_MARKET,
            RejectReason.UNKNOWN_ASSET,
            RejectReason.UNKNOWN_AGENT,
            RejectReason.AGENT_EXPIRED,
            RejectReason.AGENT_LIMIT,
            RejectReason.AGENT_MARKET,
            RejectReason.AGENT_POSITION,
            RejectReason.AGENT_PRICE,
            RejectReason.ACCOUNT_RESTRICTED,
            RejectReason.ACCOUNT_NOT_EMPTY,
            RejectReason.EXPIRED,
            RejectReason.NONCE_USED,
            RejectReason.NONCE_TOO_OLD,
            RejectReason.BAD_PRICE,
            RejectReason.BAD_QUANTITY,
            RejectReason.POST_ONLY_WOULD_MATCH,
            RejectReason.WOULD_NOT_REDUCE,
            RejectReason.WOULD_NOT_FILL,
            RejectReason.BAD_PARAMETER,
            RejectReason.BAD_ENUM,
            RejectReason.INSUFFICIENT_MARGIN,
            RejectReason.INSUFFICIENT_BALANCE,
            RejectReason.BOOK_FULL,
            RejectReason.ACCOUNT_ORDER_LIMIT,
            RejectReason.UNKNOWN_ORDER,
            RejectReason.NOT_OWNER,
            RejectReason.OUT_OF_ORDER,
            RejectReason.ALREADY_APPLIED,
            RejectReason.BOUND_EXCEEDED,
            RejectReason.WINDOW_TOO_EARLY,
            RejectReason.OPEN_INTEREST_LIMIT,
            RejectReason.MARKET_HALTED,
            RejectReason.AUCTION_TERMS,
            RejectReason.BAD_PARAMETER,
            RejectReason.TIMED_ORDERS_FULL,
            RejectReason.TRIGGER_ALREADY_MET,
            RejectReason.TRIGGERS_FULL,
            RejectReason.TWAPS_FULL,
            RejectReason.PRICE_BAND,
            RejectReason.MIN_NOTIONAL,
            RejectReason.POSITION_LIMIT,
            RejectReason.SYSTEM_ACCOUNT)) {
      assertTrue(reasons.containsKey(reason), "never seen: " + reason + " in " + reasons);
    }
  }

  /** One seeded run of engine and reference side by side. */
  static final class Run {
    final long seed;
    final Random random;
    final Wire wire = new Wire();
    final Log log = new Log();
    final StateMachine machine = new StateMachine(log, SMALL);
    private final List<byte[]> twinEvents = new ArrayList<>();
    private final EventPublisher twinPublisher =
        new EventPublisher(
            (buffer, offset, length) -> {
              byte[] copy = new byte[length];
              buffer.getBytes(offset, copy);
              twinEvents.add(copy);
            });
    private final ReferenceEngine twin = new ReferenceEngine(SMALL, twinPublisher);
    private final CommandAdapter twinAdapter = new CommandAdapter(twin);
    private final Wire ownSeal = new Wire();
    private long timeNs = Scenario.START_NS;
    private long nonce = 100;
    private long round;
    private long deposits;
    private long price = 1_000;
    private int compared;

    Run(long seed) {
      this.seed = seed;
      random = new Random(seed);
      apply(wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"));
      apply(wire.listAsset(1, 8, 600_000_000_000_000L, "tBTC"));
      apply(wire.listPerpetual(1, 10, 100_000, -100, 500, 5_000, 500));
      apply(wire.listMarket(2, MarketKind.SPOT, 1, 10_000, 10, 0, 200, 300, 5_000, 500));
      apply(wire.listPerpetual(3, 1_000_000_007L, 10_000, 0, 777, 900_000, 9_000_000_000L));
      apply(wire.listPerpetual(4, 7, 50_000, 0, 900, 5_000, 500));
      for (int account = 4096; account < 4102; account++) {
        apply(wire.registerAccount(account));
        apply(wire.creditDeposit(++deposits, account, 0, 3_000_000 + random.nextInt(5_000_000)));
        apply(wire.creditDeposit(++deposits, account, 1, 2_000_000));
      }
      // Two whales for the market with large values.
      apply(wire.creditDeposit(++deposits, 4096, 0, 30_000_000_000_000_000L));
      apply(wire.creditDeposit(++deposits, 4097, 0, 30_000_000_000_000_000L));
      apply(wire.publishPrice(++round, 1, price, 0));
      apply(wire.publishPrice(++round, 3, 100_000, 0));
      apply(wire.publishPrice(++round, 4, 1_000, 0));
      if (seed % 4 != 0) {
        apply(wire.setGroup(version(), 2, 614, 768));
        for (int factor = 1; factor <= 3; factor++) {
          apply(factor(factor));
        }
        apply(wire.setMarketFactor(version(), 1, 1));
        apply(wire.setMarketFactor(version(), 4, 2));
        apply(wire.setCollateral(version(), 1, 1, 1_000_000, 5_000_000));
      }
    }

    private long version() {
      return twin.margin.version + 1;
    }

    private int feeTiers() {
      long first = random.nextInt(100_000);
      long second = first + random.nextInt(5_000_000);
      int taker = random.nextInt(600);
      return wire.setFeeTiers(
          version(),
          new long[] {first, second},
          new int[] {random.nextInt(300) - 150, -random.nextInt(100)},
          new int[] {taker, taker / 2});
    }

    private MarketPhase phase() {
      return random.nextInt(2) > 0 ? MarketPhase.OPEN : MarketPhase.get((short) random.nextInt(4));
    }

    private int markRules() {
      int market = random.nextInt(8) == 0 ? 2 : random.nextInt(5) == 0 ? 1 : 4;
      return wire.setMarkRules(
          version(),
          market,
          random.nextInt(3) == 0 ? 0 : random.nextInt(20_000),
          random.nextInt(100_000),
          random.nextInt(20_000),
          random.nextInt(6) == 0 ? -1 : random.nextInt(300_000),
          random.nextInt(200_000));
    }

    private int factor(int factor) {
      int down = 30 + random.nextInt(1_500);
      int group = random.nextInt(3) == 0 ? 0 : 2;
      long up = random.nextInt(3) == 0 ? 0 : 3_000_000 + random.nextLong(30_000_000);
      return wire.setFactor(
          version(),
          factor,
          group,
          down,
          30 + random.nextInt(2_000),
          down + random.nextInt(2_000),
          up / 4,
          up);
    }

    private int parameter() {
      return switch (random.nextInt(15)) {
        case 10 -> feeTiers();
        case 11, 12 ->
            wire.setReferrer(
                4095 + random.nextInt(9), 4096 + random.nextInt(7), random.nextInt(600_000));
        case 5, 6 -> markRules();
        case 7 ->
            wire.setPhase(
                version(),
                random.nextInt(9) == 0 ? 9 : random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 4,
                phase());
        case 8 ->
            wire.payDividend(
                version(),
                1 + random.nextInt(4),
                random.nextLong(4_000_000_000_000L) - 2_000_000_000_000L);
        case 13, 14 -> {
          int in = random.nextInt(10) == 0 ? 9 : 1 + random.nextInt(4);
          boolean line = in != 2 || random.nextInt(4) == 0;
          yield wire.setTradingLimits(
              version(),
              in,
              random.nextInt(3) == 0 && line ? 10_000 + random.nextInt(50_000) : 0,
              random.nextInt(3) == 0 && line ? 100 + random.nextInt(400) : 0,
              random.nextInt(3) == 0 ? random.nextInt(150_000) : 0);
        }
        case 4 -> {
          int none = random.nextInt(600_000);
          int full = random.nextInt(12) == 0 ? none : none + 1 + random.nextInt(400_000);
          boolean ends = random.nextInt(4) == 0;
          yield wire.setCollateralFall(
              version(),
              random.nextInt(9) == 0 ? 0 : 1,
              ends ? 0 : full,
              ends ? 0 : none,
              ends ? 0 : random.nextInt(500_000));
        }
        case 0 -> wire.setGroup(version(), 2, random.nextInt(1_024), random.nextInt(769));
        case 1 ->
            wire.setMarketFactor(version(), random.nextBoolean() ? 1 : 4, 1 + random.nextInt(3));
        case 2 ->
            wire.setCollateral(
                version(), 1, random.nextInt(4), random.nextInt(2_000_000), 3_000_000);
        case 3 -> wire.setCollateral(version() - 1 + random.nextInt(3), random.nextInt(3), 9, 0, 0);
        default -> factor(1 + random.nextInt(3));
      };
    }

    void step(int number) {
      timeNs +=
          random.nextInt(20) == 0 ? random.nextLong(3_000_000_000L) : random.nextInt(9_000_000);
      if (random.nextInt(400) == 0) {
        timeNs += random.nextLong(4_000) * 1_000_000_000L;
      }
      try {
        apply(command());
        conserved();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed=" + seed + " command=" + number + ": " + e.getMessage(), e);
      }
    }

    private int command() {
      int account = 4096 + random.nextInt(random.nextInt(50) == 0 ? 12 : 6);
      int signer = random.nextInt(10) < 7 ? 0 : random.nextInt(6);
      long expiry = random.nextInt(50) == 0 ? timeNs - 1 : Long.MAX_VALUE;
      long use = random.nextInt(30) == 0 ? nonce - random.nextInt(150) : ++nonce;
      int what = random.nextInt(100);
      if (twin.coinPpm < 990_000 && random.nextInt(20) == 0) {
        return wire.publishCoin(++round, 1_000_000);
      }
      if (what < 30) {
        return order(account, use, expiry, signer);
      }
      if (what < 53) {
        return submission(account, use, expiry, signer);
      }
      if (what < 57) {
        return trigger(account, use, expiry, signer);
      }
      if (what < 60) {
        return amendment(account, use, expiry, signer);
      }
      if (what < 61) {
        var sides = OrderSides.get((short) random.nextInt(3));
        int in = random.nextInt(12) == 0 ? 9 : random.nextInt(4);
        return wire.cancelOrders(account, in, sides, use, expiry, signer);
      }
      if (what < 71) {
        return cancel(account, use, expiry, signer);
      }
      if (what < 78) {
        price = Math.max(1, Math.min(4_000, price + random.nextInt(61) - 30));
        boolean big = random.nextInt(4) == 0;
        long index = big ? 90_000 + random.nextInt(20_000) : price;
        long external = random.nextBoolean() ? 0 : index + random.nextInt(21) - 10;
        long no = random.nextInt(20) == 0 ? round : ++round;
        int low = random.nextInt(3) == 0 ? 4 : 1;
        return wire.publishPrice(no, random.nextInt(40) == 0 ? 2 : big ? 3 : low, index, external);
      }
      if (what < 82) {
        long hour = timeNs / 3_600_000_000_000L - random.nextInt(2);
        return wire.tickFunding(
            random.nextBoolean() ? 1 : 3, hour, random.nextInt(2_000_001) - 1_000_000);
      }
      if (what < 85) {
        int to = random.nextInt(15) == 0 ? random.nextInt(7) : account;
        long no = random.nextInt(10) == 0 ? deposits + random.nextInt(3) - 1 : ++deposits;
        long units = random.nextInt(30) == 0 ? 1L << 56 : random.nextInt(2_000_000);
        int length = wire.creditDeposit(no, to, random.nextInt(3), units);
        deposits = Math.max(deposits, no);
        return length;
      }
      if (what < 89) {
        long units = random.nextInt(1_000_000) - 10L;
        return wire.requestWithdrawal(account, random.nextInt(3), units, use, expiry, signer);
      }
      if (what < 92) {
        return random.nextInt(4) == 0 ? household(account, use, signer) : agent(account, use);
      }
      if (what < 95) {
        long batch = twin.openBatch() + (random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 0);
        return wire.sealWindow(batch, timeNs / 1_000_000_000L - random.nextInt(60), deposits);
      }
      if (what < 96 && random.nextInt(3) == 0) {
        return forced(account);
      }
      if (what < 97) {
        return wire.confirmBatch(twin.openBatch() - random.nextInt(4));
      }
      if (what < 98) {
        return random.nextInt(4) == 0
            ? wire.registerAccount(4090 + random.nextInt(20))
            : parameter();
      }
      if (what < 99 && random.nextInt(5) == 0) {
        return wire.reportSupply(
            ++round, 1, 1_000 + random.nextInt(random.nextInt(9) == 0 ? 90 : 30));
      }
      if (what < 99 && random.nextInt(3) == 0) {
        boolean firm = random.nextInt(3) > 0;
        long ppm =
            random.nextInt(20) == 0 ? -1 : firm ? 1_000_000 : 850_000 + random.nextInt(160_000);
        return wire.publishCoin(random.nextInt(15) == 0 ? 1 : ++round, ppm);
      }
      if (what < 99) {
        long mark = 300_000_000_000_000L + random.nextLong(600_000_000_000_000L);
        return wire.publishAssetPrice(++round, 1, mark);
      }
      return odd(account, use, expiry);
    }

    private int forced(int account) {
      long no = twin.forced.lastNo + 1 + (random.nextInt(12) == 0 ? random.nextInt(3) - 1 : 0);
      int draw = random.nextInt(20);
      int who = random.nextInt(25) == 0 ? 1 + random.nextInt(5) : account;
      if (draw < 8) {
        long units = random.nextInt(5) == 0 ? -1 : 1 + random.nextInt(3_000_000);
        return wire.serveRequest(no, 1, who, random.nextInt(3), units, 0);
      }
      if (draw < 17) {
        int market = market();
        long lots = random.nextInt(3) == 0 ? 0 : random.nextInt(60);
        long middle = market == 3 ? 100_000 : price;
        long limit = random.nextInt(3) == 0 ? 0 : middle + random.nextInt(41) - 20;
        limit = random.nextInt(12) == 0 ? -1 : limit;
        return wire.serveRequest(no, 2, who, market, lots, limit);
      }
      return wire.serveRequest(
          no, draw == 18 ? 9 : draw == 19 && who == 4101 ? 4 : 3, who, 0, 0, 0);
    }

    private int market() {
      int draw = random.nextInt(20);
      return draw < 8 ? 1 : draw < 12 ? 2 : draw < 16 ? 3 : draw < 19 ? 4 : 9;
    }

    private int order(int account, long use, long expiry, int signer) {
      int market = market();
      long middle = market == 3 ? 100_000 : price;
      long spread = Math.max(2, middle / 20);
      long limit = middle + random.nextLong(2 * spread) - spread;
      limit = random.nextInt(60) == 0 ? random.nextLong(2_000_000) - 5 : limit;
      long lots = 1L + random.nextInt(random.nextInt(8) == 0 ? 520 : 40);
      lots = market == 3 && random.nextInt(3) == 0 ? 1 + random.nextInt(100) : lots;
      lots = random.nextInt(60) == 0 ? random.nextInt(2_000) - 5 : lots;
      var timeInForce =
          switch (random.nextInt(6)) {
            case 0 -> TimeInForce.IOC;
            case 1 -> TimeInForce.POST_ONLY;
            default -> TimeInForce.GTC;
          };
      Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
      return wire.placeOrder(account, market, side, lots, limit, timeInForce, use, expiry, signer);
    }

    private int agent(int account, long use) {
      long agentExpiry = timeNs + random.nextLong(2_000_000_000L) - 100_000_000L;
      boolean wide = random.nextInt(6) != 0;
      var scope =
          new Wire.AgentScope(
              random.nextInt(3) == 0 ? agentExpiry : Long.MAX_VALUE,
              random.nextInt(20_000_000),
              random.nextInt(1_000_000),
              wide ? -1 : random.nextLong(),
              wide ? Long.MAX_VALUE : random.nextInt(2_000_000) - 10L,
              wide ? Integer.MAX_VALUE : random.nextInt(60_000));
      return wire.registerAgent(
          account, 1 + random.nextInt(5), scope, use, random.nextInt(10) == 0 ? 1 : 0);
    }

    /** What an owner or the venue does to an account; seldom, and mostly taken back soon. */
    private int household(int account, long use, int signer) {
      var level = AccountLevel.get((short) Math.max(0, random.nextInt(30) - 26));
      return switch (random.nextInt(4)) {
        case 0 -> wire.restrictAccount(account, level);
        case 1 -> wire.setAccountLevel(account, level, use, signer);
        default -> {
          int to = random.nextInt(10) == 0 ? account : account ^ (random.nextInt(10) == 0 ? 2 : 1);
          long units = random.nextInt(1_000_000) - 10L;
          yield wire.transferUnits(account, to, random.nextInt(3), units, use, signer);
        }
      };
    }

    /** An order with terms beyond those of PlaceOrder. */
    private int submission(int account, long use, long expiry, int signer) {
      order(account, use, expiry, signer);
      var placed = new PlaceOrderDecoder();
      placed.wrapAndApplyHeader(wire.buffer, Wire.OFFSET, new MessageHeaderDecoder());
      int market = placed.market();
      Side side = placed.side();
      long lots = placed.lots();
      long limit = placed.limitTicks();
      var timeInForce = TimeInForce.get((short) random.nextInt(4));
      long replaces = 0;
      if (random.nextInt(4) == 0 && !twin.resting.isEmpty()) {
        var order = twin.resting.get(random.nextInt(twin.resting.size()));
        replaces = order.id;
        boolean fits = random.nextInt(8) != 0;
        account = fits ? order.account.id : account;
        market = fits ? order.market.id : market;
        side = fits ? (order.buy ? Side.BUY : Side.SELL) : side;
        limit = fits ? order.limit + random.nextInt(21) - 10 : limit;
      }
      var c =
          wire.submitOrder(account, market, side, lots, limit, timeInForce, use, expiry, signer);
      c.replaces(replaces);
      c.selfTrade(SelfTrade.get((short) random.nextInt(4)));
      boolean atOnce = timeInForce == TimeInForce.IOC || timeInForce == TimeInForce.FOK;
      c.reduceOnly((short) (random.nextInt(atOnce ? 2 : 5) == 0 ? 1 : 0));
      if (atOnce ? random.nextInt(30) == 0 : random.nextInt(4) != 0) {
        c.goodTillNs(timeNs + random.nextLong(10_000_000_000L) - 10_000_000);
      }
      boolean post = timeInForce == TimeInForce.POST_ONLY;
      c.slide((short) (random.nextInt(post ? 2 : 30) == 0 ? 1 : 0));
      return 8 + c.encodedLength();
    }

    private int trigger(int account, long use, long expiry, int signer) {
      if (random.nextInt(8) == 0) {
        long at = random.nextInt(3) == 0 ? 0 : timeNs + random.nextLong(2_000_000_000L);
        return wire.scheduleCancel(account, at, use, expiry, signer);
      }
      if (random.nextInt(10) == 0 && !twin.triggers.waiting.isEmpty()) {
        var waits = twin.triggers.waiting.get(random.nextInt(twin.triggers.waiting.size()));
        return wire.cancelOrder(
            waits.account().id, waits.market().id, waits.id(), use, expiry, signer);
      }
      if (random.nextInt(20) == 0 && !twin.twaps.running.isEmpty()) {
        var twap = twin.twaps.running.get(random.nextInt(twin.twaps.running.size()));
        return wire.cancelOrder(twap.account.id, twap.market.id, twap.id, use, expiry, signer);
      }
      order(account, use, expiry, signer);
      var placed = new PlaceOrderDecoder();
      placed.wrapAndApplyHeader(wire.buffer, Wire.OFFSET, new MessageHeaderDecoder());
      int market = placed.market();
      long middle = market == 3 ? 100_000 : price;
      if (random.nextInt(4) == 0) {
        return scale(account, market, placed.side(), middle, use, expiry, signer);
      }
      if (random.nextInt(3) == 0) {
        var c =
            wire.placeTwap(
                account,
                market,
                placed.side(),
                placed.lots(),
                placed.limitTicks(),
                random.nextInt(10) == 0 ? 1 : 2 + random.nextInt(5),
                900_000_000L + random.nextLong(14_000_000_000L),
                use,
                expiry,
                signer);
        c.selfTrade(SelfTrade.get((short) random.nextInt(4)));
        c.reduceOnly((short) (random.nextInt(4) == 0 ? 1 : 0));
        return 8 + c.encodedLength();
      }
      long ticks = middle + random.nextInt(81) - 40;
      var when = TriggerWhen.get((short) random.nextInt(2));
      var c =
          wire.placeTrigger(
              account,
              market,
              placed.side(),
              placed.lots(),
              placed.limitTicks(),
              TimeInForce.get((short) random.nextInt(4)),
              when,
              random.nextInt(40) == 0 ? 0 : ticks,
              use,
              expiry,
              signer);
      c.group(random.nextInt(3));
      c.selfTrade(SelfTrade.get((short) random.nextInt(4)));
      c.reduceOnly((short) random.nextInt(2));
      return 8 + c.encodedLength();
    }

    private int scale(
        int account, int market, Side side, long middle, long use, long expiry, int signer) {
      long from = middle + random.nextInt(81) - 40;
      long to = random.nextInt(20) == 0 ? 0 : from + random.nextInt(41) - 20;
      int orders = random.nextInt(12) == 0 ? random.nextInt(20) : 2 + random.nextInt(4);
      long lots = 1 + random.nextInt(60);
      var c = wire.placeScale(account, market, side, lots, from, to, orders, use, expiry, signer);
      c.postOnly((short) random.nextInt(2));
      c.selfTrade(SelfTrade.get((short) random.nextInt(4)));
      c.goodTillNs(random.nextInt(3) == 0 ? timeNs + random.nextLong(900_000_000L) : 0);
      return 8 + c.encodedLength();
    }

    private int amendment(int account, long use, long expiry, int signer) {
      if (twin.resting.isEmpty()) {
        return cancel(account, use, expiry, signer);
      }
      var order = twin.resting.get(random.nextInt(twin.resting.size()));
      int by = random.nextInt(10) == 0 ? account : order.account.id;
      boolean move = random.nextBoolean();
      long limit = order.limit + (move ? random.nextInt(31) - 15 : 0);
      long lots = random.nextInt(4) == 0 ? order.lots : random.nextLong(2 * order.lots + 2);
      var c = wire.amendOrder(by, order.market.id, order.id, lots, limit, use, expiry, signer);
      c.postOnly((short) random.nextInt(2));
      c.selfTrade(SelfTrade.get((short) random.nextInt(4)));
      return 8 + c.encodedLength();
    }

    private int cancel(int account, long use, long expiry, int signer) {
      if (twin.resting.isEmpty() || random.nextInt(10) == 0) {
        return wire.cancelOrder(account, market(), random.nextInt(1_000), use, expiry, signer);
      }
      var order = twin.resting.get(random.nextInt(twin.resting.size()));
      int by = random.nextInt(10) == 0 ? account : order.account.id;
      return wire.cancelOrder(by, order.market.id, order.id, use, expiry, signer);
    }

    /** Broken headers, short bytes, unknown enums, a skip. */
    private int odd(int account, long use, long expiry) {
      int length = order(account, use, expiry, 0);
      switch (random.nextInt(5)) {
        case 0 -> wire.buffer.putShort(Wire.OFFSET + 2, (short) (42 + random.nextInt(57)));
        case 1 -> wire.buffer.putShort(Wire.OFFSET + 4, (short) 1);
        case 2 -> wire.buffer.putByte(Wire.OFFSET + 8 + 64, (byte) 9);
        case 3 -> length = random.nextInt(length);
        default -> length = wire.skipCommand(random.nextInt(50));
      }
      return length;
    }

    private void apply(int length) {
      machine.apply(timeNs, wire.buffer, Wire.OFFSET, length);
      boolean seal = CommandAdapter.template(wire.buffer, Wire.OFFSET, length) == 12;
      if (!seal && twin.overdue(timeNs)) {
        int own = ownSeal.sealWindow(twin.openBatch(), 0, twin.lastDeposit());
        ownSeal.buffer.putLong(Wire.OFFSET + 8, 0);
        applyTwin(ownSeal.buffer, own);
      }
      applyTwin(wire.buffer, length);
      assertTrue(log.ended(), "the last event lacks the flag");
      int both = Math.min(twinEvents.size(), log.events.size());
      for (; compared < both; compared++) {
        byte[] expected = twinEvents.get(compared);
        byte[] found = log.events.get(compared);
        if (!java.util.Arrays.equals(expected, found)) {
          assertEquals(Scenario.text(List.of(expected)), Scenario.text(List.of(found)), "event");
          assertArrayEquals(expected, found, Scenario.text(List.of(found)));
        }
      }
      assertEquals(twinEvents.size(), log.events.size(), "number of events");
    }

    private void applyTwin(ExpandableArrayBuffer buffer, int length) {
      long sequence = twin.begin(timeNs);
      long requestId = CommandAdapter.requestId(buffer, Wire.OFFSET, length);
      twinPublisher.begin(sequence, timeNs, requestId, buffer, Wire.OFFSET, length);
      twin.due();
      twinAdapter.dispatch(buffer, Wire.OFFSET, length);
      twinPublisher.end();
    }

    /** Accounted totals against the sum of balances, lots against zero, refCost against lines. */
    private void conserved() {
      for (int asset = 0; asset < 2; asset++) {
        var sum = BigInteger.ZERO;
        for (int account : twin.accounts.keySet()) {
          long units = machine.units(account, asset);
          sum = sum.add(BigInteger.valueOf(units));
          assertTrue(asset == 0 || units >= 0, "negative units");
        }
        assertEquals(twin.assets.get(asset).accounted, sum, "sum of asset " + asset);
      }
      for (int market = 1; market <= 4; market++) {
        long lots = 0;
        for (Map.Entry<Integer, ReferenceEngine.Account> entry : twin.accounts.entrySet()) {
          int account = entry.getKey();
          var line = entry.getValue().line(market);
          assertEquals(line.lots.longValueExact(), machine.lots(account, market), "lots");
          assertEquals(line.refCost.longValueExact(), machine.refCost(account, market), "refCost");
          lots += machine.lots(account, market);
        }
        assertEquals(0, lots, "lots of market " + market);
      }
      assertTrue(machine.units(1, 0) >= 0, "FEES is negative");
    }
  }
}
