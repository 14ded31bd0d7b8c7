package caisson.engine.account;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Beside a sorted set, over tables that end within a word, with one, and past 64 of them. */
class LooksTest {
  private static final int STEPS = 2_000;

  @Test
  void shouldListWhatASortedSetHolds() {
    for (int rows : new int[] {128, 129, 191, 192, 4_096, 4_097, 9_000}) {
      compare(rows, new SplittableRandom(rows));
    }
  }

  private static void compare(int rows, SplittableRandom random) {
    var looks = new Looks(rows);
    var expected = all(rows);
    for (int step = 0; step < STEPS; step++) {
      int row = random.nextInt(rows);
      switch (random.nextInt(200)) {
        case 0 -> {
          looks.all();
          expected = all(rows);
        }
        case 1 -> {
          expected.forEach(looks::leave);
          expected.clear();
        }
        case 2, 3, 4, 5, 6, 7, 8, 9 -> {
          looks.at(row);
          expected.add(row);
        }
        default -> {
          looks.leave(row);
          expected.remove(row);
        }
      }
      assertEquals(expected.contains(row), looks.includes(row));
      int[] found = new int[rows];
      int count = looks.list(found);
      assertArrayEquals(
          expected.stream().mapToInt(Integer::intValue).toArray(), Arrays.copyOf(found, count));
    }
  }

  private static TreeSet<Integer> all(int rows) {
    var set = new TreeSet<Integer>();
    for (int row = 0; row < rows; row++) {
      set.add(row);
    }
    return set;
  }
}
