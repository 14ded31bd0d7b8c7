package caisson.scripts;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands its arguments to the verifier, which depends on nothing that runs here. */
@Command(name = "verify", description = "Checks a venue from what it published.")
final class Verify implements Callable<Integer> {
  @Unmatched private List<String> arguments = List.of();

  @Override
  public Integer call() throws Exception {
    List<String> command =
        Installation.find()
            .plain("wallet/verifier", "caisson.verifier.VerifierMain", "512m", List.of());
    command.addAll(arguments);
    return Fork.run(command);
  }
}
