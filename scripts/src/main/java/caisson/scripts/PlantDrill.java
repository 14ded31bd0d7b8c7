package caisson.scripts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Wrong copies of the engine, one small change each: the simulator must notice every one. */
@Command(
    name = "plant",
    mixinStandardHelpOptions = true,
    description =
        "Plants small bugs in copies of the engine and lets at most 50 seeds of the simulator find"
            + " each.")
final class PlantDrill implements Callable<Integer> {
  @Option(
      names = "--commands",
      paramLabel = "M",
      defaultValue = "20000",
      description = "commands of each seed (default: ${DEFAULT-VALUE})")
  private int commands;

  @Option(
      names = "--only",
      paramLabel = "WORDS",
      defaultValue = "",
      description = "one bug by words of its name")
  private String only;

  @Option(names = "--json", description = "one object per bug")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<String> words = new ArrayList<>(List.of("plant"));
    words.addAll(List.of("commands", Integer.toString(commands)));
    words.addAll(List.of("root", Installation.find().root().toString()));
    if (!only.isEmpty()) {
      words.addAll(List.of("only", only));
    }
    if (json) {
      words.add("json");
    }
    return Simulator.run(words);
  }
}
