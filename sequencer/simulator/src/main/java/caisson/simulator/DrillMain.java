package caisson.simulator;

import java.io.IOException;
import java.util.Arrays;

/** The drills of this module: {@code NAME} and then words, as {@link Options} has them. */
public final class DrillMain {
  private DrillMain() {}

  public static void main(String[] words) throws IOException {
    var options = Options.of(Arrays.copyOfRange(words, 1, words.length));
    System.exit(
        switch (words[0]) {
          case "simulate" -> SimulateDrill.run(options);
          case "plant" -> PlantDrill.run(options);
          case "scenarios" -> ScenarioDrill.run(options);
          default -> throw new IllegalArgumentException("no such drill: " + words[0]);
        });
  }
}
