package caisson.simulator;

/**
 * What the limits of markets kept out.
 *
 * @param band orders beyond the band of prices
 * @param least orders worth less than the least
 * @param position orders that would take a line too far
 * @param reducing orders worth less than the least that only reduced a line
 * @param far trades farther from the one before than the window of a book is wide
 */
record LimitsReached(long band, long least, long position, long reducing, long far) {
  static final LimitsReached NOTHING = new LimitsReached(0, 0, 0, 0, 0);

  LimitsReached plus(LimitsReached o) {
    return new LimitsReached(
        band + o.band, least + o.least, position + o.position, reducing + o.reducing, far + o.far);
  }
}
