package caisson.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An incident as a file: what happens and what must come of it.
 *
 * <pre>
 * S02 a title
 * missing what the venue lacks for this one; then it fails
 * forge Contract.test, which must pass: what contracts prove
 * test module Class.method tier, which must pass: what processes and chains prove
 * lines of every case
 * case a name
 * lines of this case, played in a venue of its own after those of every case
 * </pre>
 */
record Scenario(
    String id,
    String title,
    List<String> missing,
    List<String> contractTests,
    List<String> moduleTests,
    List<Case> cases) {
  record Case(String name, List<String> lines) {}

  static final int COUNT = 28;

  /** S01 to S28. */
  static List<Scenario> all() throws IOException {
    var all = new ArrayList<Scenario>();
    for (int number = 1; number <= COUNT; number++) {
      all.add(parse(read(String.format(Locale.ROOT, "scenarios/S%02d.txt", number))));
    }
    return all;
  }

  static Scenario parse(String text) {
    List<String> lines =
        text.lines().map(String::strip).filter(l -> !l.isEmpty() && l.charAt(0) != '#').toList();
    String title = lines.getFirst();
    var missing = new ArrayList<String>();
    var contractTests = new ArrayList<String>();
    var moduleTests = new ArrayList<String>();
    var common = new ArrayList<String>();
    var cases = new ArrayList<Case>();
    List<String> current = common;
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("missing ")) {
        missing.add(line.substring("missing ".length()));
      } else if (line.startsWith("forge ")) {
        contractTests.add(line.substring("forge ".length()));
      } else if (line.startsWith("test ")) {
        moduleTests.add(line.substring("test ".length()));
      } else if (line.startsWith("case ")) {
        current = new ArrayList<>(common);
        cases.add(new Case(line.substring("case ".length()), current));
      } else {
        current.add(line);
      }
    }
    if (cases.isEmpty() && !common.isEmpty()) {
      cases.add(new Case("only", common));
    }
    return new Scenario(
        title.substring(0, 3), title.substring(4), missing, contractTests, moduleTests, cases);
  }

  private static String read(String name) throws IOException {
    try (InputStream in = Scenario.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("not on the class path: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
