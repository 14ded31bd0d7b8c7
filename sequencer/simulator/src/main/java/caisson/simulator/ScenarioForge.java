package caisson.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the contracts prove of a scenario: tests of theirs by name, {@code Contract.test}, run by
 * forge. Each must have run and passed.
 */
final class ScenarioForge {
  private static final Pattern SUITE = Pattern.compile("Ran \\d+ tests? for \\S+:(\\w+)");
  private static final Pattern PASSED = Pattern.compile("\\[PASS] (\\w+)\\(");

  private final Path contracts;

  ScenarioForge(Path root) {
    contracts = root.resolve("contracts").toAbsolutePath();
  }

  /** Those that did not pass. */
  List<String> failures(List<String> tests) throws IOException {
    Set<String> suites = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (String test : tests) {
      suites.add(test.substring(0, test.indexOf('.')));
      names.add(test.substring(test.indexOf('.') + 1));
    }
    // Forge matches a test by its whole signature.
    List<String> lines = run(anyOf(suites), anyOf(names).replace(")$", ")[(]?"));
    Set<String> passed = passed(lines);
    var failures = new ArrayList<String>();
    for (String test : tests) {
      if (!passed.contains(test)) {
        failures.add(test + ": did not pass");
      }
    }
    if (passed.isEmpty()) {
      failures.add("forge: " + String.join(" | ", lines.subList(0, Math.min(5, lines.size()))));
    }
    return failures;
  }

  static Set<String> passed(List<String> lines) {
    var passed = new HashSet<String>();
    String suite = "";
    for (String line : lines) {
      var begins = SUITE.matcher(line);
      if (begins.find()) {
        suite = begins.group(1);
      }
      var pass = PASSED.matcher(line);
      if (pass.find()) {
        passed.add(suite + "." + pass.group(1));
      }
    }
    return passed;
  }

  private static String anyOf(Set<String> names) {
    return names.stream().collect(Collectors.joining("|", "^(", ")$"));
  }

  private List<String> run(String suites, String names) throws IOException {
    String forge = contracts.resolve("node_modules/.bin/forge").toString();
    Process process =
        new ProcessBuilder(forge, "test", "--match-contract", suites, "--match-test", names)
            .directory(contracts.toFile())
            .redirectErrorStream(true)
            .start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      return reader.lines().toList();
    }
  }
}
