package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TradeExecutedDecoder;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random orders in two events, by seed, against the payoff tables written out in full: after every
 * command no account can come to owe anything whatever comes true, and at the end each is paid its
 * row to the unit and the settlement accounts are empty.
 */
class OutcomeRunTest {
  private static final EngineLimits SMALL = new EngineLimits(8, 2, 8, 400, 60, 8, 2, 50);
  private static final int USERS = 8;
  private static final int COMMANDS = 1_200;
  private static final long K = 10_000;

  @Test
  void shouldLeaveNobodyOwingWhateverComesTrueAndPayEachRowToTheUnit() {
    int trades = 0;
    int refusals = 0;
    for (long seed = 1; seed <= Tier.cases(12, 400); seed++) {
      var run = new Run(seed);
      for (int i = 0; i < COMMANDS; i++) {
        run.step("seed=" + seed + " command=" + i);
      }
      run.resolve("seed=" + seed);
      trades += run.count(TradeExecutedDecoder.TEMPLATE_ID);
      refusals += run.count(CommandRejectedDecoder.TEMPLATE_ID);
      var replayed = new StateMachine((buffer, offset, length) -> {}, SMALL);
      Log.replay(run.log.events, replayed);
      assertArrayEquals(run.machine.stateHash(), replayed.stateHash(), "seed=" + seed);
      var restored = new StateMachine((buffer, offset, length) -> {}, SMALL);
      run.machine.snapshot(restored::restore);
      restored.endRestore();
      assertArrayEquals(run.machine.stateHash(), restored.stateHash(), "seed=" + seed);
    }
    assertTrue(trades > 800 && refusals > 500, "trades=" + trades + " refusals=" + refusals);
  }

  /** Event 1 is exhaustive with markets 1 to 3, event 2 is not, with markets 4 and 5. */
  private static final class Run {
    final SplittableRandom random;
    final Wire wire = new Wire();
    final Log log = new Log();
    final StateMachine machine = new StateMachine(log, SMALL);
    private long timeNs = Scenario.START_NS;
    private long nonce = 100;
    private long round;
    private long deposited;

    Run(long seed) {
      random = new SplittableRandom(seed);
      apply(wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"));
      long never = Long.MAX_VALUE;
      apply(wire.parameters.listEvent(1, 1, 100, true, never, never, 2_000, 33, 33, 34));
      apply(wire.parameters.listEvent(2, 4, 50, false, never, never, 2_000, 20, 10));
      for (int user = 0; user < USERS; user++) {
        apply(wire.accounts.registerAccount(4096 + user));
        long units = 50_000_000 + random.nextLong(300_000_000);
        apply(wire.creditDeposit(user + 1, 4096 + user, 0, units));
        deposited += units;
      }
    }

    void step(String at) {
      timeNs += random.nextInt(100_000_000);
      int account = 4096 + random.nextInt(USERS);
      int market = 1 + random.nextInt(5);
      int payout = market <= 3 ? 100 : 50;
      switch (random.nextInt(12)) {
        case 0 -> apply(wire.publishPrice(++round, 1, 1, 1)); // refused, as no index prices it
        case 1 -> {
          long units = 1 + random.nextLong(20_000_000);
          long before = machine.units(account, 0);
          apply(wire.requestWithdrawal(account, 0, units, ++nonce, Long.MAX_VALUE, 0));
          deposited -= before - machine.units(account, 0);
        }
        default -> {
          Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
          long lots = 1 + random.nextInt(60);
          long limit = 1 + random.nextInt(payout - 1);
          var force = random.nextInt(3) == 0 ? TimeInForce.IOC : TimeInForce.GTC;
          apply(
              wire.orders.placeOrder(
                  account, market, side, lots, limit, force, ++nonce, Long.MAX_VALUE, 0));
        }
      }
      check(at);
    }

    private void check(String at) {
      BigInteger cash = BigInteger.valueOf(machine.units(1, 0));
      for (int user = 0; user < USERS; user++) {
        int account = 4096 + user;
        cash = cash.add(BigInteger.valueOf(machine.units(account, 0)));
        long worst =
            machine.units(account, 0)
                + worst(account, 1, 3, 100, true)
                + worst(account, 4, 5, 50, false);
        assertTrue(worst >= 0, at + ": account " + account + " could owe " + -worst);
      }
      assertEquals(BigInteger.valueOf(deposited), cash, at);
      for (int market = 1; market <= 5; market++) {
        long lots = 0;
        for (int user = 0; user < USERS; user++) {
          lots += machine.lots(4096 + user, market);
        }
        assertEquals(0, lots, at);
      }
    }

    /** The payoff table, a row for each outcome, one for void, one for none. */
    private long worst(int account, int first, int last, long payout, boolean exhaustive) {
      long[] voids = first == 1 ? new long[] {33, 33, 34} : new long[] {20, 10};
      long worst = exhaustive ? Long.MAX_VALUE : 0;
      long voided = 0;
      for (int market = first; market <= last; market++) {
        worst = Math.min(worst, machine.lots(account, market) * payout * K);
        voided += machine.lots(account, market) * voids[market - first] * K;
      }
      return Math.min(worst, voided);
    }

    void resolve(String at) {
      int winner = random.nextInt(4); // 0 is void
      int second = random.nextInt(4); // void, 4, 5 or none
      long[] pays = new long[6];
      for (int market = 1; market <= 3; market++) {
        pays[market] = winner == 0 ? market == 3 ? 34 : 33 : market == winner ? 100 : 0;
      }
      pays[4] = second == 0 ? 20 : second == 1 ? 50 : 0;
      pays[5] = second == 0 ? 10 : second == 2 ? 50 : 0;
      long[] due = new long[USERS];
      for (int user = 0; user < USERS; user++) {
        due[user] = machine.units(4096 + user, 0);
        for (int market = 1; market <= 5; market++) {
          due[user] += machine.lots(4096 + user, market) * pays[market] * K;
        }
      }
      for (int source = 1; source <= 2; source++) {
        apply(wire.parameters.proposeResolution(1, source, winner));
        apply(
            wire.parameters.proposeResolution(
                2, source, second == 0 ? 0 : second == 3 ? -1 : 3 + second));
      }
      for (int i = 0; i < 3; i++) {
        apply(wire.publishAssetPrice(++round, 1, 1)); // refused: only 0 is listed
        apply(wire.publishNothing(++round));
      }
      for (int user = 0; user < USERS; user++) {
        assertEquals(due[user], machine.units(4096 + user, 0), at + " user " + user);
        for (int market = 1; market <= 5; market++) {
          assertEquals(0, machine.lots(4096 + user, market), at);
        }
      }
      for (int event = 1; event <= 2; event++) {
        assertEquals(0, machine.units(63 + event, 0), at);
        for (int market = 1; market <= 5; market++) {
          assertEquals(0, machine.lots(63 + event, market), at);
        }
      }
      assertEquals(0, machine.restingOrders(), at);
    }

    int count(int template) {
      return (int) log.events.stream().filter(event -> Log.template(event) == template).count();
    }

    private void apply(int length) {
      machine.apply(timeNs, wire.buffer, Wire.OFFSET, length);
    }
  }
}
