package caisson.engine;

import caisson.protocol.AccountLevel;
import caisson.protocol.OrderSides;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.util.Random;

/** The mixture of commands that a seed brings. */
final class RandomCommands {
  private final TwinRun run;
  private final Random random;
  private final Random offers = new Random(1);
  private final Random ranges;
  private final Random nights = new Random(3);
  private final Wire wire;
  private final ReferenceEngine twin;
  private final RandomOrders orders;
  private final RandomParameters parameters;
  private long nonce = 100;

  RandomCommands(TwinRun run, RandomParameters parameters) {
    this.run = run;
    ranges = new Random(6 * run.seed);
    this.parameters = parameters;
    random = run.random;
    wire = run.wire;
    twin = run.twin;
    orders = new RandomOrders(run);
  }

  int next() {
    int account = 4096 + random.nextInt(random.nextInt(50) == 0 ? 12 : 6);
    int signer = random.nextInt(10) < 7 ? 0 : random.nextInt(6);
    long expiry = random.nextInt(50) == 0 ? run.timeNs - 1 : Long.MAX_VALUE;
    long use = random.nextInt(30) == 0 ? nonce - random.nextInt(150) : ++nonce;
    int what = random.nextInt(100);
    if (twin.coinPpm < 990_000 && random.nextInt(20) == 0) {
      return wire.publishCoin(++run.round, 1_000_000);
    }
    if (what < 30) {
      return orders.order(account, use, expiry, signer);
    }
    if (what < 34) {
      return orders.bundle(account, use, expiry, signer);
    }
    if (what < 53) {
      return orders.submission(account, use, expiry, signer);
    }
    if (what < 57) {
      return orders.trigger(account, use, expiry, signer);
    }
    if (what < 60) {
      return orders.amendment(account, use, expiry, signer);
    }
    if (what < 61) {
      var sides = OrderSides.get((short) random.nextInt(3));
      int in = random.nextInt(12) == 0 ? 9 : random.nextInt(4);
      return wire.orders.cancelOrders(account, in, sides, use, expiry, signer);
    }
    if (what < 71) {
      return orders.cancel(account, use, expiry, signer);
    }
    if (what < 78) {
      run.price = Math.max(1, Math.min(4_000, run.price + random.nextInt(61) - 30));
      boolean big = random.nextInt(4) == 0;
      long index = big ? 90_000 + random.nextInt(20_000) : run.price;
      long external = random.nextBoolean() ? 0 : index + random.nextInt(21) - 10;
      long no = random.nextInt(20) == 0 ? run.round : ++run.round;
      int low = random.nextInt(3) == 0 ? 4 : 1;
      int market = random.nextInt(40) == 0 ? 2 : big ? 3 : low;
      int splits = twin.markets.get(market).splits;
      int known = splits > 0 && random.nextInt(9) == 0 ? splits - 1 : splits;
      if (splits == 0 && random.nextInt(12) == 0) {
        int beside = random.nextBoolean() ? market : 4;
        return wire.publishPrices(no, new long[] {market, index, beside, index + 1});
      }
      return wire.publishPrice(no, market, index, external, known);
    }
    if (what < 82) {
      long hour = run.timeNs / 3_600_000_000_000L - random.nextInt(2);
      return wire.tickFunding(
          random.nextBoolean() ? 1 : 3, hour, random.nextInt(2_000_001) - 1_000_000);
    }
    if (what < 85) {
      int to = random.nextInt(15) == 0 ? random.nextInt(7) : account;
      long no = random.nextInt(10) == 0 ? run.deposits + random.nextInt(3) - 1 : ++run.deposits;
      long units = random.nextInt(30) == 0 ? 1L << 56 : random.nextInt(2_000_000);
      int length = wire.creditDeposit(no, to, random.nextInt(3), units);
      run.deposits = Math.max(run.deposits, no);
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
      long batch =
          twin.settlement.openBatch() + (random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 0);
      return wire.sealWindow(batch, run.timeNs / 1_000_000_000L - random.nextInt(60), run.deposits);
    }
    if (what < 96 && random.nextInt(3) == 0) {
      return forced(account);
    }
    if (what < 97) {
      return wire.confirmBatch(twin.settlement.openBatch() - random.nextInt(4));
    }
    if (what < 98) {
      return random.nextInt(4) == 0
          ? wire.accounts.registerAccount(4090 + random.nextInt(20))
          : parameters.next();
    }
    if (run.keepsSessions && random.nextInt(4) != 0) {
      return parameters.session();
    }
    if (what < 99 && random.nextInt(9) == 0) {
      boolean ends = random.nextInt(3) == 0;
      return wire.limitOutflow(ends ? -random.nextInt(3) : random.nextInt(5_000_000));
    }
    if (what < 99 && random.nextInt(5) == 0) {
      return wire.reportSupply(
          ++run.round, 1, 1_000 + random.nextInt(random.nextInt(3) == 0 ? 300 : 30));
    }
    if (what < 99 && random.nextInt(3) == 0) {
      boolean firm = random.nextInt(3) > 0;
      long ppm =
          random.nextInt(20) == 0 ? -1 : firm ? 1_000_000 : 850_000 + random.nextInt(160_000);
      return wire.publishCoin(random.nextInt(15) == 0 ? 1 : ++run.round, ppm);
    }
    if (what < 99) {
      long mark = 300_000_000_000_000L + random.nextLong(600_000_000_000_000L);
      return wire.publishAssetPrice(++run.round, 1, mark);
    }
    return odd(account, use, expiry);
  }

