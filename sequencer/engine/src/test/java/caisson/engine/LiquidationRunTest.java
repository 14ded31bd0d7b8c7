package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.CashMovedDecoder;
import caisson.protocol.DeleveragedDecoder;
import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferReason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Crowded books and falling prices, by seed; after every command cash and lots add up, who held no
 * line lost nothing, each liquidation step lessened what was short or closed lines, and each
 * shortfall was paid to the unit.
 */
class LiquidationRunTest {
  private static final EngineLimits SMALL = new EngineLimits(30, 3, 4, 400, 32, 12, 3, 50);
  private static final int USERS = 24;
  private static final int COMMANDS = 1_500;

  /** Lots that slices may take in a minute, in every second run. */
  private static final long RATE = 9_000;

  @Test
  void shouldKeepItsInvariantsThroughCrashes() {
    var stages = new EnumMap<LiquidationStage, Integer>(LiquidationStage.class);
    var reasons = new EnumMap<TransferReason, Integer>(TransferReason.class);
    int full = 0;
    for (long seed = 1; seed <= Tier.cases(12, 400); seed++) {
      var run = new Run(seed);
      for (int i = 0; i < COMMANDS; i++) {
        try {
          run.step();
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("seed=" + seed + " command=" + i + ": " + e.getMessage(), e);
        }
      }
      run.stages.forEach((stage, times) -> stages.merge(stage, times, Integer::sum));
      full += run.full;
      run.reasons.forEach((reason, times) -> reasons.merge(reason, times, Integer::sum));
      var replayed = new StateMachine((buffer, offset, length) -> {}, SMALL);
      Log.replay(run.log.events, replayed);
      assertArrayEquals(run.machine.stateHash(), replayed.stateHash(), "seed=" + seed);
    }
    assertTrue(full > 0, "no minute took all it may");
    for (var stage :
        new LiquidationStage[] {
          LiquidationStage.SLICE,
          LiquidationStage.HANDOVER,
          LiquidationStage.SHORTFALL,
          LiquidationStage.ENDED
        }) {
      assertTrue(stages.containsKey(stage), "never seen: " + stage + " in " + stages);
    }
    for (var reason :
        new TransferReason[] {
          TransferReason.LIQUIDATION_FEE,
          TransferReason.SHORTFALL_PAID,
          TransferReason.PROFIT_HAIRCUT,
          TransferReason.BACKSTOP,
          TransferReason.DELEVERAGE
        }) {
      assertTrue(reasons.containsKey(reason), "never seen: " + reason + " in " + reasons);
    }
  }

  private static final class Run {
    final SplittableRandom random;
    final Wire wire = new Wire();
    final Log log = new Log();
    final StateMachine machine = new StateMachine(log, SMALL);
    final Map<LiquidationStage, Integer> stages = new EnumMap<>(LiquidationStage.class);
    final Map<TransferReason, Integer> reasons = new EnumMap<>(TransferReason.class);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final LiquidationSteppedDecoder stepped = new LiquidationSteppedDecoder();
    private final CashMovedDecoder cash = new CashMovedDecoder();
    private final PositionAssignedDecoder assigned = new PositionAssignedDecoder();
    private final DeleveragedDecoder deleveraged = new DeleveragedDecoder();
    private final long[] price = {0, 1_000, 0, 2_000};
    private long timeNs = Scenario.START_NS;
    private long nonce = 100;
    private long round;
    private long deposited;
    private final Map<Integer, Long> shortfall = new HashMap<>();
    private long toClose;
    private long idle = -1;
    private final Map<Long, Long> sliced = new HashMap<>();
    private boolean rated;
    int full;

