package caisson.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real node in a JVM of its own, so that it can be killed. */
final class NodeProcess {
  private static final long START_SECONDS = 60;

  private final Path data;
  private final int portBase;
  private Process process;

  NodeProcess(Path data, int portBase) {
    this.data = data;
    this.portBase = portBase;
  }

  /** Returns once commands are taken. */
  void start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens",
            "java.base/sun.nio.ch=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx512m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "caisson.node.NodeMain",
            "--data",
            data.toString(),
            "--port-base",
            Integer.toString(portBase)));
    Path errors = data.resolve("node.err");
    try {
      process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
              .start();
      var output = process.inputReader();
      boolean ready =
          CompletableFuture.supplyAsync(
                  () -> output.lines().anyMatch("READY node"::equals), Thread::startVirtualThread)
              .get(START_SECONDS, TimeUnit.SECONDS);
      if (!ready) {
        throw new IllegalStateException("node did not start: " + Files.readString(errors));
      }
    } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("node did not start", e);
    }
  }

  /** kill -9. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      paths.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      // A test folder below the temporary one.
    }
  }
}
