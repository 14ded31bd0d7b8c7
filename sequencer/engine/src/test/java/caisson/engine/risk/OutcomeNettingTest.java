package caisson.engine.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.engine.Tier;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Lots of YES and of NO as people hold them, against the one signed line per outcome. */
class OutcomeNettingTest {
  private static final int CASES = Tier.cases(10_000, 1_000_000);
  private static final long PAYOUT = 1_000_000;

  private final SplittableRandom random = new SplittableRandom(31);

  @Test
  void shouldBeTheTrueLeastOfEveryRowAndStayThroughSplitMergeAndConversion() {
    for (int i = 0; i < CASES; i++) {
      int n = 2 + random.nextInt(6);
      boolean exhaustive = random.nextBoolean();
      long[] voids = random.nextBoolean() ? voidValues(n) : null;
      long possible = (1L << n) - 1;
      if (random.nextInt(4) == 0) {
        possible = Math.max(1, possible & random.nextLong());
      }
      long[] yes = new long[n];
      long[] no = new long[n];
      for (int k = 0; k < n; k++) {
        yes[k] = random.nextInt(2_001) - 1_000;
        no[k] = random.nextInt(2_001) - 1_000;
      }
      long expected = leastRow(yes, no, exhaustive, voids, possible);
      assertEquals(expected, least(yes, no, exhaustive, voids, possible));

      // A conversion: NO of k becomes one YES of every other outcome.
      int k = random.nextInt(n);
      long sets = random.nextInt(500);
      if (exhaustive && possible == (1L << n) - 1) {
        no[k] -= sets;
        for (int other = 0; other < n; other++) {
          yes[other] += other == k ? 0 : sets;
        }
        assertEquals(expected, least(yes, no, true, voids, possible), "conversion");
      }
      // A split of one outcome: payout cash becomes a YES and a NO of it.
      yes[k] += sets;
      no[k] += sets;
      assertEquals(expected + sets * PAYOUT, least(yes, no, exhaustive, voids, possible), "split");
    }
  }

  @Test
  void shouldNeedNothingMoreForShortsOfWhichOnlyOneCanWin() {
    long[] lots = {-9_000, -1_000};
    assertEquals(-9_000 * PAYOUT, OutcomeNetting.worst(lots, 0, 2, PAYOUT, true, null, 0b11));
  }

  /** NO as -1 lot of YES and the payout in cash. */
  private static long least(
      long[] yes, long[] no, boolean exhaustive, long[] voids, long possible) {
    long[] lots = new long[yes.length + 3];
    long cash = 0;
    for (int k = 0; k < yes.length; k++) {
      lots[3 + k] = yes[k] - no[k];
      cash += no[k] * PAYOUT;
    }
    return cash + OutcomeNetting.worst(lots, 3, yes.length, PAYOUT, exhaustive, voids, possible);
  }

  private static long leastRow(
      long[] yes, long[] no, boolean exhaustive, long[] voids, long possible) {
    long least = Long.MAX_VALUE;
    for (int winner = exhaustive ? 0 : -1; winner < yes.length; winner++) {
      if (winner >= 0 && (possible >>> winner & 1) == 0) {
        continue;
      }
      long row = 0;
      for (int k = 0; k < yes.length; k++) {
        row += (k == winner ? yes[k] : no[k]) * PAYOUT;
      }
      least = Math.min(least, row);
    }
    if (voids != null) {
      long row = 0;
      for (int k = 0; k < yes.length; k++) {
        row += yes[k] * voids[k] + no[k] * (PAYOUT - voids[k]);
      }
      least = Math.min(least, row);
    }
    return least;
  }

  private long[] voidValues(int n) {
    long[] values = new long[n];
    long left = PAYOUT;
    for (int k = 0; k < n - 1; k++) {
      values[k] = random.nextLong(left + 1);
      left -= values[k];
    }
    values[n - 1] = left;
    return values;
  }
}
