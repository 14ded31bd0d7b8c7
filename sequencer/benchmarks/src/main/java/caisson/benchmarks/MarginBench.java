package caisson.benchmarks;

import caisson.benchmarks.Load.Interval;
import caisson.engine.risk.FactorTable;
import caisson.engine.risk.Margin;
import caisson.engine.risk.ScenarioGrid;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Cost of the margin of a portfolio on one thread: a sweep over a million accounts by end-points
 * and by the grids, which take the maintenance margin, and the mean of the initial margin of
 * accounts that have one to eight positions and every add-on; beside it that of exactly eight.
 *
 * <p>The population: 64 factors in 8 groups, 2 to 10 positions an account, 6 on average, a third of
 * the accounts with spot collateral. Each pass reads marks, values every position, sums equity and
 * takes both requirements. Every path must give the same total before a figure is printed. A figure
 * is the median of the passes that count ({@link Load}); with fewer than six the figure is not
 * measured. With an argument every pass counts, by processor time.
 */
public final class MarginBench {
  private static final int ACCOUNTS = 1_000_000;
  private static final int FULL_ACCOUNTS = 100_000;
  private static final int FACTORS = 64;
  private static final int WARM_UP = 4;
  private static final int NEEDED = 6;
  private static final double FOREIGN_BOUND = 0.04;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final FactorTable table = new FactorTable();
  private final Margin margin = new Margin(table);
  private final int[] start;
  private final int[] factor;
  private final long[] lots;
  private final long[] spot;
  private final long[] lotValue = new long[FACTORS];
  private long equity;
  private static boolean loaded;

  private MarginBench(SplittableRandom random, int accounts, int fewest, int most, boolean addOns) {
    for (int row = 0; row < FACTORS; row++) {
      int group = row / 8;
      table.group(row, group, 614 - 40 * group, 768);
      int shock = 250 + 40 * group;
      table.maintenanceShocks(row, shock, shock + 10 * group, shock * 3);
      table.initialShocks(row, shock * 3 / 2, shock * 3 / 2 + 15 * group, shock * 9 / 2);
      if (addOns) {
        table.addOns(row, 50, 10_000, 1_500);
        table.openInterest(row, 5_000);
      }
      lotValue[row] = 1_000_000L + random.nextLong(1_000_000_000L);
    }
    start = new int[accounts + 1];
    int[] rows = new int[accounts * most];
    long[] sizes = new long[accounts * most];
    spot = new long[accounts * most];
    int next = 0;
    for (int account = 0; account < accounts; account++) {
      start[account] = next;
      int count = fewest + random.nextInt(most - fewest + 1);
      int[] chosen = new int[count];
      for (int i = 0; i < count; i++) {
        chosen[i] = random.nextInt(FACTORS);
      }
      Arrays.sort(chosen);
      for (int row : chosen) {
        rows[next] = row;
        sizes[next] = random.nextLong(20_001) - 10_000;
        boolean collateral = addOns || account % 3 == 0;
        spot[next] = collateral && random.nextInt(3) == 0 ? random.nextLong(1L << 36) : 0;
        next++;
      }
    }
    start[accounts] = next;
    factor = Arrays.copyOf(rows, next);
    lots = Arrays.copyOf(sizes, next);
  }

  public static void main(String[] args) {
    loaded = args.length > 0;
    var population = new MarginBench(new SplittableRandom(7), ACCOUNTS, 2, 10, false);
    var endPoints = population.measure(population::sweepEndPoints);
    var grid16 = population.measure(population.sweep(ScenarioGrid.of16(population.table)));
    var grid49 = population.measure(population.sweep(ScenarioGrid.of49(population.table)));
    if (endPoints.result != grid16.result || endPoints.result != grid49.result) {
      throw new IllegalStateException("the grids disagree with the end-points");
    }
    var full = new MarginBench(new SplittableRandom(8), FULL_ACCOUNTS, 1, 8, true);
    full.sweepInitial();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    full.sweepInitial();
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    full.measure(full::sweepInitial).print("margin-mean-ns", FULL_ACCOUNTS, "ns");
    var eight = new MarginBench(new SplittableRandom(9), FULL_ACCOUNTS, 8, 8, true);
    eight.measure(eight::sweepInitial).print("margin-mean-of-8-ns", FULL_ACCOUNTS, "ns");
    endPoints.print("margin-endpoints-1m-ms", 1_000_000, "ms");
    grid16.print("margin-16-1m-ms", 1_000_000, "ms");
    grid49.print("margin-49-1m-ms", 1_000_000, "ms");
    System.out.println("figure margin-alloc-bytes " + bytes / FULL_ACCOUNTS + " bytes");
  }

  private interface Pass {
    long run();
  }

  /** Median time of the undisturbed passes in ns, and what every pass must return. */
  private Measured measure(Pass pass) {
    long result = pass.run();
    for (int i = 1; i < WARM_UP; i++) {
      run(pass, result);
    }
    var passes = new Intervals(NEEDED, loaded ? Double.MAX_VALUE : FOREIGN_BOUND);
    while (passes.lacking()) {
      passes.take(() -> run(pass, result));
    }
    var counted = passes.counted();
    var walls = counted.stream().mapToDouble(loaded ? Interval::cpuNs : Interval::wallNs);
    var cpus = passes.all().stream().mapToDouble(Interval::cpuNs);
    long median = counted.size() < NEEDED ? -1 : (long) Figures.median(walls.toArray());
    return new Measured(median, (long) Figures.median(cpus.toArray()), result);
  }

  private static void run(Pass pass, long result) {
    if (pass.run() != result) {
      throw new IllegalStateException("a pass gave another result");
    }
  }

  /**
   * @param wallNs -1 when not measured
   */
  private record Measured(long wallNs, long cpuNs, long result) {
    void print(String name, long divisor, String unit) {
      if (wallNs < 0) {
        System.out.println("not measured " + name + ": cpu time " + cpuNs / divisor + " " + unit);
      } else {
        System.out.println("figure " + name + " " + wallNs / divisor + " " + unit);
      }
    }
  }

  private long sweepEndPoints() {
    long total = 0;
    for (int account = 0; account + 1 < start.length; account++) {
      add(account);
      total += margin.evaluateMaintenance();
    }
    return total;
  }

  private long sweepInitial() {
    long total = 0;
    for (int account = 0; account + 1 < start.length; account++) {
      add(account);
      total += margin.evaluateInitial();
    }
    return total;
  }

  private Pass sweep(ScenarioGrid grid) {
    grid.load(false);
    return () -> {
      long total = 0;
      for (int account = 0; account + 1 < start.length; account++) {
        add(account);
        total += grid.take(margin);
      }
      return total;
    };
  }

  private void add(int account) {
    for (int i = start[account]; i < start[account + 1]; i++) {
      long notional = lots[i] * lotValue[factor[i]];
      equity += notional;
      margin.addLine(factor[i], notional);
      // No collateral too: a branch here would be a cost of the population, not of the margin.
      margin.addSpot(factor[i], spot[i]);
    }
  }
}
