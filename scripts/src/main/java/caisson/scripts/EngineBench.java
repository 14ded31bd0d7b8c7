package caisson.scripts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The whole command path of the engine; the measuring stands in sequencer/benchmarks. */
@Command(
    name = "engine",
    mixinStandardHelpOptions = true,
    description =
        "Commands per second, times of single commands, replay and restore of the engine.")
final class EngineBench implements Callable<Integer> {
  @Parameters(
      paramLabel = "PART",
      description = "commands, ring, order, replay, restore (default: all)")
  private List<String> parts = List.of();

  @Option(
      names = "--loaded",
      description = "count intervals on a busy machine too, by processor time; provisional")
  private boolean loaded;

  @Override
  public Integer call() throws Exception {
    List<String> words = new ArrayList<>(List.of("engine"));
    words.addAll(parts);
    if (loaded) {
      words.add("--loaded");
    }
    return Bench.run(words);
  }
}
