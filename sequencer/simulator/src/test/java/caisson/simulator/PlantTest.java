package caisson.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeds that break nothing prove something only if a planted bug does not pass them. */
class PlantTest {
  private static final Path ROOT = Path.of("../..");

  /** In the ordinary build the first few; every night all of them. */
  @Test
  void shouldFindEveryPlantedBug() throws IOException {
    List<Plant> plants = Plant.all();
    assertTrue(plants.size() >= 20, "only " + plants.size());
    var missed = new TreeMap<String, String>();
    for (Plant plant : plants.subList(0, Tier.cases(3, 12, plants.size()))) {
      String found = PlantDrill.search(plant, ROOT, PlantDrill.SEEDS, 20_000);
      if (!found.startsWith("seed")) {
        missed.put(plant.name(), found);
      }
    }
    assertEquals(new TreeMap<>(), missed);
  }

  /** One that its code has left behind proves nothing, and else only the night would tell. */
  @Test
  void shouldApplyEachPlantInOnePlaceAndCompileIt(@TempDir Path folder) throws IOException {
    var dead = new TreeMap<String, String>();
    try (var compiler = new PlantCompiler()) {
      for (Plant plant : Plant.all()) {
        try {
          compiler.compile(plant, ROOT, Files.createTempDirectory(folder, "plant"));
        } catch (IOException e) {
          dead.put(plant.name(), String.valueOf(e.getMessage()));
        }
      }
    }
    assertEquals(new TreeMap<>(), dead);
  }

  @Test
  void shouldRefuseAPlantThatDoesNotApply() {
    var plant = new Plant("none", "what stands nowhere", "x");
    assertThrows(IOException.class, () -> plant.planted(ROOT));
  }

  @Test
  void shouldRefuseAPlantThatDoesNotCompile(@TempDir Path folder) throws IOException {
    var first = Plant.all().getFirst();
    var plant = new Plant("none", first.there(), "long takerFee = whatIsNowhere;");
    try (var compiler = new PlantCompiler()) {
      var refused = assertThrows(IOException.class, () -> compiler.compile(plant, ROOT, folder));
      assertTrue(refused.getMessage().contains("whatIsNowhere"), refused.getMessage());
    }
  }

  @Test
  void shouldShrinkWhatBreaksAndKeepTheBreak() {
    List<Step> steps = Simulation.steps(5, 400);
    String rule = "I1 conservation";
    List<Step> least =
        Shrink.of(steps, rest -> rest.stream().anyMatch(this::isSpot) ? rule : "", rule);
    assertEquals(1, least.size());
    assertTrue(isSpot(least.getFirst()));
  }

  private boolean isSpot(Step step) {
    return step.verb() == Verb.MARKET && step.number(1) == 1;
  }
}
