package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same log in another JVM: another collector, no compiler, the same bytes. */
class DeterminismTest {
  private static final int COMMANDS = Tier.cases(400, 5_000);

  @ParameterizedTest
  @ValueSource(strings = {"-Xint -XX:+UseSerialGC", "-XX:+UseZGC", "-XX:+UseParallelGC"})
  void shouldGiveTheSameEventsAndStateUnderOtherJvms(String flags)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags.split(" ")));
    command.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    command.add("-Dcaisson.tier=" + System.getProperty("caisson.tier", ""));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(DeterminismTest.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(10, TimeUnit.MINUTES), "the other JVM did not end");
    assertEquals(hashes(), found.strip(), flags);
  }

  public static void main(String[] arguments) {
    System.out.println(hashes());
  }

  private static String hashes() {
    var run = new TwinRun(71_120);
    for (int i = 0; i < COMMANDS; i++) {
      run.step(i);
    }
    var digest = sha256();
    run.log.events.forEach(digest::update);
    var hex = HexFormat.of();
    return hex.formatHex(digest.digest()) + " " + hex.formatHex(run.machine.stateHash());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
