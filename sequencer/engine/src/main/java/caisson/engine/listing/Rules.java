package caisson.engine.listing;

/**
 * Which rules the log has put in force. Whatever changes what a log gives has a number here, and
 * holds from the SetRules on that names it, one number after the other: so a log gives for ever
 * what it gave when it was written, and one that never names any has the rules of 0.
 */
public final class Rules {
  /** What is better than the mark is depth for a slice, however far it is from the mark. */
  public static final int DEPTH_BEYOND_THE_MARK = 1;

  /** A rotation ends what waits to reduce a line as well: it is of the one who held the key. */
  public static final int ROTATION_ENDS_PROTECTION = 2;

  /** Who owes nothing may spend and take his coins, whatever margin his other assets ask for. */
  public static final int COINS_OF_WHO_OWES_NOTHING = 3;

  /** Each order of a scale keeps the limits of its agent, and counts for the day at its price. */
  public static final int SCALE_BY_ITS_ORDERS = 4;

  /** No switch is set for a time that is over, however long. */
  public static final int SWITCH_LIES_AHEAD = 4;

  /** Terms of liquidation are of perpetuals: nothing else is liquidated by them. */
  public static final int LIQUIDATION_OF_PERPETUALS = 4;

  /** A price round names a market or an asset once: two prices at one time are no price. */
  public static final int ROUND_NAMES_NOTHING_TWICE = 4;

  /** A tier whose own line is closed pays itself no fee, and tells of none. */
  public static final int NO_FEE_TO_ONESELF = 4;

  /** A bound on both sides of zero holds for the least number of a field too. */
  public static final int BOUNDS_ON_BOTH_SIDES = 4;

  /** The highest number that this engine knows. */
  public static final int NEWEST = BOUNDS_ON_BOTH_SIDES;

  public int inForce;

  /** Whether a value is further from zero than that; the least int was not, before rules 4. */
  public boolean beyond(int value, int bound) {
    boolean passes = value == Integer.MIN_VALUE && inForce < BOUNDS_ON_BOTH_SIDES;
    return !passes && (value > bound || value < -bound);
  }
}
