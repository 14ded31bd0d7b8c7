package caisson.engine.risk;

import static caisson.engine.risk.FactorTable.ADD_ONS;
import static caisson.engine.risk.FactorTable.BASIS_PPM;
import static caisson.engine.risk.FactorTable.DOWN_IM;
import static caisson.engine.risk.FactorTable.DOWN_MM;
import static caisson.engine.risk.FactorTable.GAP_BPS;
import static caisson.engine.risk.FactorTable.GROUP;
import static caisson.engine.risk.FactorTable.KAPPA;
import static caisson.engine.risk.FactorTable.OI_PPM;
import static caisson.engine.risk.FactorTable.RHO;
import static caisson.engine.risk.FactorTable.STRIDE;
import static caisson.engine.risk.FactorTable.UP_MM;

/**
 * The margin of one portfolio: exposures go in by factor, requirements come out.
 *
 * <pre>
 * per factor   S = spot collateral, P = net of lines, n = S + P
 *              U = clamp(n, 0, S) unhedged spot, V = max(0, n) - U net long, W = max(0, -n) net short
 * down shock   loses U*h + V*dn, a net short gains W*dn
 * up shock     loses W*up, a net long gains (U + V)*up
 * per group    R = max over both of loss - min(gain*rho, loss*kappa); groups add
 * per factor   + basis of min(longs, shorts) + size + gap, + open interest on the initial side
 * </pre>
 *
 * <p>Only the two end-points are evaluated: for delta-one books the charge grows in proportion to
 * the shock, so the scenarios between never bind ({@link ScenarioGrid} is the full grid).
 *
 * <p>Layout: half a cache line of sums per factor and a bit per factor in use, so one pass visits
 * the factors in the order of the table, groups together. Nothing is allocated.
 */
public final class Margin {
  static final int SUMS = 4;
  static final int SPOT = 0;
  static final int NET = 1;

  /** Sum of the sizes of the lines: longs and shorts are half of its sum with, and without, net. */
  static final int GROSS = 2;

  static final int OPEN = 3;

  /** Four sums and two terms of a group; the first of {@link #groups} stay unused. */
  private static final int SCAN_WORDS = 8;

  final FactorTable table;
  private final long[] groups = new long[(FactorTable.MAX_ROWS + 1) * SCAN_WORDS];
  final long[] sums = new long[FactorTable.MAX_ROWS * SUMS];
  long usedLow;
  long usedHigh;

  private long maintenance;
  private long initial;

  public Margin(FactorTable table) {
    this.table = table;
  }

  /** Collateral held in the factor, in micro-dollars, 0 or more. */
  public void addSpot(int row, long value) {
    use(row);
    sums[row * SUMS + SPOT] += Scan.clampLine(value);
  }

  /** A line of a signed notional. */
  public void addLine(int row, long notional) {
    use(row);
    long bounded = Scan.clampLine(notional);
    int base = row * SUMS;
    sums[base + NET] += bounded;
    sums[base + GROSS] += Math.abs(bounded);
  }

  /** The larger side of a market's resting orders, for the charges that grow faster than size. */
  public void addOpen(int row, long notional) {
    use(row);
    sums[row * SUMS + OPEN] += Scan.clampLine(notional);
  }

  /** Requirement below which the portfolio is liquidated, as last computed. */
  public long maintenance() {
    return maintenance;
  }

  /** Requirement to take more risk, without the charge of open orders, as last computed. */
  public long initial() {
    return initial;
  }

  /** Forgets what was added to the factor whose sums begin here. */
  void forget(int base) {
    sums[base + SPOT] = 0;
    sums[base + NET] = 0;
    sums[base + GROSS] = 0;
    sums[base + OPEN] = 0;
  }

  /** After every factor in use has been forgotten. */
  void forgetUsed() {
    usedLow = 0;
    usedHigh = 0;
  }

  /** Computes both requirements from what was added since the last call, and forgets it. */
  public void evaluate() {
    maintenance = scan(DOWN_MM, false, false);
    initial = scan(DOWN_IM, true, true);
    forgetUsed();
  }

  /** As {@link #evaluate}, the maintenance margin alone. */
  public long evaluateMaintenance() {
    maintenance = scan(DOWN_MM, false, true);
    forgetUsed();
    return maintenance;
  }

  /** The same, sooner for an account with one line, as most in liquidation are. */
  long evaluateMaintenanceOfFew() {
    int row = Long.numberOfTrailingZeros(usedLow);
    if (!oneSided(row)) {
      return evaluateMaintenance();
    }
    maintenance = scanOneSide(row);
    forgetUsed();
    return maintenance;
  }

