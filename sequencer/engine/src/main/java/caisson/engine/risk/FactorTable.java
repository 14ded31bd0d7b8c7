package caisson.engine.risk;

/**
 * Margin terms of every factor, one row of longs each, in the order of (group, factor).
 *
 * <p>A factor is one underlying; a group is a set of factors whose gains are partly set against the
 * losses of the others. Shocks are in basis points, add-ons in parts per million. The collateral
 * shock is never below the down shock, so a hedge never costs margin by its size.
 */
public final class FactorTable {
  public static final int MAX_ROWS = 128;

  static final int STRIDE = 24;
  static final int GROUP = 0;
  static final int RHO = 1;
  static final int KAPPA = 2;
  static final int DOWN_MM = 3;
  static final int UP_MM = 4;
  static final int SPOT_MM = 5;
  static final int DOWN_IM = 6;
  static final int UP_IM = 7;
  static final int SPOT_IM = 8;
  static final int GAP_BPS = 9;
  static final int BASIS_PPM = 10;

  /** Parts per million of notional for each square root of a million dollars. */
  static final int SIZE_PPM = 11;

  /** Notional up to which the size charge is zero. */
  static final int SIZE_FREE = 12;

  /** The part of the maintenance shock that the size charge overlaps: ceil(0.8 mm), in ppm. */
  static final int SIZE_BASE_PPM = 13;

  static final int MM_PPM = 14;

  /** Added to the initial margin by open interest. */
  static final int OI_PPM = 15;

  /** Not 0 when the row has any charge beyond the scan. */
  static final int ADD_ONS = 16;

  /** What an order adds by its size at most, beside the size charge: in ppm, and for roundings. */
  static final int ORDER_PPM = 17;

  static final int ORDER_ROUNDING = 18;

  private static final long PPM_PER_BPS = 100;

  final long[] terms = new long[MAX_ROWS * STRIDE];

  /** Factors without correlation credit: rho and kappa are 0. */
  public void group(int row, int group, int rho, int kappa) {
    terms[row * STRIDE + GROUP] = group;
    terms[row * STRIDE + RHO] = rho;
    terms[row * STRIDE + KAPPA] = kappa;
  }

  public void maintenanceShocks(int row, int downBps, int upBps, int spotBps) {
    int base = row * STRIDE;
    terms[base + DOWN_MM] = downBps;
    terms[base + UP_MM] = upBps;
    terms[base + SPOT_MM] = Math.max(downBps, spotBps);
    long mmPpm = Math.max(downBps, upBps) * PPM_PER_BPS;
    terms[base + MM_PPM] = mmPpm;
    terms[base + SIZE_BASE_PPM] = (mmPpm * 4 + 4) / 5;
    deriveFreeSize(base);
  }

  public void initialShocks(int row, int downBps, int upBps, int spotBps) {
    int base = row * STRIDE;
    terms[base + DOWN_IM] = downBps;
    terms[base + UP_IM] = upBps;
    terms[base + SPOT_IM] = Math.max(downBps, spotBps);
    deriveOrders(row);
  }

  public void addOns(int row, int gapBps, int basisPpm, int sizePpm) {
    int base = row * STRIDE;
    terms[base + GAP_BPS] = gapBps;
    terms[base + BASIS_PPM] = basisPpm;
    terms[base + SIZE_PPM] = sizePpm;
    deriveFreeSize(base);
    deriveAddOns(base);
    deriveOrders(row);
  }

  public void openInterest(int row, int ppm) {
    int base = row * STRIDE;
    terms[base + OI_PPM] = ppm;
    deriveAddOns(base);
    deriveOrders(row);
  }

  /** Maintenance margin of a delta-one position in ppm, before add-ons. */
  public long maintenancePpm(int row) {
    return terms[row * STRIDE + MM_PPM];
  }

  /**
   * What the maintenance margin grows by at most with an exposure without collateral, in ppm of it,
   * as long as that stays below eight times this notional: the scan by its shock, gap and basis by
   * their share, and the size charge, where there is any, by less than 2.
   */
  long slopePpm(int row, long notional) {
    int base = row * STRIDE;
    long size = notional <= terms[base + SIZE_FREE] >> 3 ? 0 : 2_000_000;
    return terms[base + MM_PPM]
        + terms[base + GAP_BPS] * PPM_PER_BPS
        + terms[base + BASIS_PPM]
        + size;
  }

