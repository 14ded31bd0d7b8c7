package caisson.scripts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Wrong copies of the contracts, one small change each: the forge tests must notice nine of ten.
 */
@Command(
    name = "mutation",
    mixinStandardHelpOptions = true,
    description = "Runs the forge tests against contracts with one small error each.")
final class MutationDrill implements Callable<Integer> {
  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "6",
      description = "errors tried per source file (default: ${DEFAULT-VALUE})")
  private int sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "which errors (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--only",
      paramLabel = "FILE",
      defaultValue = "",
      description = "one source file by name, for example Vault.sol")
  private String only;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "60",
      description = "when to stop; another run goes on from there (default: ${DEFAULT-VALUE})")
  private int minutes;

  @Option(names = "--fresh", description = "forgets what earlier runs found")
  private boolean fresh;

  @Override
  public Integer call() throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                "node",
                Forge.find().contracts().resolve("tools/mutate.mjs").toString(),
                "--sample",
                Integer.toString(sample),
                "--seed",
                Long.toString(seed),
                "--only",
                only,
                "--minutes",
                Integer.toString(minutes)));
    if (fresh) {
      command.add("--fresh");
    }
    return Fork.run(command);
  }
}
