package caisson.engine.risk;

import caisson.units.Rounding;

/**
 * The share of their value that lines without collateral may all lose at once before so much free
 * maintenance margin could be gone.
 */
final class SafeShare {
  private static final long PPM = 1_000_000L;

  /** More than a size charge goes up by at once. */
  private static final long STAIRS_PPM = 8;

  private final FactorTable table;
  private long gross;

  /** Free margin, and what of it goes when the lines lose all their value. */
  private long rest;

  private long lost;

  SafeShare(FactorTable table) {
    this.table = table;
  }

  /**
   * @param gross sizes of all lines together
   */
  void begin(long free, long gross) {
    this.gross = gross;
    rest = free - Scan.ppmUp(Math.min(gross, Scan.MAX_LINE), STAIRS_PPM);
    lost = 1;
  }

  /** False when the requirement grows faster than the line gains. */
  boolean add(int row, long notional, int feePpm) {
    long slope = table.slopePpm(row, gross) + feePpm;
    lost = Saturating.add(lost, Scan.ppmUp(notional, PPM + slope));
    rest -= table.rounding(row);
    return slope < PPM;
  }

  /**
   * The only line, and a long one: what it loses also lessens its requirement, by no less than the
   * scan's, the gap's and the fee's part of it.
   */
  void addLoneLong(int row, long notional, int feePpm) {
    long fall = table.longSlopePpm(row) + feePpm;
    lost = Saturating.add(lost, Scan.ppmUp(notional, PPM - fall));
    rest -= table.rounding(row);
  }

  /** At most this share. */
  long ppm(long most) {
    if (rest <= 0 || lost == Saturating.MAX) {
      return 0;
    }
    return rest >= lost ? most : Math.min(most, Rounding.mulDivDown(rest, PPM, lost));
  }
}
