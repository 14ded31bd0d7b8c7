package caisson.simulator;

/** What a planted engine is searched with; loaded together with it. */
public final class Probe {
  private Probe() {}

  public static String search(int seeds, int commands) {
    for (long seed = 1; seed <= seeds; seed++) {
      var outcome = Simulation.run(seed, commands);
      if (!outcome.holds()) {
        return "seed " + seed + " after " + outcome.commands() + " commands, " + outcome.rule();
      }
    }
    return "not found in " + seeds + " seeds";
  }
}
