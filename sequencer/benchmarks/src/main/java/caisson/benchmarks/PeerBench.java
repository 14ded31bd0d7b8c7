package caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Our whole engine on one thread and exchange-core's whole pipeline on both processors, on the same
 * commands, in turns. The pipeline needs Java 17 and gets it where one is found beside ours; it
 * waits by yielding, the better of its ways here.
 */
final class PeerBench {
  private static final int LAUNCHES = 3;
  private static final int INTERVALS = 4;
  private static final int ENOUGH = 6;
  private static final int COMMANDS = 3_000_000;
  private static final List<String> PEER_FLAGS =
      List.of(
          "-Xms6g",
          "-Xmx6g",
          "-XX:+UseParallelGC",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseTransparentHugePages",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");

  private final Path target;
  private final double foreignBound;

  PeerBench(Path target, double foreignBound) {
    this.target = target;
    this.foreignBound = foreignBound;
  }

  void run() throws IOException, InterruptedException {
    var java = java17();
    if (java.isEmpty()) {
      System.out.println("not measured engine-peer-ratio: no Java 17 beside ours");
      return;
    }
    Path file = target.resolve(CommandGenerator.MIX1K.file);
    Files.write(file, CommandGenerator.MIX1K.generate().bytes());
    var settings =
        List.of(file.toString(), String.valueOf(INTERVALS), String.valueOf(foreignBound));
    var peerSettings = new ArrayList<>(settings);
    peerSettings.add("YIELDING");
    Path compiledFor17 = target.resolve(Path.of("classes", "META-INF", "versions", "17"));
    String peerPath = compiledFor17 + ":" + target.resolve("peer") + "/*";
    var ours = new ArrayList<Double>();
    var peer = new ArrayList<Double>();
    for (int launch = 0; launch < LAUNCHES; launch++) {
      String mine = read(Fork.java(Fork.ownClassPath(target), EngineMixRun.class, settings), ours);
      String theirs =
          read(Fork.run(java.get(), PEER_FLAGS, peerPath, PeerPipeline.class, peerSettings), peer);
      if (!mine.equals(theirs)) {
        throw new IOException("final states differ\nours " + mine + "\npeer " + theirs);
      }
    }
    if (ours.size() < ENOUGH || peer.size() < ENOUGH) {
      System.out.println(
          "not measured engine-peer-ratio: " + ours.size() + " and " + peer.size() + " intervals");
      return;
    }
    double our = Figures.median(ours);
    double their = Figures.median(peer);
    System.out.printf(
        Locale.ROOT,
        "whole engine on mix1k: ours %.2f M/s, peer %.2f M/s%n",
        our / 1e6,
        their / 1e6);
    Figures.print("engine-peer-ratio", our / their, "x");
  }

  private String read(List<String> lines, List<Double> perSecond) throws IOException {
    String outcome = "";
    for (String line : lines) {
      String[] words = line.split(" ");
      if (words[0].equals("interval")) {
        if (Double.parseDouble(words[2]) <= foreignBound) {
          perSecond.add(COMMANDS * 1e9 / Double.parseDouble(words[1]));
        }
      } else if (words[0].equals("outcome")) {
        outcome = line.substring("outcome ".length());
      }
    }
    if (outcome.isEmpty()) {
      throw new IOException("no outcome: " + lines);
    }
    return outcome;
  }

  private static Optional<Path> java17() throws IOException {
    Path beside = Path.of(System.getProperty("java.home")).getParent();
    try (var homes = Files.list(beside)) {
      for (Path home : homes.sorted().toList()) {
        Path release = home.resolve("release");
        Path java = home.resolve("bin").resolve("java");
        if (Files.isExecutable(java)
            && Files.isReadable(release)
            && Files.readString(release).contains("JAVA_VERSION=\"17")) {
          return Optional.of(java);
        }
      }
    }
    return Optional.empty();
  }
}
