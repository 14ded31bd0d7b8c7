package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TradeExecutedDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Accounts of some thousand dollars that order all they can, while marks move a little: what is
 * kept of them is a bound more often than not. One machine keeps it, the other is restored from a
 * snapshot before each command and so knows nothing but what a scan finds; both must judge alike.
 */
class RoomTest {
  private static final EngineLimits SMALL = new EngineLimits(12, 2, 3, 900, 64, 12, 2, 90);
  private static final int USERS = 12;
  private static final int COMMANDS = 1_200;

  @Test
  void shouldJudgeByBoundsAsByScans() {
    int trades = 0;
    int refused = 0;
    int ordered = 0;
    for (long seed = 1; seed <= Tier.cases(4, 200); seed++) {
      var run = new Run(seed);
      for (int i = 0; i < COMMANDS; i++) {
        run.step("seed=" + seed + " command=" + i);
      }
      assertArrayEquals(run.exact.stateHash(), run.kept.stateHash(), "seed=" + seed);
      trades += run.trades;
      refused += run.refused;
      ordered += run.ordered;
    }
    String told = "trades=" + trades + " refused=" + refused + " of " + ordered;
    assertTrue(trades > 300 && refused > ordered / 20 && refused < ordered / 2, told);
  }

  private static final class Run {
    private record Placed(long id, int user, int market) {}

    final SplittableRandom random;
    final Wire wire = new Wire();
    final Log log = new Log();
    final Log exactLog = new Log();
    final StateMachine kept = new StateMachine(log, SMALL);
    StateMachine exact = new StateMachine(exactLog, SMALL);
    private final List<Placed> placed = new ArrayList<>();
    private final long[] price = {0, 1_000, 4_000, 2_500};
    private final long[] nonces = new long[USERS];
    private long timeNs = Scenario.START_NS;
    private long round;
    int trades;
    int refused;
    int ordered;

    Run(long seed) {
      random = new SplittableRandom(seed);
      apply(wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"));
      for (int market = 1; market <= 3; market++) {
        apply(wire.listPerpetual(market, 10_000, 50_000, -100, 500, 5_000_000, 500_000));
      }
      apply(wire.parameters.setGroup(1, 2, 614, 768));
      apply(wire.parameters.setFactor(2, 1, 2, 250, 300, 800, 0, 0));
      apply(wire.parameters.setFactor(3, 2, 2, 400, 400, 1_500, 40_000_000_000L, 400_000_000_000L));
      apply(wire.parameters.setMarketFactor(4, 1, 1));
      apply(wire.parameters.setMarketFactor(5, 2, 2));
      for (int user = 0; user < USERS; user++) {
        apply(wire.accounts.registerAccount(4096 + user));
        apply(
            wire.creditDeposit(
                user + 1, 4096 + user, 0, 2_000_000_000L + random.nextLong(9_000_000_000L)));
      }
      prices();
    }

    void step(String at) {
      timeNs += random.nextInt(2_000_000);
      int draw = random.nextInt(40);
      if (draw == 0) {
        prices();
      } else if (draw < 14 && !placed.isEmpty()) {
        var order = placed.remove(random.nextInt(placed.size()));
        int account = 4096 + order.user;
        apply(
            wire.orders.cancelOrder(
                account, order.market, order.id, nonce(order.user), Long.MAX_VALUE, 0));
      } else {
        order();
      }
      assertEquals(exactLog.events.size(), log.events.size(), at);
      int last = log.events.size() - 1;
      for (int i = last; i >= 0 && i > last - 3; i--) {
        assertArrayEquals(exactLog.events.get(i), log.events.get(i), at);
      }
    }

    private void order() {
      int user = random.nextInt(USERS);
      int market = 1 + random.nextInt(3);
      long away = price[market] / (random.nextInt(3) == 0 ? 20 : 100);
      long limit = price[market] + random.nextLong(2 * away + 1) - away;
      long lots = 1 + random.nextInt(random.nextInt(3) == 0 ? 5_000 : 500) * 1_000L / price[market];
      var side = random.nextBoolean() ? Side.BUY : Side.SELL;
      var force = random.nextInt(4) == 0 ? TimeInForce.IOC : TimeInForce.GTC;
      ordered++;
      apply(
          wire.orders.placeOrder(
              4096 + user, market, side, lots, limit, force, nonce(user), Long.MAX_VALUE, 0));
      if (force == TimeInForce.GTC) {
        placed.add(new Placed(kept.sequence(), user, market));
      }
    }

    private void prices() {
      for (int market = 1; market <= 3; market++) {
        long most = random.nextInt(5) == 0 ? price[market] / 50 : 1 + price[market] / 1_000;
        price[market] += random.nextLong(2 * most + 1) - most;
        apply(wire.publishPrice(++round, market, price[market], 0));
      }
    }

    private long nonce(int user) {
      return ++nonces[user];
    }

    private void apply(int length) {
      var restored = new StateMachine(exactLog, SMALL);
      if (kept.sequence() > 0) {
        exact.snapshot(restored::restore);
        restored.endRestore();
        exact = restored;
      }
      int from = log.events.size();
      exact.apply(timeNs, wire.buffer, Wire.OFFSET, length);
      kept.apply(timeNs, wire.buffer, Wire.OFFSET, length);
      for (byte[] event : log.events.subList(from, log.events.size())) {
        count(new UnsafeBuffer(event), Log.template(event));
      }
    }

    private void count(UnsafeBuffer event, int template) {
      trades += template == TradeExecutedDecoder.TEMPLATE_ID ? 1 : 0;
      if (template == CommandRejectedDecoder.TEMPLATE_ID) {
        var e =
            new CommandRejectedDecoder().wrapAndApplyHeader(event, 0, new MessageHeaderDecoder());
        refused += e.reason() == RejectReason.INSUFFICIENT_MARGIN ? 1 : 0;
      }
    }
  }
}