  int forced(int account) {
    long no = twin.forced.lastNo + 1 + (random.nextInt(12) == 0 ? random.nextInt(3) - 1 : 0);
    int draw = random.nextInt(20);
    int who = random.nextInt(25) == 0 ? 1 + random.nextInt(5) : account;
    if (draw < 8) {
      long units = random.nextInt(5) == 0 ? -1 : 1 + random.nextInt(3_000_000);
      return wire.serveRequest(no, 1, who, random.nextInt(3), units, 0);
    }
    if (draw < 17) {
      int market = orders.market();
      long lots = random.nextInt(3) == 0 ? 0 : random.nextInt(60);
      long middle = market == 3 ? 100_000 : run.price;
      long limit = random.nextInt(3) == 0 ? 0 : middle + random.nextInt(41) - 20;
      limit = random.nextInt(12) == 0 ? -1 : limit;
      return wire.serveRequest(no, 2, who, market, lots, limit);
    }
    return wire.serveRequest(no, draw == 18 ? 9 : draw == 19 && who == 4101 ? 4 : 3, who, 0, 0, 0);
  }

  int agent(int account, long use) {
    long agentExpiry = run.timeNs + random.nextLong(2_000_000_000L) - 100_000_000L;
    boolean wide = random.nextInt(6) != 0;
    var scope =
        new WireAccounts.AgentScope(
            random.nextInt(3) == 0 ? agentExpiry : Long.MAX_VALUE,
            random.nextInt(20_000_000),
            random.nextInt(1_000_000),
            wide ? -1 : random.nextLong(),
            wide ? Long.MAX_VALUE : random.nextInt(2_000_000) - 10L,
            wide ? Integer.MAX_VALUE : random.nextInt(60_000));
    return wire.accounts.registerAgent(
        account, 1 + random.nextInt(5), scope, use, random.nextInt(10) == 0 ? 1 : 0);
  }

  /** Of a whale, about the mark of the equity, so that its book has a middle at night. */
  int nightQuote() {
    var side = nights.nextBoolean() ? Side.BUY : Side.SELL;
    long mark = Math.max(50, twin.markets.get(4).mark);
    long away = nights.nextInt(7) == 0 ? nights.nextLong(mark / 4) : nights.nextLong(mark / 50);
    long ticks = mark + (side == Side.BUY ? -1 : 1) * away;
    int account = 4096 + nights.nextInt(2);
    return wire.orders.placeOrder(
        account,
        4,
        side,
        1 + nights.nextInt(60),
        ticks,
        TimeInForce.GTC,
        ++nonce,
        Long.MAX_VALUE,
        0);
  }

