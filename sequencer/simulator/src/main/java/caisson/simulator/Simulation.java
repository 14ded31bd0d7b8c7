package caisson.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One seed played to its end, and what became of it. */
final class Simulation {
  /** What a seed did. */
  record Outcome(
      long seed,
      long commands,
      long trades,
      long liquidations,
      long auctioned,
      long nights,
      long capped,
      long rejections,
      int restarts,
      long bent,
      long bentTaken,
      Reached reached,
      @Nullable String rule,
      @Nullable String found) {
    boolean holds() {
      return rule == null;
    }
  }

  private static final int SCAN_EVERY = 2_000;

  private Simulation() {}

  static Outcome run(long seed, int commands) {
    return run(seed, commands, null);
  }

  /** The steps of a seed, up to and with the one that breaks. */
  static List<Step> steps(long seed, int commands) {
    var steps = new ArrayList<Step>();
    run(seed, commands, steps);
    return steps;
  }

  private static Outcome run(long seed, int commands, @Nullable List<Step> told) {
    var run = new Run();
    var traffic = new Traffic(seed, run.ledger(), Run.USERS);
    try {
      for (Step step : traffic.opening()) {
        play(run, step, told);
      }
      for (int i = 0; i < commands; i++) {
        play(run, traffic.next(), told);
        if (i % SCAN_EVERY == 0) {
          run.end();
        }
      }
      run.end();
      return outcome(seed, run, null);
    } catch (RuntimeException e) {
      return outcome(seed, run, e);
    }
  }

  private static void play(Run run, Step step, @Nullable List<Step> told) {
    if (told != null) {
      told.add(step);
    }
    run.play(step);
  }

  /** Plays steps; null when they hold. */
  static @Nullable RuntimeException replay(List<Step> steps) {
    var run = new Run();
    try {
      steps.forEach(run::play);
      run.end();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** The rule that steps break, empty when they hold. */
  static String broken(List<Step> steps) {
    RuntimeException e = replay(steps);
    return e == null ? "" : rule(e);
  }

  /** An exception of the engine is a break too: it would have stopped the venue. */
  static String rule(RuntimeException e) {
    return e instanceof Break broken ? broken.rule() : "stopped by " + e.getClass().getSimpleName();
  }

  private static Outcome outcome(long seed, Run run, @Nullable RuntimeException e) {
    return new Outcome(
        seed,
        run.commands(),
        run.auditor().trades(),
        run.auditor().checks.liquidations(),
        run.auditor().checks.auctioned(),
        run.auditor().checks.nights(),
        run.auditor().checks.capped(),
        run.auditor().rejections(),
        run.restarts(),
        run.bent(),
        run.bentTaken(),
        run.auditor().checks.reached(),
        e == null ? null : rule(e),
        e == null ? null : e.toString());
  }
}
