package caisson.scripts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Each bench prints one line for each figure it measured: {@code figure NAME VALUE UNIT}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures; ends with one line per figure: figure NAME VALUE UNIT.",
    synopsisSubcommandLabel = "NAME",
    subcommands = {BookBench.class, EngineBench.class, GasBench.class, MarginBench.class})
final class Bench {
  private static final String MODULE = "sequencer/benchmarks";

  /** Runs a bench of the module that measures. */
  static int run(List<String> words) throws IOException, InterruptedException {
    var installation = Installation.find();
    var target = installation.root().resolve(MODULE).resolve("target");
    var properties = List.of("caisson.benchmarks=" + target);
    List<String> command =
        new ArrayList<>(
            installation.plain(MODULE, "caisson.benchmarks.BenchMain", "2g", properties));
    command.addAll(words);
    return Fork.run(command);
  }
}
