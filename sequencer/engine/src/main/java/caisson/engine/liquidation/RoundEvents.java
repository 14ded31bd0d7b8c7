package caisson.engine.liquidation;

/**
 * How far each part of a round may go with the events of its command, which are at most 65,536.
 * What is left over waits for the next round.
 */
final class RoundEvents {
  /** Shortfalls end before this. */
  static final int SHORTFALLS = 40_000;

  /** No account's step begins from here on; one tells far fewer than what is left above. */
  static final int STEPS = 45_000;

  /**
   * Of one account: no line of it is auctioned from here on. Its takers tell fewer than what is
   * left between the bounds above and below, reduce-only orders that they lose included.
   */
  static final int AUCTION = 10_000;

  /** With what is owed by then no rank is closed from here on; each may clip orders as well. */
  static final int RANKS = 60_000;

  /** No tier is relieved from here on: {@link Winners#MOST} may pay for it, then ranks close. */
  static final int RELIEF = 30_000;

  private RoundEvents() {}
}
