package caisson.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * I9: margin knows accounts by their row alone. S17 tries every command of an operator; here the
 * source is searched for an account that is named.
 */
class NoExemptionTest {
  private static final Path ENGINE = Path.of("../engine/src/main/java/caisson/engine");
  private static final Pattern NAMED = Pattern.compile("SystemAccounts\\.(\\w+)");
  private static final Pattern NUMBERED =
      Pattern.compile("(?i)(account|row)(row|id)?\\)? *[=!]= *[1-9]|rowOf\\([1-9]");
  private static final Pattern EXEMPT = Pattern.compile("(?i)exempt|allowNegative|whitelist");

  @Test
  void shouldNameNoAccountInMargin() throws IOException {
    assertEquals(Set.of(), named("risk"));
  }

  /** Who insures, and that the house's own accounts give no profit and bear what is left. */
  @Test
  void shouldNameInLiquidationWhoInsuresAlone() throws IOException {
    assertEquals(Set.of("BAD_DEBT", "FIRST_TIER", "FIRST_USER", "TIERS"), named("liquidation"));
  }

  @Test
  void shouldCompareNoAccountWithANumber() throws IOException {
    var found = new ArrayList<String>();
    for (String part : List.of("risk", "liquidation", "Admission.java", "Settlement.java")) {
      for (Path file : files(part)) {
        for (String line : Files.readAllLines(file)) {
          boolean comment = line.strip().startsWith("*") || line.strip().startsWith("//");
          if (!comment && (NUMBERED.matcher(line).find() || EXEMPT.matcher(line).find())) {
            found.add(file.getFileName() + ": " + line.strip());
          }
        }
      }
    }
    assertEquals(List.of(), found);
  }

  private static Set<String> named(String part) throws IOException {
    var names = new TreeSet<String>();
    for (Path file : files(part)) {
      var matcher = NAMED.matcher(Files.readString(file));
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private static List<Path> files(String part) throws IOException {
    try (var files = Files.walk(ENGINE.resolve(part))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
