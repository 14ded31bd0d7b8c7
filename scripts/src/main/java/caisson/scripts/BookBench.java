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
    String module = "sequencer/benchmarks";
    String target = Installation.find().root().resolve(module).resolve("target").toString();
    List<String> command =
        new ArrayList<>(
            Installation.find()
                .plain(
                    module,
                    "caisson.benchmarks.BenchMain",
                    "2g",
                    List.of("caisson.benchmarks=" + target)));
    command.add("book");
    command.addAll(files);
    if (loaded) {
      command.add("--loaded");
    }
    return Fork.run(command);
  }
}
