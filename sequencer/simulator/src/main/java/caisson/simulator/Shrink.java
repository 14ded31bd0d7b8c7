package caisson.simulator;

import java.util.ArrayList;
import java.util.List;

/** Leaves out steps as long as what is left still breaks the same rule. */
final class Shrink {
  private final String rule;
  private final long deadlineNs;
  private List<Step> steps;

  private Shrink(List<Step> steps, String rule, long deadlineNs) {
    this.steps = steps;
    this.rule = rule;
    this.deadlineNs = deadlineNs;
  }

  /** The least list found before the deadline, of {@link System#nanoTime}. */
  static List<Step> of(List<Step> steps, String rule, long deadlineNs) {
    var shrink = new Shrink(new ArrayList<>(steps), rule, deadlineNs);
    shrink.run();
    return shrink.steps;
  }

  private void run() {
    boolean smaller = true;
    while (smaller) {
      int before = steps.size();
      for (int chunk = Math.max(1, steps.size() / 2); chunk >= 1; chunk /= 2) {
        leaveOut(chunk);
      }
      smaller = steps.size() < before && System.nanoTime() < deadlineNs;
    }
  }

  private void leaveOut(int chunk) {
    // From the end: later steps lean on earlier ones.
    for (int to = steps.size(); to > 0 && System.nanoTime() < deadlineNs; to -= chunk) {
      int from = Math.max(0, to - chunk);
      var rest = new ArrayList<>(steps.subList(0, from));
      rest.addAll(steps.subList(to, steps.size()));
      if (breaks(rest)) {
        steps = rest;
      }
    }
  }

  private boolean breaks(List<Step> rest) {
    RuntimeException e = Simulation.replay(rest);
    return e != null && rule.equals(Simulation.rule(e));
  }
}
