package caisson.scripts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Seeds through the whole engine; the simulator stands in sequencer/simulator. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Runs seeded random commands, faults and restarts through the engine and checks every"
            + " invariant after each command. A failing seed is shrunk and saved.")
final class SimulateDrill implements Callable<Integer> {
  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "200",
      description = "how many seeds (default: ${DEFAULT-VALUE})")
  private int seeds;

  @Option(
      names = "--commands",
      paramLabel = "M",
      defaultValue = "20000",
      description = "commands of each seed (default: ${DEFAULT-VALUE})")
  private int commands;

  @Option(
      names = "--from",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "the first seed (default: ${DEFAULT-VALUE})")
  private long from;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      defaultValue = "",
      description = "plays saved steps instead")
  private String replay;

  @Option(names = "--json", description = "one object per seed")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<String> words = new ArrayList<>(List.of("simulate"));
    words.addAll(List.of("seeds", Integer.toString(seeds)));
    words.addAll(List.of("commands", Integer.toString(commands)));
    words.addAll(List.of("from", Long.toString(from)));
    if (!replay.isEmpty()) {
      words.addAll(List.of("replay", replay));
    }
    if (json) {
      words.add("json");
    }
    return Simulator.run(words);
  }
}
