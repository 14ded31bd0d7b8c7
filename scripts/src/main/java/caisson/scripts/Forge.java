package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a command in the folder of the contracts and keeps what it says. */
record Forge(Path contracts) {
  static Forge find() {
    return new Forge(Installation.find().root().resolve("contracts"));
  }

  /** Ends with the log's text in the message when the command fails. */
  void run(Path log, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    var process = new ProcessBuilder(command);
    process.directory(contracts.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    process.environment().putAll(environment);
    if (process.start().waitFor() != 0) {
      throw new VenueException(String.join(" ", command) + " failed:\n" + Files.readString(log));
    }
  }
}
