package caisson.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One side's JVM: its own class path, the same flags for all, before other processes where the user
 * may ask for that.
 */
final class Fork {
  private static final List<String> FLAGS =
      List.of(
          "-Xms6g",
          "-Xmx6g",
          "-XX:+UseParallelGC",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseTransparentHugePages",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private Fork() {}

  /** Ours alone, without the peer's libraries. */
  static String ownClassPath(Path target) {
    return target.resolve("classes") + ":" + target.resolve("lib") + "/*";
  }

  /** What the node is started with. */
  static List<String> nodeOptions(Path target) {
    return List.of("@" + target.resolve("../../node/jvm.options").normalize());
  }

  /** The lines it printed. Ends with an exception when it failed. */
  static List<String> java(String classPath, Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    return java(classPath, main, List.of(), arguments);
  }

  static List<String> java(
      String classPath, Class<?> main, List<String> moreFlags, List<String> arguments)
      throws IOException, InterruptedException {
    var flags = new ArrayList<>(FLAGS);
    flags.addAll(moreFlags);
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    return run(java, flags, classPath, main, arguments);
  }

  static List<String> run(
      Path java, List<String> flags, String classPath, Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>(List.of("nice", "-n", "-15", java.toString()));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      var lines = reader.lines().toList();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException("exit " + exit + " of " + String.join(" ", command));
      }
      return lines;
    } finally {
      process.destroy();
    }
  }
}
