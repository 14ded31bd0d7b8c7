package caisson.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.sdk.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at the bills of materials that scripts/test makes first; without them it fails. */
class LicencesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void shouldShipNothingUnderAnotherLicence() throws IOException {
    Json shipped = bom("bom.json");
    assertTrue(shipped.list("components").size() > 100, "only a part of the modules is listed");
    assertEquals(List.of(), Licences.refusedJava(shipped, Set.of()));
  }

  @Test
  void shouldTestWithNothingUnderAnotherLicence() throws IOException {
    Json all = bom("bom-with-tests.json");
    Collection<String> shipped = Licences.names(bom("bom.json")).collect(Collectors.toSet());
    Set<String> inTestsOnly = Licences.names(all).collect(Collectors.toCollection(TreeSet::new));
    inTestsOnly.removeAll(shipped);
    assertTrue(inTestsOnly.contains("org.junit.jupiter:junit-jupiter-api"), "no test scope");
    assertEquals(List.of(), Licences.refusedJava(all, inTestsOnly));
  }

  @ParameterizedTest
  @ValueSource(strings = {"contracts", "scripts/browser", "scripts/picture"})
  void shouldInstallNoPackageUnderAnotherLicence(String folder) throws IOException {
    Json lock = Json.parse(Files.readString(ROOT.resolve(folder).resolve("package-lock.json")));
    assertEquals(List.of(), Licences.refusedNpm(lock));
  }

  @Test
  void shouldImportNothingOfTheSamplesOfOthers() throws IOException {
    try (var sources = Files.walk(ROOT.resolve("contracts/src"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".sol")).toList()) {
        assertFalse(Files.readString(source).contains("@uniswap"), source.toString());
      }
    }
  }

  @Test
  void shouldRefuseWhatIsNotOnTheList() {
    Json bom =
        Json.parse(
            """
            {"components": [
              {"group": "a", "name": "good", "licenses": [{"license": {"id": "MIT"}}]},
              {"group": "a", "name": "choice", "licenses": [{"expression": "(GPL-3.0-only OR MIT)"}]},
              {"group": "a", "name": "copyleft", "licenses": [{"license": {"id": "LGPL-3.0-only"}}]},
              {"group": "a", "name": "both", "licenses": [{"expression": "MIT AND GPL-3.0-only"}]},
              {"group": "a", "name": "eclipse", "licenses": [{"license": {"id": "EPL-2.0"}}]},
              {"group": "jakarta.x", "name": "api", "licenses": [{"license": {"id": "EPL-2.0"}}]},
              {"group": "a", "name": "silent"}]}
            """);
    assertEquals(
        List.of(
            "a:copyleft [LGPL-3.0-only]",
            "a:both [MIT AND GPL-3.0-only]",
            "a:eclipse [EPL-2.0]",
            "a:silent []"),
        Licences.refusedJava(bom, Set.of()));
    assertEquals(
        List.of("a:copyleft [LGPL-3.0-only]", "a:both [MIT AND GPL-3.0-only]", "a:silent []"),
        Licences.refusedJava(bom, Set.of("a:eclipse")));
    assertEquals(
        List.of("node_modules/b [AGPL-3.0]", "node_modules/c [none]"),
        Licences.refusedNpm(
            Json.parse(
                """
                {"packages": {"": {"license": "none of ours"}, "node_modules/a": {"license": "ISC"},
                  "node_modules/b": {"license": "AGPL-3.0"}, "node_modules/c": {"version": "1"}}}
                """)));
  }

  private static Json bom(String name) throws IOException {
    Path file = ROOT.resolve("target").resolve(name);
    assertTrue(Files.exists(file), "no " + file + ": run mvn -Psbom validate first");
    return Json.parse(Files.readString(file));
  }
}
