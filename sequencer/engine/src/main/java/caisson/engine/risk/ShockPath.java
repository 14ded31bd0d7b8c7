package caisson.engine.risk;

/**
 * How the shocks of a factor follow its volatility.
 *
 * <p>Variance is an average of squared one-minute returns, a fast and a slow one, in 1/65,536 of a
 * squared basis point. The target lies between the listed shock and four times it. The initial
 * shock is the target at once; the maintenance shock climbs in steps so small that an account with
 * {@code equity >= 1.11 margin} before a step still has {@code equity >= margin} after it, and
 * halves its distance to a lower target in 24 hours.
 *
 * <p>In a group with correlation credit a margin may be as little as a quarter of its loss, so a
 * rise of one leg's shock weighs four times in it: there a step is a quarter of a tenth. Both
 * limits hold for the whole basis points in force, not only for the path, so a shock below 10 (or
 * 40) basis points stays where it is.
 */
public final class ShockPath {
  static final int FAST = 5;
  static final int SLOW = 12;
  private static final int SCALE_BITS = 16;
  private static final int MAX_RETURN_BPS = 100_000;
  private static final int MAX_MULTIPLE = 4;

  /** 1 - 2^(-1/288) = 1 / 416.0; a day has 288 steps of five minutes. */
  private static final int FALL_DIVISOR = 416;

  private ShockPath() {}

  /** The next variance after a return. */
  public static long variance(long before, int returnBps, int speed) {
    long bounded = Math.max(-MAX_RETURN_BPS, Math.min(MAX_RETURN_BPS, returnBps));
    return before + (((bounded * bounded << SCALE_BITS) - before) >> speed);
  }

  /** Basis points a minute. */
  public static long sigmaBps(long fastVariance, long slowVariance) {
    return Scan.squareRoot(Math.max(fastVariance, slowVariance)) >> SCALE_BITS / 2;
  }

  /** sigma times a multiple given in thousandths, between the listed shock and four times it. */
  public static int targetBps(int listedBps, long sigmaBps, int multipleE3) {
    long wanted = (sigmaBps * multipleE3 + 999) / 1_000;
    long most = Math.min((long) listedBps * MAX_MULTIPLE, Scan.MAX_SHOCK_BPS);
    return (int) Math.max(listedBps, Math.min(most, wanted));
  }

  /**
   * The maintenance shock after five minutes, in 1/65,536 of a basis point.
   *
   * @param dayStart where the shock stood when the day began; it at most doubles in one
   */
  public static long next(long current, int targetBps, long dayStart, boolean credited) {
    long target = (long) targetBps << SCALE_BITS;
    if (target <= current) {
      return current - (current - target + FALL_DIVISOR - 1) / FALL_DIVISOR;
    }
    long step = current / (credited ? 40 : 10);
    int inForce = bps(current);
    int most = credited ? inForce * 411 / 400 : inForce * 111 / 100;
    long bound = Math.min(path(most + 1) - 1, dayStart * 2);
    return Math.max(current, Math.min(target, Math.min(current + step, bound)));
  }

  /** The shock in force, in whole basis points. */
  public static int bps(long path) {
    return (int) (path >> SCALE_BITS);
  }

  public static long path(int bps) {
    return (long) bps << SCALE_BITS;
  }
}
