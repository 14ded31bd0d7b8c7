package caisson.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Leaves out steps as long as what is left still breaks the same rule. */
final class Shrink {
  private static final int MOST_TRIES = 4_000;

  private final Function<List<Step>, String> rules;
  private final String rule;
  private List<Step> steps;
  private int tries;

  private Shrink(List<Step> steps, Function<List<Step>, String> rules, String rule) {
    this.steps = steps;
    this.rules = rules;
    this.rule = rule;
  }

  /**
   * A list from which no step, and after some thousand tries no more, can be left out.
   *
   * @param rules what a list breaks, empty when it holds
   */
  static List<Step> of(List<Step> steps, Function<List<Step>, String> rules, String rule) {
    var shrink = new Shrink(new ArrayList<>(steps), rules, rule);
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
      smaller = steps.size() < before && tries < MOST_TRIES;
    }
  }

  private void leaveOut(int chunk) {
    // From the end: later steps lean on earlier ones.
    for (int to = steps.size(); to > 0 && tries < MOST_TRIES; to -= chunk) {
      int from = Math.max(0, to - chunk);
      var rest = new ArrayList<>(steps.subList(0, from));
      rest.addAll(steps.subList(to, steps.size()));
      tries++;
      if (rule.equals(rules.apply(rest))) {
        steps = rest;
      }
    }
  }
}
