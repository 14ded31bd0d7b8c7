package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
    run(story, seed, EscapeTale::silence);
    run(story, seed + 1_000, EscapeTale::unserved);
    return story.end();
  }

  private interface Chapter {
    void tell(EscapeTale tale);
  }

  private static void run(Story story, long seed, Chapter chapter) throws Exception {
    Path data = Files.createTempDirectory("caisson-escape-");
    long begin = System.nanoTime();
    try (EscapeVenue venue = new EscapeVenue(Installation.find(), data, seed)) {
      chapter.tell(new EscapeTale(venue, story, seed));
      story.tell("took %.1f s".formatted((System.nanoTime() - begin) / 1e9));
    } catch (VenueException e) {
      story.fail("the run ended early", String.valueOf(e.getMessage()));
    } finally {
      delete(data);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
