package caisson.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A bug that is a small change of one source file of the engine. */
record Plant(String name, String file, String there, String put) {
  private static final String ENGINE = "sequencer/engine/src/main/java/caisson/engine";

  /** All of plants.txt. */
  static List<Plant> all() throws IOException {
    String text;
    try (InputStream in = Plant.class.getResourceAsStream("plants.txt")) {
      if (in == null) {
        throw new IOException("plants.txt is not on the class path");
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    var plants = new ArrayList<Plant>();
    for (String part : text.split("\n\n")) {
      if (!part.startsWith("#")) {
        plants.add(parse(part.strip()));
      }
    }
    return plants;
  }

  private static Plant parse(String text) {
    int file = text.indexOf('\n');
    int there = text.indexOf("\n  - ");
    int put = text.indexOf("\n  + ");
    if (file < 0 || there <= file || put <= there) {
      throw new IllegalArgumentException("not a plant: " + text);
    }
    return new Plant(
        text.substring(0, file),
        text.substring(file, there).strip(),
        text.substring(there + 5, put),
        text.substring(put + 5));
  }

  Path source(Path root) {
    return root.resolve(ENGINE).resolve(file);
  }

  /** The source with the bug in it; where lines break does not count. */
  String planted(Path root) throws IOException {
    String source = Files.readString(source(root));
    String words =
        Arrays.stream(there.strip().split("\\s+"))
            .map(Pattern::quote)
            .collect(Collectors.joining("\\s+"));
    Matcher found = Pattern.compile(words).matcher(source);
    if (!found.find()) {
      throw new IOException("does not apply: " + file + " has changed");
    }
    int from = found.start();
    int to = found.end();
    if (found.find()) {
      throw new IOException("applies twice in " + file);
    }
    return source.substring(0, from) + put + source.substring(to);
  }
}
