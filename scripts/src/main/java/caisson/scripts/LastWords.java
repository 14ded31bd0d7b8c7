package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last line of a log that says something, for a message. */
final class LastWords {
  private LastWords() {}

  static String of(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      for (int i = lines.size() - 1; i >= 0; i--) {
        String line = lines.get(i).strip();
        if (!line.isEmpty() && !line.startsWith("at ") && !line.startsWith("...")) {
          return line + " (log: " + log + ")";
        }
      }
      return "it said nothing (log: " + log + ")";
    } catch (IOException e) {
      return "its log cannot be read: " + log;
    }
  }
}
