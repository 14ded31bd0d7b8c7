package caisson.scripts;

import caisson.sdk.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which licences the venue may carry. Of several licences a component offers, one that is allowed
 * is enough. What is allowed by name here was looked at, and says why.
 */
final class Licences {
  private static final Pattern ALLOWED =
      Pattern.compile(
          "Apache-2\\.0|MIT|MIT-0|BSD-[23]-Clause|0BSD|ISC|BlueOak-1\\.0\\.0|Unlicense|CC0-1\\.0|UPL-1\\.0"
              + "|Public Domain|Bouncy Castle Licence");

  /** Eclipse and GPL with the class path exception: what Jakarta's interfaces come under. */
  private static final Pattern ALLOWED_FOR_JAKARTA =
      Pattern.compile("EPL-2\\.0|GPL-2\\.0-with-classpath-exception");

  /** Beside the build and in its tests, never in what ships. */
  private static final Pattern ALLOWED_IN_TESTS =
      Pattern.compile("EPL-[12]\\.0|CDDL-1\\.[01]|GPL-2\\.0-with-classpath-exception");

  /** Shipped under another licence, each with the reason why that is right. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "com.intellij:annotations", "Apache-2.0, told in words of its own",
          "org.eclipse.parsson:parsson", "the implementation that jakarta.json asks for; EPL-2.0",
          "io.smallrye.classfile:jdk-classfile-backport",
              "a copy of JDK classes under the JDK's own licence, GPL with class path exception");

  private static final String SAMPLES =
      "comes with the samples of account-abstraction; no contract of ours imports it";

  /** Build tools and what they bring, each with the reason why it may be installed. */
  private static final Map<String, String> NPM_EXCEPTIONS =
      Map.of(
          "node_modules/@uniswap/lib", SAMPLES,
          "node_modules/@uniswap/v2-core", SAMPLES,
          "node_modules/@uniswap/v3-core", SAMPLES,
          "node_modules/@uniswap/v3-periphery", SAMPLES,
          "node_modules/argparse", "the linter's; Python-2.0 asks for the notice alone",
          "node_modules/memorystream", "the Solidity compiler's; MIT, told in an old form");

  private Licences() {}

  /** The components of a CycloneDX document that may not be there. */
  static List<String> refusedJava(Json bom, Set<String> inTestsOnly) {
    List<String> refused = new ArrayList<>();
    for (Json component : bom.list("components")) {
      String name = component.text("group", "") + ":" + component.text("name");
      List<String> licences = licences(component);
      boolean allowed =
          licences.stream().anyMatch(licence -> allows(ALLOWED, licence))
              || (name.startsWith("jakarta.")
                  && licences.stream().anyMatch(licence -> allows(ALLOWED_FOR_JAKARTA, licence)))
              || (inTestsOnly.contains(name)
                  && licences.stream().anyMatch(licence -> allows(ALLOWED_IN_TESTS, licence)))
              || EXCEPTIONS.containsKey(name)
              || name.startsWith("caisson:");
      if (!allowed) {
        refused.add(name + " " + licences);
      }
    }
    return refused;
  }

  static Stream<String> names(Json bom) {
    return bom.list("components").stream()
        .map(component -> component.text("group", "") + ":" + component.text("name"));
  }

  /** The packages of an npm lock file that may not be there. */
  static List<String> refusedNpm(Json lock) {
    List<String> refused = new ArrayList<>();
    Json packages = lock.get("packages");
    for (String path : packages.names()) {
      String licence = packages.get(path).text("license", "none");
      if (!path.isEmpty() && !NPM_EXCEPTIONS.containsKey(path) && !allows(ALLOWED, licence)) {
        refused.add(path + " [" + licence + "]");
      }
    }
    return refused;
  }

  /** An expression allows what one side of its OR allows, or what every side of its AND allows. */
  private static boolean allows(Pattern allowed, String expression) {
    return Stream.of(expression.replaceAll("[()]", "").split(" OR ", -1))
        .anyMatch(
            choice ->
                Stream.of(choice.split(" AND ", -1))
                    .allMatch(licence -> allowed.matcher(licence.strip()).matches()));
  }

  private static List<String> licences(Json component) {
    List<String> licences = new ArrayList<>();
    if (component.has("licenses")) {
      for (Json entry : component.list("licenses")) {
        licences.add(
            entry.has("expression")
                ? entry.text("expression")
                : entry.get("license").text("id", entry.get("license").text("name", "none")));
      }
    }
    return licences;
  }
}
