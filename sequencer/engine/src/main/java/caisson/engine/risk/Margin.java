package caisson.engine.risk;

import static caisson.engine.risk.FactorTable.BASIS_PPM;
import static caisson.engine.risk.FactorTable.DOWN_IM;
import static caisson.engine.risk.FactorTable.DOWN_MM;
import static caisson.engine.risk.FactorTable.GAP_BPS;
import static caisson.engine.risk.FactorTable.GROUP;
import static caisson.engine.risk.FactorTable.KAPPA;
import static caisson.engine.risk.FactorTable.OI_PPM;
import static caisson.engine.risk.FactorTable.RHO;
import static caisson.engine.risk.FactorTable.SPOT_IM;
import static caisson.engine.risk.FactorTable.SPOT_MM;
import static caisson.engine.risk.FactorTable.STRIDE;
import static caisson.engine.risk.FactorTable.UP_IM;
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
 * the factors in the order of the table, groups together, and clears them behind it. Nothing is
 * allocated.
 */
public final class Margin {
  static final int SUMS = 4;
  static final int SPOT = 0;
  static final int NET = 1;

  /** Sum of the sizes of the lines: longs and shorts are half of its sum with, and without, net. */
  static final int GROSS = 2;

  static final int OPEN = 3;

  final FactorTable table;
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

  /** Requirement below which the portfolio is liquidated. */
  public long maintenance() {
    return maintenance;
  }

  /** Requirement to take more risk, without the charge of open orders. */
  public long initial() {
    return initial;
  }

  /** Forgets what was added. */
  void clear() {
    for (int word = 0; word < 2; word++) {
      for (long left = word == 0 ? usedLow : usedHigh; left != 0; left &= left - 1) {
        int base = (word * 64 + Long.numberOfTrailingZeros(left)) * SUMS;
        sums[base + SPOT] = 0;
        sums[base + NET] = 0;
        sums[base + GROSS] = 0;
        sums[base + OPEN] = 0;
      }
    }
    usedLow = 0;
    usedHigh = 0;
  }

  /** Computes both requirements from what was added since the last call, and forgets it. */
  public void evaluate() {
    maintenance = 0;
    initial = 0;
    long[] terms = table.terms;
    long group = -1;
    long rho = 0;
    long kappa = 0;
    long lossDown = 0;
    long gainDown = 0;
    long lossUp = 0;
    long gainUp = 0;
    long lossDownIm = 0;
    long gainDownIm = 0;
    long lossUpIm = 0;
    long gainUpIm = 0;
    long mm = 0;
    long im = 0;
    long left = usedLow;
    int offset = 0;
    if (left == 0) {
      left = usedHigh;
      usedHigh = 0;
      offset = 64;
    }
    while (left != 0) {
      int row = offset + Long.numberOfTrailingZeros(left);
      int t = row * STRIDE;
      int s = row * SUMS;
      if (terms[t + GROUP] != group) {
        mm += worse(lossDown, gainDown, lossUp, gainUp, rho, kappa);
        im += worse(lossDownIm, gainDownIm, lossUpIm, gainUpIm, rho, kappa);
        lossDown = gainDown = lossUp = gainUp = 0;
        lossDownIm = gainDownIm = lossUpIm = gainUpIm = 0;
        group = terms[t + GROUP];
        rho = terms[t + RHO];
        kappa = terms[t + KAPPA];
      }
      // Without a branch on the sign, which no predictor knows.
      long spot = sums[s + SPOT];
      long lines = sums[s + NET];
      long net = spot + lines;
      long above = Math.max(0, net);
      long unhedged = Math.min(above, spot);
      long spotCents = Scan.centsUp(unhedged);
      long longCents = Scan.centsUp(above - unhedged);
      long shortCents = Scan.centsUp(Math.max(0, -net));
      lossDown += spotCents * terms[t + SPOT_MM] + longCents * terms[t + DOWN_MM];
      gainDown += shortCents * terms[t + DOWN_MM];
      lossUp += shortCents * terms[t + UP_MM];
      gainUp += (spotCents + longCents) * terms[t + UP_MM];
      lossDownIm += spotCents * terms[t + SPOT_IM] + longCents * terms[t + DOWN_IM];
      gainDownIm += shortCents * terms[t + DOWN_IM];
      lossUpIm += shortCents * terms[t + UP_IM];
      gainUpIm += (spotCents + longCents) * terms[t + UP_IM];
      long size = Math.abs(net);
      long gross = sums[s + GROSS];
      long shorts = (gross - lines) >> 1;
      long hedged = Math.min(spot + gross - shorts, shorts);
      long both =
          (spotCents + longCents + shortCents) * terms[t + GAP_BPS]
              + Scan.ppmUp(hedged, terms[t + BASIS_PPM]);
      long worst = size + sums[s + OPEN];
      mm += both + table.sizeCharge(t, size);
      im += both + table.sizeCharge(t, worst) + Scan.ppmUp(worst, terms[t + OI_PPM]);
      sums[s + SPOT] = 0;
      sums[s + NET] = 0;
      sums[s + GROSS] = 0;
      sums[s + OPEN] = 0;
      left &= left - 1;
      if (left == 0 && offset == 0) {
        left = usedHigh;
        usedHigh = 0;
        offset = 64;
      }
    }
    usedLow = 0;
    maintenance = mm + worse(lossDown, gainDown, lossUp, gainUp, rho, kappa);
    initial = im + worse(lossDownIm, gainDownIm, lossUpIm, gainUpIm, rho, kappa);
  }

  private static long worse(
      long lossDown, long gainDown, long lossUp, long gainUp, long rho, long kappa) {
    return Math.max(
        Scan.charge(lossDown, gainDown, rho, kappa), Scan.charge(lossUp, gainUp, rho, kappa));
  }

  private void use(int row) {
    if (row < 64) {
      usedLow |= 1L << row;
    } else {
      usedHigh |= 1L << row;
    }
  }
}
