package caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The engine's whole command path: launches its JVM three times and tells the medians. */
final class EngineBench {
  private static final int LAUNCHES = 3;
  private static final int INTERVALS = 8;
  private static final int ENOUGH = 6;
  private static final int COMMANDS = 500_000;

  private final Path target;
  private final double foreignBound;
  private final boolean byCpu;

  EngineBench(Path target, boolean loaded) {
    this.target = target;
    foreignBound = loaded ? 10 : 0.04;
    byCpu = loaded;
  }

  void run() throws IOException, InterruptedException {
    var perSecond = new ArrayList<Double>();
    var p50 = new ArrayList<Double>();
    var p99 = new ArrayList<Double>();
    var perOrder = new ArrayList<Double>();
    var replay = new ArrayList<Double>();
    var restore = new ArrayList<Double>();
    double bytes = 0;
    String classPath = target.resolve("classes") + ":" + target.resolve("lib") + "/*";
    for (int launch = 0; launch < LAUNCHES; launch++) {
      var lines =
          Fork.java(
              classPath,
              EngineRun.class,
              List.of(String.valueOf(INTERVALS), String.valueOf(foreignBound)));
      double best50 = Double.MAX_VALUE;
      double best99 = Double.MAX_VALUE;
      for (String line : lines) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "interval" -> {
            bytes = Math.max(bytes, Double.parseDouble(words[4]) / COMMANDS);
            if (Double.parseDouble(words[3]) <= foreignBound) {
              perSecond.add(COMMANDS * 1e9 / Double.parseDouble(words[byCpu ? 2 : 1]));
            }
          }
          case "times" -> {
            System.out.println("engine p50 p90 p99 p99.9 max " + line);
            best50 = Math.min(best50, Double.parseDouble(words[1]));
            best99 = Math.min(best99, Double.parseDouble(words[3]));
          }
          case "rejected" ->
              System.out.println("refused " + words[1] + " of " + words[2] + " commands");
          case "order" -> perOrder.add(Double.parseDouble(words[1]));
          case "replay" -> replay.add(Double.parseDouble(words[1]));
          case "restore" -> restore.add(Double.parseDouble(words[1]));
          default -> throw new IOException("unexpected line: " + line);
        }
      }
      p50.add(best50);
      p99.add(best99);
    }
    if (perSecond.size() < ENOUGH) {
      throw new IOException("not measured: " + perSecond.size() + " quiet intervals");
    }
    if (byCpu) {
      System.out.println(
          "provisional: measured on a loaded machine, throughput by processor time of the thread");
    }
    Figures.print("engine-cmds-per-s", Math.rint(median(perSecond)), "commands/s");
    Figures.print("engine-p50-ns", median(p50), "ns");
    Figures.print("engine-p99-ns", median(p99), "ns");
    Figures.print("engine-alloc-bytes", bytes, "bytes/command");
    Figures.print("engine-bytes-per-order", median(perOrder), "bytes");
    Figures.print("engine-replay-per-s", median(replay), "commands/s");
    Figures.print("engine-restore-s", median(restore), "s");
  }

  private static double median(List<Double> values) {
    return Figures.median(values.stream().mapToDouble(v -> v).toArray());
  }
}