  /**
   * What the maintenance margin of a net long falls by at least with it, in ppm of the exposure.
   */
  long longSlopePpm(int row) {
    int base = row * STRIDE;
    return (terms[base + DOWN_MM] + terms[base + GAP_BPS]) * PPM_PER_BPS;
  }

  /**
   * More than the maintenance margin of an exposure without collateral may go up by roundings
   * alone, in micro-dollars: a cent more, on either side of zero, costs its basis points in the
   * scan and in the gap; what is left are single micro-dollars of shares, basis, size and fee.
   */
  long rounding(int row) {
    int base = row * STRIDE;
    return 2 * terms[base + MM_PPM] / PPM_PER_BPS + terms[base + GAP_BPS] + 16;
  }

  /** Initial margin of a delta-one position in ppm, before open interest. */
  public long initialPpm(int row) {
    int base = row * STRIDE;
    return Math.max(terms[base + DOWN_IM], terms[base + UP_IM]) * PPM_PER_BPS;
  }

  /**
   * Worst charge of a change of exposure, in basis points of it: an upper bound of what any fill
   * adds to the scan and the gap, because a stressed notional enters the scan with slope 1 at most.
   */
  public long orderBps(int row, boolean holdsSpot) {
    int base = row * STRIDE;
    long shock = Math.max(terms[base + DOWN_IM], terms[base + UP_IM]);
    return Math.max(shock, holdsSpot ? terms[base + SPOT_IM] : 0) + terms[base + GAP_BPS];
  }

  public long basisPpm(int row) {
    return terms[row * STRIDE + BASIS_PPM];
  }

  /**
   * Charge for size: what the margin of a notional would have to be more, because it sells into a
   * book of square-root depth.
   */
  long sizeCharge(int base, long notional) {
    if (notional <= terms[base + SIZE_FREE]) {
      return 0;
    }
    long root = Scan.squareRoot(notional);
    long ppm = (terms[base + SIZE_PPM] * root + 999_999) / 1_000_000;
    long over = terms[base + SIZE_BASE_PPM] + ppm - terms[base + MM_PPM];
    return Scan.ppmUp(notional, Math.max(0, Math.min(1_000_000, over)));
  }

  /** Whether anything is charged that grows faster than the size. */
  boolean convex(int row) {
    return terms[row * STRIDE + SIZE_PPM] != 0 || terms[row * STRIDE + OI_PPM] != 0;
  }

  /** Size and open-interest charges of the initial margin at a notional. */
  public long convexCharge(int row, long notional) {
    int base = row * STRIDE;
    long interest = terms[base + OI_PPM];
    return sizeCharge(base, notional) + (interest == 0 ? 0 : Scan.ppmUp(notional, interest));
  }

  /**
   * Whether nothing is charged for size of an account whose lines and orders were worth this when
   * they were last looked at. What stands in one market may come to three times its larger side's
   * worst size, and marks have moved by less than a fifteenth since.
   */
  boolean flat(int row, long notional) {
    return notional <= terms[row * STRIDE + SIZE_FREE] >> 2;
  }

  long orderPpm(int row) {
    return terms[row * STRIDE + ORDER_PPM];
  }

  long orderRounding(int row) {
    return terms[row * STRIDE + ORDER_ROUNDING];
  }

  /** Three cents of the charge in basis points, and a unit for each rounding beside it. */
  private void deriveOrders(int row) {
    int base = row * STRIDE;
    long bps = orderBps(row, true);
    terms[base + ORDER_PPM] = bps * PPM_PER_BPS + terms[base + BASIS_PPM] + terms[base + OI_PPM];
    terms[base + ORDER_ROUNDING] = 3 * bps + 8;
  }

  private void deriveAddOns(int base) {
    terms[base + ADD_ONS] =
        terms[base + GAP_BPS]
            | terms[base + BASIS_PPM]
            | terms[base + SIZE_PPM]
            | terms[base + OI_PPM];
  }

  /** A bound below the true one is enough: beyond it the charge is computed. */
  private void deriveFreeSize(int base) {
    long sizePpm = terms[base + SIZE_PPM];
    long slack = terms[base + MM_PPM] - terms[base + SIZE_BASE_PPM];
    if (sizePpm == 0) {
      terms[base + SIZE_FREE] = Long.MAX_VALUE;
      return;
    }
    long root = Math.min(1_000_000_000L, slack * 1_000_000 / sizePpm);
    terms[base + SIZE_FREE] = root * root;
  }
}
