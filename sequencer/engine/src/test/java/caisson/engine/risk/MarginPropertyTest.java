package caisson.engine.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.Tier;
import java.math.BigInteger;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The scan against its formula in big integers, its grid, and the properties it promises. */
class MarginPropertyTest {
  private static final int CASES = Tier.cases(10_000, 1_000_000);

  @Test
  void shouldEqualTheFormulaInBigIntegers() {
    var book = new RandomBook(1);
    for (int i = 0; i < CASES; i++) {
      book.draw(8);
      book.fill();
      book.margin.evaluate();
      assertEquals(formula(book, false), big(book.margin.maintenance()), book::toString);
      assertEquals(formula(book, true), big(book.margin.initial()), book::toString);
    }
  }

  @Test
  void shouldFindNothingBetweenTheEndPointsOfAnyGrid() {
    var book = new RandomBook(2);
    book.scanOnly();
    for (var grid :
        new ScenarioGrid[] {
          ScenarioGrid.of16(book.table),
          ScenarioGrid.of49(book.table),
          ScenarioGrid.of57(book.table)
        }) {
      grid.load(false);
      for (int i = 0; i < CASES; i++) {
        book.draw(8);
        book.fill();
        long whole = grid.scan(book.margin);
        book.margin.evaluate();
        assertEquals(whole, book.margin.maintenance(), book::toString);
      }
    }
  }

  @Test
  void shouldAddTheProfitOfOptionsScenarioByScenario() {
    var book = new RandomBook(3);
    book.scanOnly();
    var grid = ScenarioGrid.of49(book.table);
    grid.load(false);
    for (int i = 0; i < CASES / 10; i++) {
      book.draw(6);
      book.fill();
      // An option that is worth a line of the same size must scan like that line.
      int row = book.rows[0];
      long cents = 1 + book.random.nextLong(1L << 30);
      long down = book.table.terms[row * FactorTable.STRIDE + FactorTable.DOWN_MM];
      long up = book.table.terms[row * FactorTable.STRIDE + FactorTable.UP_MM];
      boolean longer = book.spots[0] == 0;
      long net = java.util.Arrays.stream(book.lines[0]).sum() / 10_000 * 10_000;
      if (!longer || net < 0) {
        book.margin.evaluate();
        continue;
      }
      book.margin.evaluate();
      book.spots[0] = 0;
      book.lines[0] = new long[] {net};
      book.fill();
      for (int s = 0; s < grid.scenarios(); s++) {
        int f = grid.fraction(s);
        grid.addOption(row, s, cents * ((f < 0 ? down : up) * f / 1_000));
      }
      long withOption = grid.scan(book.margin);
      book.margin.evaluate();
      book.lines[0] = new long[] {net, cents * 10_000};
      assertEquals(book.maintenance(), withOption, book::toString);
    }
  }

  @Test
  void shouldNotFallWhenAShockRisesInProportion() {
    var book = new RandomBook(4);
    book.scanOnly();
    for (int i = 0; i < CASES; i++) {
      book.draw(8);
      long before = book.maintenance();
      twice(book.table);
      long after = book.maintenance();
      assertTrue(after >= before, book::toString);
      assertTrue(Math.abs(after - 2 * before) <= 16, () -> "not homogeneous: " + book);
      halve(book.table);
    }
  }

  @Test
  void shouldRiseByNoMoreThanTheStressOfWhatIsAdded() {
    var book = new RandomBook(5);
    book.scanOnly();
    for (int i = 0; i < CASES; i++) {
      book.draw(8);
      long before = book.maintenance();
      int at = book.random.nextInt(book.rows.length);
      int t = book.rows[at] * FactorTable.STRIDE;
      long shock =
          Math.max(
              book.table.terms[t + FactorTable.SPOT_MM], book.table.terms[t + FactorTable.UP_MM]);
      long added = book.random.nextBoolean() ? book.size() : -book.size();
      book.lines[at] = java.util.Arrays.copyOf(book.lines[at], book.lines[at].length + 1);
      book.lines[at][book.lines[at].length - 1] = added;
      long stress = (Scan.centsUp(Math.abs(added)) + 2) * shock;
      assertTrue(book.maintenance() <= before + stress, book::toString);
    }
  }

  @Test
  void shouldKeepAQuarterOfTheLossHoweverWellHedged() {
    var book = new RandomBook(6);
    book.scanOnly();
    for (int i = 0; i < CASES; i++) {
      book.draw(8);
      long loss = formulaLoss(book);
      assertTrue(book.maintenance() >= loss / 4 - 8, book::toString);
    }
  }

  @Test
  void shouldNotDependOnTheOrderOfThePositions() {
    var book = new RandomBook(7);
    for (int i = 0; i < CASES; i++) {
      book.draw(8);
      long forward = book.initial();
      for (int at = book.rows.length - 1; at >= 0; at--) {
        for (int line = book.lines[at].length - 1; line >= 0; line--) {
          book.margin.addLine(book.rows[at], book.lines[at][line]);
        }
        book.margin.addSpot(book.rows[at], book.spots[at]);
      }
      book.margin.evaluate();
      assertEquals(forward, book.margin.initial(), book::toString);
    }
  }