  /** Beside the others, by numbers of its own. */
  int offer() {
    int account = 4096 + offers.nextInt(offers.nextInt(20) == 0 ? 12 : 6);
    int signer = offers.nextInt(10) < 7 ? 0 : offers.nextInt(6);
    int market = offers.nextInt(12) == 0 ? offers.nextInt(7) : offers.nextBoolean() ? 1 : 4;
    long lots = offers.nextInt(3) == 0 ? 0 : 100L * (1 + offers.nextInt(5));
    lots += offers.nextInt(20) == 0 ? offers.nextInt(3) - 1 : 0;
    int ppm = offers.nextInt(20) == 0 ? 1_000_001 : offers.nextInt(3) * 500_000;
    long expiry = offers.nextInt(50) == 0 ? run.timeNs - 1 : Long.MAX_VALUE;
    return wire.accounts.offerBackstop(account, market, lots, ppm, ++nonce, expiry, signer);
  }

  /** A scale near what its agent may order, or what that is; by numbers of its own. */
  int range() {
    int account = 4096 + ranges.nextInt(6);
    int agent = 4 + ranges.nextInt(2);
    long each = 50_000L + ranges.nextInt(100_000);
    if (ranges.nextInt(3) == 0) {
      var scope =
          new WireAccounts.AgentScope(
              Long.MAX_VALUE,
              each * (2 + ranges.nextInt(30)),
              each,
              ranges.nextInt(9) == 0 ? 4 : -1,
              ranges.nextBoolean() ? Long.MAX_VALUE : 2 * each,
              ranges.nextBoolean() ? Integer.MAX_VALUE : 10_000);
      return wire.accounts.registerAgent(account, agent, scope, ++nonce, 0);
    }
    int market = ranges.nextInt(4) == 0 ? 2 : 1;
    Side side = ranges.nextBoolean() ? Side.BUY : Side.SELL;
    long worst = run.price + (side == Side.BUY ? -1L : 1) * ranges.nextInt(20);
    long best = worst + (side == Side.BUY ? -1L : 1) * ranges.nextInt(200);
    boolean rises = ranges.nextBoolean() == (side == Side.BUY);
    int orders = 2 + ranges.nextInt(2);
    long lots = Math.max(orders, orders * each / 12_000 + ranges.nextInt(3));
    var c =
        wire.orders.placeScale(
            account,
            market,
            side,
            lots,
            Math.max(1, rises ? best : worst),
            Math.max(1, rises ? worst : best),
            orders,
            ++nonce,
            Long.MAX_VALUE,
            agent);
    return 8 + c.encodedLength();
  }

  /** What an owner or the venue does to an account; seldom, and mostly taken back soon. */
  int household(int account, long use, int signer) {
    var level = AccountLevel.get((short) Math.max(0, random.nextInt(30) - 26));
    return switch (random.nextInt(4)) {
      case 0 -> wire.accounts.restrictAccount(account, level);
      case 1 -> wire.accounts.setAccountLevel(account, level, use, signer);
      default -> {
        int to = random.nextInt(10) == 0 ? account : account ^ (random.nextInt(10) == 0 ? 2 : 1);
        long units = random.nextInt(1_000_000) - 10L;
        yield wire.accounts.transferUnits(account, to, random.nextInt(3), units, use, signer);
      }
    };
  }

  /** Broken headers, short bytes, unknown enums, a skip. */
  int odd(int account, long use, long expiry) {
    int length = orders.order(account, use, expiry, 0);
    switch (random.nextInt(5)) {
      case 0 -> wire.buffer.putShort(Wire.OFFSET + 2, (short) (42 + random.nextInt(57)));
      case 1 -> wire.buffer.putShort(Wire.OFFSET + 4, (short) 1);
      case 2 -> wire.buffer.putByte(Wire.OFFSET + 8 + 64, (byte) 9);
      case 3 -> length = random.nextInt(length);
      default -> length = wire.skipCommand(random.nextInt(50));
    }
    return length;
  }
}
