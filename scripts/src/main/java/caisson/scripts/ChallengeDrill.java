package caisson.scripts;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lies are convicted, the truth is not. */
@Command(
    name = "challenge",
    mixinStandardHelpOptions = true,
    description = {
      "Commits a false batch for each proof of the challenge contract (F1, F1b, F2), convicts it,",
      "and tries random proofs against an honest one. The proofs from moves and prices are not part",
      "of it: headers carry no fill roots yet."
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
