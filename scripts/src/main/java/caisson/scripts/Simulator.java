package caisson.scripts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The drills of sequencer/simulator, each in a process of its own. */
final class Simulator {
  private static final String MODULE = "sequencer/simulator";

  private Simulator() {}

  static int run(List<String> words) throws IOException, InterruptedException {
    var installation = Installation.find();
    List<String> command =
        new ArrayList<>(installation.plain(MODULE, "caisson.simulator.DrillMain", "1g", List.of()));
    // A service should start soon; millions of commands should run fast.
    command.remove("-XX:TieredStopAtLevel=1");
    command.addAll(words);
    command.addAll(List.of("root", installation.root().toString()));
    command.add("save");
    command.add(installation.root().resolve(MODULE).resolve("target/drill").toString());
    return Fork.run(command);
  }
}
