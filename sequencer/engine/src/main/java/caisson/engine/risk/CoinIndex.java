package caisson.engine.risk;

import static caisson.engine.risk.Saturating.MAX;

/**
 * What the settlement coin is worth, as the oracle says it. Everything here is counted in the coin,
 * so its price moves no equity and no maintenance margin. Below 99 cents positions cost more to
 * open, and cash and lines cover a withdrawal of another asset only as far as their coins are worth
 * that. Part of the state.
 */
public final class CoinIndex {
  public static final long DOLLAR = 1_000_000;
  public static final long MAX_PPM = 10 * DOLLAR;

  private static final long FIRM = 990_000;
  private static final long STEEPNESS = 4;

  /** Of the last index; 0 before the first. */
  public long round;

  /** Of a dollar. */
  public long ppm = DOLLAR;

  /** What the initial margin is multiplied by. */
  public long initialPpm() {
    return DOLLAR + STEEPNESS * Math.max(0, FIRM - ppm);
  }

  boolean weak() {
    return ppm < FIRM;
  }

  /** An initial requirement, or a part of one, as it is now; rounded up. */
  long initial(long requirement) {
    return !weak() || requirement == MAX ? requirement : Scan.ppmUp(requirement, initialPpm());
  }

  /** What a claim to coins, as far as there is any, is worth less than its number; rounded up. */
  long discount(long coins) {
    return coins <= 0 || ppm >= DOLLAR ? 0 : Scan.ppmUp(coins, DOLLAR - ppm);
  }
}