  @Test
  void shouldHaveNoCliffWhereAHedgeIsComplete() {
    var book = new RandomBook(8);
    book.scanOnly();
    book.rows = new int[] {3};
    long spot = 1_000_000_000_000L;
    book.spots = new long[] {spot};
    long previous = -1;
    for (long hedge = -2_000; hedge <= 2_000; hedge++) {
      book.lines = new long[][] {{-spot + hedge * 10_000}};
      long now = book.maintenance();
      assertTrue(previous < 0 || Math.abs(now - previous) <= 10_000, "at " + hedge);
      previous = now;
    }
    book.lines = new long[][] {{-spot}};
    assertEquals(0, book.maintenance());
  }

  /** Requirement by the words of the design, per group, in big integers. */
  private static BigInteger formula(RandomBook book, boolean initial) {
    var total = BigInteger.ZERO;
    var losses = new TreeMap<Long, BigInteger[]>();
    for (int i = 0; i < book.rows.length; i++) {
      var t = new Terms(book.table, book.rows[i]);
      var spot = big(book.spots[i]);
      var net = spot;
      var longs = spot;
      var shorts = BigInteger.ZERO;
      for (long line : book.lines[i]) {
        net = net.add(big(line));
        longs = longs.add(big(Math.max(0, line)));
        shorts = shorts.add(big(Math.max(0, -line)));
      }
      var sums =
          losses.computeIfAbsent(
              t.at(FactorTable.GROUP).longValueExact(),
              g ->
                  new BigInteger[] {
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    t.at(FactorTable.RHO),
                    t.at(FactorTable.KAPPA)
                  });
      var down = t.at(initial ? FactorTable.DOWN_IM : FactorTable.DOWN_MM);
      var up = t.at(initial ? FactorTable.UP_IM : FactorTable.UP_MM);
      var collateral = t.at(initial ? FactorTable.SPOT_IM : FactorTable.SPOT_MM);
      BigInteger cents;
      if (net.signum() >= 0) {
        var u = cents(net.min(spot));
        var v = cents(net.subtract(net.min(spot)));
        cents = u.add(v);
        sums[0] = sums[0].add(u.multiply(collateral)).add(v.multiply(down));
        sums[3] = sums[3].add(cents.multiply(up));
      } else {
        cents = cents(net.negate());
        sums[1] = sums[1].add(cents.multiply(down));
        sums[2] = sums[2].add(cents.multiply(up));
      }
      total = total.add(cents.multiply(t.at(FactorTable.GAP_BPS)));
      total = total.add(ppmUp(longs.min(shorts), t.at(FactorTable.BASIS_PPM)));
      var size = net.abs();
      var mm = t.at(FactorTable.MM_PPM);
      var million = big(1_000_000);
      var root = size.sqrt();
      var effective =
          ceil(mm.multiply(big(4)), big(5))
              .add(ceil(t.at(FactorTable.SIZE_PPM).multiply(root), million));
      total = total.add(ppmUp(size, effective.max(mm).subtract(mm).min(million)));
      if (initial) {
        total = total.add(ppmUp(size, t.at(FactorTable.OI_PPM)));
      }
    }
    for (var sums : losses.values()) {
      total =
          total.add(
              charge(sums[0], sums[1], sums[4], sums[5])
                  .max(charge(sums[2], sums[3], sums[4], sums[5])));
    }
    return total;
  }

  private record Terms(FactorTable table, int row) {
    BigInteger at(int column) {
      return big(table.terms[row * FactorTable.STRIDE + column]);
    }
  }

  private static BigInteger charge(
      BigInteger loss, BigInteger gain, BigInteger rho, BigInteger kappa) {
    var credit = gain.multiply(rho).shiftRight(10).min(loss.multiply(kappa).shiftRight(10));
    return loss.subtract(credit);
  }

  /** The larger gross loss of the two end-points, summed over groups. */
  private static long formulaLoss(RandomBook book) {
    for (int row = 0; row < RandomBook.ROWS; row++) {
      book.table.group(row, row / 8, 0, 0);
    }
    long loss = book.maintenance();
    for (int row = 0; row < RandomBook.ROWS; row++) {
      int group = row / 8;
      int rho = group == 7 ? 0 : new int[] {614, 410, 512}[group % 3];
      book.table.group(row, group, rho, rho == 0 ? 0 : 768);
    }
    return loss;
  }

  private static void twice(FactorTable table) {
    scale(table, 2, 1);
  }

  private static void halve(FactorTable table) {
    scale(table, 1, 2);
  }

  private static void scale(FactorTable table, int by, int over) {
    for (int row = 0; row < RandomBook.ROWS; row++) {
      int t = row * FactorTable.STRIDE;
      for (int column = FactorTable.DOWN_MM; column <= FactorTable.SPOT_MM; column++) {
        table.terms[t + column] = table.terms[t + column] * by / over;
      }
    }
  }

  private static BigInteger cents(BigInteger amount) {
    return ceil(amount, big(10_000));
  }

  private static BigInteger ppmUp(BigInteger amount, BigInteger ppm) {
    return ceil(amount.multiply(ppm), big(1_000_000));
  }

  private static BigInteger ceil(BigInteger a, BigInteger b) {
    return a.add(b).subtract(BigInteger.ONE).divide(b);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
