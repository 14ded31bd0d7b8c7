package caisson.scripts;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The margin of whole populations; the measuring stands in sequencer/benchmarks. */
@Command(
    name = "margin",
    mixinStandardHelpOptions = true,
    description = "Margin of one account and of a million, by end-points and by the grids.")
final class MarginBench implements Callable<Integer> {
  @Option(
      names = "--loaded",
      description = "count passes on a busy machine too, by processor time; provisional")
  private boolean loaded;

  @Override
  public Integer call() throws Exception {
    return Bench.run(loaded ? List.of("margin", "--loaded") : List.of("margin"));
  }
}
