package caisson.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioTest {
  static List<Scenario> whole() throws IOException {
    return Scenario.all().stream()
        .filter(scenario -> scenario.missing().isEmpty() && !scenario.cases().isEmpty())
        .toList();
  }

  /** Those whose features are there; every night also under 50 seeds of noise. */
  @ParameterizedTest
  @MethodSource("whole")
  void shouldComeOutAsItsFileSays(Scenario scenario) {
    for (long noise = 0; noise <= Tier.cases(2, 10, 50); noise++) {
      assertEquals(List.of(), failures(scenario, noise), "noise " + noise);
    }
  }

  @Test
  void shouldFailWhatIsMissingWhatExpectsNothingAndWhatDoesNotHold() {
    for (String lines :
        List.of(
            "missing a feature",
            "price 1 5",
            "",
            "accounts 4096 cash 5\nexpect gain 4096 >= 1",
            "do deposit account=9999 units=1\nexpect refused",
            "no such line")) {
      var scenario = Scenario.parse("S99 a title\n" + lines);
      assertFalse(failures(scenario, 0).isEmpty(), lines);
    }
  }

  private static List<String> failures(Scenario scenario, long noise) {
    return ScenarioDrill.failures(scenario, noise, Tier.cases(60, 1_000, 3_000), new ArrayList<>());
  }
}
