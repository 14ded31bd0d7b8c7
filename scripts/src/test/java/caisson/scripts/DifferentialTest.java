package caisson.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The drill of the same name with few cases; the tiers above have as many as the drill. */
class DifferentialTest {
  private static final long SEED = 71120;
  private static final int CASES =
      "normal".equals(System.getProperty("caisson.tier", "normal")) ? 300 : 10_000;

  @Test
  void shouldJudgeAlikeInJavaAndSolidity() throws Exception {
    var told = new ByteArrayOutputStream();
    Story story =
        new Story("differential", new PrintStream(told, true, StandardCharsets.UTF_8), false);
    Installation installation = new Installation(Path.of("..").toAbsolutePath().normalize());
    DifferentialDrill.run(installation, story, SEED, CASES);
    assertEquals(0, story.end(), () -> told.toString(StandardCharsets.UTF_8));
  }
}
