package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the built processes and tools of this checkout stand, and the commands that start them. */
record Installation(Path root) {
  private static final List<String> JAVA_FLAGS =
      List.of(
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto");

  static Installation find() {
    String root = System.getProperty("caisson.root");
    if (root == null) {
      throw new VenueException(
          "the root of the checkout is unknown: start through a script of the folder scripts");
    }
    return new Installation(Path.of(root).toAbsolutePath().normalize());
  }

  /** A plain main: the module's jar and its copied libraries. */
  List<String> plain(String module, String mainClass, String heap, List<String> properties) {
    return plain(java(JAVA_FLAGS, heap, properties), module, mainClass);
  }

  /** The node, with the options its engine is measured with. */
  List<String> node(String heap, List<String> properties) {
    String options = "@" + root.resolve("sequencer/node/jvm.options");
    return plain(
        java(List.of(options), heap, properties), "sequencer/node", "caisson.node.NodeMain");
  }

  private List<String> plain(List<String> command, String module, String mainClass) {
    Path target = root.resolve(module).resolve("target");
    require(target.resolve("lib"));
    command.add("-cp");
    command.add(target + "/*:" + target.resolve("lib") + "/*");
    command.add(mainClass);
    return command;
  }

  /** A Quarkus process. */
  List<String> quarkus(String module, String heap, List<String> properties) {
    Path jar = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    require(jar);
    List<String> command = java(JAVA_FLAGS, heap, properties);
    command.add("-jar");
    command.add(jar.toString());
    return command;
  }

  /**
   * The native binary inside its npm package; the package's own start script would download one.
   */
  Path anvil() {
    String os =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    String arch = System.getProperty("os.arch").contains("aarch64") ? "arm64" : "amd64";
    Path binary =
        root.resolve("contracts/node_modules/@foundry-rs/anvil-" + os + "-" + arch + "/bin/anvil");
    if (!Files.isRegularFile(binary)) {
      throw new VenueException(
          "no anvil at " + binary + ": run npm ci --ignore-scripts in contracts");
    }
    try {
      if (!Files.isExecutable(binary) && !binary.toFile().setExecutable(true)) {
        throw new IOException("not executable");
      }
    } catch (IOException e) {
      throw new VenueException("anvil cannot be started: " + binary, e);
    }
    return binary;
  }

  private static List<String> java(List<String> flags, String heap, List<String> properties) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-Xmx" + heap);
    properties.forEach(property -> command.add("-D" + property));
    return command;
  }

  private static void require(Path path) {
    if (!Files.exists(path)) {
      throw new VenueException(
          "not built: " + path + " is missing; run scripts/up or scripts/test once");
    }
  }
}
