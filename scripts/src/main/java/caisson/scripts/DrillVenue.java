package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;

/** A venue for one chapter of a drill, in a folder that goes with it. */
final class DrillVenue {
  private DrillVenue() {}

  static void run(Story story, long seed, Consumer<EscapeVenue> chapter) throws Exception {
    Path data = folder();
    long begin = System.nanoTime();
    try (EscapeVenue venue = new EscapeVenue(Installation.find(), data, seed)) {
      chapter.accept(venue);
      story.tell("took %.1f s".formatted((System.nanoTime() - begin) / 1e9));
    } catch (VenueException e) {
      story.fail("the run ended early", String.valueOf(e.getMessage()));
    } finally {
      delete(data);
    }
  }

  static Path folder() throws IOException {
    return Files.createTempDirectory("caisson-drill-");
  }

  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
