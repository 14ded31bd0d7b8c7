package caisson.engine.risk;

import java.util.SplittableRandom;

/** Random terms and portfolios: eight groups of eight factors, every size from a cent on. */
final class RandomBook {
  static final int ROWS = 64;

  final SplittableRandom random;
  final FactorTable table = new FactorTable();
  final Margin margin = new Margin(table);

  /** Of the portfolio at hand: the factors in it, their collateral and their lines. */
  int[] rows;

  long[] spots;
  long[][] lines;

  RandomBook(long seed) {
    random = new SplittableRandom(seed);
    for (int row = 0; row < ROWS; row++) {
      int group = row / 8;
      int rho = group == 7 ? 0 : new int[] {614, 410, 512}[group % 3];
      table.group(row, group, rho, rho == 0 ? 0 : 768);
      int down = ScenarioGrid.MIN_SHOCK_BPS + random.nextInt(2_000);
      int up = ScenarioGrid.MIN_SHOCK_BPS + random.nextInt(3_300);
      int spot = down + random.nextInt(3_000);
      table.maintenanceShocks(row, down, up, spot);
      table.initialShocks(row, down * 3 / 2, up * 3 / 2, spot * 3 / 2);
      boolean plain = row % 2 == 0;
      table.addOns(row, plain ? 0 : random.nextInt(500), 10_000 + random.nextInt(40_000), 1_500);
      table.openInterest(row, plain ? 0 : random.nextInt(100_000));
    }
  }

  void draw(int most) {
    int count = 1 + random.nextInt(most);
    rows = random.ints(0, ROWS).distinct().limit(count).toArray();
    spots = new long[count];
    lines = new long[count][];
    for (int i = 0; i < count; i++) {
      spots[i] = random.nextInt(3) == 0 ? size() : 0;
      lines[i] = new long[random.nextInt(3)];
      for (int line = 0; line < lines[i].length; line++) {
        lines[i][line] = random.nextBoolean() ? size() : -size();
      }
      if (spots[i] > 0 && lines[i].length > 0 && random.nextInt(3) == 0) {
        lines[i][0] = -spots[i] + random.nextInt(3) - 1;
      }
    }
  }

  long size() {
    return random.nextLong(1L << 10 + random.nextInt(36));
  }

  void fill() {
    for (int i = 0; i < rows.length; i++) {
      if (spots[i] != 0) {
        margin.addSpot(rows[i], spots[i]);
      }
      for (long line : lines[i]) {
        margin.addLine(rows[i], line);
      }
    }
  }

  long initial() {
    fill();
    margin.evaluate();
    return margin.initial();
  }

  long maintenance() {
    fill();
    margin.evaluate();
    return margin.maintenance();
  }

  /** Takes the add-ons away, so that the requirement is the scan alone. */
  void scanOnly() {
    for (int row = 0; row < ROWS; row++) {
      table.addOns(row, 0, 0, 0);
      table.openInterest(row, 0);
    }
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int i = 0; i < rows.length; i++) {
      text.append("row ").append(rows[i]).append(" spot ").append(spots[i]);
      text.append(" lines ").append(java.util.Arrays.toString(lines[i])).append("; ");
    }
    return text.toString();
  }
}