    Run(long seed) {
      random = new SplittableRandom(seed);
      apply(wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"));
      apply(wire.listAsset(1, 8, 600_000_000_000_000L, "tBTC"));
      apply(wire.listPerpetual(1, 10, 100_000, -100, 500, 5_000_000, 500_000));
      apply(
          wire.listMarket(
              2, caisson.protocol.MarketKind.SPOT, 1, 10_000, 10, 0, 200, 300, 5_000_000, 500_000));
      apply(wire.listPerpetual(3, 10, 50_000, 0, 400, 5_000_000, 500_000));
      apply(wire.parameters.setGroup(1, 2, 614, 768));
      apply(wire.parameters.setFactor(2, 1, 2, 250, 250, 800, 0, 0));
      apply(wire.parameters.setFactor(3, 2, 2, 400, 400, 1_500, 0, 0));
      apply(wire.parameters.setMarketFactor(4, 1, 1));
      apply(wire.parameters.setMarketFactor(5, 3, 2));
      apply(wire.parameters.setCollateral(6, 1, 1, 1_000_000_000, 5_000_000_000L));
      apply(wire.parameters.setLiquidation(7, 1, 0, 5_000, 20_000));
      apply(wire.parameters.setLiquidation(8, 3, 1, 10_000, 20_000));
      if (seed % 2 == 0) {
        apply(wire.parameters.setLiquidationRate(9, 1, RATE));
        rated = true;
      }
      if (seed % 3 == 0) {
        apply(wire.parameters.setRules(rated ? 10 : 9, 1));
      }
      long no = 0;
      for (int user = 0; user < USERS; user++) {
        apply(wire.accounts.registerAccount(4096 + user));
        no = deposit(no, 4096 + user, 20_000_000 + random.nextLong(400_000_000));
      }
      no = deposit(no, 16, 500_000_000);
      deposit(no, 17, 200_000_000);
      prices();
    }

    private long deposit(long no, int account, long units) {
      deposited += units;
      apply(wire.creditDeposit(no + 1, account, 0, units));
      return no + 1;
    }

    void step() {
      timeNs += random.nextInt(400_000_000);
      int draw = random.nextInt(10);
      if (draw < 3) {
        prices();
      } else {
        int account = 4096 + random.nextInt(USERS - 1);
        int market = random.nextBoolean() ? 1 : 3;
        Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
        long spread = price[market] / 50;
        long limit = price[market] + random.nextLong(2 * spread + 1) - spread;
        long lots = 1 + random.nextInt(60_000);
        var force = random.nextInt(4) == 0 ? TimeInForce.IOC : TimeInForce.GTC;
        apply(
            wire.orders.placeOrder(
                account, market, side, lots, limit, force, ++nonce, Long.MAX_VALUE, 0));
      }
      check();
    }

    private void prices() {
      int jump = random.nextInt(12);
      for (int market = 1; market <= 3; market += 2) {
        long most = jump == 0 ? price[market] / 8 : price[market] / 100;
        long moved = price[market] + random.nextLong(2 * most + 1) - most;
        price[market] = Math.max(300, Math.min(6_000, moved));
        apply(wire.publishPrice(++round, market, price[market], price[market]));
      }
    }

    private void apply(int length) {
      int from = log.events.size();
      shortfall.clear();
      toClose = 0;
      machine.apply(timeNs, wire.buffer, Wire.OFFSET, length);
      for (byte[] event : log.events.subList(from, log.events.size())) {
        read(new UnsafeBuffer(event), Log.template(event));
      }
      assertEquals(0, toClose, "lots to deleverage that nobody closed");
    }

    private void read(UnsafeBuffer event, int template) {
      switch (template) {
        case LiquidationSteppedDecoder.TEMPLATE_ID -> {
          stepped.wrapAndApplyHeader(event, 0, header);
          stages.merge(stepped.stage(), 1, Integer::sum);
          onStep();
        }
        case CashMovedDecoder.TEMPLATE_ID -> {
          cash.wrapAndApplyHeader(event, 0, header);
          reasons.merge(cash.reason(), 1, Integer::sum);
          switch (cash.reason()) {
            case SHORTFALL_PAID, PROFIT_HAIRCUT, DEFICIT ->
                shortfall.merge(cash.to(), cash.amount(), Long::sum);
            default -> {}
          }
          assertTrue(cash.amount() > 0, "an empty payment");
        }
        case DeleveragedDecoder.TEMPLATE_ID -> {
          deleveraged.wrapAndApplyHeader(event, 0, header);
          toClose += deleveraged.foundLots();
        }
        case PositionAssignedDecoder.TEMPLATE_ID -> {
          assigned.wrapAndApplyHeader(event, 0, header);
          reasons.merge(assigned.reason(), 1, Integer::sum);
          toClose -= assigned.reason() == TransferReason.DELEVERAGE ? assigned.lots() : 0;
        }
        default -> {}
      }
    }

    private void onStep() {
      long before = stepped.maintenanceBefore() - stepped.equityBefore();
      long after = stepped.maintenanceAfter() - stepped.equityAfter();
      String told = stepped.stage() + " of " + stepped.account() + ": " + before + " to " + after;
      switch (stepped.stage()) {
        case SHORTFALL -> {
          long paid = shortfall.remove(stepped.account());
          assertEquals(-stepped.equityBefore(), paid, "paid for " + told);
          assertEquals(0, stepped.equityAfter(), told);
        }
        case SLICE -> {
          assertTrue(stepped.lots() == 0 || after < before, told);
          if (rated && stepped.market() == 1) {
            long minute = timeNs / 60_000_000_000L;
            long sum = sliced.merge(minute, stepped.lots(), Long::sum);
            assertTrue(sum <= RATE, "lots of a minute: " + sum);
            full += sum == RATE ? 1 : 0;
          }
        }
        case HANDOVER -> {
          boolean flat =
              machine.lots(stepped.account(), 1) == 0 && machine.lots(stepped.account(), 3) == 0;
          assertTrue(after < before || flat, told);
        }
        default -> {}
      }
    }

    private void check() {
      long sum = 0;
      for (int account : accounts()) {
        sum += machine.units(account, 0);
      }
      assertEquals(deposited, sum, "cash");
      for (int market = 1; market <= 3; market += 2) {
        long lots = 0;
        for (int account : accounts()) {
          lots += machine.lots(account, market);
        }
        assertEquals(0, lots, "lots of market " + market);
      }
      // The last user never trades.
      assertEquals(idleDeposit(), machine.units(4096 + USERS - 1, 0), "of one without a line");
    }

    private long idleDeposit() {
      if (idle < 0) {
        idle = machine.units(4096 + USERS - 1, 0);
      }
      return idle;
    }

    private static int[] accounts() {
      int[] accounts = new int[USERS + 7];
      for (int i = 0; i < USERS; i++) {
        accounts[i] = 4096 + i;
      }
      int[] house = {1, 3, 5, 16, 17, 18, 19};
      System.arraycopy(house, 0, accounts, USERS, house.length);
      return accounts;
    }
  }
}
