package caisson.oracle.source.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoSourceTest {
  private static final long START = 60_000_000_000L;

  @Test
  void shouldSayTheSameInTheSameRoundOfTheSameSeedAfterARestart() {
    DemoSource running = source(1, 710);
    for (long round = 1; round <= 5_000; round++) {
      price(running, round);
    }
    assertEquals(price(running, 5_001), price(source(1, 710), 5_001));
    assertNotEquals(price(source(1, 710), 5_001), price(source(1, 711), 5_001));
  }

  @Test
  void shouldStayWithinItsErrorOfTheCommonPath() {
    DemoSource first = source(1, 710);
    DemoSource second = source(2, 710);
    int differing = 0;
    for (long round = 1; round <= 5_000; round++) {
      long difference = Math.abs(price(first, round) - price(second, round));
      assertTrue(difference <= 2 * 50 * START * 2 / 1_000_000, "round " + round);
      differing += difference > 0 ? 1 : 0;
    }
    assertTrue(differing > 4_000);
  }

  @Test
  void shouldStandWhereItWasMovedUntilItIsMovedBack() {
    DemoSource moved = source(1, 710);
    DemoSource left = source(1, 710);
    assertTrue(moved.move("BTC", -30_000));
    long walked = price(left, 7);
    assertEquals(
        walked - walked / 1_000_000 * 30_000 - walked % 1_000_000 * 30_000 / 1_000_000,
        price(moved, 7),
        50);
    assertTrue(moved.move("BTC", 0));
    assertEquals(price(left, 8), price(moved, 8));
    assertEquals(false, moved.move("DOGE", 1));
  }

  @Test
  void shouldMoveButNeitherDieNorRunAwayInADay() {
    DemoWalk walk = new DemoWalk(710, START);
    long before = START;
    int moves = 0;
    for (long round = 1; round <= 86_400; round++) {
      long price = walk.priceMicros(round);
      assertTrue(price > START / 2 && price < START * 2, "round " + round + " price " + price);
      moves += price != before ? 1 : 0;
      before = price;
    }
    assertTrue(moves > 80_000, "moved only " + moves);
  }

  @Test
  void shouldHaveNoPriceOfAnUnknownInstrument() {
    assertTrue(source(1, 710).observe("DOGE", 1, 0).isEmpty());
  }

  private static DemoSource source(int number, long seed) {
    return new DemoSource(number, seed, Map.of("BTC", START));
  }

  private static long price(DemoSource source, long round) {
    return source.observe("BTC", round, 0).orElseThrow().priceMicros();
  }
}
