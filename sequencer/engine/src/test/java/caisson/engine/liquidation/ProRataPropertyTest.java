package caisson.engine.liquidation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.Tier;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The split against its definition in fractions: exact, capped, within one of each part. */
class ProRataPropertyTest {
  private final long[] weights = new long[BackstopOffers.MOST];
  private final long[] shares = new long[BackstopOffers.MOST];
  private final BigInteger[] over = new BigInteger[BackstopOffers.MOST];

  @Test
  void shouldSplitExactlyWithinEachWeight() {
    var random = new SplittableRandom(7);
    var proRata = new ProRata(BackstopOffers.MOST);
    for (int i = Tier.cases(10_000, 1_000_000); i > 0; i--) {
      int count = 1 + random.nextInt(BackstopOffers.MOST);
      // From lots of a few to those whose products leave 64 bits.
      long most = 1L << (1 + random.nextInt(58));
      boolean alike = random.nextInt(4) == 0;
      long total = 0;
      for (int j = 0; j < count; j++) {
        weights[j] = alike && j > 0 ? weights[0] : 1 + random.nextLong(most);
        total += weights[j];
      }
      long sum = random.nextInt(8) == 0 ? total : 1 + random.nextLong(total);
      proRata.split(sum, weights, count, total, shares);
      check(sum, count, total);
    }
  }

  private void check(long sum, int count, long total) {
    long given = 0;
    long ups = 0;
    for (int j = 0; j < count; j++) {
      var exact = BigInteger.valueOf(sum).multiply(BigInteger.valueOf(weights[j]));
      BigInteger[] parts = exact.divideAndRemainder(BigInteger.valueOf(total));
      long up = shares[j] - parts[0].longValueExact();
      assertTrue(up == 0 || up == 1, "one more at most: " + up);
      assertTrue(shares[j] <= weights[j], "beyond its weight");
      over[j] = parts[1];
      given += shares[j];
      ups += up;
      shares[j] = up;
    }
    assertEquals(sum, given);
    assertTrue(ups < count, "each has one more");
    // Who has one more has no smaller remainder than who has not, and of equal ones comes first.
    for (int j = 0; j < count; j++) {
      for (int k = 0; k < count; k++) {
        int larger = over[j].compareTo(over[k]);
        boolean first = larger > 0 || (larger == 0 && j < k);
        assertTrue(!first || shares[j] >= shares[k], "the order of remainders");
      }
    }
  }
}
