package caisson.scripts;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole command path of the engine; the measuring stands in sequencer/benchmarks. */
@Command(
    name = "engine",
    mixinStandardHelpOptions = true,
    description =
        "Commands per second, times of single commands, replay and restore of the engine.")
final class EngineBench implements Callable<Integer> {
  @Option(
      names = "--loaded",
      description = "count intervals on a busy machine too, by processor time; provisional")
  private boolean loaded;

  @Override
  public Integer call() throws Exception {
    return Bench.run(loaded ? List.of("engine", "--loaded") : List.of("engine"));
  }
}
