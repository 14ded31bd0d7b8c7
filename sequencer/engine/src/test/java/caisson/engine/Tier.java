package caisson.engine;

/** How much a random test does: the ordinary build, or -Dcaisson.tier=nightly. */
public final class Tier {
  private static final boolean NIGHTLY = "nightly".equals(System.getProperty("caisson.tier"));

  private Tier() {}

  public static int cases(int ordinary, int nightly) {
    return NIGHTLY ? nightly : ordinary;
  }
}
