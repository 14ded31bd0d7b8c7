package caisson.scripts;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The arrows between modules and what pure modules must not touch, as rules over compiled classes.
 */
final class Shape {
  /** Package of a module to the packages of ours that it may use beside its own. */
  static final Map<String, List<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("units", List.of()),
              Map.entry("protocol", List.of()),
              Map.entry("contracts", List.of()),
              Map.entry("engine", List.of("units", "protocol")),
              Map.entry("clearing", List.of("units", "protocol")),
              Map.entry("client", List.of("protocol")),
              Map.entry("node", List.of("engine", "protocol")),
              Map.entry("pricing", List.of("units")),
              Map.entry("reconciliation", List.of("units")),
              Map.entry("signing", List.of("units")),
              Map.entry("chain", List.of("contracts", "signing")),
              Map.entry(
                  "attestor",
                  List.of("units", "protocol", "engine", "client", "clearing", "signing")),
              Map.entry("sdk", List.of("units", "signing")),
              Map.entry("gateway", List.of("units", "protocol", "client", "signing")),
              Map.entry("history", List.of("units", "protocol", "client")),
              Map.entry(
                  "bridge",
                  List.of(
                      "units", "protocol", "clearing", "client", "chain", "contracts", "signing")),
              Map.entry(
                  "oracle",
                  List.of("units", "protocol", "pricing", "reconciliation", "client", "chain")),
              Map.entry(
                  "verifier", List.of("units", "protocol", "engine", "contracts", "signing"))));

  /**
   * Modules without framework, clock or I/O, and the libraries each may use beside java.lang and
   * java.util.
   */
  static final Map<String, List<String>> PURE =
      new TreeMap<>(
          Map.of(
              "units", List.of(),
              "engine", List.of("org.agrona.."),
              "clearing", List.of("org.agrona..", "org.bouncycastle.crypto.digests.."),
              "pricing", List.of(),
              "reconciliation", List.of()));

  /** The modules that run without a framework; the others are Quarkus processes. */
  static final List<String> PLAIN =
      List.of(
          "units",
          "protocol",
          "contracts",
          "engine",
          "clearing",
          "client",
          "node",
          "pricing",
          "reconciliation",
          "signing",
          "chain",
          "attestor",
          "sdk",
          "verifier");

  private static final String[] FRAMEWORKS = {
    "io.quarkus..", "jakarta..", "io.vertx..", "io.smallrye..", "org.hibernate.."
  };

  private static final String[] BANNED_TYPES = {
    "java.lang.Thread",
    "java.lang.ThreadLocal",
    "java.util.Random",
    "java.util.SplittableRandom",
    "java.util.UUID",
    "java.util.Date",
    "java.util.Calendar",
    "java.util.Timer",
    "java.math.BigDecimal"
  };

  /** Beyond the types above: what the hot, replayed code of the engine must not use. */
  private static final String[] BANNED_IN_ENGINE = {
    "java.util.Formatter", "java.util.HashMap", "java.util.HashSet", "java.util.IdentityHashMap"
  };

  private static final Set<String> BANNED_CALLS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getProperty",
          "java.lang.System.getenv",
          "java.lang.Math.random",
          "java.lang.Object.wait",
          "java.lang.Object.notify",
          "java.lang.Object.notifyAll");

  private static final Set<String> BANNED_CALLS_IN_ENGINE =
      Set.of("java.lang.String.format", "java.lang.String.formatted");

  private static final Pattern CATCH_ALL =
      Pattern.compile("catch \\((final )?(Throwable|Exception)\\b[^)]*\\)");

  private Shape() {}

  static ArchRule arrowsOf(String module) {
    String[] others =
        ARROWS.keySet().stream()
            .filter(other -> !other.equals(module) && !ARROWS.get(module).contains(other))
            .map(other -> "caisson." + other + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("caisson." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .as(module + " may use only " + ARROWS.get(module))
        .allowEmptyShould(true);
  }

  static ArchRule librariesOf(String module) {
    String[] allowed =
        Stream.of(
                Stream.of(
                    "caisson..",
                    "org.jspecify.annotations",
                    "java.lang..",
                    "java.util",
                    "java.util.function",
                    "java.nio"),
                Stream.of("java.util.stream", "java.math", "java.security", "java.io"),
                Stream.of("java.nio.charset", ""),
                PURE.get(module).stream())
            .flatMap(part -> part)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("caisson." + module + "..")
        .should()
        .dependOnClassesThat(not(resideInAnyPackage(allowed)))
        .as(module + " is pure: no framework and no library but " + PURE.get(module))
        .allowEmptyShould(true);
  }

  static ArchRule noFrameworkIn(String module) {
    return noClasses()
        .that()
        .resideInAPackage("caisson." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FRAMEWORKS)
        .as(module + " runs without a framework")
        .allowEmptyShould(true);
  }

  /** The chain has one door. */
  static ArchRule web3jInChainAlone() {
    return noClasses()
        .that()
        .resideOutsideOfPackages("caisson.chain..", "caisson.contracts..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.web3j..")
        .as("only chain uses web3j");
  }

  /** A process waits for conditions or parks; only the SDK, which blocks its caller, may sleep. */
  static ArchRule noSleep() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("caisson.sdk..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .as("no process sleeps");
  }

  /**
   * Catches of everything, in source text since the compiler writes the same for every resource.
   * The node alone has them: there they end the process.
   */
  static List<String> catchesOfEverything(Path file, String source) {
    return CATCH_ALL
        .matcher(source)
        .results()
        .map(match -> file.getFileName() + ": " + match.group())
        .toList();
  }

  static ArchRule forbiddenApiOf(String module) {
    return ArchRuleDefinition.classes()
        .that(resideInAPackage("caisson." + module + ".."))
        .should(useNothingForbidden(module.equals("engine") || module.equals("units")))
        .as(
            module
                + " is deterministic: no clock, randomness, thread, file, format, hash order or floating point")
        .allowEmptyShould(true);
  }

  private static ArchCondition<JavaClass> useNothingForbidden(boolean strict) {
    return new ArchCondition<>("use no forbidden type, call or floating point number") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> isForbidden(dependency.getTargetClass(), strict))
            .forEach(dependency -> report(type, dependency.getDescription(), events));
        type.getAccessesFromSelf().stream()
            .filter(
                access ->
                    BANNED_CALLS.contains(target(access))
                        || strict && BANNED_CALLS_IN_ENGINE.contains(target(access)))
            .forEach(access -> report(type, access.getDescription(), events));
        type.getFields().stream()
            .filter(field -> isFloating(field.getRawType()))
            .forEach(field -> report(type, field.getDescription(), events));
        type.getCodeUnits().stream()
            .filter(
                unit ->
                    isFloating(unit.getRawReturnType())
                        || unit.getRawParameterTypes().stream().anyMatch(Shape::isFloating))
            .forEach(unit -> report(type, unit.getDescription(), events));
      }
    };
  }

  private static boolean isForbidden(JavaClass type, boolean strict) {
    return Arrays.asList(BANNED_TYPES).contains(type.getName())
        || strict && Arrays.asList(BANNED_IN_ENGINE).contains(type.getName())
        || type.isAssignableTo("java.io.File")
        || type.getPackageName().startsWith("java.util.concurrent")
        || type.getPackageName().startsWith("java.time")
        || type.getPackageName().startsWith("java.net")
        || type.getPackageName().startsWith("java.nio.file")
        || type.getPackageName().startsWith("java.nio.channels")
        || type.getName().startsWith("java.io.")
            && type.getName().endsWith("Stream")
            && !type.getName().startsWith("java.io.ByteArray");
  }

  private static boolean isFloating(JavaClass type) {
    return type.getName().equals("double") || type.getName().equals("float");
  }

  private static String target(JavaAccess<?> access) {
    return access.getTargetOwner().getName() + "." + access.getTarget().getName();
  }

  private static void report(JavaClass type, String description, ConditionEvents events) {
    events.add(SimpleConditionEvent.violated(type, description));
  }
}
