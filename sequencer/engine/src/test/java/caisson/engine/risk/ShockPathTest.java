package caisson.engine.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.Tier;
import org.junit.jupiter.api.Test;

class ShockPathTest {
  @Test
  void shouldFollowAConstantReturnToItsSize() {
    long fast = 0;
    long slow = 0;
    for (int minute = 0; minute < 400; minute++) {
      fast = ShockPath.variance(fast, minute % 2 == 0 ? 40 : -40, ShockPath.FAST);
      slow = ShockPath.variance(slow, 40, ShockPath.SLOW);
    }
    assertEquals(39, ShockPath.sigmaBps(fast, 0));
    assertTrue(ShockPath.sigmaBps(0, slow) < 15);
  }

  @Test
  void shouldKeepTheTargetBetweenTheListedShockAndFourTimesIt() {
    assertEquals(250, ShockPath.targetBps(250, 0, 8_000));
    assertEquals(320, ShockPath.targetBps(250, 40, 8_000));
    assertEquals(1_000, ShockPath.targetBps(250, 4_000, 8_000));
    assertEquals(Scan.MAX_SHOCK_BPS, ShockPath.targetBps(4_000, 4_000, 8_000));
  }

  @Test
  void shouldAtMostDoubleInADayAndHalveItsDistanceInTheNext() {
    long path = ShockPath.path(250);
    for (int step = 0; step < 288; step++) {
      path = ShockPath.next(path, 1_000, ShockPath.path(250), false);
    }
    assertEquals(500, ShockPath.bps(path));
    for (int step = 0; step < 288; step++) {
      path = ShockPath.next(path, 250, ShockPath.path(500), false);
    }
    assertEquals(375, ShockPath.bps(path), 1);
  }

  @Test
  void shouldNeverLiquidateByAStepAloneAnAccountWithElevenPercentToSpare() {
    var book = new RandomBook(41);
    book.scanOnly();
    int[] before = new int[RandomBook.ROWS * 3];
    for (int i = 0; i < Tier.cases(10_000, 1_000_000); i++) {
      book.draw(8);
      long old = book.maintenance();
      for (int row = 0; row < RandomBook.ROWS; row++) {
        int t = row * FactorTable.STRIDE;
        boolean credited = book.table.terms[t + FactorTable.RHO] != 0;
        for (int column = 0; column < 3; column++) {
          int bps = (int) book.table.terms[t + FactorTable.DOWN_MM + column];
          before[row * 3 + column] = bps;
          long path = ShockPath.path(bps) + book.random.nextInt(1 << 16);
          int target = book.random.nextBoolean() ? bps * 4 : bps;
          book.table.terms[t + FactorTable.DOWN_MM + column] =
              ShockPath.bps(ShockPath.next(path, target, path, credited));
        }
      }
      long now = book.maintenance();
      assertTrue(now <= old + (old + 8) * 11 / 100 + 1, () -> old + " to " + now + ": " + book);
      for (int row = 0; row < RandomBook.ROWS; row++) {
        System.arraycopy(
            toLongs(before, row * 3), 0, book.table.terms, row * FactorTable.STRIDE + 3, 3);
      }
    }
  }

  private static long[] toLongs(int[] values, int from) {
    return new long[] {values[from], values[from + 1], values[from + 2]};
  }
}
