package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderSides;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Marks that creep by single ticks past accounts at their margin. One machine remembers whom it may
 * leave alone, the other is restored from a snapshot before each command and so looks at all; both
 * must find the same accounts in the same round.
 */
class WatchTest {
  private static final EngineLimits SMALL = new EngineLimits(24, 2, 3, 600, 64, 24, 2, 60);
  private static final int USERS = 20;
  private static final int ROUNDS = 500;

  /** A tick is less than a twentieth of a step of the lists. */
  private static final long PRICE = 400_000;

  @Test
  void shouldLookAtAllWhoAreDue() {
    int slices = 0;
    for (long seed = 1; seed <= Tier.cases(2, 100); seed++) {
      var run = new Run(seed);
      for (int i = 0; i < ROUNDS; i++) {
        run.round("seed=" + seed + " round=" + i);
      }
      assertArrayEquals(run.exact.stateHash(), run.watching.stateHash(), "seed=" + seed);
      slices += run.slices;
    }
    assertTrue(slices > 50, "slices=" + slices);
  }

  private static final class Run {
    final SplittableRandom random;
    final Wire wire = new Wire();
    final Log log = new Log();
    final Log exactLog = new Log();
    final StateMachine watching = new StateMachine(log, SMALL);
    StateMachine exact = new StateMachine(exactLog, SMALL);
    private final long[] price = {0, PRICE, PRICE / 2};
    private final long[] nonces = new long[USERS];
    private long timeNs = Scenario.START_NS;
    private long round;
    private long way = -1;
    int slices;

    Run(long seed) {
      random = new SplittableRandom(seed);
      apply(wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"));
      for (int market = 1; market <= 2; market++) {
        apply(wire.listPerpetual(market, 10, 1_000_000, -100, 500, 50_000_000, 500_000));
      }
      apply(wire.parameters.setGroup(1, 2, 614, 768));
      apply(wire.parameters.setFactor(2, 1, 2, 250, 300, 800, 0, 0));
      apply(wire.parameters.setFactor(3, 2, 2, 400, 400, 1_500, 0, 0));
      apply(wire.parameters.setMarketFactor(4, 1, 1));
      apply(wire.parameters.setMarketFactor(5, 2, 2));
      apply(wire.parameters.setLiquidation(6, 1, 0, 5_000, 20_000));
      apply(wire.parameters.setLiquidation(7, 2, 1, 5_000, 20_000));
      for (int user = 0; user < USERS; user++) {
        apply(wire.accounts.registerAccount(4096 + user));
        boolean rich = user < 2;
        long units = rich ? 1_000_000_000_000L : 100_000_000L + random.nextLong(20_000_000);
        apply(wire.creditDeposit(user + 1, 4096 + user, 0, units));
      }
      for (int i = 0; i < 3; i++) {
        prices(0);
      }
      for (int user = 2; user < USERS; user++) {
        open(user, 1, 500 + random.nextInt(200));
        open(user, 2, random.nextInt(3) == 0 ? 300 : 0);
      }
    }

    /** A line of about so many lots with a rich account, as large as the margin lets it be. */
    private void open(int user, int market, int lots) {
      Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
      Side other = side == Side.BUY ? Side.SELL : Side.BUY;
      for (int left = lots; left >= 20; left -= 20) {
        order(0, market, other, 20, price[market], TimeInForce.GTC);
        order(user, market, side, 20, price[market], TimeInForce.IOC);
      }
    }

    private void order(int user, int market, Side side, long lots, long ticks, TimeInForce force) {
      apply(
          wire.orders.placeOrder(
              4096 + user, market, side, lots, ticks, force, ++nonces[user], Long.MAX_VALUE, 0));
    }

    void round(String at) {
      if (random.nextInt(6) == 0) {
        quote();
      }
      way = random.nextInt(100) == 0 ? -way : way;
      prices(random.nextInt(12) == 0 ? PRICE / 200 : 1 + random.nextInt(40));
      assertEquals(exactLog.events.size(), log.events.size(), at);
    }

    /** Depth on both sides of both markets, by one who can afford it. */
    private void quote() {
      apply(wire.orders.cancelOrders(4097, 0, OrderSides.BOTH, ++nonces[1], Long.MAX_VALUE, 0));
      for (int market = 1; market <= 2; market++) {
        long away = price[market] / 500;
        order(1, market, Side.BUY, 2_000, price[market] - away, TimeInForce.GTC);
        order(1, market, Side.SELL, 2_000, price[market] + away, TimeInForce.GTC);
      }
    }

    private void prices(long most) {
      for (int market = 1; market <= 2; market++) {
        timeNs += 200_000_000 + random.nextInt(400_000_000);
        price[market] += way * random.nextLong(most + 1);
        apply(wire.publishPrice(++round, market, price[market], 0));
      }
    }

    private void apply(int length) {
      var restored = new StateMachine(exactLog, SMALL);
      if (watching.sequence() > 0) {
        exact.snapshot(restored::restore);
        restored.endRestore();
        exact = restored;
      }
      int from = log.events.size();
      exact.apply(timeNs, wire.buffer, Wire.OFFSET, length);
      watching.apply(timeNs, wire.buffer, Wire.OFFSET, length);
      assertEquals(exactLog.events.size(), log.events.size(), "round=" + round);
      for (int i = from; i < log.events.size(); i++) {
        assertArrayEquals(exactLog.events.get(i), log.events.get(i), "round=" + round);
        count(log.events.get(i));
      }
    }

    private void count(byte[] event) {
      if (Log.template(event) == LiquidationSteppedDecoder.TEMPLATE_ID) {
        var stepped =
            new LiquidationSteppedDecoder()
                .wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
        slices += stepped.stage() == LiquidationStage.SLICE ? 1 : 0;
      }
    }
  }
}
