package caisson.engine.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.Tier;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** An account that marks have moved against by no more than they may still has its maintenance. */
class SafeShareTest {
  private static final int CASES = Tier.cases(20_000, 1_000_000);
  private static final int MOST = 6;
  private static final long PPM = 1_000_000;
  private static final int FEE_PPM = 350;

  private final RandomBook book = new RandomBook(33);
  private final SplittableRandom random = book.random;
  private final int[] row = new int[MOST];
  private final long[] lots = new long[MOST];
  private final long[] value = new long[MOST];
  private final long[] moved = new long[MOST];
  private int lines;

  @Test
  void shouldKeepTheMaintenanceMarginWithinTheShare() {
    int told = 0;
    int close = 0;
    for (int i = 0; i < CASES; i++) {
      draw();
      long needed = margin(value);
      long free = free(needed);
      long share = share(free);
      if (share == 0) {
        continue;
      }
      told++;
      move(share);
      long left = free - loss() - (margin(moved) - needed);
      assertTrue(left >= 0, "case " + i + ": left " + left + " of " + free + ", share " + share);
      close += left < free / 4 ? 1 : 0;
    }
    assertTrue(told > CASES / 2, "told=" + told);
    // The bound is worth something: many end with little left of what was free.
    assertTrue(close > CASES / 20, "close=" + close);
  }

  @Test
  void shouldTellOfAFewDollarsToo() {
    lines = 1;
    row[0] = 0;
    lots[0] = 20;
    value[0] = 1_000_000;
    long needed = margin(value);
    assertEquals(0, share(needed / 1_000));
    assertTrue(share(needed / 10) > 1_000, "share=" + share(needed / 10));
  }

  @Test
  void shouldLeaveALoneLongLineAloneUntilItsMarginIsNearlyGone() {
    int told = 0;
    for (int i = 0; i < CASES; i++) {
      draw();
      long size = lots[0] * value[0];
      if (lines > 1 || size < 10_000_000_000L || size > 1_000_000_000_000L) {
        continue;
      }
      long needed = margin(value);
      long free = needed / 2;
      long share = share(free);
      if (share < 10_000 || share == PPM / 2) {
        continue;
      }
      told++;
      moved[0] = value[0] - value[0] * share / PPM;
      long left = free - loss() - (margin(moved) - needed);
      assertTrue(left >= 0 && left < free / 10, "case " + i + ": left " + left + " of " + free);
    }
    assertTrue(told > CASES / 100, "told=" + told);
  }

  private void draw() {
    lines = 1 + random.nextInt(MOST);
    boolean alike = random.nextInt(4) == 0;
    int size = 8 + random.nextInt(28);
    for (int i = 0; i < lines; i++) {
      row[i] = alike ? 9 : random.nextInt(RandomBook.ROWS);
      value[i] = 1_000 + random.nextLong(1L << 10 + random.nextInt(18));
      lots[i] = 1 + random.nextLong(1L << size);
      lots[i] *= random.nextBoolean() ? 1 : -1;
    }
  }

  /** From next to nothing to as much as is needed. */
  private long free(long needed) {
    return 1 + random.nextLong(1 + (needed >> random.nextInt(12)));
  }

  private long share(long free) {
    long gross = 0;
    for (int i = 0; i < lines; i++) {
      gross += Math.abs(lots[i]) * value[i];
    }
    var safe = new SafeShare(book.table);
    safe.begin(free, gross);
    if (lines == 1 && lots[0] > 0 && gross <= Scan.MAX_LINE) {
      safe.addLoneLong(row[0], gross, FEE_PPM);
      return safe.ppm(PPM / 2);
    }
    for (int i = 0; i < lines; i++) {
      if (!safe.add(row[i], Math.abs(lots[i]) * value[i], FEE_PPM)) {
        return 0;
      }
    }
    return safe.ppm(PPM / 2);
  }

  /** Each against its line as far as it may, or less, or in its favour. */
  private void move(long share) {
    int way = random.nextInt(3);
    for (int i = 0; i < lines; i++) {
      long most = value[i] * share / PPM;
      long by = way == 0 ? most : random.nextLong(most + 1);
      by = way == 2 && random.nextInt(3) == 0 ? -by : by;
      moved[i] = value[i] + (lots[i] > 0 ? -by : by);
    }
  }

  private long loss() {
    long loss = 0;
    for (int i = 0; i < lines; i++) {
      loss += lots[i] * (value[i] - moved[i]);
    }
    return loss;
  }

  private long margin(long[] values) {
    long fees = 0;
    for (int i = 0; i < lines; i++) {
      long notional = lots[i] * values[i];
      book.margin.addLine(row[i], notional);
      fees += Scan.ppmUp(Math.abs(notional), FEE_PPM);
    }
    return book.margin.evaluateMaintenance() + fees;
  }
}
