package caisson.scripts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Our book beside exchange-core's; the measuring stands in sequencer/benchmarks. */
@Command(
    name = "book",
    mixinStandardHelpOptions = true,
    description = "Our book and exchange-core's on the same commands, each in its own JVM.")
final class BookBench implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "mix1k, moves1k, mix1m (default: all three)")
  private List<String> files = List.of();

  @Option(
      names = "--loaded",
      description = "count intervals on a busy machine too, by processor time; provisional")
  private boolean loaded;

  @Override
  public Integer call() throws Exception {
    List<String> words = new ArrayList<>(List.of("book"));
    words.addAll(files);
    if (loaded) {
      words.add("--loaded");
    }
    return Bench.run(words);
  }
}
