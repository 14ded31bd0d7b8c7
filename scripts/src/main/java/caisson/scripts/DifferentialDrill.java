package caisson.scripts;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Java and Solidity say the same. */
@Command(
    name = "differential",
    mixinStandardHelpOptions = true,
    description = {
      "Puts random account sets and random commits, most of them spoilt, to the contracts and to",
      "their twins in Java: the same root, taken or refused alike and by the same name."
    })
final class DifferentialDrill implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "71120",
      description = "of all that is random (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--cases",
      paramLabel = "N",
      defaultValue = "10000",
      description = "of each kind (default: ${DEFAULT-VALUE})")
  private int cases;

  @Option(names = "--json", description = "one JSON object per assertion")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Story story = new Story("differential", System.out, json);
    story.tell("seed " + seed);
    run(Installation.find(), story, seed, cases);
    return story.end();
  }

  static void run(Installation installation, Story story, long seed, int cases) throws Exception {
    Path data = DrillVenue.folder();
    long begin = System.nanoTime();
    try (TwinVenue venue = new TwinVenue(installation, data, new Random(seed))) {
      new DifferentialTale(venue, installation.root(), story, seed, cases).tell();
      story.tell("took %.1f s".formatted((System.nanoTime() - begin) / 1e9));
    } catch (VenueException e) {
      story.fail("the run ended early", String.valueOf(e.getMessage()));
    } finally {
      DrillVenue.delete(data);
    }
  }
}
