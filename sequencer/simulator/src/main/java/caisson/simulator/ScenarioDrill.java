package caisson.simulator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** S01 to S28 through the engine. One whose feature is not there fails. */
final class ScenarioDrill {
  /** Of a generated population under noise, so that each of its events is audited. */
  private static final int NOISY_CROWD = 1_000;

  private ScenarioDrill() {}

  static int run(Options options) throws IOException {
    int passed = 0;
    int failed = 0;
    for (Scenario scenario : Scenario.all()) {
      if (!options.only().isEmpty() && !scenario.id().equals(options.only())) {
        continue;
      }
      var notes = new ArrayList<String>();
      List<String> failures = failures(scenario, 0, Integer.MAX_VALUE, notes);
      for (long noise = 1; noise <= options.noise(); noise++) {
        for (String failure : failures(scenario, noise, NOISY_CROWD, new ArrayList<>())) {
          failures.add("noise " + noise + ": " + failure);
        }
      }
      if (!scenario.contractTests().isEmpty()) {
        failures.addAll(new ScenarioForge(options.root()).failures(scenario.contractTests()));
      }
      if (!scenario.moduleTests().isEmpty()) {
        var module = new ScenarioModule(options.root());
        failures.addAll(module.failures(scenario.moduleTests(), notes));
      }
      passed += failures.isEmpty() ? 1 : 0;
      failed += failures.isEmpty() ? 0 : 1;
      tell(options.json(), scenario, failures);
      if (!options.json()) {
        notes.forEach(note -> System.out.println("         " + note));
      }
    }
    System.out.println("result scenarios passed=" + passed + " failed=" + failed);
    return failed == 0 && passed > 0 ? 0 : 1;
  }

  /** What does not hold in any of its cases; noise 0 is none. Figures to show go to the notes. */
  static List<String> failures(Scenario scenario, long noise, int crowd, List<String> notes) {
    var failures = new ArrayList<String>();
    scenario.missing().forEach(feature -> failures.add("missing: " + feature));
    for (Scenario.Case each : scenario.cases()) {
      var play = new ScenarioPlay(noise, crowd);
      for (String failure : play.play(each.lines())) {
        failures.add(each.name() + ": " + failure);
      }
      notes.addAll(play.notes());
    }
    boolean silent =
        scenario.cases().isEmpty()
            && scenario.contractTests().isEmpty()
            && scenario.moduleTests().isEmpty();
    if (silent && failures.isEmpty()) {
      failures.add("says nothing");
    }
    return failures;
  }

  private static void tell(boolean json, Scenario scenario, List<String> failures) {
    if (json) {
      System.out.println(
          "{\"scenario\":\"" + scenario.id() + "\",\"holds\":" + failures.isEmpty() + "}");
      return;
    }
    System.out.println(
        (failures.isEmpty() ? "ok     " : "FAILED ") + scenario.id() + " " + scenario.title());
    failures.forEach(failure -> System.out.println("         " + failure));
  }
}
