package caisson.scripts;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lies are convicted, the truth is not. */
@Command(
    name = "challenge",
    mixinStandardHelpOptions = true,
    description = {
      "Commits a false batch for each proof there is (F0 to F8; for F0 one nobody shows), convicts",
      "it, and tries random proofs against an honest one."
    })
final class ChallengeDrill implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "71120",
      description = "of amounts, trades and proofs (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "10000",
      description = "random proofs against an honest batch (default: ${DEFAULT-VALUE})")
  private int attempts;

  @Option(names = "--json", description = "one JSON object per assertion")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Story story = new Story("challenge", System.out, json);
    story.tell("seed " + seed);
    DrillVenue.run(story, seed, venue -> new ChallengeTale(venue, story, seed, attempts).tell());
    return story.end();
  }
}
