package caisson.engine.risk;

import java.util.Arrays;

/**
 * The scan over a whole grid of scenarios: the twin of the end-points in {@link Margin}, and the
 * path for books with options.
 *
 * <p>A scenario moves every price by a fraction of its shock; delta-one profit follows from the
 * fraction alone. An option adds its own profit per scenario through {@link #addOption}, revalued
 * by whoever knows its price and volatility. Fractions of a shock round toward zero to whole basis
 * points. From {@link #MIN_SHOCK_BPS} on that cannot lift a scenario above its end-point: between
 * end-points a charge is smaller by at least a twelfth of the quarter of the loss that no credit
 * takes away, and rounding adds at most one basis point of the gains that were credited.
 */
public final class ScenarioGrid {
  /** Below this shock the grid and the end-points may differ by rounding. */
  public static final int MIN_SHOCK_BPS = 30;

  private static final int DENOMINATOR = 1_000;

  /** Fractions of the shock in thousandths: seven prices by two volatilities, two damped ends. */
  private static final int[] SPAN_16 = {
    0, 0, 333, 333, -333, -333, 667, 667, -667, -667, 1_000, 1_000, -1_000, -1_000, 700, -700
  };

  private final FactorTable table;
  private final int scenarios;
  private final int[] fractions;

  /** Profit of one cent net long or net short and of one cent of spot, by row and scenario. */
  private final long[] longMove;

  private final long[] shortMove;
  private final long[] spotMove;
  private final long[] losses;
  private final long[] gains;
  private final long[] optionProfit;
  private final long[] optionRows = new long[2];

  private ScenarioGrid(FactorTable table, int[] fractions) {
    this.table = table;
    this.fractions = fractions;
    scenarios = fractions.length;
    longMove = new long[FactorTable.MAX_ROWS * scenarios];
    shortMove = new long[FactorTable.MAX_ROWS * scenarios];
    spotMove = new long[FactorTable.MAX_ROWS * scenarios];
    optionProfit = new long[FactorTable.MAX_ROWS * scenarios];
    losses = new long[scenarios];
    gains = new long[scenarios];
  }

  public static ScenarioGrid of16(FactorTable table) {
    return new ScenarioGrid(table, SPAN_16);
  }

  /** Seven prices by seven volatilities. */
  public static ScenarioGrid of49(FactorTable table) {
    int[] fractions = new int[49];
    for (int i = 0; i < fractions.length; i++) {
      fractions[i] = (i / 7 - 3) * DENOMINATOR / 3;
    }
    return new ScenarioGrid(table, fractions);
  }

  /** The 49 and eight damped extremes, beyond the shock and weighed down below it. */
  public static ScenarioGrid of57(FactorTable table) {
    int[] fractions = Arrays.copyOf(of49(table).fractions, 57);
    int[] extremes = {600, -600, 700, -700, 800, -800, 900, -900};
    System.arraycopy(extremes, 0, fractions, 49, extremes.length);
    return new ScenarioGrid(table, fractions);
  }

  public int scenarios() {
    return scenarios;
  }

  /** The price move of a scenario in thousandths of the shock, for whoever revalues options. */
  public int fraction(int scenario) {
    return fractions[scenario];
  }

  /** Takes over the shocks of the table; call it when they have changed. */
  public void load(boolean initial) {
    for (int row = 0; row < FactorTable.MAX_ROWS; row++) {
      int t = row * FactorTable.STRIDE;
      long down = table.terms[t + (initial ? FactorTable.DOWN_IM : FactorTable.DOWN_MM)];
      long up = table.terms[t + (initial ? FactorTable.UP_IM : FactorTable.UP_MM)];
      long spot = table.terms[t + (initial ? FactorTable.SPOT_IM : FactorTable.SPOT_MM)];
      for (int s = 0; s < scenarios; s++) {
        long f = fractions[s];
        longMove[row * scenarios + s] = (f < 0 ? down : up) * f / DENOMINATOR;
        shortMove[row * scenarios + s] = -(f < 0 ? down : up) * f / DENOMINATOR;
        spotMove[row * scenarios + s] = (f < 0 ? spot : up) * f / DENOMINATOR;
      }
    }
  }

