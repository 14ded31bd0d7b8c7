package caisson.oracle.source.demo;

/**
 * DEMO. The path all demo sources observe: a random walk that is a function of seed and round.
 *
 * <p>A step is at most 120 ppm up or down, plus a pull back to the start that grows with distance:
 * the path neither dies nor runs away. Rounds are asked in ascending order; an earlier one walks
 * again from the start.
 */
final class DemoWalk {
  private static final long PPM = 1_000_000;
  private static final long STEP_PPM = 120;

  /** A path one percent away from its start is pulled back by 1 ppm a round. */
  private static final long PULL = 10_000;

  private final long seed;
  private final long startMicros;
  private long round;
  private long priceMicros;

  DemoWalk(long seed, long startMicros) {
    this.seed = seed;
    this.startMicros = startMicros;
    this.priceMicros = startMicros;
  }

  long priceMicros(long atRound) {
    if (atRound < round) {
      round = 0;
      priceMicros = startMicros;
    }
    while (round < atRound) {
      round++;
      long awayPpm = (priceMicros - startMicros) * PPM / startMicros;
      priceMicros += ppm(priceMicros, noise(seed, round, STEP_PPM) - awayPpm / PULL);
    }
    return priceMicros;
  }

  static long ppm(long value, long ppm) {
    return Math.floorDiv(value, PPM) * ppm + Math.floorMod(value, PPM) * ppm / PPM;
  }

  /** Even on [-width, width]; SplitMix64 of (seed, round). */
  static long noise(long seed, long round, long width) {
    long z = seed * 0x9E3779B97F4A7C15L + round * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return Math.floorMod(z ^ (z >>> 31), 2 * width + 1) - width;
  }
}
