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
record Plant(String name, String there, String put) {
  /** A source file with the bug in it. */
  record Planted(String fileName, String source) {}

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
    int there = text.indexOf("\n  - ");
    int put = text.indexOf("\n  + ");
    if (there < 0 || put <= there) {
      throw new IllegalArgumentException("not a plant: " + text);
    }
    return new Plant(
        text.substring(0, there), text.substring(there + 5, put), text.substring(put + 5));
  }

  /** The file of the engine in which it stands, and nowhere else, with the bug in it. */
  Planted planted(Path root) throws IOException {
    String words =
        Arrays.stream(there.strip().split("\\s+"))
            .map(Pattern::quote)
            .collect(Collectors.joining("\\s+"));
    var pattern = Pattern.compile(words);
    var found = new ArrayList<Planted>();
    try (var files = Files.walk(root.resolve(ENGINE))) {
      for (Path file : files.filter(name -> name.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        for (Matcher match = pattern.matcher(source); match.find(); ) {
          String changed = source.substring(0, match.start()) + put + source.substring(match.end());
          found.add(new Planted(file.getFileName().toString(), changed));
        }
      }
    }
    if (found.size() != 1) {
      throw new IOException(
          "does not apply: what it changes stands in " + found.size() + " places");
    }
    return found.getFirst();
  }
}
