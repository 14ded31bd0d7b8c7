package caisson.simulator;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

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

  @Test
  void shouldApplyEachPlantInOnePlace() throws IOException {
    for (Plant plant : Plant.all()) {
      assertDoesNotThrow(() -> plant.planted(ROOT), plant.name());
    }
  }

  @Test
  void shouldRefuseAPlantThatDoesNotApply() {
    var plant = new Plant("none", "what stands nowhere", "x");
    assertThrows(IOException.class, () -> plant.planted(ROOT));
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
