package caisson.scripts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Incidents of other venues, replayed here; the files stand in sequencer/simulator. */
@Command(
    name = "scenarios",
    mixinStandardHelpOptions = true,
    description =
        "Replays S01 to S28 and compares what comes of each with its file. One that needs what the"
            + " venue does not have counts as failed.")
final class ScenariosDrill implements Callable<Integer> {
  @Option(
      names = "--only",
      paramLabel = "ID",
      defaultValue = "",
      description = "one of them, for example S05")
  private String only;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "0",
      description = "plays each under so many seeds of noise too (default: ${DEFAULT-VALUE})")
  private int seeds;

  @Option(names = "--json", description = "one object per scenario")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<String> words = new ArrayList<>(List.of("scenarios"));
    if (!only.isEmpty()) {
      words.addAll(List.of("only", only));
    }
    if (seeds > 0) {
      words.addAll(List.of("noise", Integer.toString(seeds)));
    }
    if (json) {
      words.add("json");
    }
    return Simulator.run(words);
  }
}
