package caisson.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What files beside the incidents tell, played as those are, each event audited. */
class StoryTest {
  private static final Path STORIES = Path.of("src/test/resources/stories");

  static List<Path> stories() throws IOException {
    try (var files = Files.list(STORIES)) {
      return files.sorted().toList();
    }
  }

  /** Noise 0 is none; every night also under 50 seeds of it. */
  @ParameterizedTest
  @MethodSource("stories")
  void shouldComeOutAsItsFileSays(Path file) throws IOException {
    var story = Scenario.parse(Files.readString(file));
    for (long noise = 0; noise <= Tier.cases(2, 10, 50); noise++) {
      assertEquals(
          List.of(), ScenarioDrill.failures(story, noise, 0, new ArrayList<>()), "noise " + noise);
    }
  }

  /** Without the spans the mark stands with the index all night, and nobody is sold on the book. */
  @Test
  void shouldNotComeOutWithoutTheMarkOfTheNight() throws IOException {
    String text = Files.readString(STORIES.resolve("night.txt"));
    var day =
        Scenario.parse(text.replace("do offhours market=1 overnight=3_600 weekend=28_800", ""));
    assertTrue(
        ScenarioDrill.failures(day, 0, 0, new ArrayList<>())
            .contains(day.cases().getLast().name() + ": expect steps >= 1: found 0"));
  }
}
