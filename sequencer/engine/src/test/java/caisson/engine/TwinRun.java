package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.wire.CommandAdapter;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.MarketKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;

/** One seeded run of engine and reference side by side. */
final class TwinRun {
  final long seed;
  final Random random;
  final Wire wire = new Wire();
  final Log log = new Log();
  final StateMachine machine = new StateMachine(log, TwinTest.SMALL);
  private final List<byte[]> twinEvents = new ArrayList<>();
  private final EventPublisher twinPublisher =
      new EventPublisher(
          (buffer, offset, length) -> {
            byte[] copy = new byte[length];
            buffer.getBytes(offset, copy);
            twinEvents.add(copy);
          });
  final ReferenceEngine twin = new ReferenceEngine(TwinTest.SMALL, twinPublisher);
  private final CommandAdapter twinAdapter = new CommandAdapter(twin.commands, twinPublisher);
  private final Wire ownSeal = new Wire();
  long timeNs = Scenario.START_NS;

  /** Of a minute, after which depth is sampled again. */
  private final boolean pauses;

  /** A market keeps sessions, and time leaps to about when the next of them begins. */
  final boolean keepsSessions;

  long round;
  long deposits;
  long price = 1_000;
  private int compared;
  private final RandomParameters parameters;
  private final RandomCommands commands;

  TwinRun(long seed) {
    pauses = seed % 4 == 0;
    keepsSessions = seed > 20;
    this.seed = seed;
    random = new Random(seed);
    parameters = new RandomParameters(this);
    commands = new RandomCommands(this, parameters);
    apply(wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"));
    apply(wire.listAsset(1, 8, 600_000_000_000_000L, "tBTC"));
    apply(wire.listPerpetual(1, 10, 100_000, -100, 500, 5_000, 500));
    apply(wire.listMarket(2, MarketKind.SPOT, 1, 10_000, 10, 0, 200, 300, 5_000, 500));
    apply(wire.listPerpetual(3, 1_000_000_007L, 10_000, 0, 777, 900_000, 9_000_000_000L));
    apply(wire.listPerpetual(4, 7, 50_000, 0, 900, 5_000, 500));
    for (int account = 4096; account < 4102; account++) {
      apply(wire.accounts.registerAccount(account));
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
      apply(wire.parameters.setGroup(parameters.version(), 2, 614, 768));
      for (int factor = 1; factor <= 3; factor++) {
        apply(parameters.factor(factor));
      }
      apply(wire.parameters.setMarketFactor(parameters.version(), 1, 1));
      apply(wire.parameters.setMarketFactor(parameters.version(), 4, 2));
      apply(wire.parameters.setCollateral(parameters.version(), 1, 1, 1_000_000, 5_000_000));
    }
    if (keepsSessions) {
      apply(wire.parameters.setSessions(parameters.version(), 4, 100, 200, 500, 1_500, 1_000));
    }
  }

  void step(int number) {
    timeNs += random.nextInt(20) == 0 ? random.nextLong(3_000_000_000L) : random.nextInt(9_000_000);
    if (pauses && random.nextInt(60) == 0) {
      timeNs += 61_000_000_000L;
    }
    if (keepsSessions && random.nextInt(50) == 0) {
      long leap = twin.sessions.firstNs() - random.nextLong(3 * 3_600_000_000_000L);
      timeNs = Math.max(timeNs, leap);
    }
    if (random.nextInt(400) == 0) {
      timeNs += random.nextLong(4_000) * 1_000_000_000L;
    }
    try {
      apply(commands.next());
      if (number % 50 == 0) {
        apply(commands.offer());
      }
      if (!keepsSessions && number % 40 == 0) {
        apply(commands.range());
      }
      if (number % 160 == 0) {
        apply(parameters.cap());
      }
      if (number % 250 == 249) {
        apply(parameters.rules());
      }
      if (keepsSessions && number % 90 == 0) {
        apply(parameters.offHours());
      }
      if (number % 5 == 0 && twin.sessions.offHours(4)) {
        apply(parameters.nightPrice());
        apply(commands.nightQuote());
      }
      conserved();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed=" + seed + " command=" + number + ": " + e.getMessage(), e);
    }
  }

  /** Every account gets a new owner, by the rule of one schema or the other. */
  void rotateAll() {
    for (int account = 4096; account < 4102; account++) {
      int length = wire.serveRequest(twin.forced.lastNo + 1, 4, account, 0, 0, 0);
      apply(wire.ofSchema(1 + account % 2, length));
      conserved();
    }
  }

  void apply(int length) {
    machine.apply(timeNs, wire.buffer, Wire.OFFSET, length);
    boolean seal = CommandAdapter.template(wire.buffer, Wire.OFFSET, length) == 12;
    if (!seal && twin.settlement.overdue(timeNs)) {
      int own = ownSeal.sealWindow(twin.settlement.openBatch(), 0, twin.settlement.lastDeposit());
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
        assertEquals(EventText.text(List.of(expected)), EventText.text(List.of(found)), "event");
        assertArrayEquals(expected, found, EventText.text(List.of(found)));
      }
    }
    assertEquals(twinEvents.size(), log.events.size(), "number of events");
  }

  private void applyTwin(ExpandableArrayBuffer buffer, int length) {
    long sequence = twin.begin(timeNs);
    twinPublisher.begin(sequence, timeNs, twinAdapter.take(buffer, Wire.OFFSET, length));
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
