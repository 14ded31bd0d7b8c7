package caisson.scripts;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everybody leaves without the operator, which is one object here: it is dropped, not stopped. */
@Command(
    name = "escape",
    mixinStandardHelpOptions = true,
    description = {
      "Kills the operator of a venue with 1,000 accounts, freezes it, and takes everybody out:",
      "once after 6 h of silence, once after a forced request unserved for 24 h."
    })
final class EscapeDrill implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "71120",
      description = "of amounts, trades and orders (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--json", description = "one JSON object per assertion")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Story story = new Story("escape", System.out, json);
    story.tell("seed " + seed);
    DrillVenue.run(story, seed, venue -> new EscapeTale(venue, story, seed).silence());
    long other = seed + 1_000;
    DrillVenue.run(story, other, venue -> new EscapeTale(venue, story, other).unserved());
    return story.end();
  }
}