  /** Adds a position's profit in one scenario, in micro-dollars, to its factor. */
  public void addOption(int row, int scenario, long profit) {
    optionRows[row >> 6] |= 1L << row;
    optionProfit[row * scenarios + scenario] += profit;
  }

  /**
   * Sum over groups of the worst scenario of what was added to {@code exposures} and to this since
   * the last call, without add-ons; both are then empty.
   */
  public long take(Margin exposures) {
    long total = scan(exposures, true);
    exposures.forgetUsed();
    return total;
  }

  /** Leaves the exposures where they are. */
  long scan(Margin exposures) {
    return scan(exposures, false);
  }

  private long scan(Margin exposures, boolean forget) {
    long total = 0;
    long group = -1;
    long rho = 0;
    long kappa = 0;
    for (int word = 0; word < 2; word++) {
      long left = (word == 0 ? exposures.usedLow : exposures.usedHigh) | optionRows[word];
      for (; left != 0; left &= left - 1) {
        int row = word * 64 + Long.numberOfTrailingZeros(left);
        int t = row * FactorTable.STRIDE;
        if (table.terms[t + FactorTable.GROUP] != group) {
          total += closeGroup(rho, kappa);
          group = table.terms[t + FactorTable.GROUP];
          rho = table.terms[t + FactorTable.RHO];
          kappa = table.terms[t + FactorTable.KAPPA];
        }
        boolean options = (optionRows[word] >>> row & 1) != 0;
        addFactor(row, exposures, options);
        if (forget) {
          exposures.forget(row * Margin.SUMS);
        }
      }
      optionRows[word] = 0;
    }
    return total + closeGroup(rho, kappa);
  }

  private void addFactor(int row, Margin exposures, boolean options) {
    long spot = exposures.sums[row * Margin.SUMS + Margin.SPOT];
    long net = spot + exposures.sums[row * Margin.SUMS + Margin.NET];
    long unhedged = Scan.centsUp(Math.max(0, Math.min(net, spot)));
    int base = row * scenarios;
    if (options) {
      long rest = Scan.centsUp(Math.max(0, net - spot));
      long shorts = Scan.centsUp(Math.max(0, -net));
      for (int s = 0; s < scenarios; s++) {
        book(
            s,
            unhedged * spotMove[base + s]
                + rest * longMove[base + s]
                + shorts * shortMove[base + s]
                + optionProfit[base + s]);
        optionProfit[base + s] = 0;
      }
    } else if (net < 0) {
      long shorts = Scan.centsUp(-net);
      for (int s = 0; s < scenarios; s++) {
        book(s, shorts * shortMove[base + s]);
      }
    } else if (unhedged == 0) {
      long rest = Scan.centsUp(net);
      for (int s = 0; s < scenarios; s++) {
        book(s, rest * longMove[base + s]);
      }
    } else {
      long rest = Scan.centsUp(Math.max(0, net - spot));
      for (int s = 0; s < scenarios; s++) {
        book(s, unhedged * spotMove[base + s] + rest * longMove[base + s]);
      }
    }
  }

  /** Profit adds to the gains and loss to the losses, without a branch. */
  private void book(int scenario, long profit) {
    long negative = profit >> 63;
    losses[scenario] -= profit & negative;
    gains[scenario] += profit & ~negative;
  }

  private long closeGroup(long rho, long kappa) {
    long worst = 0;
    for (int s = 0; s < scenarios; s++) {
      worst = Math.max(worst, Scan.charge(losses[s], gains[s], rho, kappa));
      losses[s] = 0;
      gains[s] = 0;
    }
    return worst;
  }
}
