package caisson.engine;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TriggerWhen;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Commands about orders as a seed has them, good and bad, near the price and near other orders. */
final class RandomOrders {
  private final TwinRun run;
  private final Random random;
  private final Wire wire;
  private final ReferenceEngine twin;

  RandomOrders(TwinRun run) {
    this.run = run;
    random = run.random;
    wire = run.wire;
    twin = run.twin;
  }

  int order(int account, long use, long expiry, int signer) {
    int market = market();
    long middle = market == 3 ? 100_000 : run.price;
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
    return wire.orders.placeOrder(
        account, market, side, lots, limit, timeInForce, use, expiry, signer);
  }

  /** An order with terms beyond those of PlaceOrder. */
  int submission(int account, long use, long expiry, int signer) {
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
        wire.orders.submitOrder(
            account, market, side, lots, limit, timeInForce, use, expiry, signer);
    c.replaces(replaces);
    c.selfTrade(SelfTrade.get((short) random.nextInt(4)));
    boolean atOnce = timeInForce == TimeInForce.IOC || timeInForce == TimeInForce.FOK;
    c.reduceOnly((short) (random.nextInt(atOnce ? 2 : 5) == 0 ? 1 : 0));
    if (atOnce ? random.nextInt(30) == 0 : random.nextInt(4) != 0) {
      c.goodTillNs(run.timeNs + random.nextLong(10_000_000_000L) - 10_000_000);
    }
    boolean post = timeInForce == TimeInForce.POST_ONLY;
    c.slide((short) (random.nextInt(post ? 2 : 30) == 0 ? 1 : 0));
    return 8 + c.encodedLength();
  }

