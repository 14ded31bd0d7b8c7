package caisson.simulator;

/** How much a random test does: the ordinary build, -Dcaisson.tier=full, or nightly. */
final class Tier {
  private static final String TIER = System.getProperty("caisson.tier", "normal");

  private Tier() {}

  static int cases(int ordinary, int full, int nightly) {
    return TIER.equals("nightly") ? nightly : TIER.equals("full") ? full : ordinary;
  }
}
