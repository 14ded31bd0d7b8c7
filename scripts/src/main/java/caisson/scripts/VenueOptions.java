package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import picocli.CommandLine.Option;

/** Where a venue lives; the same options for every command that starts one. */
final class VenueOptions {
  @Option(
      names = "--port-base",
      paramLabel = "N",
      description =
          "first of the venue's 30 ports (default: 7000 for up, a free block for demo and drill)")
  Integer portBase;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "folder of the venue's data (default: .caisson/venue for up, a new folder for demo and drill)")
  Path data;

  @Option(names = "--json", description = "print one JSON object per step instead of text")
  boolean json;

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