  /** Whether there is nothing but lines of this factor, all long or all short. */
  private boolean oneSided(int row) {
    int s = row * SUMS;
    return usedHigh == 0
        && usedLow != 0
        && (usedLow & usedLow - 1) == 0
        && sums[s + SPOT] == 0
        && sums[s + GROSS] == Math.abs(sums[s + NET]);
  }

  /** The maintenance margin of such: nothing gains and nothing is hedged. */
  private long scanOneSide(int row) {
    long[] terms = table.terms;
    int t = row * STRIDE;
    int s = row * SUMS;
    long net = sums[s + NET];
    long shock = terms[t + (net < 0 ? UP_MM : DOWN_MM)];
    long total = Scan.centsUp(Math.abs(net)) * (shock + terms[t + GAP_BPS]) + size(t, s, false);
    forget(s);
    return total;
  }

  /** As {@link #evaluate}, the initial margin alone. */
  public long evaluateInitial() {
    initial = scan(DOWN_IM, true, true);
    forgetUsed();
    return initial;
  }

  /**
   * One requirement: of maintenance, or of initial margin with what grows with open orders and open
   * interest.
   *
   * @param shocks where the down, up and spot shocks stand in a row of terms
   * @param last whether the sums are not needed after it
   */
  private long scan(int shocks, boolean opening, boolean last) {
    long[] terms = table.terms;
    long addOns = 0;
    long group = -1;
    long lossDown = 0;
    long gainDown = 0;
    long lossUp = 0;
    long gainUp = 0;
    int next = 0;
    for (int word = 0; word < 2; word++) {
      for (long left = word == 0 ? usedLow : usedHigh; left != 0; left &= left - 1) {
        int row = (word << 6) + Long.numberOfTrailingZeros(left);
        int t = row * STRIDE;
        int s = row * SUMS;
        // Without a branch on the sign or on the group, which no predictor knows: a group's sums
        // are kept at each of its factors, the last time whole.
        long differs = group ^ terms[t + GROUP];
        long same = ~((differs | -differs) >> 63);
        group = terms[t + GROUP];
        next += SCAN_WORDS & (int) ~same;
        long spot = sums[s + SPOT];
        long lines = sums[s + NET];
        long net = spot + lines;
        long above = Math.max(0, net);
        long unhedged = Math.min(above, spot);
        long spotCents = Scan.centsUp(unhedged);
        long negative = net >> 63;
        long cents = Scan.centsUp(Math.max(above - unhedged, -net));
        long longCents = cents & ~negative;
        long shortCents = cents & negative;
        long down = terms[t + shocks];
        long up = terms[t + shocks + 1];
        lossDown = (lossDown & same) + spotCents * terms[t + shocks + 2] + longCents * down;
        gainDown = (gainDown & same) + shortCents * down;
        lossUp = (lossUp & same) + shortCents * up;
        gainUp = (gainUp & same) + (spotCents + longCents) * up;
        groups[next] = lossDown;
        groups[next + 1] = gainDown;
        groups[next + 2] = lossUp;
        groups[next + 3] = gainUp;
        groups[next + 4] = terms[t + RHO];
        groups[next + 5] = terms[t + KAPPA];
        if (terms[t + ADD_ONS] != 0) {
          addOns += (spotCents + cents) * terms[t + GAP_BPS] + basis(t, s) + size(t, s, opening);
        }
        if (last) {
          forget(s);
        }
      }
    }
    long total = addOns;
    for (int g = SCAN_WORDS; g <= next; g += SCAN_WORDS) {
      long rho = groups[g + 4];
      long kappa = groups[g + 5];
      total +=
          Math.max(
              Scan.charge(groups[g], groups[g + 1], rho, kappa),
              Scan.charge(groups[g + 2], groups[g + 3], rho, kappa));
    }
    return total;
  }

  private long basis(int t, int s) {
    long gross = sums[s + GROSS];
    long shorts = (gross - sums[s + NET]) >> 1;
    long hedged = Math.min(sums[s + SPOT] + gross - shorts, shorts);
    return Scan.ppmUp(hedged, table.terms[t + BASIS_PPM]);
  }

  private long size(int t, int s, boolean opening) {
    long size = Math.abs(sums[s + SPOT] + sums[s + NET]);
    if (!opening) {
      return table.sizeCharge(t, size);
    }
    long worst = size + sums[s + OPEN];
    return table.sizeCharge(t, worst) + Scan.ppmUp(worst, table.terms[t + OI_PPM]);
  }

  private void use(int row) {
    if (row < 64) {
      usedLow |= 1L << row;
    } else {
      usedHigh |= 1L << row;
    }
  }
}
