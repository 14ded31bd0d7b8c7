package caisson.simulator;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * What other modules prove of a scenario, with processes and chains of their own: tests by name,
 * {@code bridge/chain DoorsTest.shouldRefuse nightly}, run by Maven in the tier that is named. Each
 * must have run and passed.
 */
final class ScenarioModule {
  private static final String FIGURES = "figures ";

  private record Named(String module, String type, String method, String tier) {
    static Named parse(String line) {
      String[] words = line.split("\\s+");
      int dot = words[1].indexOf('.');
      return new Named(words[0], words[1].substring(0, dot), words[1].substring(dot + 1), words[2]);
    }

    boolean packaged() {
      return type.endsWith("IT");
    }
  }

  private final Path root;

  ScenarioModule(Path root) {
    this.root = root.toAbsolutePath();
  }

  /**
   * Those that did not pass; lines that begin with {@code figures} in their output go to the notes.
   */
  List<String> failures(List<String> lines, List<String> notes) throws IOException {
    var byTier = new TreeMap<String, List<Named>>();
    for (String line : lines) {
      Named test = Named.parse(line);
      byTier.computeIfAbsent(test.tier, tier -> new ArrayList<>()).add(test);
    }
    var failures = new ArrayList<String>();
    for (var tests : byTier.values()) {
      for (Named test : tests) {
        // A report of an earlier run proves nothing.
        for (Path report : reports(test)) {
          Files.deleteIfExists(report);
        }
      }
      String told = run(tests);
      for (Named test : tests) {
        if (!passed(test, notes)) {
          failures.add(test.module + " " + test.type + "." + test.method + ": did not pass" + told);
        }
      }
    }
    return failures;
  }

  private static List<String> command(List<Named> tests) {
    String tier = tests.getFirst().tier;
    var modules = new TreeSet<String>();
    tests.forEach(test -> modules.add(test.module));
    String maven = Optional.ofNullable(System.getenv("MVN")).orElse("mvn");
    return List.of(
        maven,
        "-B",
        "-ntp",
        "-q",
        "verify",
        "-Dquick",
        "-am",
        "-pl",
        String.join(",", modules),
        "-Dtest=" + names(tests, false),
        "-Dit.test=" + names(tests, true),
        "-DfailIfNoTests=false",
        "-Dsurefire.failIfNoSpecifiedTests=false",
        "-Dfailsafe.failIfNoSpecifiedTests=false",
        "-Dcaisson.tier=" + tier);
  }

  private static String names(List<Named> tests, boolean packaged) {
    String names =
        tests.stream()
            .filter(test -> test.packaged() == packaged)
            .map(test -> test.type + "#" + test.method)
            .collect(Collectors.joining(","));
    return names.isEmpty() ? "None" : names;
  }

  /** The first line that says what went wrong; nothing when all went well. */
  private String run(List<Named> tests) throws IOException {
    Process process =
        new ProcessBuilder(command(tests))
            .directory(root.toFile())
            .redirectErrorStream(true)
            .start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = reader.lines().filter(line -> line.contains("ERROR")).toList();
      return lines.isEmpty() ? "" : ", " + lines.getFirst();
    }
  }

  private boolean passed(Named test, List<String> notes) throws IOException {
    for (Path report : reports(test)) {
      try {
        Element suite =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getDocumentElement();
        var cases = suite.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
          Element each = (Element) cases.item(i);
          if (each.getAttribute("name").startsWith(test.method) && whole(each)) {
            each.getTextContent()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(FIGURES))
                .forEach(line -> notes.add(line.substring(FIGURES.length())));
            return true;
          }
        }
      } catch (ParserConfigurationException | SAXException e) {
        throw new IOException("cannot read " + report, e);
      }
    }
    return false;
  }

  private static boolean whole(Element testcase) {
    for (String outcome : List.of("failure", "error", "skipped")) {
      if (testcase.getElementsByTagName(outcome).getLength() > 0) {
        return false;
      }
    }
    return true;
  }

  private List<Path> reports(Named test) {
    String folder = test.packaged() ? "failsafe-reports" : "surefire-reports";
    File[] files =
        root.resolve(test.module)
            .resolve("target")
            .resolve(folder)
            .toFile()
            .listFiles(
                (in, name) -> name.startsWith("TEST-") && name.endsWith("." + test.type + ".xml"));
    return files == null ? List.of() : Arrays.stream(files).map(File::toPath).toList();
  }
}
