package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** As many markets as a row has bits: the first, the last, and all of them in one account. */
class MostMarketsTest {
  private static final int MOST = 64;
  private static final EngineLimits LIMITS = new EngineLimits(10, 2, MOST, 1_000, 200, 10, 3, 50);

  private static Scenario listed() {
    var scenario = new Scenario(LIMITS);
    for (int market = 3; market <= MOST; market++) {
      scenario.apply(
          scenario.wire.listPerpetual(market, 10, 100_000, 0, 0, 10_000_000, 2_000_000_000));
    }
    scenario.run(
        """
        register A B C
        deposit A 100000000
        deposit B 100000000
        deposit C 100000000
        """);
    for (int market = 3; market <= MOST; market++) {
      scenario.run("price " + market + " 100");
    }
    return scenario;
  }

  @Test
  void shouldTradeInTheLastMarketAsInAnyOther() {
    listed()
        .run(
            """
            place A 64 sell 5 @ 100 as last              -> accepted, rested 5
            place A 63 sell 5 @ 100                      -> accepted, rested 5
            place B 64 buy 2 @ 100                       -> accepted, trade B A 2 @ 100
            lots A 64 = -2
            lots B 64 = 2
            lots A 63 = 0
            cancel A 64 last                             -> canceled 3 REQUESTED
            cancelall A 0 both                           -> canceled 5 REQUESTED
            """);
  }

  @Test
  void shouldKeepAKeyToTheLastMarketByTheLowestBit() {
    listed()
        .run(
            """
            scope A 1 markets 1 position 1000000 band 1000000   -> agent registered
            place A/1 64 buy 1 @ 100                            -> accepted, rested 1
            place A/1 63 buy 1 @ 100                            -> rejected AGENT_MARKET
            scope A 2 markets -2 position 1000000 band 1000000  -> agent registered
            place A/2 64 buy 1 @ 100                            -> rejected AGENT_MARKET
            place A/2 63 buy 1 @ 100                            -> accepted, rested 1
            """);
  }

  @Test
  void shouldHoldALineInEveryMarketAndTellThemInOrder() {
    var scenario = listed();
    for (int market = MOST; market >= 3; market--) {
      scenario.run("place A " + market + " sell 3 @ 100 -> accepted, rested 3");
      scenario.run("place B " + market + " buy 2 @ 100 -> accepted, trade B A 2 @ 100");
    }
    var markets = new ArrayList<Integer>();
    scenario.machine.forEachLeaf(
        new LeafVisitor() {
          @Override
          public void leaf(int account, int assets, int lines) {
            assertEquals(account == 4098 ? 0 : MOST - 2, lines);
          }

          @Override
          public void asset(int asset, long units) {}

          @Override
          public void line(int market, long lots) {
            markets.add(market);
          }
        });
    List<Integer> all = IntStream.rangeClosed(3, MOST).boxed().toList();
    assertEquals(all, markets.subList(0, all.size()));
    assertEquals(all, markets.subList(all.size(), markets.size()));

    var restored = new StateMachine((buffer, offset, length) -> {}, LIMITS);
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    assertEquals(MOST - 2, restored.restingOrders());
    assertEquals(2, restored.lots(4097, MOST));
  }
}