  int trigger(int account, long use, long expiry, int signer) {
    if (random.nextInt(8) == 0) {
      long at = random.nextInt(3) == 0 ? 0 : run.timeNs + random.nextLong(2_000_000_000L);
      at = use % 8 == 0 ? Long.MIN_VALUE + use * 150_000_000 % 1_500_000_000 : at;
      return wire.orders.scheduleCancel(account, at, use, expiry, signer);
    }
    if (random.nextInt(10) == 0 && !twin.triggers.waiting.isEmpty()) {
      var waits = twin.triggers.waiting.get(random.nextInt(twin.triggers.waiting.size()));
      return wire.orders.cancelOrder(
          waits.account().id, waits.market().id, waits.id(), use, expiry, signer);
    }
    if (random.nextInt(20) == 0 && !twin.twaps.running.isEmpty()) {
      var twap = twin.twaps.running.get(random.nextInt(twin.twaps.running.size()));
      return wire.orders.cancelOrder(twap.account.id, twap.market.id, twap.id, use, expiry, signer);
    }
    order(account, use, expiry, signer);
    var placed = new PlaceOrderDecoder();
    placed.wrapAndApplyHeader(wire.buffer, Wire.OFFSET, new MessageHeaderDecoder());
    int market = placed.market();
    long middle = market == 3 ? 100_000 : run.price;
    if (random.nextInt(4) == 0) {
      return scale(account, market, placed.side(), middle, use, expiry, signer);
    }
    if (random.nextInt(3) == 0) {
      var c =
          wire.orders.placeTwap(
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
        wire.orders.placeTrigger(
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

  int scale(int account, int market, Side side, long middle, long use, long expiry, int signer) {
    long from = middle + random.nextInt(81) - 40;
    long to = random.nextInt(20) == 0 ? 0 : from + random.nextInt(41) - 20;
    int orders = random.nextInt(12) == 0 ? random.nextInt(20) : 2 + random.nextInt(4);
    long lots = 1 + random.nextInt(60);
    var c =
        wire.orders.placeScale(account, market, side, lots, from, to, orders, use, expiry, signer);
    c.postOnly((short) random.nextInt(2));
    c.selfTrade(SelfTrade.get((short) random.nextInt(4)));
    c.goodTillNs(random.nextInt(3) == 0 ? run.timeNs + random.nextLong(900_000_000L) : 0);
    return 8 + c.encodedLength();
  }

  /** Mostly of an account with orders, so that some are canceled and replaced. */
  int bundle(int account, long use, long expiry, int signer) {
    int owner = account;
    if (!twin.resting.isEmpty() && random.nextInt(8) != 0) {
      owner = twin.resting.get(random.nextInt(twin.resting.size())).account.id;
    }
    int id = owner;
    var theirs = twin.resting.stream().filter(o -> o.account.id == id).toList();
    int size = random.nextInt(30) == 0 ? random.nextInt(18) : 1 + random.nextInt(5);
    var entries = new ArrayList<WireBundles.Entry>();
    for (int i = 0; i < size; i++) {
      boolean last = i == size - 1;
      if (!theirs.isEmpty() && random.nextInt(3) == 0) {
        var order = theirs.get(random.nextInt(theirs.size()));
        entries.add(WireBundles.Entry.cancel(order.market.id, order.id));
      } else if (random.nextInt(8) == 0) {
        entries.add(waiting(owner));
      } else {
        entries.add(placed(theirs, last));
      }
    }
    return wire.bundles.submitOrders(owner, entries, use, expiry, signer);
  }

  private WireBundles.Entry placed(List<ReferenceEngine.Order> theirs, boolean last) {
    int market = random.nextInt(40) == 0 ? 9 : 1 + random.nextInt(4);
    boolean buys = random.nextBoolean();
    long middle = market == 3 ? 100_000 : run.price;
    long away = random.nextInt(last || random.nextInt(12) == 0 ? 30 : 200);
    boolean across = last ? random.nextBoolean() : random.nextInt(25) == 0;
    long limit = middle + (buys == across ? away : -away);
    int force = random.nextInt(last ? 4 : 3);
    force = !last && force == 1 && random.nextInt(8) != 0 ? 2 : force;
    var entry =
        WireBundles.Entry.place(
            market,
            buys ? Side.BUY : Side.SELL,
            1 + random.nextInt(20),
            limit,
            TimeInForce.get((short) force));
    if (!theirs.isEmpty() && random.nextInt(3) == 0) {
      var order = theirs.get(random.nextInt(theirs.size()));
      entry.orderId = order.id;
      entry.market = order.market.id;
      entry.side = order.buy ? Side.BUY : Side.SELL;
      entry.limitTicks = order.limit + random.nextInt(5) - 2;
    }
    entry.selfTrade = SelfTrade.get((short) random.nextInt(4));
    entry.reduceOnly = random.nextInt(8) == 0 ? 1 : 0;
    entry.slide = force == 2 && random.nextBoolean() ? 1 : 0;
    boolean timed = force != 1 && force != 3 && random.nextInt(5) == 0;
    entry.goodTillNs = timed ? run.timeNs + random.nextLong(10_000_000_000L) : 0;
    return entry;
  }

  /** Cancels a trigger or a TWAP of the account, or nothing that there is. */
  private WireBundles.Entry waiting(int owner) {
    for (var trigger : twin.triggers.waiting) {
      if (trigger.account().id == owner) {
        return WireBundles.Entry.cancel(trigger.market().id, trigger.id());
      }
    }
    for (var twap : twin.twaps.running) {
      if (twap.account.id == owner) {
        return WireBundles.Entry.cancel(twap.market.id, twap.id);
      }
    }
    return WireBundles.Entry.cancel(market(), random.nextInt(9));
  }

  int amendment(int account, long use, long expiry, int signer) {
    if (twin.resting.isEmpty()) {
      return cancel(account, use, expiry, signer);
    }
    var order = twin.resting.get(random.nextInt(twin.resting.size()));
    int by = random.nextInt(10) == 0 ? account : order.account.id;
    boolean move = random.nextBoolean();
    long limit = order.limit + (move ? random.nextInt(31) - 15 : 0);
    long lots = random.nextInt(4) == 0 ? order.lots : random.nextLong(2 * order.lots + 2);
    var c = wire.orders.amendOrder(by, order.market.id, order.id, lots, limit, use, expiry, signer);
    c.postOnly((short) random.nextInt(2));
    c.selfTrade(SelfTrade.get((short) random.nextInt(4)));
    return 8 + c.encodedLength();
  }

  int cancel(int account, long use, long expiry, int signer) {
    if (twin.resting.isEmpty() || random.nextInt(10) == 0) {
      return wire.orders.cancelOrder(account, market(), random.nextInt(1_000), use, expiry, signer);
    }
    var order = twin.resting.get(random.nextInt(twin.resting.size()));
    int by = random.nextInt(10) == 0 ? account : order.account.id;
    return wire.orders.cancelOrder(by, order.market.id, order.id, use, expiry, signer);
  }

  int market() {
    int draw = random.nextInt(20);
    return draw < 8 ? 1 : draw < 12 ? 2 : draw < 16 ? 3 : draw < 19 ? 4 : 9;
  }
}
