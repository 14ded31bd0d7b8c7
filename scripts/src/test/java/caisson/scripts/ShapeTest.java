package caisson.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/** The build fails when an arrow or a forbidden API appears; the last tests prove that it would. */
class ShapeTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Map<String, String> ARTIFACT_OF =
      Map.of("bridge", "bridge-service", "oracle", "oracle-service");
  private static final Map<String, String> MODULE_OF =
      Map.of("bridge-service", "bridge", "oracle-service", "oracle");

  /** Tests, tools and measurements: nothing that ships depends on them. */
  private static final Set<String> MAY_USE_ANYTHING =
      Set.of("simulator", "benchmarks", "fixtures", "scripts");

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (Path pom : poms()) {
      Path target = pom.resolveSibling("target/classes");
      if (!pom.getParent().equals(ROOT.resolve("scripts")) && Files.isDirectory(target)) {
        folders.add(target);
      }
    }
    classes = new ClassFileImporter().importPaths(folders);
    assertTrue(classes.size() > 30, "only " + classes.size() + " classes found");
  }

  static List<String> modules() {
    return List.copyOf(Shape.ARROWS.keySet());
  }

  static List<String> pureModules() {
    return List.copyOf(Shape.PURE.keySet());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void shouldKeepToItsArrows(String module) {
    Shape.arrowsOf(module).check(classes);
  }

  @ParameterizedTest
  @MethodSource("pureModules")
  void shouldUseNoLibraryButItsOwn(String module) {
    Shape.librariesOf(module).check(classes);
  }

  @ParameterizedTest
  @MethodSource("pureModules")
  void shouldUseNoForbiddenApi(String module) {
    Shape.forbiddenApiOf(module).check(classes);
  }

  static List<String> plainModules() {
    return Shape.PLAIN;
  }

  @ParameterizedTest
  @MethodSource("plainModules")
  void shouldRunWithoutAFramework(String module) {
    Shape.noFrameworkIn(module).check(classes);
  }

  @Test
  void shouldReachTheChainThroughOneDoor() {
    Shape.web3jInChainAlone().check(classes);
  }

  @Test
  void shouldNotSleep() {
    Shape.noSleep().check(classes);
  }

  @Test
  void shouldCatchEverythingInTheNodeAlone() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path pom : poms()) {
      Path sources = pom.resolveSibling("src/main/java");
      if (Files.isDirectory(sources) && !pom.getParent().endsWith("node")) {
        try (var files = Files.walk(sources)) {
          for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
            found.addAll(Shape.catchesOfEverything(file, Files.readString(file)));
          }
        }
      }
    }
    assertEquals(List.of(), found);
  }

  /** A new module gets its arrows before its first class. */
  @Test
  void shouldKnowTheArrowsOfEveryModule() throws Exception {
    Set<String> modules = new TreeSet<>();
    for (Path pom : poms()) {
      modules.add(MODULE_OF.getOrDefault(artifactOf(pom), artifactOf(pom)));
    }
    modules.removeAll(MAY_USE_ANYTHING);
    assertEquals(Shape.ARROWS.keySet(), modules);
  }

  @Test
  void shouldDeclareNoArrowThatIsNotAllowed() throws Exception {
    Map<String, List<String>> wrong = new TreeMap<>();
    for (String module : Shape.ARROWS.keySet()) {
      String artifact = ARTIFACT_OF.getOrDefault(module, module);
      for (Path pom : poms()) {
        if (artifactOf(pom).equals(artifact)) {
          List<String> refused = new ArrayList<>(ownDependencies(pom));
          refused.removeAll(Shape.ARROWS.get(module));
          if (!refused.isEmpty()) {
            wrong.put(module, refused);
          }
        }
      }
    }
    assertEquals(Map.of(), wrong);
  }

  @Test
  void shouldFindAForbiddenArrow() {
    JavaClasses broken =
        new ClassFileImporter().importPackages("caisson.engine.broken", "caisson.gateway.broken");
    String report = Shape.arrowsOf("engine").evaluate(broken).getFailureReport().toString();
    assertTrue(report.contains("caisson.gateway.broken.Door"), report);
  }

  @Test
  void shouldFindEachForbiddenApi() {
    JavaClasses broken = new ClassFileImporter().importPackages("caisson.engine.broken");
    String report = Shape.forbiddenApiOf("engine").evaluate(broken).getFailureReport().toString();
    for (String expected :
        List.of(
            "nanoTime",
            "java.util.Random",
            "java.util.HashMap",
            "java.io.File",
            "String.format",
            "java.lang.Thread",
            "price")) {
      assertTrue(report.contains(expected), expected + " not reported in " + report);
    }
    String libraries = Shape.librariesOf("engine").evaluate(broken).getFailureReport().toString();
    assertTrue(libraries.contains("picocli"), libraries);
  }

  @Test
  void shouldFindASleepACatchOfEverythingAFrameworkAndASecondDoorToTheChain() {
    JavaClasses broken = new ClassFileImporter().importPackages("caisson.gateway.broken");
    for (ArchRule rule :
        List.of(Shape.noSleep(), Shape.web3jInChainAlone(), Shape.noFrameworkIn("gateway"))) {
      String report = rule.evaluate(broken).getFailureReport().toString();
      assertTrue(report.contains("caisson.gateway.broken.Sleeper"), report);
    }
    assertEquals(
        List.of("A.java: catch (Throwable t)", "A.java: catch (final Exception | Error e)"),
        Shape.catchesOfEverything(
            Path.of("A.java"),
            "catch (Throwable t) {} catch (final Exception | Error e) {} catch (IOException e) {}"));
  }

  private static List<Path> poms() throws IOException {
    List<Path> poms = new ArrayList<>();
    for (String top : List.of("contracts", "sequencer", "bridge", "oracle", "wallet", "scripts")) {
      Path folder = ROOT.resolve(top);
      if (Files.isDirectory(folder)) {
        try (var files = Files.walk(folder, 2)) {
          files
              .filter(file -> file.endsWith("pom.xml") && !file.toString().contains("node_modules"))
              .forEach(poms::add);
        }
      }
    }
    return poms;
  }

  private static String artifactOf(Path pom) throws Exception {
    Element project =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pom.toFile())
            .getDocumentElement();
    for (var node = project.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals("artifactId")) {
        return node.getTextContent();
      }
    }
    throw new IOException("no artifactId: " + pom);
  }

  private static List<String> ownDependencies(Path pom) throws Exception {
    var dependencies =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pom.toFile())
            .getElementsByTagName("dependency");
    List<String> own = new ArrayList<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      var scope = dependency.getElementsByTagName("scope");
      boolean test = scope.getLength() > 0 && scope.item(0).getTextContent().equals("test");
      if (text(dependency, "groupId").equals("caisson") && !test) {
        own.add(text(dependency, "artifactId"));
      }
    }
    return own;
  }

  private static String text(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }
}
